"""Markup made of elements: every text put into one is escaped, so no data can be markup."""

from collections.abc import Iterable
from html import escape
from typing import TypeAlias

from cli.render.safe import shown


class Html(str):
    """Markup that is whole; any other text is data and is escaped where it is put in."""

    __slots__ = ()


Content: TypeAlias = "str | Html | Iterable[Content]"

_VOID = frozenset({"br", "col", "hr", "input", "link", "meta"})


def text(data: str) -> Html:
    """Escape a text for an element's content or an attribute, without what a reader does not see.

    >>> text("Mr & Mrs <O'Neil>")
    'Mr &amp; Mrs &lt;O&#x27;Neil&gt;'
    """
    return data if isinstance(data, Html) else Html(escape(shown(data)))


def together(*content: Content) -> Html:
    """Put pieces one after the other."""
    return Html("".join(_pieces(content)))


def element(tag: str, /, *content: Content, **attributes: "str | int | bool | None") -> Html:
    """Make an element. Of an attribute's name a last `_` is dropped and others are `-`; None and False leave it out.

    >>> element("p", "a < b", element("br"), class_="note", tabindex=0)
    '<p class="note" tabindex="0">a &lt; b<br></p>'
    """
    told = "".join(
        f" {key.removesuffix('_').replace('_', '-')}" + ("" if value is True else f'="{text(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if tag in _VOID:
        return Html(f"<{tag}{told}>")
    return Html(f"<{tag}{told}>{''.join(_pieces(content))}</{tag}>")


def _pieces(content: Iterable[Content]) -> Iterable[str]:
    for piece in content:
        if isinstance(piece, str):
            yield text(piece)
        else:
            yield from _pieces(piece)
