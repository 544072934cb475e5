"""What the rules about meaning share: the conditions of a policy, opened, and who wrote what they rest on."""

from collections.abc import Iterator, Mapping
from dataclasses import field, replace

from engine.analysis.answer import Answer
from engine.analysis.answer import Subject as About
from engine.analysis.meaning import Meaning
from engine.analysis.opened import RULE, SESSION
from engine.analysis.questions import Questions
from engine.bind.figures import PERIOD_THINGS, SESSION_THINGS
from engine.diagnostics import Severity
from engine.document import Path, Value, at
from engine.expressions.typed import Checked, Read, Step, Typed
from engine.expressions.types import BOOLEAN
from engine.lint.subject import Subject
from engine.nouns import dataclass

_held: list[Meaning] = []
"""The meaning made last: several rules ask about one policy after another."""


def meaning_of(subject: Subject) -> Meaning:
    """Give what a policy means."""
    assert subject.bound is not None
    if not _held or _held[0].bound is not subject.bound:
        _held[:] = [Meaning(subject.bound)]
    return _held[0]


class Unbounded(Mapping[str, About]):
    """Subjects whose counts have no greatest value."""

    def __init__(self, subjects: Mapping[str, About]) -> None:
        self._subjects = subjects
        self._free: dict[str, About] = {}

    def __getitem__(self, key: str) -> About:
        if key not in self._free:
            held = self._subjects[key]
            self._free[key] = held if held.most is None else replace(held, most=None)
        return self._free[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._subjects)

    def __len__(self) -> int:
        return len(self._subjects)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: its path, where it stands, and its text; `tree` keeps the places of its parts."""

    path: Path
    scope: str
    text: str
    tree: Typed = field(repr=False)

    def part(self, typed: Typed) -> str:
        """Give the text of a part."""
        return self.text[typed.start : typed.end]


def conditions(subject: Subject) -> Iterator[Condition]:
    """Give the conditions of a policy that the file itself has a part in."""
    assert subject.bound is not None
    for path, checked in subject.bound.expressions.items():
        if checked.type == BOOLEAN and checked.tree is not None and concerns(subject, path, checked):
            yield Condition(path, scope_of(subject, path), text_at(subject, path), checked.tree)


def said_here(subject: Subject) -> Iterator[Condition]:
    """Give the conditions that say something: not those that name a set, at which all of it is found."""
    assert subject.bound is not None
    sets = subject.bound.model.sets
    yield from (each for each in conditions(subject) if not isinstance(each.tree, Read) or each.tree.name not in sets)


def unbounded(meaning: Meaning) -> Questions:
    """Give questions for which no count is too great: what a window cannot hold is another rule's matter."""
    return Questions(Unbounded(meaning.opener.subjects), meaning.opener.codes)


def scope_of(subject: Subject, path: Path) -> str:
    """Say whether the condition at a path is about a pupil, a session, or a row of a fact table."""
    assert subject.bound is not None
    model = subject.bound.model
    kind = path[0]
    if kind == "sets":
        return SESSION
    if kind == "rules" and isinstance(path[1], int):
        return model.rules[path[1]].each or RULE
    if kind == "ladders":
        return model.ladders[str(path[1])].each or RULE
    if kind == "tables":
        return model.tables[str(path[1])].each or RULE
    if kind == "facts":
        return str(path[1])
    if kind != "measures" or path[2] == "is":
        return RULE
    measure = model.measures[str(path[1])]
    if path[2] != "of" or measure.count is None or measure.count in SESSION_THINGS:
        return RULE if measure.in_a_row == "weeks" and path[2] == "of" else SESSION
    if measure.count in PERIOD_THINGS:
        return RULE
    return str(measure.count) if measure.count in {*subject.bound.rows, *model.facts} else "outcomes"


def text_at(subject: Subject, path: Path) -> str:
    """Give the text of a condition as written; empty where a section made it."""
    whole: Value = dict(subject.expanded)
    try:
        found = at(whole, path)
    except (KeyError, IndexError):
        return ""
    return found if isinstance(found, str) else ""


def concerns(subject: Subject, path: Path, checked: Checked) -> bool:
    """Whether the file itself wrote a condition, or something that the condition rests on."""
    if subject.is_own(path):
        return True
    assert subject.bound is not None
    return any(subject.is_own(one) for one in _behind(subject, checked.reads, frozenset()))


def _behind(subject: Subject, names: tuple[str, ...], seen: frozenset[str]) -> Iterator[Path]:
    assert subject.bound is not None
    model = subject.bound.model
    for name in names:
        if name in seen:
            continue
        if name in model.values:
            yield ("values", name)
        elif name in model.measures:
            yield ("measures", name)
        elif name in model.sets:
            yield ("sets", name)
        else:
            continue
        for path, checked in subject.bound.expressions.items():
            if path[:2] in (("measures", name), ("sets", name)):
                yield from _behind(subject, checked.reads, seen | {name})


def alternatives(typed: Typed) -> tuple[Typed, ...]:
    """Give the parts that an `or` joins; the whole where there is none."""
    return _joined("or", typed)


def together(typed: Typed) -> tuple[Typed, ...]:
    """Give the parts that an `and` joins; the whole where there is none."""
    return _joined("and", typed)


def _joined(word: str, typed: Typed) -> tuple[Typed, ...]:
    if isinstance(typed, Step) and typed.operator == word:
        return tuple(part for argument in typed.arguments for part in _joined(word, argument))
    return (typed,)


def surely(answer: Answer) -> str:
    """Say whether a finding is proved, or within which bounds it was found."""
    if answer.assumed:
        return f"as long as {answer.assumed}"
    return f"found {answer.within}, and not proved beyond" if answer.within else "proved at and beside every limit"


def milder(answer: Answer) -> Severity | None:
    """Give the severity of an error that rests on the usual calendar; None where it is proved."""
    return Severity.WARNING if answer.assumed else None


def named(subject: Subject, path: Path) -> str:
    """Name the item that a path lies in, and its field: "`when` of `first_day_call`"."""
    assert subject.bound is not None
    model = subject.bound.model
    name = str(path[1])
    if path[0] == "rules" and isinstance(path[1], int):
        name = model.rules[path[1]].id
    if path[0] == "ladders" and "steps" in path:
        name = model.ladders[name].steps[int(path[3])].id
    if path[0] == "registers":
        name = f"{path[1]}.{path[2]}"
    if path[0] == "sets":
        return f"the set `{name}`"
    fields = [str(step) for step in path[2:] if isinstance(step, str) and step not in ("steps", "then", "notes")]
    return f"`{fields[-1] if fields else path[0]}` of `{name}`"
