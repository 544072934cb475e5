"""the name or title of a figure says another window than the figure

## Why

People read `lates_2w` or "late in the last 10 school days" and believe it. Where the figure looks at another stretch of
time, because it was copied, or lost its `over` or its `ends`, every rule that asks for it asks for something else than
it says.

## Avoid

```yaml
measures:
  lates_half_term: {count: sessions, of: late, over: term}
rules:
  - id: late_note
    source: §1
    when: lates_half_term >= 3
    then: [{do: note, to: office}]
```

```yaml
measures:
  lates: {title: late in the last 10 school days, count: sessions, of: late, over: last 20 school days}
rules:
  - id: late_note
    source: §1
    when: lates >= 3
    then: [{do: note, to: office}]
```

```yaml
measures:
  absent_yesterday: {count: sessions, of: absent, over: day}
rules:
  - id: back_again
    source: §1
    when: absent_yesterday > 0
    then: [{do: note, to: office}]
```

```yaml
measures:
  penalty: {title: unauthorised in 10 school weeks, count: sessions, of: unauthorised, over: last 10 weeks}
rules:
  - id: warning
    source: §1
    when: penalty >= 10
    then: [{do: meeting, to: parents, by: headteacher}]
```

## Prefer

```yaml
measures:
  lates_half_term: {count: sessions, of: late, over: half_term}
  lates_2w: {title: late in the last 10 school days, count: sessions, of: late, over: last 10 school days}
  absent_yesterday: {count: sessions, of: absent, over: day, ends: yesterday}
rules:
  - id: late_note
    source: §1
    when: lates_half_term >= 3 or lates_2w >= 2 or absent_yesterday > 0
    then: [{do: note, to: office}]
```

## Source

Good practice: a name that says what it stands for.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.belongs import belongs
from engine.lint.claims import Claim, claims
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.lint.windows import known_length, lengths
from engine.model.measures import Measure
from engine.model.windows import Fixed, Previous, Window

SEVERITY = Severity.WARNING
_WINDOWED = frozenset({"count", "percent", "total", "last"})
_FIELDS = ("title", "over", "ends")
_USUAL = Fixed("year")
"""What a figure looks at that says no window."""


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the figures that the file itself wrote, or of which it wrote the title or the window."""
    assert subject.bound is not None
    for name, measure in subject.bound.model.measures.items():
        path = ("measures", name)
        own = subject.began_here(path) or any(subject.is_own((*path, each)) for each in _FIELDS)
        if measure.kind not in {*_WINDOWED, "in_a_row"} or not own:
            continue
        windows = [known_length(subject, each) for each in measure.over or (() if measure.in_a_row else (_USUAL,))]
        said = claims(name, measure.title or "")
        wrong = next(((where, claim) for where, claim in said if not _holds(claim, measure, windows)), None)
        if wrong is None:
            continue
        where, claim = wrong
        field = "ends" if claim.ends else "over"
        if claim.ends:
            looks = "ends now"
        else:
            left_out = "" if measure.over else ", as it says no `over`"
            looks = f"looks at `{'` and `'.join(lengths(subject, windows))}`{left_out}"
        message = f"the {where} of `{name}` says `{claim.words}`, and the figure {looks}"
        at = (*path, field) if getattr(measure, field) is not None else path
        place = None
        if at == path:
            place = belongs(subject.document, subject.place_in_file(path), field) or subject.key(path)
        yield Finding(message, at, f"correct the {where}, or `{field}`", place=place)


def _holds(claim: Claim, measure: Measure, windows: list[Window]) -> bool:
    if claim.ends:
        return measure.ends is not None or any(isinstance(each, Previous) for each in windows)
    return not windows or any(claim.fits(each) for each in windows)
