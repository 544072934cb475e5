"""What a section becomes: items in general forms, each with the path it was written at."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from engine.document import Path
from engine.nouns import dataclass

Plain = Mapping[str, Any]
"""A part of a policy file as it is read: texts, lists and mappings."""

ANNOTATIONS = ("source", "assumes", "departs", "in_force", "allow")
"""What an item of a section takes over from the section where it does not say its own."""

TASK = ("do", "to", "by", "due", "obligation", "with", "code", "sessions")
"""The fields of a task, in the order in which they are printed."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong in a section once its layers are merged, at a path of the merged document."""

    path: Path
    message: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """One item in a general form: `kind` is values, rules or tables; `parts` maps its fields to their own places."""

    kind: str
    name: str
    item: Any
    origin: Path
    parts: Mapping[Path, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lowered:
    """A document in general forms only, with the source path of every path that a section gave.

    A path that is not in `origins` was written as it stands; a path below one that is there comes from the same place.
    """

    document: dict[str, Any]
    origins: Mapping[Path, Path]
    complaints: tuple[Complaint, ...] = ()

    def origin(self, path: Path) -> Path:
        """Give the path at which a path of the lowered document was written."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.origins:
                return self.origins[path[:length]]
        return path


def annotated(item: Plain, section: Plain) -> dict[str, Any]:
    """Give an item's title and annotations, those of its section where it has none.

    It is in force on the days on which its section is too.
    """
    found = {"title": item["title"]} if "title" in item else {}
    for name in ANNOTATIONS:
        if name in item or name in section:
            found[name] = item.get(name, section.get(name))
    if "in_force" in found:
        found["in_force"] = in_force(item, section)
    return found


def in_force(*items: Plain) -> dict[str, str]:
    """Give the days on which several items are in force together, as they are written; none: every day."""
    days = [each.get("in_force") or {} for each in items]
    begins = max((each["from"] for each in days if "from" in each), default=None)
    ends = min((each["until"] for each in days if "until" in each), default=None)
    return {**({"from": begins} if begins else {}), **({"until": ends} if ends else {})}


def not_in_force(item: Plain, section: Plain) -> str | None:
    """Give the condition that a review day lies outside the days of an item; None where it is always in force.

    >>> not_in_force({"in_force": {"from": "2024-08-19"}}, {})
    'review_day < @"2024-08-19"'
    """
    days = in_force(item, section)
    before = [f'review_day < @"{days["from"]}"'] if "from" in days else []
    after = [f'review_day >= @"{days["until"]}"'] if "until" in days else []
    return " or ".join(before + after) or None


def task(item: Plain, section: Plain, **usual: str) -> dict[str, Any]:
    """Give the task that an item asks for, in the section's words where it has none, else the usual ones."""
    return {
        name: item.get(name, section.get(name, usual.get(name)))
        for name in TASK
        if name in item or name in section or name in usual
    }


def placed(at: Path, *fields: str) -> dict[Path, Path]:
    """Give the origins of an item's fields that stand under the same names at `at`."""
    return {(name,): (*at, name) for name in fields}


def of_section(item: Plain, section: Plain, called: str, *fields: str) -> dict[Path, Path]:
    """Give the origins of what an item takes from its section: some fields, annotations, and its task's."""
    own = {(name,): (called, name) for name in (*fields, *ANNOTATIONS) if name in section and name not in item}
    return own | {("then", 0, name): (called, name) for name in TASK if name in section and name not in item}


def joined(*conditions: str | None) -> str:
    """Join conditions with `and`; one that holds an `or` or an `if` stands in brackets.

    >>> joined("a > 1", None, "b or c")
    'a > 1 and (b or c)'
    """
    said = [condition for condition in conditions if condition]
    if len(said) < 2:
        return "".join(said)
    return " and ".join(f"({one})" if {"or", "if"} & set(one.replace("(", " ").split()) else one for one in said)


def written(made: Iterator[Made], base: Path) -> Iterator[tuple[Path, Path]]:
    """Give the origins of the parts of items that stand at `base`."""
    for one in made:
        yield base, one.origin
        for part, origin in one.parts.items():
            yield (*base, *part), origin
