"""A policy -> changes that should leave every decision as it is: what is always true, never true, or never counts."""

from collections.abc import Iterator

from engine.analysis.meaning import Meaning
from engine.analysis.tables import flaws_of
from engine.document import Path
from engine.expressions.typed import Constant, Read, Step, Typed
from engine.expressions.typed_walk import parts
from engine.expressions.types import NUMBER
from engine.lint.edits import Edit
from engine.lint.meanings import Condition, alternatives, conditions, meaning_of, together
from engine.lint.subject import Subject
from engine.source import Span


def simpler(subject: Subject) -> Iterator[Edit]:
    """Give the changes to what the file itself wrote, each by itself; whoever makes one proves it first."""
    meaning = meaning_of(subject)
    for condition in conditions(subject):
        if condition.text and subject.is_own(condition.path) and subject.written(condition.path) == condition.path:
            yield from _parts(subject, meaning, condition, condition.tree)
            yield from _equations(subject, condition)
    for deciding in meaning.tables():
        path = (*deciding.path, "rows")
        if not subject.is_own(path) or subject.written(path) != path:
            continue
        for flaw in flaws_of(meaning, deciding):
            if flaw.kind == "unused":
                rule = deciding.table.rules[flaw.rows[0]]
                yield from _whole_line(subject, path, rule.start, f"row {flaw.rows[0] + 1} never counts")


def _parts(subject: Subject, meaning: Meaning, condition: Condition, part: Typed) -> Iterator[Edit]:
    """Take out parts of an `and` that are always true, and parts of an `or` that never are."""
    for joined, sure in ((together(part), "always"), (alternatives(part), "never")):
        if len(joined) < 2:
            continue
        for number, one in enumerate(joined):
            opened = meaning.opener.of(condition.path).opened(one, condition.scope)
            answer = meaning.questions.always(opened) if sure == "always" else meaning.questions.never(opened)
            if answer.proved:
                begin, end = (joined[number - 1].end, one.end) if number else (one.start, joined[1].start)
                why = f"`{condition.part(one)}` is {sure} true"
                yield _edit(subject, condition.path, begin, end, "", why)
            else:
                yield from _parts(subject, meaning, condition, one)


def _equations(subject: Subject, condition: Condition) -> Iterator[Edit]:
    """Say `< 1` for `= 0` of a count that may be not known: the same of every count that is known."""
    for node in _zeros(condition.tree):
        figure, nothing = node.arguments
        if condition.text[figure.start : figure.end] and isinstance(nothing, Constant):
            text = f"{condition.text[figure.start : figure.end]} < 1"
            why = f"`{condition.part(node)}` is `{text}`, which is not known where the figure is not"
            yield _edit(subject, condition.path, node.start, node.end, text, why)


def _zeros(typed: Typed) -> Iterator[Step]:
    if isinstance(typed, Step) and typed.operator == "=":
        left, right = typed.arguments
        counted = isinstance(left, Read) and left.type == NUMBER and left.nullable and left.quantity.whole
        if counted and left.quantity.low == 0 and isinstance(right, Constant) and right.value == 0:  # type: ignore[union-attr]
            yield typed
        return
    for part in parts(typed):
        yield from _zeros(part)


def _edit(subject: Subject, path: Path, begin: int, end: int, text: str, why: str) -> Edit:
    first = subject.place(path, begin, begin + 1).span
    last = subject.place(path, end - 1, end).span
    return Edit(Span(first.line, first.column, last.end_line, last.end_column), text, why, first.line)


def _whole_line(subject: Subject, path: Path, begin: int, why: str) -> Iterator[Edit]:
    line = subject.place(path, begin, begin + 1).span.line
    yield Edit(Span(line, 1, line + 1, 1), "", why, line)
