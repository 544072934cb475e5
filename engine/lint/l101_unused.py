"""something has a name and nothing asks about it

## Why

A figure that no rule asks about does nothing, and its author may believe that it does.
Most often another name was meant. Where a use may be misspelt, that is told instead; where a condition cannot be read,
what it would have asked for is not known, and this is looked at when it can.

## Avoid

```yaml
measures:
  lates_term: {count: sessions, of: late, over: term}
```

Words for parents in place of a term that the policy does not say:

```yaml
plain_words: {late_nite: a note about lateness}
```

## Prefer

```yaml
measures:
  lates_term: {count: sessions, of: late, over: term}
rules:
  - id: late_note
    source: §1
    when: lates_term >= 3
    then: [{do: note, to: office}]
```

## Source

Good practice. Figures of the national layer are there to be used or not; those of a trust may be for its schools. A
value that is nearly called as one that reports look for, such as `target`, is told in any layer.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.finding import Finding
from engine.lint.follows import GIVEN
from engine.lint.slips import slip
from engine.lint.subject import Subject
from engine.lint.uses import TOLD, names_said, only_copied, terms_said_nowhere, used_names
from engine.validate.near import meant

SEVERITY = Severity.WARNING
_SAID = {
    "values": "value",
    "sets": "set",
    "measures": "figure",
    "facts": "fact table",
    "flags": "flag",
    "tables": "table",
    "roles": "role",
}


def check(subject: Subject) -> Iterator[Finding]:
    """Find the names that the file itself gives and that nothing in the policy uses.

    A layer above a school's may name things for the schools: only a school's own file is asked.
    """
    assert subject.policy is not None and subject.bound is not None
    if subject.policy.layers[-1].kind != "school":
        yield from _nearly_told(subject)
        return
    used = used_names(subject)
    for section, what in _SAID.items():
        for name in getattr(subject.bound.model, section):
            path: Path = (section, name)
            if name in used[section] or not subject.began_here(path) or subject.written(path) != path:
                continue
            others = [each for each in getattr(subject.bound.model, section) if each != name]
            inherited = [each for each in others if not subject.began_here((section, each))]
            advice = meant(name, inherited, "take it out, or ask about it in a rule")
            if advice.startswith("did"):
                advice += " (inherited from a layer above)"
            if section == "values" and (told := _told(subject, name)) is not None:
                advice = told
            if name in only_copied(subject):
                advice = (
                    f"take it out, or ask about it in a rule: in `with` the word `{name}` is copied, and not its amount"
                )
            if section == "roles" and not advice.startswith("did"):
                strangers = sorted(set(used["roles"]) - set(subject.bound.model.roles))
                advice = meant(name, strangers, "take it out, or name it in `to` or `by`")
            yield _unused(subject, f"{what} `{name}`", path, advice)
    columns = subject.bound.model.pupils.columns if subject.bound.model.pupils is not None else {}
    for name in columns:
        path = ("pupils", "columns", name)
        if name not in used["columns"] and subject.began_here(path):
            yield _unused(subject, f"pupil column `{name}`", path, "take it out, or ask about it in a rule")
    # The national layer gives plain words to two hundred terms: to look for them all took a third of a lint.
    terms = [term for term in subject.bound.model.plain_words if subject.began_here(("plain_words", term))]
    for term in terms_said_nowhere(subject, terms):
        path = ("plain_words", term)
        advice = meant(term, sorted(names_said(subject)), "take it out, or write it as the policy does")
        yield Finding(f"the policy says `{term}` nowhere", path, advice, place=subject.key(path))


def _nearly_told(subject: Subject) -> Iterator[Finding]:
    """Find in a layer above a school's the values that are nearly called as one that reports look for."""
    assert subject.bound is not None
    for name in subject.bound.model.values:
        advice = _told(subject, name) if subject.began_here(("values", name)) else None
        if advice is not None and name not in used_names(subject)["values"]:
            yield _unused(subject, f"value `{name}`", ("values", name), advice)


def _told(subject: Subject, name: str) -> str | None:
    assert subject.bound is not None
    near = (told for told in sorted(TOLD) if slip(name, told) and told not in subject.bound.model.values)
    return next((f"did you mean `{told}`, which reports look for?" for told in near), None)


def _unused(subject: Subject, what: str, path: Path, advice: str) -> Finding:
    """Point at the name; where it was used when the policy was approved, at what has changed since."""
    given = subject.key(path)
    lost = subject.since.lost(str(path[-1])) if subject.since is not None else None
    if lost is None:
        return Finding(f"nothing uses the {what}", path, advice, place=given)
    return Finding(f"nothing uses the {what} any more", path, advice, place=lost, also=((GIVEN, given),))
