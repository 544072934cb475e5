"""Layers -> the policy as it stands after each of them; layers that many policies share are laid once."""

from functools import lru_cache

from engine.diagnostics import Diagnostic
from engine.document import Document, Path
from engine.nouns import dataclass
from engine.policy import Layer
from engine.resolve.depends import national_grounds
from engine.resolve.merge import Merging, lay
from engine.resolve.opened import opened
from engine.resolve.remove import take_away
from engine.resolve.standing import Standing
from engine.resolve.tree import Node, grow
from engine.validate import problems

SHARED = 256
"""How many files, and how many rows of layers, are kept: those of a large trust."""


@dataclass(frozen=True, slots=True)
class Laid:
    """The policy as it stood after each layer, what laying found wrong, and what the national layers' rules rest on."""

    stood: tuple[Standing, ...]
    found: tuple[Diagnostic, ...] = ()
    resting: frozenset[Path] = frozenset()


@lru_cache(maxsize=SHARED)
def laid(layers: tuple[Layer, ...]) -> Laid:
    """Lay layers over one another, general to particular."""
    *above, layer = layers
    before = laid(tuple(above)) if above else Laid(())
    at = len(above)
    over = grow(layer.document.value, at)
    base = before.stood[-1].tree if before.stood else Node({}, over.origin)
    merging = Merging(list(layers), at, before.resting)
    standing = Standing(lay(merging, take_away(merging, base, layer.document), over))
    resting = before.resting
    if layer.kind == "national" and not misshapen(layer.document):
        resting |= national_grounds(standing.lowered.document)
    return Laid((*before.stood, standing), (*before.found, *merging.found), resting)


@lru_cache(maxsize=SHARED)
def misshapen(document: Document) -> tuple[Diagnostic, ...]:
    """Find what is of the wrong shape in one layer's file."""
    return tuple(problems(document))


@lru_cache(maxsize=SHARED)
def wrongly_opened(document: Document) -> tuple[Diagnostic, ...]:
    """Find what one layer's file opens that is not there."""
    return tuple(opened(document))
