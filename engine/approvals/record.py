"""A policy file and who approved it -> the record of that, as it is written beside the policy."""

from dataclasses import field
from datetime import date
from pathlib import Path as FilePath

from engine.approvals.tree import Branch, leaves, named, tree_of
from engine.document import Document, Value
from engine.model.approval import Approval
from engine.nouns import dataclass
from engine.resolve.layers import RECORDS

_HEAD = """\
# What `{file}` said when it was approved, part by part: `policy lint` tells what has changed since.
# Written by `policy approve`; to change it, change the policy and approve it again.

"""


@dataclass(frozen=True, slots=True)
class Record:
    """A record that was read: what it says, the document it stands in, and its parts as a tree."""

    approval: Approval
    document: Document = field(repr=False)
    parts: Branch = field(repr=False)


def parts_of(document: Document) -> dict[str, Value]:
    """Give what every part of a policy file says, by its path, in the order in which it is written."""
    return {named(labels): leaf.said for labels, leaf in leaves(tree_of(document.value))}


def written(document: Document, file: FilePath, on: date, by: str | None) -> str:
    """Write the record of a policy file: the same text for the same policy, day and approver."""
    name = document.value.get("policy") if isinstance(document.value, dict) else None
    whole: dict[str, Value] = {
        "approved": name,
        "file": file.name,
        "approved_on": on.isoformat(),
        **({"approved_by": by} if by else {}),
        "parts": dict(parts_of(document)),
    }
    from engine.write import write  # who reads a record writes none

    return _HEAD.format(file=file.name) + write(whole)


def record_file(file: FilePath) -> FilePath:
    """Give the file of the record of a policy file."""
    return file.parent / RECORDS / f"{file.stem}.yaml"


def is_record(file: FilePath) -> bool:
    """Whether a file is where records are."""
    return file.parent.name == RECORDS
