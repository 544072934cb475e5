"""A plain policy document -> the model of it; entries that documents share are made into models once."""

from collections.abc import Mapping
from typing import Any

from engine.document import Value
from engine.model.declared import declared
from engine.model.part import Part
from engine.model.policy_file import PolicyFile
from engine.once import Once

_NAMES = tuple(field.alias or name for name, field in declared(PolicyFile).items())
_ENTRIES: Mapping[str, Once[Part]] = {name: Once() for name in _NAMES}
"""By section, the models of its entries, or of the section itself where that is one."""
_SECTIONS: Mapping[str, Once[Any]] = {name: Once() for name in _NAMES}
"""By section, the same section with models in the place of its entries."""


def typed(document: dict[str, Value]) -> PolicyFile:
    """Make the model of a document, in which nothing may ever change.

    Raises: RefusedError, which quotes the document.
    """
    model = ordinary(document)
    # what is wrong is told of the words that a person wrote, and of no model
    return PolicyFile.model_validate(document) if model is None else model


def ordinary(document: dict[str, Value]) -> PolicyFile | None:
    """Make the model of a document, in which nothing may ever change; None where Pydantic has to be asked of it."""
    model = PolicyFile.model_ordinary({name: _known(name, section) for name, section in document.items()})
    if model is None:
        return None
    for name, section in document.items():
        if isinstance(section, dict | list) and _SECTIONS[name].get(section) is None:
            _SECTIONS[name].put(section, _remembered(_ENTRIES[name], section, getattr(model, name)))
    return model


def _known(name: str, section: Value) -> object:
    """Put the model, where there is one, for a section or for each of its entries."""
    known = _ENTRIES.get(name)
    if known is None or not isinstance(section, dict | list):
        return section
    whole = _SECTIONS[name].get(section)
    if whole is not None:
        return whole
    if isinstance(section, dict):
        return {key: known.get(entry) or entry for key, entry in section.items()}
    return [known.get(entry) or entry for entry in section]


def _remembered(known: Once[Part], section: dict[str, Value] | list[Value], made: object) -> object:
    """Remember what became a model of a section's entries; gives the section with models in their place."""
    if isinstance(made, Part):
        return made
    if isinstance(section, dict):
        held = made if isinstance(made, dict) else {}
        return {key: _entry(known, entry, held.get(key)) for key, entry in section.items()}
    if not isinstance(made, tuple):
        return section
    return [_entry(known, entry, its) for entry, its in zip(section, made, strict=True)]


def _entry(known: Once[Part], entry: Value, made: object) -> object:
    if not (isinstance(entry, dict) and isinstance(made, Part)):
        return entry
    if known.get(entry) is not made:
        known.put(entry, made)
    return made
