"""The codes that a test expects of arrivals beside those that the policy's registers give."""

from engine.load import Loaded
from engine.recode import Arrivals
from engine.register import Register
from engine.testing.read import Placed
from engine.testing.result import Difference


def compare_arrivals(placed: Placed, loaded: Loaded, register: Register) -> list[Difference]:
    """Give every arrival of a test whose code is another than the test says."""
    asked = [(number, arrival) for number, arrival in enumerate(placed.test.arrivals) if arrival.at is not None]
    if not asked:
        return []
    arrivals = Arrivals(loaded.plan, register)
    first = register.calendar.school_days[0]
    found: list[Difference] = []
    for number, arrival in asked:
        day = arrival.date or first
        minute = arrival.at.minute if arrival.at else 0
        code = arrivals.code(arrival.pupil, day, arrival.session, minute, arrival.reason)
        if code != arrival.code:
            place = placed.document.place((*placed.at, "arrivals", number))
            came = f"at {arrival.at} in the {'morning' if arrival.session == 'AM' else 'afternoon'}"
            got = f"{came}, marked {code}" if code else f"{came}, and no register is this pupil's"
            found.append(Difference("different", arrival.pupil, f"{came}, marked {arrival.code}", got, place))
    return found
