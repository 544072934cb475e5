"""A letter put into a Word template that a school may edit: fields and simple blocks only, and all data escaped.

A template that uses anything else is refused before a letter is written, with its name and what it uses.
"""

import io
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.render.safe import shown
from engine.nouns import dataclass

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

BYTES_AT_MOST = 20_000_000
UNPACKED_AT_MOST = 100_000_000
MARKS = "marks"
_OF_A_MARK = frozenset({"day", "session", "code"})
_OF_A_LOOP = frozenset({"index", "first", "last", "length"})
_FILTERS = frozenset({"upper", "lower", "capitalize", "title", "trim"})
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_SAID = {"Call": "a call `…(…)`", "Getitem": "an index `…[…]`", "Mul": "arithmetic", "Add": "arithmetic"}


def can_merge() -> bool:
    """Whether the library that merges letters is installed: the extra `letters`."""
    return find_spec("docxtpl") is not None


@dataclass(frozen=True, slots=True)
class Template:
    """A Word file with fields in it."""

    name: str
    held: bytes


class NotATemplateError(ValueError):
    """A file that is no Word document, in words for a person."""


def template(path: Path) -> Template:
    """Read a template. Raises NotATemplateError where it is no Word document, or a bomb."""
    if path.stat().st_size > BYTES_AT_MOST:
        raise NotATemplateError("it is larger than any letter: over 20 MB")
    held = path.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(held)) as parts:
            size, names = sum(part.file_size for part in parts.infolist()), parts.namelist()
    except zipfile.BadZipFile:
        raise NotATemplateError("it is no Word document (.docx)") from None
    if size > UNPACKED_AT_MOST:
        raise NotATemplateError("it unpacks to more than any letter: over 100 MB")
    if "word/document.xml" not in names or any("vbaProject" in name for name in names):
        raise NotATemplateError("it is no plain Word document (.docx without macros)")
    return Template(path.name, held)


def faults(item: Template, fields: Collection[str]) -> list[str]:
    """Say what a template uses that it may not: fields that there are not, and more than fields and simple blocks."""
    from jinja2 import TemplateSyntaxError

    env = _environment()
    found: list[str] = []
    try:
        for text in _texts(item):
            if "</w:r>{{" in text:  # the library would put the text where no text may stand, and it would be lost
                found.append("`{{r …}}`, which letters do not have: write `{{ … }}`")
            found += _wrong(env.parse(text), frozenset(fields))
    except TemplateSyntaxError as fault:
        return [f"a field or block is not closed or misspelt: {shown(fault.message or '')}"]
    return list(dict.fromkeys(found))


def merged(item: Template, fields: Mapping[str, str], marks: Sequence[Mapping[str, str]]) -> bytes:
    """Give the Word file of a letter; the same letter gives the same bytes. The template has no faults."""
    from docxtpl import DocxTemplate

    document = DocxTemplate(io.BytesIO(item.held))
    told: dict[str, Any] = {name: _clean(text) for name, text in fields.items()}
    told[MARKS] = [{name: _clean(text) for name, text in mark.items()} for mark in marks]
    document.render(told, jinja_env=_environment(), autoescape=True)
    made = io.BytesIO()
    document.save(made)
    return _undated(made.getvalue())


def _environment() -> "Environment":
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def _clean(text: str) -> str:
    """Take out what a reader does not see; lines stay lines."""
    return "\n".join(shown(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _texts(item: Template) -> Iterator[str]:
    """Give every part of a document that is filled in, as the text that is read for fields."""
    from docx.opc.oxml import parse_xml
    from docxtpl import DocxTemplate

    document = DocxTemplate(io.BytesIO(item.held))
    document.init_docx()
    yield document.patch_xml(document.get_xml())
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        for _, part in document.get_headers_footers(uri):
            yield document.patch_xml(document.xml_to_string(parse_xml(part.blob)))
    for part in document.docx.part.package.parts:
        if part.content_type.endswith("footnotes+xml"):
            yield document.patch_xml(part.blob.decode("utf-8"))
    properties = document.docx.core_properties
    yield "\n".join(
        str(getattr(properties, name) or "")
        for name in ("author", "comments", "identifier", "language", "subject", "title")
    )


def _wrong(tree: "nodes.Template", fields: frozenset[str]) -> list[str]:
    return list(_of(tree, fields, {}, depth=0))


def _of(
    node: "nodes.Node", fields: frozenset[str], inside: Mapping[str, frozenset[str]], *, depth: int
) -> Iterator[str]:
    """Say what is wrong in a node; `inside` are the names that a loop gives, with what each of them has."""
    from jinja2 import nodes

    plain = (
        *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.Const, nodes.Compare, nodes.Operand),
        *(nodes.And, nodes.Or, nodes.Not),
    )
    if isinstance(node, nodes.Name):
        if node.name in inside:
            yield f"`{node.name}` alone, which is no text: write `{node.name}.{min(inside[node.name])}`"
        elif node.name not in fields:
            yield f"the field `{node.name}`, which nothing gives"
        return
    if isinstance(node, nodes.Getattr):
        of = node.node.name if isinstance(node.node, nodes.Name) else ""
        if of in inside and node.attr in inside[of]:
            return
        yield f"`{of or '…'}.{node.attr}`"
        return
    if isinstance(node, nodes.For):
        over = node.iter.name if isinstance(node.iter, nodes.Name) else ""
        if over != MARKS or not isinstance(node.target, nodes.Name) or node.recursive or depth:
            yield f"a loop that is not `for mark in {MARKS}`"
            return
        more = {**inside, node.target.name: _OF_A_MARK, "loop": _OF_A_LOOP}
        for child in (*node.body, *([node.test] if node.test else ())):
            yield from _of(child, fields, more, depth=depth + 1)
        for child in node.else_:
            yield from _of(child, fields, inside, depth=depth)
        return
    if isinstance(node, nodes.Filter) and node.name in _FILTERS and not (node.args or node.kwargs):
        yield from _of(node.node, fields, inside, depth=depth) if node.node else ()
        return
    if not isinstance(node, plain):
        name = type(node).__name__
        told = f"the filter `{node.name}`" if isinstance(node, nodes.Filter) else _SAID.get(name, f"`{name.lower()}`")
        yield f"{told}, which letters do not have"
        return
    for child in node.iter_child_nodes():
        yield from _of(child, fields, inside, depth=depth)


def _undated(held: bytes) -> bytes:
    """Pack a Word file anew with no clock in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(held)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            plain = zipfile.ZipInfo(part.filename, _EARLIEST)
            plain.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(plain, old.read(part))
    return made.getvalue()
