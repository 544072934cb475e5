"""a name, a title or a note says a number that nothing behind it says

## Why

"15 days of education missed" is read as the rule. Where the limit behind it is 10, one of the two is wrong, and people
go by the words.

## Avoid

```yaml
values: {sick_after: 10 school days}
rules:
  - id: sickness
    title: 15 days missed for illness
    source: §4.2
    when: ill_in_a_row >= sick_after
    then: [{do: note, to: office}]
```

```yaml
values: {evidence_after_5_days: 6 school days}
rules:
  - id: doctors_note
    source: §5.2
    when: ill_in_a_row >= evidence_after_5_days
    then: [{do: request_evidence, to: parents}]
```

```yaml
rules:
  - id: low
    source: §4.4
    check: term
    when: attendance_percent < 85
    then: [{do: letter, to: parents, by: office, with: {what: attendance below 80%}}]
```

## Prefer

```yaml
values: {sick_after: 15 school days}
rules:
  - id: sickness
    title: 15 days missed for illness
    source: §4.2
    when: ill_in_a_row >= sick_after
    then: [{do: note, to: office}]
```

```yaml
facts:
  lessons: {dated_by: date, columns: {outcome: [present, missed]}, title: Lessons}
measures:
  held: {title: lessons in 4 weeks, count: lessons, over: last 4 school weeks}
  missed: {title: lessons missed, count: lessons, of: 'outcome = "missed"', over: last 4 school weeks}
rules:
  - id: lessons_call
    title: Ring below 90% of lessons
    source: §4.3
    check: week
    when: held >= 20 and missed / held > 0.1
    then: [{do: call, to: parents, by: office}]
```

## Source

Good practice. It is a warning where the number is a percentage or begins the words, where `after`, `below` or the like
stands before it, and in a name; elsewhere, as in "the first 5 days of a suspension", it is information. A number is
looked for where it stands before a unit or a per cent sign: in the conditions, figures, values and windows behind the
words, weeks as days too, and a percentage as a part of one and as what is left of the whole. Of what a note or a task
says in words, percentages alone are looked for.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from engine.diagnostics import Severity
from engine.document import Path, Value, at
from engine.lint.asks import Ask, asks, behind, reads
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.once import regex

SEVERITY = Severity.WARNING
NEEDS = "plan"
_SAID = regex(
    r"(?<![\w.§])(\d+(?:\.\d+)?) ?(%|(?:or more )?(?:consecutive )?(?:school )?"
    r"(?:sessions?|mornings?|afternoons?|days?|weeks?|months?|years?|minutes?|times|occasions|"
    r"lates|absences|lessons|detentions|(?:percentage )?points)\b)"
)
_GRAVE = regex(
    r"^$|\b(?:after|below|under|over|above|at least|at most|up to|more than|less than|fewer than|from|of|for|by) $"
)
"""What stands before a number that is the limit itself."""
_AMOUNT = regex(r"(\d+(?:\.\d+)?)((?: school)? (?:session|day|week|month|year|minute)s?)?")
_NUMBER = regex(r"\d+(?:\.\d+)?")
_PROSE = frozenset({"title", "source", "assumes", "departs", "id", "in_force", "allow", "checked_on", "from", "until"})
_NO_SHARES = frozenset({"notes", "with", "at_least", "over", "ends", "due"})
"""Fields whose numbers are no percentage that a note could be about."""
_POINT = "point"
_BY_NUMBER = frozenset({_POINT, "session", "day", "week", "month", "year", "minute"})
"""Units of which another unit's number is not the same: 10 sessions are no 10 days, and 5 school days no 5 points."""
_TIMES = (1, 2, 5, 7, 10)
"""How many sessions or days one of a unit may be."""


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the rules, steps, figures and values that the file itself wrote."""
    assert subject.bound is not None
    bound = subject.bound
    for ask in asks(subject):
        title = _text(subject, (*ask.base, "title"))
        if ask.kind != "table" and _says(title, ask.id) and subject.began_here(ask.base):
            own = [ask.base, ask.group] if ask.kind == "step" else [ask.base]
            held = [*own, *_paths(subject, behind(subject, reads(subject, ask)))]
            yield from _look(subject, ask.base, ask.id, title, held)
        for where, text in _told(subject, ask) if subject.began_here(ask.base) else ():
            if "%" in text:
                held = [ask.base, ask.group, *_paths(subject, behind(subject, reads(subject, ask)))]
                yield from _of_text(subject, where, text, held)
    for name, measure in bound.model.measures.items():
        path: Path = ("measures", name)
        title = measure.title or ""
        if _says(title, name) and subject.began_here(path):
            yield from _look(subject, path, name, title, [path, *_paths(subject, behind(subject, [name]))])
    for name in bound.model.values:
        path = ("values", name)
        if _says("", name) and subject.began_here(path) and subject.written(path) == path:
            yield from _look(subject, path, name, "", [path])


def _told(subject: Subject, ask: Ask) -> Iterator[tuple[Path, str]]:
    """Give what the notes and tasks of an ask say in words."""
    item = at(dict(subject.expanded), ask.base)
    for field, words in (("notes", "say"), ("then", "with")):
        for number, each in enumerate(item.get(field) or () if isinstance(item, dict) else ()):
            said = each.get(words) if isinstance(each, dict) else None
            for key, text in said.items() if isinstance(said, dict) else [("", said)]:
                if isinstance(text, str):
                    yield (*ask.base, field, number, words, *([key] if key else [])), text


def _of_text(subject: Subject, path: Path, text: str, behind_it: list[Path]) -> Iterator[Finding]:
    held = _numbers(subject, behind_it, but=_NO_SHARES)
    for found in _SAID.finditer(text):
        number = Fraction(found[1])
        if found[2] == "%" and held and held.isdisjoint({number, 100 - number, number / 100, (100 - number) / 100}):
            message = f"`{found[0]}` is said here, and nothing behind it says so"
            yield Finding(message, path, "correct the words, or the limit")
            return


def _says(title: str, name: str) -> bool:
    return _SAID.search(title) is not None or _SAID.search(name.replace("_", " ")) is not None


def _look(subject: Subject, path: Path, name: str, title: str, behind_it: list[Path]) -> Iterator[Finding]:
    held = _amounts(subject, behind_it)
    for where, text in (("title", title), ("name", name.replace("_", " "))):
        for found in _SAID.finditer(text):
            number = Fraction(found[1])
            if held and not _is_behind(number, found[2], held):
                message = f"the {where} of `{name}` says `{found[0]}`, and nothing behind it says so"
                spot = (*path, "title" if where == "title" else "id")
                named = _text(subject, spot) != ""
                place = None if named else subject.key(path)
                grave = where == "name" or found[2] == "%" or _GRAVE.search(text[: found.start()].lower())
                severity = None if grave else Severity.INFO
                advice = f"correct the {where}, or the limit"
                yield Finding(message, spot if named else path, advice, place=place, severity=severity)
                return


def _is_behind(number: Fraction, unit: str, held: set[tuple[Fraction, str]]) -> bool:
    """Whether a number of a unit is among those that are held; of another unit, or of none, a part or a multiple is."""
    numbers = {each for each, _ in held}
    if unit == "%":
        return not numbers.isdisjoint({number, 100 - number, number / 100, (100 - number) / 100})
    mine = _singular(unit)
    if mine in _BY_NUMBER:
        numbers = {each for each, theirs in held if theirs in ("", mine)}
    others = {each for each, theirs in held if theirs != mine and mine != _POINT}
    return number in numbers or not others.isdisjoint({number * times for times in _TIMES})


def _singular(unit: str) -> str:
    """Give the last word of a unit, as one of it: `school days` are days."""
    return unit.split()[-1].removesuffix("s") if unit.split() else ""


def _paths(subject: Subject, names: list[str]) -> Iterator[Path]:
    """Give the paths of what names stand for, and of the values that those name."""
    assert subject.bound is not None
    held, outputs = subject.expanded, subject.bound.outputs
    words = set(names)
    yield from (("tables", outputs[name][0]) for name in names if name in outputs)
    for name in names:
        for section in ("measures", "sets", "flags", "tables", "facts", "values"):
            if isinstance(held.get(section), dict) and name in held[section]:
                yield section, name
                words |= set(re.findall(r"[^\W\d]\w*", str(held[section][name])))
    yield from (("values", name) for name in sorted(words) if name in held.get("values", {}) and name not in names)


def _amounts(subject: Subject, paths: list[Path]) -> set[tuple[Fraction, str]]:
    """Give every number that is said at paths, and in the values that are named there, with its unit, if it has one."""
    said = (_AMOUNT.finditer(text) for text in _texts_at(subject, paths, frozenset()))
    return {(Fraction(found[1]), _singular(found[2] or "")) for each in said for found in each}


def _numbers(subject: Subject, paths: list[Path], but: frozenset[str] = frozenset()) -> set[Fraction]:
    """Give every number that is said at paths, and in the values that are named there, leaving out some fields."""
    return {Fraction(number) for text in _texts_at(subject, paths, but) for number in _NUMBER.findall(text)}


def _texts_at(subject: Subject, paths: list[Path], but: frozenset[str]) -> list[str]:
    texts = [text for path in paths for text in _texts(at(dict(subject.expanded), path), but)]
    values = subject.expanded.get("values", {})
    named = {word for text in texts for word in re.findall(r"[^\W\d]\w*", text) if word in values}
    return [*texts, *(text for name in sorted(named) for text in _texts(values[name]))]


def _texts(value: Value, but: frozenset[str] = frozenset()) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, but)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in _PROSE and key not in but:
                yield from _texts(inner, but)


def _text(subject: Subject, path: Path) -> str:
    try:
        found = at(dict(subject.expanded), path)
    except (KeyError, IndexError, TypeError):
        return ""
    return found if isinstance(found, str) else ""
