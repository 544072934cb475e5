"""Paths of a command line -> the files to lint: policies, and the scenario tests beside them."""

from collections.abc import Iterable, Iterator
from dataclasses import field
from pathlib import Path

from engine.approvals.record import is_record
from engine.diagnostics import Diagnostic, Severity
from engine.document import Document
from engine.model.policy_file import PolicyFile
from engine.model.test_file import SchoolYear
from engine.nearest import nearest
from engine.nouns import dataclass
from engine.parse import files_under, load
from engine.resolve.layers import SUFFIXES, shown
from engine.testing.read import ENDING
from engine.validate.shape import fields_of

_NO_TEXT = "P001"


@dataclass(slots=True)
class Files:
    """The files found: `policies` with their documents, `tests`, `records` of approvals, and what could not be read.

    `unread` are files that are text and no YAML.
    """

    policies: list[tuple[Path | None, Document]] = field(default_factory=list)
    tests: list[Path] = field(default_factory=list)
    records: list[Path] = field(default_factory=list)
    unread: list[Path] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)


def find_files(paths: Iterable[Path]) -> Files:
    """Find the files under paths; a folder is searched to its leaves, hidden folders aside, each file once.

    A file that is named is a policy whatever it holds, but for a calendar; one in a folder is a policy if it has a
    field of one. A calendar in a folder is passed over.

    Yields: S009 a file in a folder that holds no policy, S010 a folder without one, P004 one that cannot be looked
    into, and what reading may find.
    """
    files = Files()
    seen: set[Path] = set()
    for path in paths:
        before = len(files.policies) + len(files.tests) + len(files.found)
        again = False
        for file in _under(path, files.found) if path.is_dir() else [path]:
            real = file.resolve()
            again |= real in seen
            if real not in seen:
                seen.add(real)
                _sort(files, file, named=not path.is_dir())
        if path.is_dir() and not again and len(files.policies) + len(files.tests) + len(files.found) == before:
            message = f"there is no policy in the folder `{shown(path)}`"
            files.found.append(Diagnostic("S010", message, None, "name a folder with policies in it"))
    return files


def _under(folder: Path, found: list[Diagnostic]) -> Iterator[Path]:
    under = files_under(folder)
    found += under.diagnostics
    return (file for file in under.value or () if file.suffix.lower() in SUFFIXES and file.is_file())


def _sort(files: Files, file: Path, *, named: bool) -> None:
    if file.name.endswith(ENDING):
        files.tests.append(file)
        return
    if is_record(file):
        files.records.append(file)
        return
    read = load(file, shown(file))
    files.found += read.diagnostics
    if read.value is None:
        if all(each.code != _NO_TEXT for each in read.diagnostics):
            files.unread.append(file)
        return
    calendar = _is_calendar(read.value)
    if (named and not calendar) or is_policy(read.value):
        files.policies.append((file, read.value))
    elif named or not calendar:
        message = f"the file holds {'a calendar and ' if calendar else ''}no policy, and was not looked at"
        place = read.value.head(())
        files.found.append(Diagnostic("S009", message, place, "a policy begins with `policy: NAME`", Severity.WARNING))


def is_policy(document: Document) -> bool:
    """Whether a file says it is a policy, or something that only a policy says, perhaps misspelt."""
    if not isinstance(document.value, dict):
        return False
    own = set(fields_of(PolicyFile))
    if _is_calendar(document):
        return False
    return any(key in own or nearest(key, own) for key in document.value)


def _is_calendar(document: Document) -> bool:
    return isinstance(document.value, dict) and set(document.value) <= set(fields_of(SchoolYear))
