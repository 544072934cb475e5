"""A mapping file -> what it says, strictly: an unknown field is an error with the one that may have been meant."""

from pathlib import Path

from engine.diagnostics import Diagnostic, Outcome, in_order
from engine.document import said
from engine.model.import_map import ImportMap
from engine.model.part import RefusedError
from engine.parse import load
from engine.validate.near import listed, meant
from engine.validate.shape import fields_of, shape_at

_SAID = {
    "missing": "it is missing",
    "dict_type": "a mapping of names to values stands here",
    "model_type": "a mapping of names to values stands here",
    "tuple_type": "a list stands here",
    "string_type": "a text stands here",
    "string_too_short": "it is empty",
}


def read_map(file: Path, categories: frozenset[str]) -> Outcome[ImportMap]:
    """Read a mapping file.

    Yields: P… what is no YAML, D110 an unknown field, D111 a value that is not allowed.
    """
    loaded = load(file)
    if loaded.value is None or loaded.failed:
        return Outcome(None, loaded.diagnostics)
    document = loaded.value
    if not isinstance(document.value, dict):
        told = "a mapping file is a mapping of fields" if document.value is not None else "the mapping file is empty"
        found = Diagnostic("D111", told, document.head(()), "`--suggest-map` writes one to begin with")
        return Outcome(None, (*loaded.diagnostics, found))
    found_wrong = list(loaded.diagnostics)
    try:
        mapping = ImportMap.model_validate(document.value)
    except RefusedError as wrong:
        for error in wrong.complaints:
            path = tuple(error["loc"])
            name = str(path[-1]) if path else ""
            if error["type"] == "extra_forbidden":
                shape = shape_at(path[:-1], ImportMap)
                known = sorted(fields_of(shape.model)) if shape and shape.model else []
                told = f"a mapping file has no field `{said(path)}`"
                helped = meant(name, known) or f"the fields are {listed(known)}"
                found_wrong.append(Diagnostic("D110", told, document.key_place(path), helped))
                continue
            shape = shape_at(path, ImportMap)
            told = _SAID.get(error["type"]) or "that is not allowed"
            helped = f"allowed are {listed(shape.words)}" if shape and shape.words else ""
            found_wrong.append(Diagnostic("D111", f"`{said(path)}`: {told}", document.place(path), helped))
        return Outcome(None, in_order(found_wrong))
    words = {"first", "last"} if len(mapping.precedence) == 1 else set()
    for place, word in enumerate(mapping.precedence):
        if word not in categories | words:
            told = f"`{word}` is no category of codes"
            known = sorted(categories | {"first", "last"})
            helped = meant(word, known) or f"it may be {listed(known)}"
            found_wrong.append(Diagnostic("D111", told, document.place(("precedence", place)), helped))
            mapping = mapping.model_copy(update={"precedence": ()})
    failed = Outcome(mapping, found_wrong).failed
    return Outcome(None if failed else mapping, in_order(found_wrong))
