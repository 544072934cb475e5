"""A plain policy document -> the model of it; entries that documents share are made into models once."""

from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ValidationError

from engine.document import Value
from engine.model.policy_file import PolicyFile
from engine.once import Once

_KNOWN: dict[str, Once[BaseModel]] = {field.alias or name: Once() for name, field in PolicyFile.model_fields.items()}
"""By section, the models of its entries, or of the section itself where that is one."""


def typed(document: dict[str, Value]) -> PolicyFile:
    """Make the model of a document, in which nothing may ever change.

    Raises: ValidationError, which quotes the document.
    """
    given = {name: _known(name, section) for name, section in document.items()}
    try:
        model = PolicyFile.model_validate(given)
    except ValidationError:
        # what is wrong is told of the words that a person wrote, and of no model
        return PolicyFile.model_validate(document)
    for name, section in document.items():
        for entry, its in _entries(section, getattr(model, name)):
            if _KNOWN[name].get(entry) is not its:
                _KNOWN[name].put(entry, its)
    return model


def _known(name: str, section: Value) -> object:
    """Put the model, where there is one, for a section or for each of its entries."""
    known = _KNOWN.get(name)
    if known is None:
        return section
    if isinstance(section, dict):
        return known.get(section) or {key: known.get(entry) or entry for key, entry in section.items()}
    if isinstance(section, list):
        return [known.get(entry) or entry for entry in section]
    return section


def _entries(section: Value, made: object) -> Iterator[tuple[Value, BaseModel]]:
    """Give what of a section became a model, with the model."""
    pairs: Iterable[tuple[Value, object]] = [(section, made)]
    if isinstance(section, dict) and isinstance(made, dict):
        pairs = ((entry, made[key]) for key, entry in section.items())
    elif isinstance(section, list) and isinstance(made, tuple):
        pairs = zip(section, made, strict=True)
    for entry, its in pairs:
        if isinstance(entry, dict) and isinstance(its, BaseModel):
            yield entry, its
