"""Why an action that a test expects did not come: the first reason at which the two part."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from engine.decision import Run
from engine.explain.reading import Tools
from engine.explain.why_not import why_not
from engine.explain.wording import listed
from engine.load import Loaded
from engine.narrow import of_pupil
from engine.register import Register
from engine.testing.result import Difference
from engine.words import day_in_words

_MOST = 5


def reasoned(found: Iterable[Difference], loaded: Loaded, register: Register, run: Run) -> Iterator[Difference]:
    """Add to each expected action that did not come why it did not; only to the first few, as each is run anew."""
    told = 0
    for difference in found:
        known = difference.about in register.pupils and difference.rule
        if not known or told >= _MOST:
            yield difference
            continue
        told += 1
        yield replace(difference, because=_because(difference, loaded, register, run))


def _because(difference: Difference, loaded: Loaded, register: Register, run: Run) -> str:
    rule, pupil = difference.rule, difference.about
    one = of_pupil(register, register.pupils.index(pupil))
    acted = [(each.rule, date.fromisoformat(each.date)) for each in run.actions if each.pupil == pupil]
    tools = Tools(loaded, one)
    days = sorted({day for name, day in acted if name == rule and difference.day in (None, day)})
    if days and tools.origins.rule(rule)[0].each is None:
        came = listed(map(day_in_words, days))
        if len(days) > 1:
            return f"it came on {came}, and other lines expect these"
        return f"it came on {came} alone, and another line expects that: one line has all its `tasks`"
    missed = why_not(tools, one, rule, difference.day, acted)
    if not missed:
        return difference.because
    first = missed[0]
    on = f"on {day_in_words(date.fromisoformat(first.date))}: " if first.nearest or difference.because else ""
    flip = f"; {first.flips[0].said}" if first.flips else ""
    reason = f"{on}{first.reasons[0]}{flip}"
    return f"{difference.because}; {reason}" if difference.because else reason
