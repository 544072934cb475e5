"""Which of a policy's names something in it uses."""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from engine.document import Path, Value
from engine.lint.subject import Subject
from engine.once import regex

_PROSE = frozenset({"title", "source", "assumes", "departs", "say", "reason", "means", "in_force", "allow", "open"})
_NOT_READ = frozenset(
    {"plain_words", "school", "lint", "lock", "policy", "layer", "extends", "remove", "checks", "codes"}
)
_PEOPLE = frozenset({"to", "by", "set_by"})
_WORD = regex(r'"(?:[^"\\]|\\.)*"|([^\W\d]\w*)')
_RUN = regex(r"\w+")
TOLD = frozenset({"retention", "target"})
"""Values that reports and the data report of a run look for by their name."""


def used_names(subject: Subject) -> Mapping[str, frozenset[str]]:
    """Give the names that are used, by section: roles by who does or gets something, all others by any condition.

    A name that only its own definition bears is not used. The texts are those of the merged policy and of the
    expanded one: a section may name something that its general form no longer does. What was left out of both because
    its shape is wrong stands in the file all the same.
    """
    roles: set[str] = set()
    words: set[str] = set()
    of_tables: dict[str, set[str]] = {}
    documents = [dict(subject.expanded)]
    if subject.policy is not None:
        documents.append(subject.policy.document)
    if isinstance(subject.document.value, dict):
        documents.append(subject.document.value)
    for document in documents:
        for path, text in _texts(document, ()):
            if path[-1] in _PEOPLE:
                roles.add(text)
            if path[0] != "roles":
                own = path[1] if len(path) > 1 and path[0] in _DEFINED else None
                found = _words(text) - {own} if own in _words(text) else _words(text)
                words |= found
                of_tables.setdefault(str(path[1]) if path[0] == "tables" and len(path) > 1 else "", set()).update(found)
    names = frozenset(words)
    tables = {
        name: frozenset().union(*(said for other, said in of_tables.items() if other != name)) for name in of_tables
    }
    known = dict.fromkeys(("sets", "measures", "facts", "flags", "columns"), names)
    return {**known, "values": names | TOLD, "roles": frozenset(roles), "tables": _read_tables(subject, tables)}


def _read_tables(subject: Subject, said: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Give the tables that decide on rows, and those of which something else reads what they give."""
    assert subject.bound is not None
    return frozenset(
        name
        for name, table in subject.bound.model.tables.items()
        if table.each is not None or any(output in said.get(name, ()) for output in table.gives)
    )


def only_copied(subject: Subject) -> frozenset[str]:
    """Give the texts that tasks say in `with`: a name there is copied to the output as it stands."""
    assert subject.bound is not None
    model = subject.bound.model
    held = [rule.then for rule in model.rules]
    held += [step.then for ladder in model.ladders.values() for step in ladder.steps]
    return frozenset(text for tasks in held for task in tasks for text in (task.with_ or {}).values())


@lru_cache(maxsize=16_384)
def _words(text: str) -> frozenset[str]:
    # the schools of a trust say the same of most things
    return frozenset(found[1] for found in _WORD.finditer(text) if found[1])


def terms_said_nowhere(subject: Subject, terms: Collection[str]) -> list[str]:
    """Give those of some terms that the policy does not say: not as a name, and in no text.

    Of `outcome.refuse` both words are looked for.
    """
    if not terms:
        return []
    every = [said for document in _documents(subject) for said in _all(document)]
    known = _names_among({text for text, _ in every}, subject)
    prose = " ".join(text for text, is_key in every if not is_key)
    words = frozenset(_RUN.findall(prose))

    def is_said(part: str) -> bool:
        if part in known or part in words:
            return True
        if _RUN.fullmatch(part) or part not in prose:
            return False
        return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", prose) is not None

    return [term for term in terms if not all(is_said(part) for part in ([term] if " " in term else term.split(".")))]


def names_said(subject: Subject) -> frozenset[str]:
    """Give every name that a policy says, those of the language and of the files included."""
    return _names_among({text for document in _documents(subject) for text, _ in _all(document)}, subject)


def _names_among(said: set[str], subject: Subject) -> frozenset[str]:
    """Give the texts of a policy, with the names of the language and of the files."""
    assert subject.bound is not None
    shapes = subject.bound.shapes.values()
    columns = {name for shape in shapes for name in shape.columns}
    words = {word for shape in shapes for column in shape.columns.values() for word in column.words or ()}
    return frozenset(said | columns | words | set(subject.bound.quantities))


def _documents(subject: Subject) -> list[dict[str, Value]]:
    held = [subject.expanded] if subject.policy is None else [subject.expanded, subject.policy.document]
    return [{key: value for key, value in each.items() if key != "plain_words"} for each in held]


def _all(document: Value) -> Iterator[tuple[str, bool]]:
    """Give every key and every text of a document, and whether it is a key."""
    todo: list[Value] = [document]
    while todo:
        inner = todo.pop()
        if isinstance(inner, str):
            yield inner, False
        elif isinstance(inner, list):
            todo += inner
        elif isinstance(inner, dict):
            for key, item in inner.items():
                if item:
                    yield key, True
                    todo.append(item)


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
