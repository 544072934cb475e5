"""A page is well made, whole in itself, and holds no data as markup."""

import base64
import hashlib
import re
from fractions import Fraction
from html.parser import HTMLParser

import pytest

from cli.render.charts import Chart, Series, bars, lines, sheet_of
from cli.render.lettering import width_of
from cli.render.markup import Html, element, text, together
from cli.render.page import STYLE, Section, page, table
from cli.render.safe import shown
from cli.render.sheet import Column, Sheet, percent_text, value_text
from tests.cli.hostile import FORMULAS, MARKUP

VOID = {"meta", "br", "col", "hr", "link"}


class Outline(HTMLParser):
    """Reads a page, and fails where an element is not closed where it should be."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.words.append(data)


def read(markup: str) -> Outline:
    outline = Outline()
    outline.feed(markup)
    outline.close()
    assert outline.open == []
    return outline


def sheet(*rows) -> Sheet:
    return Sheet("Pupils", [Column("Pupil"), Column("Attendance", "percent")], rows)


@pytest.mark.parametrize("nasty", (*MARKUP, *FORMULAS))
def test_no_data_is_markup(nasty: str):
    chart = Chart(nasty, nasty, [nasty, "b"], [Series(nasty, [Fraction(1, 2), None])], [(nasty, Fraction(1, 3))])
    body = [*table(sheet((nasty, Fraction(1, 2))), caption=nasty), bars(chart), lines(chart), element("p", nasty)]
    harmless = read("".join(page("plain", [Section("plain", [Html("")])])))
    outline = read("".join(page(nasty, [Section(nasty, body), Section(nasty, [])], lead=nasty, foot=nasty)))

    expected = {tag for tag, _ in harmless.seen} | {
        *("nav", "ul", "li", "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "footer", "p"),
        *("figure", "figcaption", "svg", "rect", "text", "line", "polyline", "circle"),
    }
    assert {tag for tag, _ in outline.seen} <= expected
    assert not [name for _, held in outline.seen for name in held if name.startswith("on") or name in ("src", "style")]
    if shown(nasty):
        assert shown(nasty) in "".join(outline.words)


def test_a_page_is_whole_without_a_network_or_a_script():
    whole = "".join(page("Report", [Section("One", [element("p", "x")])]))
    outline = read(whole)
    policy = next(held["content"] for tag, held in outline.seen if held.get("http-equiv") == "Content-Security-Policy")

    assert policy is not None
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "://" not in whole
    assert "url(" not in STYLE
    assert [tag for tag, held in outline.seen if "src" in held or tag in ("script", "link", "iframe")] == []
    assert all(str(held["href"]).startswith("#") for tag, held in outline.seen if tag == "a")


def test_every_link_of_the_contents_leads_somewhere_of_its_own():
    outline = read("".join(page("Report", [Section("Year 1", []), Section("Year 1!", []), Section("???", [])])))
    ids = [held["id"] for _, held in outline.seen if "id" in held]
    links = [str(held["href"])[1:] for tag, held in outline.seen if tag == "a"]

    assert len(ids) == len(set(ids))
    assert set(links) <= set(ids)


def test_tables_have_a_caption_and_heads_in_both_directions():
    markup = "".join(table(sheet(("P001", Fraction(379, 399)), ("P002", None)), caption="Who"))

    assert "<caption>Who</caption>" in markup
    assert '<th scope="col">Pupil</th>' in markup
    assert '<th scope="row">P001</th><td class="number">94.9%</td>' in markup
    assert '<tr><td colspan="2">none</td></tr>' in "".join(table(sheet()))


def test_a_chart_is_named_and_its_figures_stand_in_a_table():
    chart = Chart(
        "Absence", "Year", ["1", "2", "3"], [Series("All", [Fraction(1, 8), None, Fraction(0)])], hidden="hidden"
    )
    for drawn in (bars(chart), lines(chart)):
        assert 'role="img" aria-label="Absence. The figures are in the table that follows."' in drawn
        assert '<th scope="row">1</th><td class="number">12.5%</td>' in drawn
        assert '<th scope="row">2</th><td class="number">hidden</td>' in drawn


@pytest.mark.parametrize("figures", [[], [None], [0], [0, 0], [5], [Fraction(1)], [None, 3, None, 4, 5]])
def test_a_chart_can_be_drawn_of_any_figures(figures):
    chart = Chart("c", "l", [str(place) for place in range(len(figures))], [Series("s", figures)])

    assert "nan" not in bars(chart) + lines(chart)
    read(bars(chart) + lines(chart))


LONG = ("W" * 60, "MM @@ " * 20, "梅" * 30, "Reception (Mrs Whitworth-Williams), afternoons", "7A")


@pytest.mark.parametrize("name", LONG)
def test_no_label_of_a_chart_leaves_it_and_what_is_short_is_whole(name: str):
    """Widths are those of the widest of the common faces; `make test-report` measures what a browser draws."""
    series = [
        Series(each, [Fraction(1, 9 - place)] * 3) for place, each in enumerate((name, "School", f"{name} again"))
    ]
    chart = Chart("c", "l", [name, "7B", name], series, [(name, Fraction(1, 5)), ("England", Fraction(1, 6))])
    for drawn in (bars(chart), lines(chart)):
        texts = re.findall(r'<text x="([-\d.]+)" y="([\d.]+)"(?: text-anchor="(\w+)")?[^>]*>([^<]*)</text>', drawn)
        tall = float(re.findall(r'viewBox="0 0 720 (\d+)"', drawn)[0])
        assert len(texts) > 8 and {"School", "England 16.6%"} <= {told for *_, told in texts}
        for x, y, anchor, told in texts:
            before = {"end": 1.0, "middle": 0.5}.get(anchor, 0.0) * width_of(told)
            assert float(x) - before >= 0 and float(x) - before + width_of(told) <= 720 and float(y) <= tall, told
    assert f">{LONG[-1]}</text>" in bars(chart) or name != LONG[-1]


def test_a_gap_says_why_it_is_there_series_by_series():
    published = Series("England", [Fraction(1, 20), None], "not published")
    chart = Chart("Absence", "Week", ["1", "2"], [Series("School", [None, 1]), published], hidden="suppressed")

    assert [row[1:] for row in sheet_of(chart).rows] == [("suppressed", Fraction(1, 20)), (1, "not published")]
    assert "not published" in bars(chart) and bars(chart).count("suppressed") == 2


def test_a_table_of_many_columns_is_marked_for_paper_which_cannot_be_scrolled():
    def drawn(count: int) -> str:
        return "".join(table(Sheet("s", [Column(str(number)) for number in range(count)], [])))

    assert 'class="scroll"' in drawn(9) and 'class="scroll wide"' in drawn(10)
    across, upright = ("".join(page("p", [], broad=broad)) for broad in (True, False))
    assert "A4 landscape" in across and "A4 landscape" not in upright
    style = across.partition("<style>")[2].partition("</style>")[0]
    assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in across


def test_no_colour_of_a_chart_is_its_own_so_that_a_dark_page_shows_it():
    chart = Chart("n", "o", ["a", "b"], [Series("s", [1, 2]), Series("t", [2, None])], [("m", 1)], here=1)
    used = set(re.findall(r'(?:fill|stroke)="([^"]*)"', bars(chart) + lines(chart))) - {"none"}
    dark = STYLE.partition("prefers-color-scheme: dark")[2].partition("\n}\n")[0]

    assert used and all(each.startswith("var(--") and f"{each[4:-1]}:" in dark for each in used), used


def test_figures_are_cut_and_never_rounded_up_to_a_limit():
    assert percent_text(Fraction(94999, 100000)) == "94.9%"
    assert percent_text(Fraction(1, 1000000)) == "0.0%"
    assert percent_text(Fraction(-1, 1000000)) == "0.0%"
    assert [value_text(value) for value in (False, -1200, "a")] == ["no", "-1,200", "a"]


def test_markup_joined_with_data_is_data():
    assert element("p", Html("<b>") + "<i>") == "<p>&lt;b&gt;&lt;i&gt;</p>"
    assert together("a<", [element("br"), ["<"]]) == "a&lt;<br>&lt;"
    assert text(text("&")) == "&amp;"
