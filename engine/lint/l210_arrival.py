"""a time of arrival that no register covers, or that two cover

## Why

A pupil who has no register gets no code, whenever they arrive; one who has two is marked by the first, whatever the
author of the second believed. A register that closes before it opens marks nobody late.

## Avoid

```yaml
school: {name: Any Primary School, phase: primary}
registers:
  pm:
    infants:
      for: key_stage = "KS1"
      opens: 13:00
      closes: 13:30
    juniors:
      for: key_stage = "KS2"
      opens: 13:15
      closes: 13:45
```

```yaml
registers:
  pm:
    younger:
      for: year_group <= 3
      opens: 13:00
      closes: 13:30
    older:
      for: year_group >= 3
      opens: 13:15
      closes: 13:45
```

```yaml
registers:
  am:
    all: {opens: 08:45, closes: 09:15, late_after: 09:20}
```

```yaml
registers:
  am:
    all: {opens: 08:45, closes: 09:15, arrive_by: 09:20}
```

## Prefer

```yaml
school: {name: Any Primary School, phase: primary}
registers:
  am:
    all: {opens: 08:45, closes: 09:15}
  pm:
    infants:
      for: key_stage in ("EYFS", "KS1")
      opens: 13:00
      closes: 13:30
    juniors:
      for: key_stage = "KS2"
      opens: 13:15
      closes: 13:45
```

## Source

Working together to improve school attendance: every pupil is marked in each session.
"""

from collections.abc import Iterator

from engine.analysis.meaning import Meaning
from engine.analysis.registers import (
    AFTER_CLOSE,
    HALVES,
    LATE,
    both_open,
    clock,
    codes_today,
    entries_of,
    nobody,
    shared,
    unused,
)
from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.finding import Finding
from engine.lint.meanings import meaning_of, surely
from engine.lint.subject import Subject

SEVERITY = Severity.ERROR
NEEDS = "plan"
WHOLE = "item"
_HALF_A_DAY = 12 * 60
_PART = {"am": "morning", "pm": "afternoon"}


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the registers of both halves of the day."""
    meaning = meaning_of(subject)
    if any(_lacks_one(subject, half) for half in HALVES):
        return
    for half in HALVES:
        entries = entries_of(meaning, half)
        if entries and subject.is_own(("registers", half)):
            yield from _times(meaning, half)
            yield from _whose(subject, meaning, half)
    if subject.is_own(("registers",)):
        told: set[str] = set()
        for one, other, answer in both_open(meaning):
            if other.name in told:
                continue  # its own time is the one that is wrong, beside however many
            told.add(other.name)
            shown = meaning.said(answer.example)
            whom = f"for {shown} " if shown else ""
            message = (
                f"two registers are open at {clock(other.opens)} {whom}: `{one.name}` of the morning until "
                f"{clock(one.closes)}, and `{other.name}` of the afternoon"
            ).replace(" :", ":")
            meant = (
                f"did you mean {clock(other.opens + _HALF_A_DAY)}?" if other.opens < _HALF_A_DAY - other.opens else ""
            )
            advice = meant or "let the morning's close before"
            yield Finding(message, ("registers", "pm", other.name, "opens"), advice)


def _lacks_one(subject: Subject, half: str) -> bool:
    """Whether a register that the file writes was left out because its shape is wrong: its pupils have one."""
    document = subject.document
    names = {path[2] for path in document.spans if path[:2] == ("registers", half) and len(path) > 2}
    return not names <= {entry.name for entry in entries_of(meaning_of(subject), half)}


def _times(meaning: Meaning, half: str) -> Iterator[Finding]:
    uses = codes_today(meaning)
    for entry in entries_of(meaning, half):
        path = ("registers", half, entry.name)
        if entry.closes < entry.opens:
            message = f"`{entry.name}` closes at {clock(entry.closes)}, before it opens at {clock(entry.opens)}"
            yield Finding(message, (*path, "closes"), "let it close after it opens")
            continue
        if entry.late_after > entry.closes:
            message = (
                f"nobody is late in `{entry.name}`: an arrival at {clock(entry.closes + 1)}, after it closes at "
                f"{clock(entry.closes)}, is marked on time, since `late_after` is {clock(entry.late_after)}"
            )
            yield Finding(message, (*path, "late_after"), "let `late_after` lie before `closes`")
        elif entry.late_after < entry.opens:
            message = (
                f"an arrival at {clock(entry.late_after + 1)} is late in `{entry.name}`, before it opens at "
                f"{clock(entry.opens)}"
            )
            yield Finding(message, (*path, "late_after"), "let `late_after` be `opens` or later")
        asked = entry.entry.arrive_by
        if asked is not None and asked.minute > entry.late_after:
            message = (
                f"`{entry.name}` asks pupils to arrive by {asked}, and marks those late who arrive after "
                f"{clock(entry.late_after)}"
            )
            yield Finding(message, (*path, "arrive_by"), "let `arrive_by` be no later, or move `late_after`")
        for use, minute in ((LATE, entry.late_after + 1), (AFTER_CLOSE, entry.closes + 1)):
            if uses and use not in uses and entry.use(minute) == use:
                message = f"a pupil who arrives at {clock(minute)} gets no code: no code is used for `{use}`"
                yield Finding(message, path, f"give a code of the code table `used_for: {use}`")


def _whose(subject: Subject, meaning: Meaning, half: str) -> Iterator[Finding]:
    first = entries_of(meaning, half)[0]
    answer = nobody(meaning, half)
    if answer.holds is False:
        shown = meaning.said(answer.example)
        whom = shown if shown.startswith("a ") else f"a pupil with {shown}"
        message = f"{whom} has no register in the {_PART[half]}, and who arrives at {clock(first.opens)} gets no code"
        advice = "widen a `for`, or add a last register without one (the example was worked out)"
        path: Path = ("registers", half)
        stood = subject.since.stood(subject.place_in_file(path), None) if subject.since is not None else None
        also = (("the registers", subject.key(path)),) if stood is not None else ()
        yield Finding(message, path, advice, place=stood or subject.key(path), also=also)
    for entry, proof in unused(meaning, half):
        message = f"`{entry.name}` is nobody's register: those before it are taken by everybody it is for"
        advice = f"put it first, or take it out ({surely(proof)})"
        yield Finding(
            message, ("registers", half, entry.name), advice, place=subject.key(("registers", half, entry.name))
        )
    idle = {entry.name for entry, _ in unused(meaning, half)}
    for one, other, example in shared(meaning, half):
        if other.name in idle:
            continue
        shown = meaning.said(example)
        whom = shown if shown.startswith("a ") else f"a pupil with {shown}"
        message = (
            f"{whom} has two registers in the {_PART[half]}, `{one.name}` until {clock(one.closes)} and "
            f"`{other.name}` until {clock(other.closes)}; the first counts"
        )
        path = ("registers", half, other.name, "for")
        yield Finding(message, path, "let their `for` part (the example was worked out)", severity=Severity.WARNING)
