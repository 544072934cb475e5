"""Findings of one file -> the same without the echoes: what another slip of the file makes of what is right.

An item of which a part is lost, a name that stands where no field of its is, a register whose time breaks a lock: the
slip is told where it stands, and what the rest looks like until it is mended is not.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from engine.diagnostics import Diagnostic
from engine.once import regex
from engine.source import Place

_NAME = regex(r"`([^`]+)`")
_LOCKED = regex(r"`registers\.\w+\.(\w+)\.")
_VALUE_CHANGED = regex(r"^`values\.(\w+)` was changed .*: (`[^`]*`), now ")
_MEANT_TEXT = regex(r'^did you mean `"(\w+)"`\?')
_BELONGS = regex(r"belongs to `(\w+)`")
_GIVES_NOTHING = "did you mean `gives`?"
_IN_A_TEXT = "L114"
_FOR_WANT_OF_A_FIELD = frozenset({"B005", "B010", "S002", "L212"})
_BEFORE = "before it opens"
_CHANGED = "L415"
_NO_FIELD, _OF_WRONG_KIND, _EMPTY, _TWO_OF_ONE_ID = "S001", "S003", "S005", "S008"
_OF_NAMES = frozenset({"X101", "B003"})
_NAMED = frozenset({"values", "sets", "measures", "flags", "tables", "facts", "roles"})
"""Sections that give names: one that is no mapping gives none, whatever is asked for."""

_OF_KINDS = frozenset({"X106", "X107"})


def without_echoes(found: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """Give what is found without what only follows from something else of the file."""
    by_code: dict[str, list[Diagnostic]] = {}
    for each in found:
        by_code.setdefault(each.code, []).append(each)
    if by_code.keys().isdisjoint({"B002", "R010", "L327", "L101", "L114", "X104", _CHANGED, *_SHAPES}):
        yield from found
        return
    echoes = {id(each) for each in _echoes(found, by_code)}
    moved = dict(_at_their_values(by_code))
    changed = {id(each) for _, (_, each) in moved.items()}
    for each in found:
        if id(each) in moved:
            yield moved[id(each)][0]
        elif id(each) not in echoes and id(each) not in changed:
            yield each


_SHAPES = frozenset({_NO_FIELD, _OF_WRONG_KIND, _EMPTY, _TWO_OF_ONE_ID})


IsEcho = Callable[[Diagnostic], bool]
"""Says of a finding whether it is an echo."""


def _echoes(found: Sequence[Diagnostic], by_code: dict[str, list[Diagnostic]]) -> Iterator[Diagnostic]:
    tells = [make(by_code) for make in _MAKES]
    for each in found:
        if any(is_echo(each) for is_echo in tells):
            yield each


def _of_parts_that_do_not_belong(by_code: dict[str, list[Diagnostic]]) -> IsEcho:
    """What is asked for by a name that stands where no field of its is, or in a section that gives no names."""
    no_fields = by_code.get(_NO_FIELD, [])
    strangers = {_first(each) for each in no_fields}
    no_section = any("." not in _first(each) and _first(each) in _NAMED for each in by_code.get(_OF_WRONG_KIND, []))
    no_section = no_section or any(each.help == _GIVES_NOTHING for each in no_fields)
    return lambda each: each.code in _OF_NAMES and (no_section or _first(each) in strangers)


def _of_brackets(by_code: dict[str, list[Diagnostic]]) -> IsEcho:
    """What is of the wrong kind on a line where a bracket has become part of a field's name."""
    lines = {_line(each) for each in by_code.get(_NO_FIELD, []) if "{" in _first(each) or "[" in _first(each)}
    return lambda each: each.code == _OF_WRONG_KIND and _line(each) in lines


def _of_fields_elsewhere(by_code: dict[str, list[Diagnostic]]) -> IsEcho:
    """A section that is empty because what belongs to it stands elsewhere."""
    emptied = {section for each in by_code.get(_NO_FIELD, []) for section in _BELONGS.findall(each.help)}
    return lambda each: each.code == _EMPTY and _first(each) in emptied


