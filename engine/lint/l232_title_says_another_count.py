"""the title or name of a figure says another thing than it counts: half days for days, the morning for the afternoon

## Why

A day has two sessions. "Half days missed" over school days is twice as strict as it reads, "days away" over sessions
twice as lenient, and a figure of the afternoon that is called one of the morning is asked for in the wrong half.

## Avoid

```yaml
measures:
  missed: {title: half days missed, count: school days, of: absent, over: term}
rules:
  - id: absence_letter
    source: §1
    when: missed >= 10
    then: [{do: letter, to: parents, by: office}]
```

```yaml
measures:
  days_away: {count: sessions, of: absent, over: term}
rules:
  - id: absence_letter
    source: §1
    when: days_away >= 10
    then: [{do: letter, to: parents, by: office}]
```

```yaml
measures:
  late_mornings: {title: late in the morning, count: sessions, of: 'late and session = "PM"', over: term}
rules:
  - id: morning_letter
    source: §1
    when: late_mornings >= 10
    then: [{do: letter, to: parents, by: office}]
```

## Prefer

```yaml
measures:
  half_days: {title: half days missed, count: sessions, of: absent, over: term}
  days_away: {title: days away, count: school days, of: absent, over: term}
  late_mornings: {title: late in the morning, count: sessions, of: 'late and session = "AM"', over: term}
  lates_2w: {title: late in the last 10 school days, count: sessions, of: late, over: last 10 school days}
rules:
  - id: absence_letter
    source: §1
    when: half_days >= 10 or days_away >= 10 or late_mornings >= 10 or lates_2w >= 3
    then: [{do: letter, to: parents, by: office}]
```

## Source

Good practice; a school day has a morning and an afternoon session. Looked at is what a title begins with, and the first
and the last word of a name; mornings and afternoons wherever they stand.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.partial import Partial
from engine.lint.subject import Subject
from engine.once import regex

SEVERITY = Severity.WARNING
_UNIT = r"(half[ -]days|sessions|(?:school )?days)"
_TITLE = regex(
    r"(?:(?:the |a )?number of |total (?:number of )?|how many |whole |all |unauthorised |authorised |missed |absent )*"
    rf"{_UNIT}\b(?! (?:since|until|after|before|between|to|from|ago|left))"
)
_FIRST = regex(rf"{_UNIT}(?= (?!since|until|after|before|between|to|from|ago|left))")
_LAST = regex(rf"(?<!\bin )(?<!\bof )(?<!\bper )(?<!\bin the )\b([^\W\d]\w*) {_UNIT}$")
_STRETCH = regex(
    r"half|last|past|few|some|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|school|recent|next|previous"
)
"""What before a unit makes it the length of a window."""

_SAID = {
    "AM": regex(r"\bmornings?\b|(?<!\d )\b(?:AM|am)\b"),
    "PM": regex(r"\bafternoons?\b|(?<!\d )\b(?:PM|pm)\b"),
}
_BETWEEN = regex(r"\b(?:lunch|lunchtime|noon|midday|dinner|break|only)\b")
"""What stands between the two, so that either may be meant."""
_HALVES = {"AM": "morning", "PM": "afternoon"}


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the figures that count sessions or days, of which the file wrote what they count or are called."""
    assert subject.bound is not None
    for name, measure in subject.bound.model.measures.items():
        counted = measure.count or measure.in_a_row
        path = ("measures", name)
        if counted not in ("sessions", "school days", "mornings", "afternoons") or not subject.is_own(path):
            continue
        halves = _halves(subject, name, str(counted))
        for where, text in (("title", measure.title or ""), ("name", name.replace("_", " "))):
            said, what = _wrong(where, text, str(counted), halves)
            if said:
                field = "count" if measure.count else "in_a_row"
                at = "of" if what.startswith("the ") and counted == "sessions" else field
                message = f"the {where} of `{name}` says `{said}`, and it counts {what}"
                yield Finding(message, (*path, at), f"correct the {where}, or what is counted", about=(path,))
                break


def _wrong(where: str, text: str, counted: str, halves: frozenset[str]) -> tuple[str, str]:
    """Give what a text says and what is counted in its place; empty where they do not differ."""
    found = {session: pattern.search(text) for session, pattern in _SAID.items()}
    for session, other in (("AM", "PM"), ("PM", "AM")):
        said = found[session]
        if said is not None and found[other] is None and halves == {other} and not _BETWEEN.search(text):
            return said[0], f"the {_HALVES[other]}"
    unit = _unit(where, text.lower())
    if unit.startswith(("half", "sessions")) and counted == "school days":
        return unit, "school days"
    # of a set that holds mornings alone there is one session a day
    if unit.endswith("days") and not unit.startswith("half") and counted == "sessions" and len(halves) > 1:
        return unit, "sessions, two a day"
    return "", ""


def _unit(where: str, text: str) -> str:
    if where == "title":
        found = _TITLE.match(text)
        return found[1] if found else ""
    if found := _FIRST.match(text):
        return found[1]
    last = _LAST.search(text)
    return last[2] if last is not None and not _STRETCH.fullmatch(last[1]) else ""


def _halves(subject: Subject, name: str, counted: str) -> frozenset[str]:
    """Give the sessions of a day that a figure can count: none where that is not clear."""
    assert subject.bound is not None
    if counted in ("mornings", "afternoons"):
        return frozenset({"AM" if counted == "mornings" else "PM"})
    path = ("measures", name, "of")
    if path not in subject.bound.expressions:
        return frozenset()
    possible = (each for each in _HALVES if Partial(subject.bound, subject.as_of, {"session": each}).possible(path))
    return frozenset(possible)
