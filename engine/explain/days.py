"""Whether a day can be explained: a school day of the data."""

from datetime import date

from engine.calendar import date_of
from engine.register import Register
from engine.words import day_in_words


def outside(register: Register, day: date) -> tuple[str, str] | None:
    """Say what is wrong with a day, and what to do; None for a school day that the data has."""
    first, last = date_of(int(register.days[0])), date_of(int(register.days[-1]))
    if day < first:
        return f"there is nothing on {day}: the data begins on {first}", "give a later --date"
    if day > register.as_of:
        return f"there is nothing on {day}: the data ends on {register.as_of}", "give an earlier --date"
    if register.calendar.is_school_day(day) and day <= last:
        return None
    place = register.calendar.count_before(day)
    near = [register.calendar.school_days[at] for at in (place - 1, place) if 0 <= at < len(register.calendar.days)]
    return f"{day} is no school day", f"the school days beside it are {' and '.join(map(day_in_words, near))}"
