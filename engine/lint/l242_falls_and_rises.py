"""a title says that attendance falls, and the condition holds where it rises, or the other way round

## Why

Figures of two times are easily compared the wrong way round, and the parents of a child who does better are called.

## Avoid

```yaml
rules:
  - id: falling
    title: Attendance falls by 5 points
    source: §1
    check: half_term
    when: attendance_half_term >= attendance_half_term_before - 5
    then: [{do: call, to: parents, by: office}]
```

```yaml
rules:
  - id: better
    title: Praise for better attendance
    source: §1
    check: half_term
    when: attendance_half_term < attendance_half_term_before
    then: [{do: praise, to: pupil, by: office}]
```

## Prefer

```yaml
rules:
  - id: falling
    title: Attendance falls by 5 points
    source: §1
    check: half_term
    when: attendance_half_term <= attendance_half_term_before - 5
    then: [{do: call, to: parents, by: office}]
  - id: better
    title: Praise for better attendance
    source: §1
    check: half_term
    when: attendance_half_term > attendance_half_term_before
    then: [{do: praise, to: pupil, by: office}]
```

## Source

Good practice. Looked at are rules whose condition names two percentages of attendance and no other figure, one of now
and one of before.
"""

from collections.abc import Iterator

from engine.analysis.answer import Subject as About
from engine.diagnostics import Severity
from engine.expressions.typed import Read, Step
from engine.expressions.typed_walk import reads_with_types
from engine.expressions.types import BOOLEAN
from engine.lint.finding import Finding
from engine.lint.meanings import meaning_of, surely
from engine.lint.subject import Subject
from engine.model.windows import Previous
from engine.once import regex

SEVERITY = Severity.WARNING
NEEDS = "plan"
_FALLS = regex(r"\b(?:falls?|fell|falling|drops?|dropped|worse|worsens?|declin(?:es?|ed|ing))\b")
_RISES = regex(r"\b(?:rises?|rose|rising|improves?|improved|improving|better)\b")
_TURNED = regex(r"\b(?:not|no|without|unless|never)\b")
_ATTENDED = "attended"


def check(subject: Subject) -> Iterator[Finding]:
    """Compare what titles say with the side of the figure before on which a rule can act."""
    meaning = meaning_of(subject)
    for one in meaning.acting():
        title = (getattr(one.item, "title", None) or "").lower()
        falls, rises = _FALLS.search(title), _RISES.search(title)
        said = falls or rises
        path = (*one.path, "when")
        asked = next((typed for field, at, typed in one.asks if field == "when" and at == path), None)
        if said is None or (falls and rises) or _TURNED.search(title) or asked is None or not subject.is_own(path):
            continue
        about = [meaning.opener.subjects.get(key) for key in reads_with_types(asked)]
        figures = [each for each in about if each is not None and each.measure is not None]
        now = [each for each in figures if _attendance(each) and not _before(each)]
        before = [each for each in figures if _attendance(each) and _before(each)]
        if len(now) != 1 or len(before) != 1 or len(about) != len(now) + len(before):
            continue
        sides = (Read(now[0].key, now[0].quantity), Read(before[0].key, before[0].quantity))
        wrong = Step(">" if falls else "<", sides, BOOLEAN, nullable=True)
        answer = meaning.questions.together(asked, wrong)
        if answer.holds is False:
            shown = meaning.said(answer.example)
            goes = "rises" if falls else "falls"
            message = f"the title of `{one.id}` says `{said[0]}`, and it acts where attendance {goes}"
            advice = f"turn the comparison round, or correct the title ({surely(answer)})"
            yield Finding(f"{message}: {shown}" if shown else message, path, advice)


def _attendance(about: About) -> bool:
    measure = about.measure
    return measure is not None and (measure.percent == _ATTENDED or measure.value is not None)


def _before(about: About) -> bool:
    measure = about.measure
    if measure is None:
        return False
    return measure.value is not None or any(isinstance(each, Previous) for each in measure.over or ())
