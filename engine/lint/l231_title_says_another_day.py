"""a title says another weekday, month, term or year group than the condition

## Why

What was copied for another day or another year keeps its old title, or its old condition. People read the title: the
Friday call that is made on Mondays is missed on both.

## Avoid

```yaml
rules:
  - id: end_of_week_call
    title: Ring on Friday
    source: §1
    for: weekday = "Monday"
    when: absent_today > 0
    act: each check
    then: [{do: call, to: parents, by: office}]
```

```yaml
rules:
  - id: exam_call
    title: Ring about Year 11
    source: §1
    for: year_group = 10
    when: absent_today > 0
    act: each check
    then: [{do: call, to: parents, by: office}]
```

```yaml
measures:
  fridays_away: {count: school days, of: 'absent and day of week(date) = "Monday"', over: term}
rules:
  - id: long_weekends
    source: §1
    when: fridays_away >= 3
    then: [{do: call, to: parents, by: office}]
```

```yaml
measures:
  lates_term: {title: late this term, count: sessions, of: late, over: term}
rules:
  - id: exam_lates
    title: Late 5 times in Year 11
    source: §1
    when: lates_term >= 5
    then: [{do: call, to: parents, by: office}]
```

## Prefer

```yaml
rules:
  - id: end_of_week_call
    title: Ring on Friday
    source: §1
    for: weekday = "Friday"
    when: absent_today > 0
    act: each check
    then: [{do: call, to: parents, by: office}]
  - id: monday_call
    title: Ring about who was away after Friday
    source: §1
    for: weekday = "Monday"
    when: absent_today > 0
    act: each check
    then: [{do: call, to: parents, by: office}]
  - id: new_pupils_call
    title: Ring about those who come from Year 6
    source: §1
    for: year_group = 7
    when: absent_today > 0
    act: each check
    then: [{do: call, to: parents, by: office}]
```

## Source

Good practice. Looked at are titles, and names, that say one of them, and conditions that ask for others alone. What
stands after a word such as `after`, `from` or `not` is left alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from engine.diagnostics import Severity
from engine.document import Path, Value
from engine.document import at as value_at
from engine.lint.asks import Ask, asks, behind, reads
from engine.lint.finding import Finding
from engine.lint.partial import Partial
from engine.lint.subject import Subject
from engine.model.amounts import Minutes
from engine.model.stages import stages_of
from engine.once import regex

SEVERITY = Severity.WARNING
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# what is a month or a verb is not taken for a month
_MONTHS = ("january", "february", "april", "june", "july", "august", "september", "october", "november", "december")
_TERMS = ("autumn", "spring", "summer")
_SAID = tuple(
    (key, words, regex(rf"\b({'|'.join(words)}){more}"))
    for key, words, more in (
        ("weekday", _DAYS, r"s?\b"),
        ("", _MONTHS, r"\b"),
        ("term", _TERMS, r"(?= (?:half )?term\b)"),
    )
)
_ASKED = regex(r'"([A-Za-z]+)"|\bnext ([A-Za-z]+day)\b')
_APART = r"not|no|never|except|but|other|outside|unless|until|till|after|before|since|by|from|than|without|last|left"
"""What before a word says that it is not the one meant."""
_NOT_THE_DAY = regex(rf"\b(?:{_APART}|about) (?:\w+ ){{0,2}}$")
_NOT_THE_YEAR = regex(rf"\b(?:{_APART}) (?:\w+ ){{0,2}}$")
_YEARS = regex(
    r"\bYears? (?P<first>\d+)(?:(?P<to> ?[-–] ?| to )(?P<last>\d+)|(?P<more>(?:(?:, | and | or | & )\d+)+))?\b(?!\w)"
)
_OPEN = regex(r" (?:and|or) (?:above|below|up|over|under|older|younger|upwards)")
_PROSE = frozenset(
    {"title", "source", "assumes", "departs", "id", "in_force", "allow", "checked_on", "from", "until", "with", "say"}
)


class _Asked(NamedTuple):
    """A word that is asked for, where it stands, and whether something is due by then."""

    word: str
    path: Path
    start: int
    end: int
    due: bool


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the rules, steps and figures of which the file itself wrote the title or the condition."""
    assert subject.bound is not None
    for ask in asks(subject):
        if ask.kind != "table":
            title = _text(subject, (*ask.base, "title"))
            yield from _words(subject, ask.base, ask.id, title, ask)
            yield from _years(subject, ask, title)
    for name, measure in subject.bound.model.measures.items():
        yield from _words(subject, ("measures", name), name, measure.title or "", None)


