"""The policy in force: layers merged into one document, every value with the place it came from."""

from collections.abc import Callable, Mapping
from dataclasses import field

from engine.document import Document, Path, Value, said
from engine.model.policy_file import PolicyFile
from engine.nouns import dataclass
from engine.source import Place


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of a policy: its name, which layer it is (national … school), and what it says.

    `above` are the files that it stands below by its own `extends` and theirs: a policy that it is a layer of may have
    others above it too.
    """

    name: str
    kind: str
    document: Document = field(repr=False)
    above: frozenset[Document] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Shadow:
    """What a value took the place of: an earlier layer's value and where it stands."""

    layer: str
    place: Place
    value: Value


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an effective value came from.

    `layer` is the position, in the policy's layers, of the file that wrote it last, and `path` the path there;
    `began` that of the first file that wrote anything at this path. `shadowed` is what it took the place of,
    nearest first.
    """

    layer: int
    path: Path
    began: int
    shadowed: tuple[Shadow, ...] = ()


@dataclass(frozen=True, slots=True)
class Lock:
    """A bound that a layer sets for the others; `path` as written, `*` is exactly one level.

    `bounds` are fixed, at_least, at_most, earliest and latest, as written.
    """

    path: str
    bounds: Mapping[str, str]
    reason: str
    layer: int
    place: Place


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """One policy with its layers merged.

    `document` is plain and stands alone: it has no `extends`, `remove` or `lock`. `layers` go from general to
    particular; the last is the file itself. `digest` works the version out.
    """

    name: str
    document: dict[str, Value] = field(repr=False)
    model: PolicyFile = field(repr=False)
    origins: Mapping[Path, Origin] = field(repr=False)
    layers: tuple[Layer, ...]
    locks: tuple[Lock, ...]
    digest: Callable[[], str] = field(repr=False, compare=False)

    @property
    def version(self) -> str:
        """The SHA-256 digest of the document: of two policies that say the same it is the same, wherever they are."""
        return self.digest()

    def origin(self, path: Path) -> Origin:
        """Give the origin of a path, or of the nearest part of it that is written."""
        while path not in self.origins:
            path = path[:-1]
        return self.origins[path]

    def place(self, path: Path, offset: int | None = None, end: int | None = None) -> Place:
        """Give the place of a value, or of the characters `offset` to `end` (excluded) of a text."""
        origin = self.origin(path)
        written = path in self.origins
        return self.layers[origin.layer].document.place(origin.path, offset if written else None, end)

    def key_place(self, path: Path) -> Place:
        """Give the place of the key that holds a value."""
        origin = self.origin(path)
        return self.layers[origin.layer].document.key_place(origin.path)

    def head(self, path: Path) -> Place:
        """Give the place to point at for a whole mapping or list."""
        origin = self.origin(path)
        return self.layers[origin.layer].document.head(origin.path)

    def said(self, path: Path) -> str:
        """Write a path as people read it."""
        return said(path, self.document)