def _of_two_items_of_one_id(by_code: dict[str, list[Diagnostic]]) -> IsEcho:
    """What one of two items of one id means, and that the second is not as it was approved."""
    twice = by_code.get(_TWO_OF_ONE_ID, [])
    ids, second = {_first(each) for each in twice}, {_line_of(place) for each in twice for _, place in each.also}
    return lambda each: (
        (each.code.startswith("L2") and _first(each) in ids) or (each.code == _CHANGED and _line(each) in second)
    )


def _of_names_in_a_circle(by_code: dict[str, list[Diagnostic]]) -> IsEcho:
    names = {name for each in by_code.get("B002", []) for name in _NAME.findall(each.message)}
    return lambda each: each.code == "B005" and _first(each) in names


def _of_registers(by_code: dict[str, list[Diagnostic]]) -> IsEcho:
    """What is wrong with the times of a register that breaks a lock, is of the other half, or of which none is left."""
    locked = {name for each in by_code.get("R010", []) for name in _LOCKED.findall(each.message)}
    turned = {_first(each) for each in by_code.get("L327", [])}
    no_school = _is_empty("school", by_code)
    return lambda each: (
        each.code == "L210"
        and (
            no_school
            or not locked.isdisjoint(_NAME.findall(each.message))
            or (_first(each) in turned and _BEFORE in each.message)
        )
    )


def _of_fields_lost(by_code: dict[str, list[Diagnostic]]) -> IsEcho:
    """What wants a field that a text takes in, or that is empty."""
    lost = [*by_code.get(_IN_A_TEXT, []), *by_code.get(_EMPTY, [])]
    fields = tuple(f"`{_first(each).rpartition('.')[2]}" for each in lost)
    return lambda each: each.code in _FOR_WANT_OF_A_FIELD and any(name in each.message + each.help for name in fields)


def _of_what_nothing_uses(by_code: dict[str, list[Diagnostic]]) -> IsEcho:
    lines = {_line(each) for each in by_code.get("L101", [])}
    return lambda each: each.code == "L111" and _line(each) in lines


def _of_reasons(by_code: dict[str, list[Diagnostic]]) -> IsEcho:
    """Reasons for leave that no table decides about, since its word is misspelt or nothing is said of leave."""
    texts = {meant[1] for each in by_code.get("X104", []) if (meant := _MEANT_TEXT.match(each.help)) is not None}
    no_leave = _is_empty("leave", by_code)
    return lambda each: each.code == "L308" and (no_leave or not texts.isdisjoint(_NAME.findall(each.message)))


_MAKES = (
    _of_parts_that_do_not_belong,
    _of_brackets,
    _of_fields_elsewhere,
    _of_two_items_of_one_id,
    _of_names_in_a_circle,
    _of_registers,
    _of_fields_lost,
    _of_what_nothing_uses,
    _of_reasons,
)
"""Each looks at what is found, by code, and says what is an echo of it."""


def _is_empty(section: str, by_code: dict[str, list[Diagnostic]]) -> bool:
    return any(_first(each).partition(".")[0] == section for each in by_code.get(_EMPTY, []))


def _at_their_values(by_code: dict[str, list[Diagnostic]]) -> Iterator[tuple[int, tuple[Diagnostic, Diagnostic]]]:
    """Give what is compared with a value of another kind, set where that value was changed since it was approved."""
    for changed in by_code.get(_CHANGED, ()):
        value = _VALUE_CHANGED.match(changed.message)
        if value is None or changed.place is None:
            continue
        for code in _OF_KINDS:
            for each in by_code.get(code, ()):
                if value[1] in _NAME.findall(each.message) and each.place is not None:
                    asked = ("compared here", each.place)
                    advice = f"write the amount in the unit that is asked for: it was {value[2]} when it was approved"
                    yield id(each), (replace(each, place=changed.place, help=advice, also=(asked, *each.also)), changed)


def _first(found: Diagnostic) -> str:
    name = _NAME.search(found.message)
    return name[1] if name is not None else ""


def _line(found: Diagnostic) -> tuple[str, int] | None:
    return _line_of(found.place) if found.place is not None else None


def _line_of(place: Place) -> tuple[str, int]:
    return place.source.name, place.span.line