def _words(subject: Subject, base: Path, name: str, title: str, ask: Ask | None) -> Iterator[Finding]:
    asked: list[_Asked] | None = None
    for where, text in (("title", title), ("name", name.replace("_", " "))):
        for key, words, pattern in _SAID:
            found = list(pattern.finditer(text.lower()))
            if len({each[1] for each in found}) != 1 or _NOT_THE_DAY.search(text[: found[0].start()].lower()):
                continue
            if asked is None:
                asked = list(_asked(subject, name, ask))
            said = found[0][1]
            held = [each for each in asked if each.word in words]
            mine = [each for each in held if each.word == said]
            if any(each.due for each in mine):
                continue
            if mine:
                wrong = mine if _left_out(subject, ask, key, words, said) else []
            else:
                wrong = [
                    each for each in held if not each.due or (ask is not None and _is_done_then(subject, ask, text))
                ]
            wrong = [each for each in wrong if subject.is_own(each.path) or subject.is_own((*base, "title"))]
            if not wrong:
                continue
            word, path, start, end, _ = wrong[0]
            other = f"the term `{word}`" if word in _TERMS else f"`{word.capitalize()}`"
            what = f"{other} is asked for" if word != said else "the condition leaves it out"
            message = f"the {where} of `{name}` says `{text[found[0].start(1) : found[0].end(1)]}`, and {what}"
            yield Finding(message, path, f"correct the {where}, or what is asked for", start, end, about=(base,))
            return


def _is_done_then(subject: Subject, ask: Ask, text: str) -> bool:
    """Whether a title names the task itself, so that its day is that of the task, in a rule that looks every day."""
    assert subject.bound is not None
    model, (section, name) = subject.bound.model, ask.group[:2]
    check_ = model.rules[int(name)].check if section == "rules" else model.ladders[str(name)].check
    words = {word for task in ask.tasks for word in task.do.split("_")}
    daily = isinstance(check_, Minutes) or check_ in ("session", "morning", "day")
    return daily and any(word in text.lower() for word in words)


def _left_out(subject: Subject, ask: Ask | None, key: str, words: Iterable[str], said: str) -> bool:
    """Whether the conditions of a rule never hold for a word, and do for others."""
    assert subject.bound is not None
    if ask is None or not key:
        return False
    able = {
        word
        for word in words
        if Partial(subject.bound, subject.as_of, {key: word if key == "term" else word.capitalize()}).could_act(
            ask.base
        )
    }
    return bool(able) and said not in able


def _asked(subject: Subject, name: str, ask: Ask | None) -> Iterator[_Asked]:
    """Give the words that conditions compare with, and the weekdays by which something is due, each where it stands."""
    assert subject.bound is not None
    if ask is None:
        paths = _paths(subject, behind(subject, [name], rules=False))
    else:
        # what a figure looks back at is another day than that of the rule
        paths = [ask.base, *(path for path in ask.conditions if path in subject.bound.expressions)]
    for path in paths:
        for at, text in _texts(subject.expanded, path):
            for found in _ASKED.finditer(text):
                group = 1 if found[1] else 2
                yield _Asked(found[group].lower(), at, *found.span(group), due=group == 2)


