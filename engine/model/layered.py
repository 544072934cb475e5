"""What every layer's file must say of a part, even where another layer says the rest of it."""

from engine.model.declared import Declared
from engine.model.facts import Code, CodeTable
from engine.model.policy_file import DatedValue, Lock, PolicyFile
from engine.model.reading import Readers
from engine.model.rules import Note, Rule, Step, Task

# Mappings merge field by field, so a layer may say one field of an item and leave the others to the layers above.
# Items of a list are found by their key (a rule's id, what a task does), or stand in a list that is replaced whole.
_ALWAYS: dict[type[Declared], frozenset[str]] = {
    PolicyFile: frozenset({"policy", "layer"}),
    Rule: frozenset({"id"}),
    Task: frozenset({"do"}),
    Step: frozenset({"id"}),
    Note: frozenset({"say"}),
    DatedValue: frozenset({"value"}),
    CodeTable: frozenset({"table"}),
    Code: frozenset({"category"}),
    Lock: frozenset({"reason"}),
}


def said_by_every_layer(model: type[Declared] | None) -> frozenset[str]:
    """Give the fields, by their names in documents, that no layer may leave out."""
    return _ALWAYS.get(model, frozenset()) if model is not None else frozenset()


_OF_A_LAYER = Readers(said_by_every_layer)


def ordinary_layer(document: object) -> bool:
    """Whether nothing is wrong in a layer, whatever the others say; False also where only Pydantic can tell."""
    try:
        _OF_A_LAYER.of(PolicyFile)(document)
    except ValueError:
        return False
    return True
