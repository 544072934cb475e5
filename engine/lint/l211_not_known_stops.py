"""a figure that is not known silently stops a rule, or lets it act

## Why

`=` and `!=` are never not known: a count that is not known, because its file is missing, equals nothing. So a rule that
asks `reached_today = 0` does not act where nobody kept the contacts, and one with `reached_today != 0` does. `< 1`
says the same as `= 0` of every count that is known, and is not known where the count is not: the rule is undecided.

## Avoid

```yaml
measures:
  reached_today: {count: contacts, of: 'outcome = "reached"', over: day}
rules:
  - id: nobody_reached
    source: §1
    when: absent_today > 0 and reached_today = 0
    act: each check
    then: [{do: call, to: parents}]
```

## Prefer

```yaml
measures:
  reached_today: {count: contacts, of: 'outcome = "reached"', over: day}
rules:
  - id: nobody_reached
    source: §1
    when: absent_today > 0 and reached_today < 1
    act: each check
    then: [{do: call, to: parents}]
```

## Source

DMN's expression language; no fact is guessed. A rule that says `if_unknown`, or compares the figure with `null`, has
thought of it and is let be.
"""

from collections.abc import Iterator

from engine.analysis.meaning import Acting, Meaning
from engine.diagnostics import Severity
from engine.document import Path
from engine.expressions.typed import Constant, Read, Step, Typed
from engine.expressions.typed_walk import parts, reads_with_types
from engine.expressions.types import NUMBER
from engine.lint.finding import Finding
from engine.lint.meanings import meaning_of, text_at
from engine.lint.subject import Subject
from engine.model.item import days_said

SEVERITY = Severity.WARNING
NEEDS = "plan"


def check(subject: Subject) -> Iterator[Finding]:
    """Find the equations about a count whose file may be missing, in what must be true for a rule to act."""
    meaning = meaning_of(subject)
    told: set[tuple[Path, int]] = set()
    for one in meaning.acting():
        if getattr(one.item, "if_unknown", "report") == "act":
            continue
        for name, path, _ in one.asks:
            for asked in (path, *_named(meaning, path, frozenset())) if name != "unless" else ():
                for start, finding in _look(subject, meaning, one, asked) if subject.is_own(asked) else ():
                    if (asked, start) not in told:
                        told.add((asked, start))
                        yield finding


def _named(meaning: Meaning, path: Path, seen: frozenset[Path]) -> Iterator[Path]:
    """Give the paths of the named expressions that a condition rests on."""
    checked = meaning.bound.expressions.get(path)
    for name in checked.reads if checked is not None else ():
        inner: Path = ("measures", name, "is")
        if inner in meaning.bound.expressions and inner not in seen:
            yield inner
            yield from _named(meaning, inner, seen | {inner})


def _look(subject: Subject, meaning: Meaning, one: Acting, path: Path) -> Iterator[tuple[int, Finding]]:
    checked = meaning.bound.expressions[path]
    if checked.tree is None:
        return
    text = text_at(subject, path)
    thought_of = {name for node in _equations(checked.tree) if _with_null(node) for name in reads_with_types(node)}
    for node in _equations(checked.tree):
        figure = next((each for each in node.arguments if isinstance(each, Read) and each.nullable), None)
        cause = None if figure is None else _cause(meaning, figure)
        if _with_null(node) or figure is None or figure.name in thought_of or cause is None:
            continue
        value = next((each.value for each in node.arguments if isinstance(each, Constant)), None)
        told = f"`{text[node.start : node.end]}`" if text else f"an equation about `{figure.name}`"
        comes_to = "false" if node.operator == "=" else "true"
        follows = "does not act" if node.operator == "=" else "can act"
        message = f"{cause}, {told} is {comes_to}, and `{one.id}` {follows}, though nothing is known"
        advice = {"=": f"write `{figure.name} < 1`", "!=": f"write `{figure.name} > 0`"}[node.operator]
        if value != 0:
            advice = "say it with `<` or `>`"
        start, end = (node.start, node.end) if text else (None, None)
        asked = f"{advice}, or ask too whether `{figure.name}` is not known (`policy rules L211` shows how)"
        yield node.start, Finding(message, path, asked, start, end)


def _equations(typed: Typed) -> Iterator[Step]:
    if isinstance(typed, Step) and typed.operator in ("=", "!="):
        yield typed
        return
    for part in parts(typed):
        yield from _equations(part)


def _with_null(step: Step) -> bool:
    return any(isinstance(each, Constant) and each.value is None for each in step.arguments)


def _cause(meaning: Meaning, figure: Read) -> str | None:
    """Say when a figure may be not known for everyone; None: it may not."""
    file = _file(meaning, figure)
    if file:
        return f"without the file `{file}`"
    measure = meaning.bound.model.measures.get(figure.name)
    days = None if measure is None or figure.type != NUMBER else measure.in_force
    return None if days is None else f"on days on which `{figure.name}` is not in force ({days_said(days)})"


def _file(meaning: Meaning, figure: Read) -> str:
    """Give the file, which a dataset may lack, whose rows a figure counts; an empty text where it counts none."""
    measure = meaning.bound.model.measures.get(figure.name)
    if measure is None or measure.count is None or figure.type != NUMBER:
        return ""
    fact = meaning.bound.model.facts.get(measure.count)
    table = fact.part_of if fact is not None and fact.part_of is not None else measure.count
    return table if table in meaning.bound.shapes else ""
