"""a name and the words for it differ by a slip, or the words are none

## Why

The words for a role, a rule or a figure are what people read, in letters too; its name is what the policy goes by.
Where both say the same and one of them is misspelt, one of the two is wrong. A number or `true` is no word for
anything.

## Avoid

```yaml
roles: {pastoral_lead: Pastroal lead}
rules:
  - id: certificate
    source: §5.6
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: pastoral_lead}]
```

```yaml
roles: {pastoral_lead: true}
rules:
  - id: certificate
    source: §5.6
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: pastoral_lead}]
```

## Prefer

```yaml
roles: {pastoral_lead: Pastoral lead}
rules:
  - id: certificate
    source: §5.6
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: pastoral_lead}]
```

## Source

Good practice.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path, Value
from engine.lint.finding import Finding
from engine.lint.slips import slip
from engine.lint.subject import Subject
from engine.once import regex

SEVERITY = Severity.WARNING
NEEDS = "document"
_LETTERS = regex(r"[^\W\d_]+")
_ABBREVIATED = regex(r"[A-Z].*[A-Z]")
"""A word with capitals inside, as SENDCo is, is a name of its own and no slip of another."""
_NO_WORDS = frozenset({"true", "false", "yes", "no", "null", "none"})
_NAMED = frozenset({"roles", "plain_words"})
"""Sections that give each name its words."""
_WORDS = frozenset({"title", "say"})


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the words of the file with the names that they are for."""
    for path, name, words in _words(subject.document.value, ()):
        said = _LETTERS.findall(words.lower())
        if not said or words.strip().lower() in _NO_WORDS:
            yield Finding(
                f"`{words}` says nothing to people", path, "write it in words", place=subject.document.place(path)
            )
            continue
        abbreviated = {word.lower() for word in _LETTERS.findall(words) if _ABBREVIATED.search(word)}
        own = [] if name is None else _LETTERS.findall(name.lower().replace("_", " "))
        for part in own:
            other = next((word for word in said if slip(part, word)), None) if part not in said else None
            if other is not None and other not in own and (other not in abbreviated or words.isupper()):
                message = f"the name says `{part}`, and the words for it say `{other}`"
                yield Finding(message, path, "write both alike", place=subject.document.place(path))


def _words(value: Value, path: Path) -> Iterator[tuple[Path, str | None, str]]:
    """Give the texts for people, each with its path and the name that it is for."""
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _words(inner, (*path, number))
        return
    if not isinstance(value, dict):
        return
    item = value.get("id", path[-1] if path else value.get("policy"))
    for key, inner in value.items():
        here = (*path, key)
        if isinstance(inner, str) and len(here) == 2 and here[0] in _NAMED:
            yield here, key, inner
        elif isinstance(inner, str) and key in _WORDS:
            yield here, item if isinstance(item, str) and key == "title" else None, inner
        elif "with" not in here and here[:1] != ("checks",):
            yield from _words(inner, here)
