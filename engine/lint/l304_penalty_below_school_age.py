"""a penalty could be asked for a pupil who is not of compulsory school age

## Why

No penalty notice, notice to improve or prosecution is possible for a child who need not be in school yet, nor for a
pupil of a sixth form.

## Avoid

```yaml
rules:
  - id: consider_fine
    source: national fine thresholds
    when: penalty_sessions >= penalty_limit
    then: [{do: consider_penalty_notice, by: headteacher}]
```

```yaml
school: {name: A School, phase: secondary}
rules:
  - id: consider_fine
    source: national fine thresholds
    for: year_group >= 7
    when: penalty_sessions >= penalty_limit
    then: [{do: consider_penalty_notice, by: headteacher}]
```

## Prefer

```yaml
rules:
  - id: consider_fine
    source: national fine thresholds
    for: compulsory_school_age
    when: penalty_sessions >= penalty_limit
    then: [{do: consider_penalty_notice, by: headteacher}]
```

## Source

Education Act 1996 ss 444 and 444A; National framework for penalty notices.
"""

from collections.abc import Iterator
from fractions import Fraction

from engine.bind.bound import Bound
from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.asks import Ask, asks, behind, does, is_about, reads
from engine.lint.finding import Finding
from engine.lint.law import checks
from engine.lint.meanings import text_at
from engine.lint.partial import OPEN, Partial
from engine.lint.subject import Subject
from engine.model.stages import stages_of, year_number

SEVERITY = Severity.ERROR
WHOLE = "item"

# Below compulsory school age by the calendar, whatever the year group says: nursery and reception.
_YOUNG = tuple({"compulsory_school_age": False, "year_group": Fraction(year), "key_stage": "EYFS"} for year in (-1, 0))


def check(subject: Subject) -> Iterator[Finding]:
    """Ask each rule about penalties whether it could act for a pupil below the age."""
    for asked in checks(subject, "only_at_school_age"):
        for ask in asks(subject):
            told = does(ask) if ask.tasks else (ask.id,)
            about = is_about(asked.check.about, *told) or _prices_notices(subject, ask)
            if not about or _about_a_notice(ask):
                continue
            young = any(_could_act(subject, ask, known) for known in _YOUNG)
            old = not young and any(_could_act(subject, ask, known) for known in _old(subject))
            if young or old:
                whom = "below" if young else "beyond"
                message = f"`{ask.id}` could ask `{told[0]}` for a pupil {whom} compulsory school age"
                severity = asked.severity
                if old and any(_could_act(subject, ask, known) for known in _of_age(subject)):
                    severity = Severity.WARNING  # a school without a sixth form has nobody whom that concerns
                act = asked.help("add `for: compulsory_school_age`")
                place = subject.place((*ask.base, "id")) if ask.kind != "table" else subject.head(ask.base)
                yield Finding(asked.told(message), ask.base, act, place=place, also=asked.also, severity=severity)


def _of_age(subject: Subject) -> Iterator[dict[str, object]]:
    """Give what is known of a pupil of each year of compulsory school age."""
    assert subject.bound is not None
    for year in _years_of_age(subject):
        yield {"compulsory_school_age": True, **_in_year(subject, year)}


def _old(subject: Subject) -> Iterator[dict[str, object]]:
    """Give what is known of a pupil of each year that a school of the phase has and that lies beyond that age."""
    assert subject.bound is not None
    school, of_age = subject.bound.model.school, _years_of_age(subject)
    if not of_age or school is None:
        return
    phases = [each.check.years for each in checks(subject, "years")]
    oldest = max(
        (year_number(each.to) for each in phases if each is not None and each.phase == school.phase), default=0
    )
    for year in range(max(of_age) + 1, oldest + 1):
        yield {"compulsory_school_age": False, **_in_year(subject, year)}


def _years_of_age(subject: Subject) -> list[int]:
    """Give the years of compulsory school age that have a number."""
    assert subject.bound is not None
    age = subject.bound.model.school_age
    return [int(year) for year in (age.years if age is not None else ()) if year.isdigit()]


def _in_year(subject: Subject, year: int) -> dict[str, object]:
    assert subject.bound is not None
    stages = stages_of(subject.bound.model.school_age)
    return {"year_group": Fraction(year), "key_stage": next((name for name, to in stages.items() if year <= to), None)}


def _about_a_notice(ask: Ask) -> bool:
    """Whether it is about a notice that was issued already."""
    return ask.each == "notices"


def _prices_notices(subject: Subject, ask: Ask) -> bool:
    """Whether it is a table that decides for each parent by the notices issued before."""
    assert subject.bound is not None
    if ask.kind != "table" or ask.each != "parents":
        return False
    figures = [subject.bound.model.measures.get(name) for name in behind(subject, reads(subject, ask), rules=False)]
    return any(measure is not None and measure.count == "notices" for measure in figures)


def _is_read(bound: Bound, path: Path) -> bool:
    checked = bound.expressions.get(path)
    return checked is not None and checked.tree is not None


def _could_act(subject: Subject, ask: Ask, known: dict[str, object]) -> bool:
    assert subject.bound is not None
    partial = Partial(subject.bound, subject.as_of, known)
    if any(not _is_read(subject.bound, path) for path in ask.conditions if text_at(subject, path)):
        return False  # what a condition that cannot be read excludes is not known
    *asked, unless = ask.conditions
    if not all(partial.possible(path) for path in asked) or partial.excluded(unless):
        return False
    table = subject.bound.tables.get(ask.id) if ask.kind == "table" else None
    if table is None:
        return True
    return any(
        all(cell.tree is None or partial.of(cell.tree) in (True, OPEN) for cell in rule.cells)
        and any(output.tree is not None and partial.of(output.tree) is not None for output in rule.outputs)
        for rule in table.rules
    )
