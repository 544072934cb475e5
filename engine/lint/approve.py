"""Policy files that somebody has approved -> the records to be written of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from engine.approvals.changes import Change, changes
from engine.approvals.read import read_record
from engine.approvals.record import Record, parts_of, record_file, written
from engine.approvals.tree import Branch, tree_of
from engine.diagnostics import Diagnostic, Severity
from engine.document import Document
from engine.lint.files import find_files
from engine.load import load
from engine.resolve.layers import shown


@dataclass(frozen=True, slots=True)
class Approved:
    """The record of one policy file: where it goes and its text.

    `parts` is how many parts it holds, `on` the day on which they were approved, and `changes` how many were not as
    in the record before. `kept` says that there was one, that nothing was changed since, and that its day stands.
    """

    name: str
    file: Path
    text: str = field(repr=False)
    parts: int
    on: date
    changes: int = 0
    first: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Approving:
    """The records to be written, and what is wrong with the policies that cannot be approved."""

    approved: tuple[Approved, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def failed(self) -> bool:
        """Whether something keeps a policy from being approved."""
        return any(found.severity is Severity.ERROR for found in self.diagnostics)


def approve(paths: Iterable[Path], *, on: date, by: str | None, anew: bool) -> Approving:
    """Give the records of the policies in files and folders.

    A policy with an error does not run, and is not approved. Where nothing was changed since the record before, its
    day and its approver stand, unless `anew`. Who approved the record before is named where nobody else is.
    """
    paths = list(paths)
    files = find_files(paths)
    found = list(files.found)
    made: list[Approved] = []
    for file, document in files.policies:
        assert file is not None, "INVARIANT: files are found by their paths"
        root = next((path for path in paths if path.is_dir() and file.is_relative_to(path)), None)
        loaded = load(file, root=root)
        found += loaded.diagnostics
        if loaded.value is not None and not loaded.failed:
            made.append(_approved(document, file, on, by, anew=anew))
    return Approving(tuple(made), tuple(dict.fromkeys(found)))


def _approved(document: Document, file: Path, on: date, by: str | None, *, anew: bool) -> Approved:
    path = record_file(file)
    before = read_record(path).value if path.is_file() else None
    differ = _changes(before, document)
    kept = before is not None and not differ and not anew
    if before is not None:
        by = by or before.approval.approved_by
        on = before.approval.approved_on if kept else on
    text = written(document, file, on, by)
    return Approved(shown(file), path, text, len(parts_of(document)), on, len(differ), before is None, kept)


def _changes(before: Record | None, document: Document) -> tuple[Change, ...]:
    now = tree_of(document.value)
    return tuple(changes(before.parts, now)) if before is not None and isinstance(now, Branch) else ()
