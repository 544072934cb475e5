"""A policy file -> the files below which it stands, general to particular, each once."""

import os
import re
from pathlib import Path as FilePath

from engine.assets import policies_folder
from engine.diagnostics import Diagnostic, Outcome
from engine.document import Document
from engine.model.policy_file import LAYERS
from engine.once import regex
from engine.parse import load
from engine.policy import Layer
from engine.source import Place
from engine.validate.near import meant

MAX_DEPTH = 8
SUFFIXES = (".yaml", ".yml")
RECORDS = "approvals"
"""The folder beside policies in which the records of what was approved are: no policies."""

_NAME = regex(r"[A-Za-z0-9_][A-Za-z0-9_-]*(?:/[A-Za-z0-9_][A-Za-z0-9_-]*)*(?:\.ya?ml)?")
_RESERVED = regex(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


class Reading:
    """The layers read so far, general to particular, and what was wrong with them.

    `files` gives for every file that was read its document and those above it.
    """

    __slots__ = ("files", "found", "layers", "root", "whole")

    def __init__(self, root: FilePath | None) -> None:
        self.root = root
        self.layers: list[Layer] = []
        self.files: dict[FilePath, frozenset[Document]] = {}
        self.found: list[Diagnostic] = []
        self.whole = True


def read_layers(document: Document, file: FilePath | None, root: FilePath | None = None) -> Outcome[list[Layer]]:
    """Read the layers of a document that was read from `file` (None: from no file), itself last.

    `root` is a further folder in which layers may be: that of a trust.

    Yields: R001 unknown layer, R002 a name that leads out, R003 circle, R004 too deep, R005 not from general to
    particular, R006 two files of one name, and all that parsing may find. Without a layer nothing is merged.
    """
    reading = Reading(root)
    real = file.resolve() if file is not None else None
    _read(reading, document, file, [(real, _name(document))])
    _in_order(reading)
    return Outcome(reading.layers if reading.whole else None, reading.found)


def _read(
    reading: Reading, document: Document, file: FilePath | None, chain: list[tuple[FilePath | None, str]]
) -> frozenset[Document]:
    """Read a document's layers, and then itself; give it and all that it stands below."""
    above: set[Document] = set()
    value = document.value if isinstance(document.value, dict) else {}
    extends = value.get("extends")
    for at, name in enumerate(extends if isinstance(extends, list) else []):
        place = document.place(("extends", at))
        if not isinstance(name, str):
            continue
        found = find(name, file.parent if file is not None else None, reading.root, place)
        reading.found += found.diagnostics
        if found.value is None:
            reading.whole = False
            continue
        real = found.value.resolve()
        if any(real == known for known, _ in chain):
            first = next(step for step, (known, _) in enumerate(chain) if known == real)
            circle = " → ".join([*(said for _, said in chain[first:]), chain[first][1]])
            reading.whole = False
            reading.found.append(
                Diagnostic(
                    "R003",
                    f"the layers go round in a circle: {circle}",
                    place,
                    "take one of the names out of its `extends`",
                )
            )
            continue
        if real in reading.files:
            above |= reading.files[real]
            continue
        if len(chain) >= MAX_DEPTH:
            told = " → ".join(said for _, said in chain)
            reading.whole = False
            reading.found.append(
                Diagnostic(
                    "R004",
                    f"more than {MAX_DEPTH} layers below one another: {told} → {name}",
                    place,
                    "name layers side by side in one `extends`",
                )
            )
            continue
        reading.files[real] = frozenset()
        inner = load(found.value, shown(found.value))
        reading.found += inner.diagnostics
        reading.whole &= inner.value is not None
        if inner.value is not None:
            beyond = _read(reading, inner.value, found.value, [*chain, (real, _name(inner.value) or name)])
            reading.files[real] = beyond
            above |= beyond
    kind = value.get("layer")
    layer = Layer(_name(document), kind if isinstance(kind, str) else "", document, frozenset(above))
    reading.layers.append(layer)
    return frozenset({document, *above})


def _name(document: Document) -> str:
    name = document.value.get("policy") if isinstance(document.value, dict) else None
    return name if isinstance(name, str) else ""


def shown(path: FilePath) -> str:
    """Give the name by which people know a file: from the folder they work in, where it lies there."""
    bundled, here = policies_folder(), FilePath.cwd()
    if path.is_absolute() and path.is_relative_to(here) and bundled.parent.joinpath("pyproject.toml").exists():
        return path.relative_to(here).as_posix()
    # The bundled policies lie wherever the program was installed, or checked out: no concern of the reader's.
    if path.is_relative_to(bundled):
        return f"bundled/{path.relative_to(bundled).as_posix()}"
    try:
        return path.relative_to(here).as_posix() if path.is_absolute() else path.as_posix()
    except ValueError:
        return str(path)


def find(
    name: str, beside: FilePath | None, root: FilePath | None = None, place: Place | None = None
) -> Outcome[FilePath]:
    """Find a layer's file by name: beside the file, in the policies folder it lies in, in `root`, in the package.

    A name may hold folders, as in `trusts/perry_hall`; it never leads out of the folder it is looked for in.

    Yields: R001 unknown layer, R002 a name that leads out.
    """
    if not is_name(name):
        message = f"`{name}` is no name of a layer: a layer is named, not pointed at by a path"
        return Outcome(
            None,
            [
                Diagnostic(
                    "R002", message, place, "write the file's name without its folder and ending, as in `england`"
                )
            ],
        )
    folders = folders_of(beside, root)
    for folder in folders:
        for suffix in ("",) if name.endswith(SUFFIXES) else SUFFIXES:
            file = folder / f"{name}{suffix}"
            if not file.is_file() or not _is_spelt(file):
                continue
            # a file that is no link lies where its name says; a folder within the name may be a link
            by_link = "/" in name or file.is_symlink()
            if by_link and not file.resolve().is_relative_to(folder.resolve()):
                return Outcome(
                    None,
                    [
                        Diagnostic(
                            "R002",
                            f"`{name}` is a link that leads out of its folder",
                            place,
                            "put the file itself there",
                        )
                    ],
                )
            return Outcome(file)
    known = sorted(
        {file.stem for folder in folders for file in folder.glob("*.y*ml") if not file.stem.endswith(".test")}
    )
    act = (
        _lies_deeper(name, folders[:-1])
        or _called_otherwise(name, folders[:-1])
        or meant(name, known, "put its file beside this one, or into the policies folder")
    )
    return Outcome(None, [Diagnostic("R001", f"there is no layer `{name}`", place, act)])


def _lies_deeper(name: str, folders: list[FilePath]) -> str | None:
    """Say how to name a layer that lies a folder deeper than where it was looked for; None where there is none."""
    for folder in folders:
        for suffix in SUFFIXES:
            file = next((each for each in sorted(folder.glob(f"*/{name}{suffix}")) if is_name(each.parent.name)), None)
            if file is not None and file.parent.name != RECORDS:
                return f"write `{file.parent.name}/{name}`: it lies in the folder `{shown(file.parent)}`"
    return None


def _called_otherwise(name: str, folders: list[FilePath]) -> str | None:
    """Say how to name a layer whose file has another name than its policy; None where there is none."""
    for folder in folders:
        for file in sorted(folder.glob("*.y*ml")):
            read = load(file, shown(file)) if is_name(file.stem) and file.is_file() else None
            if read is not None and read.value is not None and _name(read.value) == name:
                act = f"write `{file.stem}`, or call the file `{name}{file.suffix}`"
                return f"{act}: `{shown(file)}` is the policy `{name}`, and layers go by the names of their files"
    return None


def _is_spelt(file: FilePath) -> bool:
    """Whether a file is called so to the letter: some systems find it under other capitals too, and others do not."""
    return file.is_symlink() or file.name in os.listdir(file.parent)  # noqa: PTH208 - of many files, a path each is dear


def is_name(text: str) -> bool:
    """Whether a text is a layer's name, which on no system leads out of the folder it is looked for in."""
    return _NAME.fullmatch(text) is not None and not any(_RESERVED.match(part) for part in text.split("/"))


def folders_of(beside: FilePath | None, root: FilePath | None) -> list[FilePath]:
    """Give the folders in which layers are looked for, nearest first."""
    folders: list[FilePath] = []
    if beside is not None:
        folders.append(beside)
        around = beside.absolute().parents
        within = next((at for at, folder in enumerate(around) if folder.name == "policies"), None)
        if beside.absolute().name != "policies" and within is not None:
            folders += around[: within + 1]
    if root is not None:
        folders.append(root)
    folders.append(policies_folder())
    return list(dict.fromkeys(folders))


def _in_order(reading: Reading) -> None:
    names: dict[str, Layer] = {}
    for layer in reading.layers:
        place = layer.document.place(("policy",))
        if layer.name and layer.name in names:
            other = names[layer.name].document.place(("policy",))
            reading.found.append(
                Diagnostic(
                    "R006",
                    f"two files call themselves `{layer.name}`",
                    place,
                    "give one of them another name",
                    also=(("the other", other),),
                )
            )
        names.setdefault(layer.name, layer)
    ranks = [LAYERS.index(layer.kind) if layer.kind in LAYERS else None for layer in reading.layers]
    highest: tuple[int, Layer] | None = None
    for layer, rank in zip(reading.layers, ranks, strict=True):
        if rank is None:
            continue
        if highest is not None and rank < highest[0]:
            first = highest[1]
            message = f"`{layer.name}` ({layer.kind}) comes after `{first.name}` ({first.kind})"
            message += ": layers go from general to particular"
            last = reading.layers[-1].document
            place = last.key_place(("extends",)) if layer is not reading.layers[-1] else last.place(("layer",))
            reading.found.append(Diagnostic("R005", message, place, f"the order is {', '.join(LAYERS)}"))
        if highest is None or rank > highest[0]:
            highest = rank, layer
