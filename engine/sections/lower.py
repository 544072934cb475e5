"""A merged policy document -> the same in general forms only."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from engine.document import Path
from engine.sections.lowered import Complaint, Lowered, Made, Plain, written

SECTIONS = ("letters", "safe_and_well", "leave", "penalty_notices")
"""Each is lowered by the module of its name, which is loaded for a policy that has it."""


def lower(document: Plain) -> Lowered:
    """Replace every section by what it stands for; the document given is not changed.

    Items that a section gives come after those that are written out, in the section's order. A name
    that is given twice is a complaint: what a section gives is changed through the section.
    """
    lowered: dict[str, Any] = {key: value for key, value in document.items() if key not in SECTIONS}
    origins: dict[Path, Path] = {}
    complaints: list[Complaint] = []
    for section in SECTIONS:
        said = document.get(section)
        if not isinstance(said, Mapping):
            continue
        for made in _lowered(section, said, document):
            if isinstance(made, Complaint):
                complaints.append(made)
            elif _taken(lowered, made):
                complaints.append(
                    Complaint(
                        made.origin,
                        f"`{made.name}` comes from the section `{section}` and is also written in `{made.kind}`",
                        f"change it through `{section}`, or take it out of one of the two",
                    )
                )
            else:
                origins.update(written(iter([made]), _put(lowered, made)))
    return Lowered(lowered, origins, tuple(complaints))


def _lowered(section: str, said: Plain, document: Plain) -> Iterator[Made | Complaint]:
    found: Iterator[Made | Complaint] = import_module(f"{__package__}.{section}").lower(said, document)
    return found


def _taken(document: Mapping[str, Any], made: Made) -> bool:
    there = document.get(made.kind, ())
    if made.kind == "rules":
        return any(rule.get("id") == made.name for rule in there)
    return made.name in there


def _put(document: dict[str, Any], made: Made) -> Path:
    """Add one item without changing what it is added to, and give its path."""
    if made.kind == "rules":
        document["rules"] = [*document.get("rules", []), made.item]
        return ("rules", len(document["rules"]) - 1)
    document[made.kind] = {**document.get(made.kind, {}), made.name: made.item}
    return (made.kind, made.name)
