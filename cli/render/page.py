"""A page that is whole in itself: one HTML file without a network, readable on paper, on a phone and by ear."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence

from cli.render.markup import Content, Html, element, text, together
from cli.render.sheet import Column, Sheet, Value, value_text
from engine.nouns import dataclass

STYLE = """
:root { color-scheme: light; --paper: #fff; --ink: #1b1b1f; --quiet: #50505a; --line: #c9c9d1; --soft: #f2f3f6;
  --grid: #dcdce2; --main: #1d5180; --link: #0b4a86; --focus: #b3541e;
  --c1: #1d5180; --c2: #b3541e; --c3: #3d7a3a; --c4: #7a3d78; --c5: #5c5c66; }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; --paper: #17181c; --ink: #ececf1; --quiet: #b6b6c2; --line: #4a4b55; --soft: #25262d;
    --grid: #3b3c45; --main: #7fb2e5; --link: #93c3f2; --focus: #f0955c;
    --c1: #7fb2e5; --c2: #f0955c; --c3: #86c583; --c4: #d79ad5; --c5: #a9a9b4; }
}
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); }
body { font: 1rem/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
header, main, nav, footer { max-width: 72rem; margin: 0 auto; padding: .5rem 1.25rem; }
header { border-bottom: 4px solid var(--main); padding-top: 1.25rem; }
h1, h2, h3, p, li { overflow-wrap: anywhere; }
ul ul { padding-left: .8rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
p { margin: .25rem 0 .75rem; max-width: 48rem; }
.quiet { color: var(--quiet); }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem; }
a { color: var(--link); }
nav ul { columns: 16rem; margin: 0; padding-left: 1.1rem; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: .5rem 0 1.25rem; }
.scroll:focus-visible, summary:focus-visible, a:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .9rem; }
caption { overflow-wrap: anywhere; text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
thead th { background: var(--soft); border-bottom: 2px solid var(--line); }
tbody th { font-weight: 600; min-width: 7.5rem; max-width: 22rem; overflow-wrap: break-word; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead .number { white-space: normal; }
.long { min-width: 16rem; }
.date { white-space: nowrap; }
summary { cursor: pointer; color: var(--link); padding: .25rem 0; }
figure { margin: 1rem 0; }
figcaption { font-weight: 600; }
svg { width: 100%; max-width: 46rem; height: auto; display: block; fill: var(--ink);
  font: 12px system-ui, sans-serif; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .5rem 0 1rem; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(12.5rem, 1fr)); gap: .75rem; padding: 0; }
.tiles li { list-style: none; border: 1px solid var(--line); border-top: 4px solid var(--main); padding: .6rem .8rem; }
.slider { width: min(100%, 28rem); vertical-align: middle; }
.tiles strong { display: block; font-size: 1.5rem; line-height: 1.2; }
.large section { content-visibility: auto; contain-intrinsic-size: auto 60rem; }
footer { border-top: 1px solid var(--line); margin-top: 2rem; font-size: .85rem; color: var(--quiet); }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .4rem; } h1 { font-size: 1.35rem; } }
@page { size: A4; margin: 14mm; }
@media print {
  body { font-size: 10pt; }
  header, main, nav, footer { max-width: none; padding-left: 0; padding-right: 0; }
  .skip, nav { display: none; }
  .scroll { overflow: visible; }
  table { font-size: 8.5pt; }
  tbody th { min-width: 4rem; }
  .wide tbody th { max-width: 10rem; }
  tbody th, .long, .wide th, .wide td { overflow-wrap: anywhere; }
  .wide table { font-size: 7pt; }
  .wide th, .wide td { padding: .1rem .2rem; }
  .wide thead th { overflow-wrap: normal; }
  .wide .number, .wide .date { white-space: normal; }
  .long { min-width: 8rem; }
  thead { display: table-header-group; }
  tr, figure, .tiles li { break-inside: avoid; }
  h2, h3, caption, figcaption { break-after: avoid; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  .large section { content-visibility: visible; }
  summary { display: none; }
  a { color: inherit; text-decoration: none; }
}
"""
"""Dark text on light, or light on dark where the reader's system asks for it; widths of a phone and a sheet of A4."""


_MOST_ON_PAPER = 9
"""Columns that a sheet of A4 holds in its usual print; more are printed smaller, since paper cannot be scrolled."""

_BROADSIDE = "@page { size: A4 landscape; }\n"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a page under its heading; `body` may be made while it is written."""

    heading: str
    body: Iterable[Html]
    id: str = ""


def page(
    title: str,
    sections: Sequence[Section],
    *,
    lead: Content = (),
    foot: Content = (),
    script: str = "",
    large: bool = False,
    broad: bool = False,
) -> Iterator[str]:
    """Yield the page in pieces: its title, a list of its parts, the parts, and what stands at the foot.

    A `large` page, of tens of thousands of rows, is drawn part by part as the reader comes to it; a `broad` one, of
    tables with many columns, is printed across. `script` is the program's own and never holds data; without one no
    script can run at all.
    """
    style = STYLE + _BROADSIDE if broad else STYLE
    policy = f"default-src 'none'; style-src '{_digest(style)}'; base-uri 'none'; form-action 'none'"
    if script:
        policy += f"; script-src '{_digest(script)}'"
    yield '<!doctype html>\n<html lang="en-GB">\n'
    yield element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        Html(f"<style>{style}</style>"),
    )
    named = _named(sections)
    yield "\n<body>\n"
    yield element("a", "Skip to the content", href="#content", class_="skip") + "\n"
    yield element("header", element("h1", title), lead) + "\n"
    if len(named) > 1:
        links = [element("li", element("a", part.heading, href=f"#{name}")) for name, part in named]
        yield element("nav", element("ul", links), aria_label="Contents") + "\n"
    drawn = ' class="large"' if large else ""
    yield f'<main id="content" tabindex="-1"{drawn}>\n'
    for name, part in named:
        yield "<section>\n" + element("h2", part.heading, id=name) + "\n"
        for piece in part.body:
            yield piece + "\n"
        yield "</section>\n"
    yield "</main>\n"
    if foot:
        yield element("footer", foot) + "\n"
    if script:
        yield f"<script>{script}</script>\n"
    yield "</body>\n</html>\n"


def table(sheet: Sheet, *, caption: str = "") -> Iterator[Html]:
    """Yield a table row by row; its first column heads each row. Without a row it says so."""
    label = caption or sheet.about or sheet.name
    box = "scroll wide" if len(sheet.columns) > _MOST_ON_PAPER else "scroll"
    yield Html(f'<div class="{box}" role="group" tabindex="0" aria-label="{text(label)}"><table>')
    yield element("caption", label)
    heads = [element("th", column.heading, scope="col", class_=_laid(column)) for column in sheet.columns]
    yield together(element("thead", element("tr", heads)), Html("<tbody>"))
    classes = [f' class="{laid}"' if (laid := _laid(column)) else "" for column in sheet.columns]
    empty = True
    for row in sheet.rows:
        empty = False
        yield _row(row, classes)
    if empty:
        yield element("tr", element("td", "none", colspan=len(sheet.columns)))
    yield Html("</tbody></table></div>")


def facts(pairs: Iterable[tuple[str, Content]]) -> Html:
    """Make a list of names and what they are."""
    return element("dl", [(element("dt", name), element("dd", told)) for name, told in pairs])


def tiles(pairs: Iterable[tuple[str, str, str]]) -> Html:
    """Make a row of large figures: what it is, the figure, and a line beneath."""
    held = [
        element("li", name, element("strong", figure), element("span", beneath, class_="quiet"))
        for name, figure, beneath in pairs
    ]
    return element("ul", held, class_="tiles")


def _row(row: Sequence[Value], classes: Sequence[str]) -> Html:
    cells = [text(value_text(value)) for value in row]
    told = "".join(f"<td{laid}>{cell}</td>" for laid, cell in zip(classes[1:], cells[1:], strict=True))
    return Html(f'<tr><th scope="row"{classes[0]}>{cells[0]}</th>{told}</tr>')


def _laid(column: Column) -> str | None:
    return {"number": "number", "percent": "number", "long": "long", "date": "date"}.get(column.kind)


def _named(sections: Sequence[Section]) -> list[tuple[str, Section]]:
    """Give every section a name that no other on the page has."""
    taken: set[str] = {"content"}
    named = []
    for section in sections:
        plain = section.id or re.sub(r"[^a-z0-9]+", "-", section.heading.lower()).strip("-") or "part"
        name, number = plain, 2
        while name in taken:
            name, number = f"{plain}-{number}", number + 1
        taken.add(name)
        named.append((name, section))
    return named


def _digest(inline: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
