"""What is changed of a pupil's marks and rows, as a condition under which a rule acts: in words."""

from collections.abc import Iterable, Sequence

from engine.calendar import SESSIONS, date_of
from engine.explain.change import few
from engine.explain.edit import Edit, MarkEdit
from engine.explain.edit_words import in_words
from engine.register import Register
from engine.words import day_in_words, number_in_words


def acts_if(one: Register, edits: Sequence[Edit]) -> str:
    """Say under which changes it acts: marks of one kind together, then what else is changed."""
    marks: dict[tuple[int | None, int | None], list[MarkEdit]] = {}
    for each in edits:
        if isinstance(each, MarkEdit):
            marks.setdefault((each.arrived, each.minutes_late), []).append(each)
    parts = [_marked(one, sorted(held, key=lambda each: each.slot)) for held in marks.values()]
    others = [each for each in edits if not isinstance(each, MarkEdit)]
    if not parts:
        return f"it acts with {in_words(one, others)}"
    told = f"it acts if {', and '.join(parts)}"
    return f"{told}, and with {in_words(one, others)}" if others else told


def _marked(one: Register, edits: Sequence[MarkEdit]) -> str:
    told = []
    codes = [each.code for each in edits if each.code]
    if codes:
        told.append(f"marked {codes_in_words(codes)}")
    first = edits[0]
    if first.arrived is not None:
        told.append(f"arrived {first.arrived // 60:02}:{first.arrived % 60:02}")
    if first.minutes_late is not None:
        told.append(f"{number_in_words(first.minutes_late, 'minute')} late")
    return f"{sessions_in_words(one, tuple(each.slot for each in edits))} {', '.join(told)}"


def sessions_in_words(one: Register, slots: tuple[int, ...]) -> str:
    """Say which sessions: how many, and from when to when."""
    first, last = (date_of(int(one.calendar.days[slot // 2])) for slot in (slots[0], slots[-1]))
    if len(slots) == 1:
        return f"the session {day_in_words(last)} {SESSIONS[slots[0] % 2]} is"
    where = f"of {day_in_words(last)}" if first == last else f"between {day_in_words(first)} and {day_in_words(last)}"
    return f"{few(len(slots))} sessions {where} are"


def codes_in_words(codes: Iterable[str]) -> str:
    """Name codes, each once.

    >>> codes_in_words(["L", "U", "L"])
    'L or U'
    """
    return " or ".join(sorted(dict.fromkeys(codes)))
