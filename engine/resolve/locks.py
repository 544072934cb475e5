"""x"""

from engine.diagnostics import Diagnostic
from engine.policy import Layer, Lock, PolicyInForce
from engine.resolve.tree import Node


def locks_of(layers: list[Layer], layer: int) -> list[Lock]:
    return []


def keep(policy: PolicyInForce, trees: list[Node]) -> list[Diagnostic]:
    return []