def _of_figures_alone(subject: Subject, ask: Ask) -> bool:
    """Whether conditions ask for figures and amounts only, so that nothing tells one pupil's year from another's."""
    assert subject.bound is not None
    model, outputs = subject.bound.model, subject.bound.outputs
    named = behind(subject, reads(subject, ask))
    texts = (text for path in _paths(subject, named) for _, text in _texts(subject.expanded, path))
    return (
        bool(named)
        and all(name in model.measures or name in model.values or name in outputs for name in named)
        and not any(word in text for text in texts for word in ("year_group", "key_stage", "class"))
    )


def _years(subject: Subject, ask: Ask, title: str) -> Iterator[Finding]:
    """Tell a title that says years of which nobody is meant, where others are."""
    assert subject.bound is not None
    found = _YEARS.search(title)
    if found is None or len(_YEARS.findall(title)) > 1:
        return
    asking = [
        path
        for path in ask.conditions
        if (checked := subject.bound.expressions.get(path)) is not None and "year_group" in checked.reads
    ]
    if not asking and _of_figures_alone(subject, ask) and subject.is_own((*ask.base, "title")):
        said = title[found.start() : found.end()]
        if not _NOT_THE_YEAR.search(title[: found.start()].lower()):
            message = f"the title of `{ask.id}` says `{said}`, and pupils of all years are asked about"
            yield Finding(message, (*ask.base, "title"), "say in `for` whom it is for, or correct the title")
        return
    if not asking or _NOT_THE_YEAR.search(title[: found.start()].lower()) or _OPEN.match(title, found.end()):
        return
    first = int(found["first"])
    years = {first, *map(int, re.findall(r"\d+", found["more"] or ""))}
    if found["to"]:
        years = {*range(first, int(found["last"]) + 1)}
    for path in asking:
        if path[-1] == "unless" or not (subject.is_own(path) or subject.is_own((*ask.base, "title"))):
            continue
        if _anybody(subject, path, range(-1, 14)) and not _anybody(subject, path, years):
            said = title[found.start() : found.end()]
            message = f"the title of `{ask.id}` says `{said}`, and nobody of them is asked about"
            yield Finding(message, path, "correct the title, or the years that are asked for", about=(ask.base,))
            return


def _anybody(subject: Subject, path: Path, years: Iterable[int]) -> bool:
    assert subject.bound is not None
    stages = stages_of(subject.bound.model.school_age)
    for year in years:
        stage = next((name for name, last in stages.items() if year <= last), None)
        if Partial(subject.bound, subject.as_of, {"year_group": Fraction(year), "key_stage": stage}).possible(path):
            return True
    return False


def _paths(subject: Subject, names: Iterable[str]) -> list[Path]:
    """Give the paths of figures and sets by their names, and of the sets that those name."""
    found: dict[Path, None] = {}
    sets = subject.expanded.get("sets") or {}
    for name in names:
        for section in ("measures", "sets", "values"):
            if name in (subject.expanded.get(section) or {}):
                found[(section, name)] = None
                words = {
                    word for _, text in _texts(subject.expanded, (section, name)) for word in re.findall(r"\w+", text)
                }
                found.update(dict.fromkeys(("sets", word) for word in sorted(words) if word in sets))
    return list(found)


def _texts(held: Mapping[str, Value], path: Path) -> Iterator[tuple[Path, str]]:
    """Give the texts at a path that are read as conditions or amounts."""
    value = value_at(dict(held), path)
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for number in range(len(value)):
            yield from _texts(held, (*path, number))
    elif isinstance(value, dict):
        for key in value:
            if key not in _PROSE:
                yield from _texts(held, (*path, key))


def _text(subject: Subject, path: Path) -> str:
    try:
        found = value_at(dict(subject.expanded), path)
    except (KeyError, IndexError, TypeError):
        return ""
    return " ".join(found.split()) if isinstance(found, str) else ""
