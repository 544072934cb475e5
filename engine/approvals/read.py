"""The file of a record -> the record; of a policy file -> the record that is of it."""

from datetime import date
from pathlib import Path as FilePath

from engine.approvals.called import records_called
from engine.approvals.record import Record, record_file
from engine.approvals.since import compared
from engine.approvals.tree import Labels, grown
from engine.diagnostics import Diagnostic, Outcome, in_order
from engine.document import Document, Value, said, split_path
from engine.model.approval import Approval
from engine.model.part import RefusedError
from engine.parse import load
from engine.resolve.layers import folders_of, is_name, shown
from engine.validate.near import listed, meant
from engine.validate.shape import fields_of

_AGAIN = "write it anew with `policy approve`"


def read_record(file: FilePath) -> Outcome[Record]:
    """Read a record.

    Yields: A001 what is no record, A002 a part whose path cannot be read or that stands there twice, A003 a record of
    a file that is gone, or that is called otherwise than its file, and all that parsing may find.
    """
    loaded = load(file, shown(file))
    document = loaded.value
    if document is None or loaded.failed:
        return Outcome(None, loaded.diagnostics)
    try:
        approval = Approval.model_validate(document.value)
    except RefusedError as wrong:
        return Outcome(None, in_order([*loaded.diagnostics, *_told(document, wrong)]))
    parts: dict[Labels, Value] = {}
    for key, value in _held(document).items():
        labels = split_path(key)
        if labels is None or labels in parts:
            return Outcome(None, [_unreadable(document, key)])
        parts[labels] = value
    tree = grown(parts)
    if isinstance(tree, tuple):
        return Outcome(None, [_unreadable(document, said(tree))])
    return Outcome(Record(approval, document, tree), [*loaded.diagnostics, *_of_nothing(file, approval, document)])


def record_of(document: Document, file: FilePath | None, root: FilePath | None = None) -> Outcome[Record]:
    """Find the record of a policy: beside its file under the file's name, or else one of a policy of its name.

    The latter is looked for where layers are, and in any folder of the package: a copy of an approved policy is
    compared with what was approved. It is no record of another version, which says that it is in force from another
    day; of several that may be meant, the one from which least has changed is taken.

    Yields: what reading a record may find. No value and nothing told where there is none.
    """
    if file is not None and (own := record_file(file)).is_file():
        return read_record(own)
    value = document.value if isinstance(document.value, dict) else {}
    name = value.get("policy")
    if not isinstance(name, str) or not is_name(name):
        return Outcome(None)
    for folder in folders_of(file.parent if file is not None else None, root):
        read = (read_record(other).value for other in records_called(name, folder))
        found = [each for each in read if each and each.approval.approved == name and _same_version(value, each)]
        if found:
            return Outcome(min(found, key=lambda each: len(compared(each, document).changes)))
    return Outcome(None)


def _same_version(value: dict[str, Value], record: Record) -> bool:
    begins = value.get("in_force")
    now = _day(begins.get("from")) if isinstance(begins, dict) else None
    then = _day(_held(record.document).get("in_force.from"))
    return now is None or then is None or now == then


def _day(text: Value) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _held(document: Document) -> dict[str, Value]:
    parts = document.value.get("parts") if isinstance(document.value, dict) else None
    assert isinstance(parts, dict), "INVARIANT: checked by the model"
    return parts


def _told(document: Document, wrong: RefusedError) -> list[Diagnostic]:
    if not isinstance(document.value, dict):
        return [Diagnostic("A001", "this is no record of an approval", document.head(()), _AGAIN)]
    known = sorted(fields_of(Approval))
    found = []
    for error in wrong.complaints:
        path = tuple(error["loc"])
        if error["type"] == "extra_forbidden":
            told = f"a record of an approval has no field `{said(path)}`"
            act = meant(str(path[-1]), known) or f"the fields are {listed(known)}"
            found.append(Diagnostic("A001", told, document.key_place(path), act))
        elif error["type"] == "missing":
            found.append(Diagnostic("A001", f"the record says no `{said(path)}`", document.head(()), _AGAIN))
        else:
            told = f"what the record says at `{said(path)}` is not allowed there"
            found.append(Diagnostic("A001", told, document.place(path), _AGAIN))
    return found


def _unreadable(document: Document, key: str) -> Diagnostic:
    told = f"`{key}` is no path of a part, stands below another part, or is there twice"
    return Diagnostic("A002", told, document.key_place(("parts", key)), _AGAIN)


def _of_nothing(file: FilePath, approval: Approval, document: Document) -> list[Diagnostic]:
    of = file.parent.parent / approval.file
    if of.name != approval.file or not of.is_file():
        told = f"the record is of `{approval.file}`, and there is no such file in the folder around it"
        act = "take the record away, or bring the policy back under its name"
    elif record_file(of) != file:
        told = f"the record of `{approval.file}` is called `{file.name}`"
        act = f"call it `{record_file(of).name}`"
    else:
        return []
    return [Diagnostic("A003", told, document.place(("file",)), act)]
