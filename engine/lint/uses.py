"""Which of a policy's names something in it uses."""

import re
from collections.abc import Iterator, Mapping

from engine.document import Path, Value
from engine.lint.subject import Subject

_PROSE = frozenset({"title", "source", "assumes", "departs", "say", "reason", "means", "in_force", "allow", "open"})
_NOT_READ = frozenset({"school", "lint", "lock", "policy", "layer", "extends", "remove", "checks", "codes"})
_PEOPLE = frozenset({"to", "by", "set_by"})
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|([^\W\d]\w*)')
TOLD = frozenset({"retention", "target"})
"""Values that reports and the data report of a run look for by their name."""


def used_names(subject: Subject) -> Mapping[str, frozenset[str]]:
    """Give the names that are used, by section: roles by who does or gets something, all others by any condition.

    A name that only its own definition bears is not used. The texts are those of the merged policy and of the
    expanded one: a section may name something that its general form no longer does.
    """
    roles: set[str] = set()
    words: set[str] = set()
    documents = [dict(subject.expanded)]
    if subject.policy is not None:
        documents.append(subject.policy.document)
    for document in documents:
        for path, text in _texts(document, ()):
            if path[-1] in _PEOPLE:
                roles.add(text)
            if path[0] != "roles":
                own = path[1] if len(path) > 1 and path[0] in _DEFINED else None
                words |= {found[1] for found in _WORD.finditer(text) if found[1] and found[1] != own}
    names = frozenset(words)
    known = dict.fromkeys(("sets", "measures", "facts", "flags", "columns"), names)
    return {**known, "values": names | TOLD, "roles": frozenset(roles)}


_DEFINED = frozenset({"values", "sets", "measures", "facts", "flags"})


def _texts(value: Value, path: Path) -> Iterator[tuple[Path, str]]:
    """Give every text that is no prose, with its path."""
    todo: list[tuple[Path, Value]] = [(path, value)]
    while todo:
        at, inner = todo.pop()
        if isinstance(inner, str):
            yield at, inner
        elif isinstance(inner, list):
            todo += [((*at, number), item) for number, item in enumerate(inner)]
        elif isinstance(inner, dict):
            todo += [
                ((*at, key), item)
                for key, item in inner.items()
                if not (key in _PROSE and len(at) > 0)
                and not (not at and (key in _NOT_READ or key in _PROSE))
                and not (key == "with" and at and "then" in at)
            ]
