"""Document -> PolicyFile: every field known, every value of its kind; all that is wrong told at once."""

from collections.abc import Iterator

from engine.diagnostics import Diagnostic, Outcome, in_order
from engine.document import Document, Value, said, search
from engine.model.layered import ordinary_layer
from engine.model.part import RefusedError
from engine.model.policy_file import PolicyFile
from engine.validate.places import Places, places_in
from engine.validate.typed import ordinary


def validate(document: Document) -> Outcome[PolicyFile]:
    """Check one file against the models, all that is wrong at once.

    Yields: S001 unknown field, S002 missing field, S003 another kind of value, S004 a value that is not
    allowed, S005 an empty value, S006 a name that is none, S007 fields that do not go together, S008 two rules
    of one id.
    """
    return check(document.value, places_in(document))


def problems(document: Document) -> list[Diagnostic]:
    """Find what is wrong in one layer whatever the others say.

    A layer may say a few fields of an item that it inherits: fields that are missing, and what an item asks of
    its fields together, are looked at when the layers are merged.
    """
    return _problems(document.value, places_in(document), partial=True)[1]


def check(value: Value, places: Places) -> Outcome[PolicyFile]:
    """Check plain values against the models, with their places from elsewhere."""
    model, found = _problems(value, places, partial=False)
    return Outcome(None if found else model, found)


def _problems(value: Value, places: Places, *, partial: bool) -> tuple[PolicyFile | None, list[Diagnostic]]:
    if not isinstance(value, dict):
        message = "a policy file is a mapping of fields"
        return None, [Diagnostic("S003", message, places.value(()), "begin with `policy: NAME` and `layer: school`")]
    found = [
        Diagnostic("S005", f"`{said(path, value)}` is empty", places.key(path), "write its value, or take the line out")
        for path in _empty(value)
    ]
    found += _twice(value, places)
    model = ordinary(value)
    if model is not None or (partial and ordinary_layer(value)):
        return model, in_order(found)
    try:
        model = PolicyFile.model_validate(value)
    except RefusedError as fault:
        from engine.validate.telling import tell  # the words for what is wrong, where something is

        for complaint in fault.complaints:
            told = tell(complaint, value, places, partial=partial)
            if told is not None and told not in found:
                found.append(told)
    return model, in_order(found)


def _twice(value: dict[str, Value], places: Places) -> Iterator[Diagnostic]:
    """Find two rules of one id: laid over each other, one of them would be lost."""
    rules = value.get("rules")
    seen: dict[str, int] = {}
    for number, rule in enumerate(rules if isinstance(rules, list) else []):
        name = rule.get("id") if isinstance(rule, dict) else None
        if not isinstance(name, str):
            continue
        if name in seen:
            other = ("the other", places.value(("rules", seen[name], "id")))
            place = places.value(("rules", number, "id"))
            yield Diagnostic(
                "S008", f"`{name}` is the id of two rules", place, "give one of them another name", also=(other,)
            )
        seen.setdefault(name, number)


_empty = search(lambda key, value: value is None)
"""Find empty values: the models take one for a field that is left out, but a person wrote it."""
