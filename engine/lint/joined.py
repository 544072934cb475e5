"""Findings that are wanted -> the same, with those that have one cause told once.

What one cause makes wrong at many places is one finding at the first of them, which names some of the others. This
looks at what is to be printed alone, so that nothing is left out for a finding that nobody sees.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from engine.diagnostics import Diagnostic, Severity, in_order
from engine.lint.subject import Subject
from engine.nouns import dataclass
from engine.once import regex

_NAMES = frozenset({"X101", "B003", "L102", "L501"})
"""A name that is not there: where it is asked for more than once, it is not given, or its other name was meant."""

_ALIKE = _NAMES | {"L222", "L326"}
"""What has one cause where it is said in the same words."""

_WRONG = frozenset({"S001", "S003"})
_MANY = 3
"""So many parts of one thing that do not belong there have lost the line that says what they are parts of."""

_SLIP_OF_NAME = "L111"

_KINDS = frozenset({"X106", "X107"})
"""Things of two kinds beside each other: at one place, one of them is the wrong one."""

_CIRCLES = frozenset({"R003", "B002"})
"""Names that go round in a circle: each of them is a place to begin with."""

_LETTER = regex(r"`\w+_(?:below|at_or_below|at_least)`")

_SHOWN = 3
_NAMED = 4
_FOLLOWS = {
    "L101": frozenset({"L212"}),
    "L315": frozenset({"L308"}),
    "L308": frozenset({"L103"}),
    "L218": frozenset({"L215"}),
    "L326": frozenset({"L202"}),
    "L327": frozenset({"L210"}),
    "L210": frozenset({"L307"}),
    "L202": frozenset({"L236"}),
    "L203": frozenset({"L236"}),
    "L209": frozenset({"L236"}),
}
"""What says less of words than another finding that begins at the same does."""

_IN_QUOTES = "put text in double quotes"

_OTHER_OUTPUTS = "X204"
"""A table says twice what it gives, and not the same: which of the two names was meant is not known."""

_NO_LAYER = "L318"
_MISSING_LAW = "L312"
_QUOTED = regex(r"`([^`]+)`")
_ROUND = regex(r"\w+(?=`?(?: →|$))")


@dataclass(frozen=True, slots=True)
class Above:
    """The national layer that a policy does not stand below, and the names that it would give."""

    name: str
    names: frozenset[str]


def above(subject: Subject) -> Above | None:
    """Give the national layer that judges a policy without one; None where it has its own, or nothing judges."""
    law = subject.law
    if law is None or law.policy is None or law.bound is None or subject.policy is None:
        return None
    model = law.bound.model
    sections = (model.roles, model.values, model.sets, model.measures, model.flags, model.facts, model.tables)
    steps = {step.id for ladder in model.ladders.values() for step in ladder.steps}
    names = {name for section in sections for name in section} | {rule.id for rule in model.rules} | steps
    return Above(law.policy.name, frozenset(names))


def joined(found: Iterable[Diagnostic], lacking: Mapping[str, Above]) -> list[Diagnostic]:
    """Join what is said of one name at several places of a file, or of the names of a layer that is not above it.

    `lacking` says by file which layer that is. Left out is what another finding of the same place says better.
    """
    kept: list[Diagnostic] = []
    groups: dict[object, list[Diagnostic]] = {}
    for each in _said_nowhere_better(list(_without_layer(list(found), lacking))):
        cause = _cause(each)
        if cause is None:
            kept.append(each)
        else:
            groups.setdefault((each.code, cause), []).append(each)
    for alike in groups.values():
        if alike[0].code not in _WRONG:
            kept.append(_one(alike))
        elif len(alike) < _MANY:
            kept += alike
        else:
            kept.append(replace(_one(alike), help=f"{in_order(alike)[0].help}; or is the line missing above them?"))
    return kept


def _said_nowhere_better(found: list[Diagnostic]) -> Iterator[Diagnostic]:
    """Give the findings that no other one of the same place or of the same name says better."""
    there = {(each.code, _begin(each)): each.severity for each in found}
    unnamed = {(_name(each), each.place.source.name) for each in found if each.code == "X101" and each.place}
    meant = {word for each in found if each.code in _NAMES for word in _QUOTED.findall(each.help)}
    given = {each.place.source.name: each for each in found if each.code == _OTHER_OUTPUTS and each.place is not None}
    for each in found:
        table = given.get(each.place.source.name) if each.place is not None else None
        if table is not None and _follows_outputs(each, table):
            continue
        if each.code == "B003" and each.place and (_name(each), each.place.source.name) in unnamed:
            continue  # told where a condition asks for it
        if each.code == _SLIP_OF_NAME and any(_name(each) in word for word in meant):
            continue  # told where something is asked for by the name that was meant
        better = (there.get((other, _begin(each))) for other in _FOLLOWS.get(each.code, ()))
        if not any(severity is not None and severity >= each.severity for severity in better):
            yield each


def _cause(found: Diagnostic) -> object:
    """Give what all findings of a code and of one cause have in common; None for one that stands alone."""
    place, code, message = found.place, found.code, found.message
    if code == "X101" and found.help.startswith("write `code = "):
        return "a code", place and (place.source.name, place.span.line)
    if code == "X101" and found.help.endswith(_IN_QUOTES) and _is_output(found):
        return _IN_QUOTES, place.source.name if place else ""
    if code == "S002" and "begins a task of its own" in found.help:
        return message.partition("[")[0], place and place.source.name
    if code in _CIRCLES and " → " in message:
        return frozenset(_ROUND.findall(message))
    if place is None:
        return None
    if code in _KINDS:
        # each limit of the letters is compared with the one figure that they name
        return _LETTER.sub("``", message), place.source.name
    if code in _WRONG:
        return _of(found), place.source.name
    if code == "B005":
        return _QUOTED.sub("", message), _QUOTED.sub("", found.help), place.source.name
    return (message, found.help, found.severity, place.source.name) if code in _ALIKE else None


def _is_output(found: Diagnostic) -> bool:
    """Whether a name stands where a table says what it gives: words there stand in quotes, in all the rows."""
    place = found.place
    return place is not None and "||" in place.source.line(place.span.line)[: place.span.column - 1]


def _follows_outputs(each: Diagnostic, table: Diagnostic) -> bool:
    """Whether it is only that nothing reads a table, or that a name is asked for that its first line gives."""
    if each.code == "L101":
        return each.message.startswith("nothing uses the table")
    return each.code == "X101" and f"`{_name(each)}`" in table.message


def _one(alike: list[Diagnostic], message: str = "") -> Diagnostic:
    """Give the first of some findings, with the places of the others."""
    first, *others = in_order(alike)
    spots = dict.fromkeys(each.place for each in others if each.place is not None and each.place != first.place)
    places = [("and here", place) for place in spots]
    told = message or first.message
    if len(places) > _SHOWN:
        told = f"{told} (at {len(places) + 1} places)"
    return replace(first, message=told, also=(*first.also, *places[:_SHOWN]))


def _without_layer(found: list[Diagnostic], lacking: Mapping[str, Above]) -> Iterator[Diagnostic]:
    """Tell once, a code, of the names that a layer would give, and not of the law that it would bring with it."""
    asked: dict[tuple[str, str], list[Diagnostic]] = {}
    for each in found:
        name = each.place.source.name if each.place is not None else ""
        law = lacking.get(name)
        if law is not None and each.code in _NAMES and _name(each) in law.names:
            asked.setdefault((name, each.code), []).append(each)
    lost = {id(each) for group in asked.values() for each in group}
    missed = {name for name, _ in asked}
    pointed = {each.place.source.name for each in found if each.code == _NO_LAYER and each.place is not None}
    for each in found:
        name = each.place.source.name if each.place is not None else ""
        if id(each) not in lost and not (each.code == _MISSING_LAW and name in missed & pointed):
            yield each
    for (name, _), group in asked.items():
        names = list(dict.fromkeys(_name(each) for each in in_order(group)))
        shown = ", ".join(f"`{each}`" for each in names[:_NAMED])
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        law = lacking[name]
        are, gives = ("are", "gives them") if len(names) > 1 else ("is", "gives it")
        told = _one(
            group, f"{shown}{more} {are} asked for, and the policy does not stand below `{law.name}`, which {gives}"
        )
        severity = max(Severity(each.severity) for each in group)
        yield replace(told, help=f"add `{law.name}` to `extends`", severity=severity)


def _begin(found: Diagnostic) -> tuple[str, int, int] | None:
    """Give where a finding begins; None where it has no place."""
    place = found.place
    return (place.source.name, place.span.line, place.span.column) if place is not None else None


def _of(found: Diagnostic) -> str:
    """Give the path of what holds a field that is unknown, or of the wrong kind."""
    quoted = _QUOTED.findall(found.message)
    if found.code == "S001":
        return quoted[-1] if len(quoted) > 1 else ""
    return quoted[0].rpartition(".")[0] if quoted else ""


def _name(found: Diagnostic) -> str:
    quoted = _QUOTED.search(found.message)
    return quoted[1] if quoted else ""
