r"""a scenario test is of a policy that is nowhere

## Why

It is an error each time the tests run, and until then it tests nothing.

## Avoid

```yaml
rules:
  - id: certificate
    source: §1
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: office}]
```

```yaml tests
- name: Everybody gets a certificate
  policy: exampel
  calendar: {from: 2024-09-02, weeks: 2}
  marks: {amy: '/\ x10'}
  only: [certificate]
  expect: {amy: [{rule: certificate, date: 2024-09-13}]}
```

## Prefer

```yaml
rules:
  - id: certificate
    source: §1
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: office}]
```

```yaml tests
- name: Everybody gets a certificate
  policy: example
  calendar: {from: 2024-09-02, weeks: 2}
  marks: {amy: '/\ x10'}
  only: [certificate]
  expect: {amy: [{rule: certificate, date: 2024-09-13}]}
```

## Source

Good practice.
"""

from collections.abc import Iterator
from pathlib import PurePath

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.resolve.layers import SUFFIXES, folders_of
from engine.testing.read import Placed
from engine.validate.near import meant

SEVERITY = Severity.ERROR
NEEDS = "document"


def check(subject: Subject) -> Iterator[Finding]:
    """Look for the policy of each test beside it and among the bundled ones."""
    told: dict[tuple[str, str], list[Placed]] = {}
    for placed in subject.strays:
        if isinstance(placed.test.policy, str):  # otherwise the test says its policy itself
            told.setdefault((placed.document.source.name, placed.test.policy), []).append(placed)
    for (_, named), tests in told.items():
        first = tests[0]
        folders = folders_of(first.folder, None)
        if (first.folder / named).is_file() or any(
            (folder / f"{named}{suffix}").is_file() for folder in folders for suffix in SUFFIXES
        ):
            continue
        known = {file.stem for folder in folders for suffix in SUFFIXES for file in folder.glob(f"*{suffix}")}
        place = first.document.place((*first.at, "policy"))
        advice = meant(named, known, "write the name of a policy beside the test")
        if isinstance(subject.document.value, dict) and subject.document.value.get("policy") == named:
            advice = f"a test names the file of its policy, which is `{PurePath(subject.name).stem}` here"
        others = f" and {len(tests) - 1} more" if len(tests) > 1 else ""
        yield Finding(
            f"there is no policy `{named}` for the test `{first.test.name}`{others}", help=advice, place=place
        )
