"""Levels of findings that a layer locks, and no other may lower, set or allow."""

from collections.abc import Iterator, Mapping

from engine.diagnostics import Diagnostic
from engine.document import Path
from engine.resolve.breach import breach
from engine.resolve.standing import Case
from engine.resolve.tree import Node


def levels(
    case: Case, path: Path, then: Mapping[Path, Node], now: Mapping[Path, Node], *, is_fixed: bool
) -> Iterator[Diagnostic]:
    """Find where a finding is allowed, or first given a level, though its level is locked. Yields: R010."""
    for at, node in now.items() if is_fixed else ():
        if at not in then:
            yield breach(case, at, f"is `{node.value}`, and is fixed", node, None)
    for at, node in case.now.allowances:
        if path[-1] in ("*", at[-1]) and case.is_later(node):
            yield breach(case, at, "allows a finding whose level is locked", node, None)
