"""An explanation as a page: each action with its condition, its weeks as a calendar, its clauses and lines."""

from collections.abc import Iterable, Iterator
from datetime import date

from cli.render.explained import (
    ABOUT,
    counted_in_words,
    hit_in_words,
    ladder_in_words,
    listed,
    marks_in_words,
    not_told_yet,
    place,
    row_in_words,
    tasks_in_words,
    unsure,
    why_not_so,
)
from cli.render.markup import Html, element
from cli.render.page import Section, facts
from cli.render.page import page as whole_page
from cli.render.safe import shown
from engine.model.explanation import (
    ConditionOutput,
    ExplainedOutput,
    ExplanationOutput,
    FigureOutput,
    PartOutput,
    WeekOutput,
    WhyNotOutput,
)
from engine.words import day_in_words

_SIGNS = {True: "holds", False: "does not hold", None: "not known"}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def page(told: ExplanationOutput, *, audience: str = "office") -> Iterator[str]:
    """Yield the page in pieces."""
    sections = [_explained(item, audience) for item in told.explained]
    sections += [_why_not(item, audience) for item in told.why_not]
    lead = element("p", f"Policy {shown(told.policy)}, as of {_day(told.as_of)}.")
    yield from whole_page(f"Why: {shown(told.pupil)}", sections, lead=lead)


def _explained(item: ExplainedOutput, audience: str) -> Section:
    on, rule = (
        (item.action.date, item.action.rule)
        if item.action is not None
        else (str(item.decision.date), item.decision.table)
        if item.decision is not None
        else ("", "")
    )
    heading = f"{_day(on)}: {shown(item.title)}"
    if audience == "parent":
        return Section(heading, [*_plain(item.plain), *_register(item)])
    pairs: list[tuple[str, str]] = [("Rule", f"{rule}, {place(item.origin)}")]
    if item.action is not None:
        pairs += [("Asks for", told) for told in tasks_in_words(item)]
        pairs += [("Note", note) for note in item.action.notes]
        pairs += [("About", f"{name} {held}") for name in ABOUT if (held := getattr(item.action, name, None))]
    if item.decision is not None:
        given = listed({"outcome": item.decision.outcome, **(item.decision.model_extra or {})}) or "nothing"
        pairs.append(("Decides", f"{given}; {hit_in_words(item, item.decision.row)}"))
        pairs += [("About", f"{name} {held}") for name in ABOUT if (held := getattr(item.decision, name, None))]
    pairs.append(("Looks", f"{item.check}; acts {item.act}"))
    pairs += [("Holds since", _day(item.began))] if item.began else []
    pairs += [("Ladder", ladder_in_words(item.ladder))] if item.ladder is not None else []
    pairs += [(f"Clause of the {each.of}", f"{each.text} ({each.item})") for each in item.clauses]
    for label, texts in (("Assumes", item.assumes), ("Departs", item.departs), ("Also", item.suppressed)):
        pairs += [(label, text) for text in texts]
    return Section(heading, [facts(pairs), *_conditions(item.conditions), *_passed_over(item), *_register(item)])


def _why_not(item: WhyNotOutput, audience: str) -> Section:
    nearest = " (when it came nearest)" if item.nearest else ""
    heading = f"{_day(item.date)}{nearest}: {shown(item.title)} did not come"
    if audience == "parent":
        return Section(heading, [*_plain(item.plain), *_register(item)])
    pairs = [("Rule", f"{item.rule}, {place(item.origin)}")]
    pairs += [("About", item.about)] if item.about else []
    pairs += [("Because", reason) for reason in item.reasons]
    pairs += [("Would act", item.summary)] if item.summary else []
    pairs += [("Would act", f"{flip.said} (tried: {flip.tried}{unsure(flip)})") for flip in item.flips]
    pairs += [("Ladder", ladder_in_words(item.ladder))] if item.ladder is not None else []
    return Section(heading, [facts(pairs), *_conditions(item.conditions), *_passed_over(item), *_register(item)])


def _register(item: ExplainedOutput | WhyNotOutput) -> Iterator[Html]:
    """Yield the weeks concerned, and what their codes mean."""
    if item.weeks_left_out:
        yield element("p", f"Earlier weeks in which something counts, not shown: {item.weeks_left_out}.")
    yield from calendar(item.weeks)
    if item.meanings:
        yield element("p", "; ".join(f"{shown(code)} {means}" for code, means in item.meanings.items()) + ".")


def _plain(text: str) -> Iterator[Html]:
    listed: list[Html] = []
    for line in text.split("\n"):
        if line.startswith(("- ", "  ")):
            listed.append(element("li", shown(line[2:])))
            continue
        if listed:
            yield element("ul", listed)
            listed = []
        yield element("p", shown(line))
    if listed:
        yield element("ul", listed)


def _conditions(conditions: Iterable[ConditionOutput]) -> Iterator[Html]:
    held = list(conditions)
    if not held:
        return
    yield element("h3", "Condition")
    for condition in held:
        yield element("p", element("strong", condition.role), " ", place(condition.origin))
        yield element("ul", _part(condition.part))


def _passed_over(item: ExplainedOutput | WhyNotOutput) -> Iterator[Html]:
    if item.passed_over:
        fits = isinstance(item, ExplainedOutput) and item.decision is not None and item.decision.row > 0
        yield element("h3", "Rows above that do not fit" if fits else "The rows of the table")
        yield element("ul", [_row(each) for each in item.passed_over])


def _row(row: ConditionOutput) -> Html:
    said = f"Row {row.row} ({place(row.origin)}): {_SIGNS[row.part.holds]}. {why_not_so(row.part)}."
    return element("li", shown(said))


def _part(part: PartOutput) -> Html:
    if part.how != "test":
        return element(
            "li",
            element("code", shown(part.text)),
            f": {_SIGNS[part.holds]}",
            element("ul", [_part(each) for each in part.parts]),
        )
    said = f". {part.said}." if part.asked else ""
    return element(
        "li",
        element("code", shown(part.text)),
        f": {_SIGNS[part.holds]}{shown(said)}",
        element("ul", [_figure(each) for each in part.figures]),
    )


def _figure(figure: FigureOutput) -> Html:
    told = [", ".join([f"{figure.title} = {figure.said}", *counted_in_words(figure)])]
    if figure.sessions:
        told.append(f": {marks_in_words(figure.sessions)}")
    for label, text in (("clause", figure.source), ("assumes", figure.assumes), ("departs", figure.departs)):
        if text:
            told.append(f"; {label} {text}")
    if figure.origin:
        told.append(f"; {place(figure.origin)}")
        told += [
            f"; in place of {each.value} ({each.layer}, {each.file}:{each.line})"
            for each in figure.origin.shadowed
            if each.value
        ]
    inner = [element("li", row_in_words(row).removeprefix("row: ")) for row in figure.rows]
    inner += [_part(figure.opened)] if figure.opened is not None else []
    inner += [_row(each) for each in figure.passed_over]
    inner += [_figure(each) for each in not_told_yet(figure)]
    return element("li", shown("".join(told)), element("ul", inner) if inner else Html(""))


def calendar(weeks: Iterable[WeekOutput]) -> Iterator[Html]:
    """Yield weeks as a table: a row a week, both marks of a day, those that count marked."""
    held = list(weeks)
    if not held:
        return
    last = max((date.fromisoformat(mark.date).weekday() for week in held for mark in week.marks), default=4)
    heads = [element("th", name, scope="col") for name in ("Week of", *_DAYS[: last + 1])]
    rows = []
    for week in held:
        monday = date.fromisoformat(week.monday)
        marks = {(mark.date, mark.session): mark for mark in week.marks}
        cells = [element("th", _day(week.monday), scope="row")]
        for number in range(last + 1):
            day = date.fromordinal(monday.toordinal() + number).isoformat()
            both = [marks.get((day, half)) for half in ("AM", "PM")]
            pieces: list[Html] = []
            for mark in both:
                code = element("span", "·") if mark is None else element("span", shown(mark.code) or "-")
                counted = mark is not None and mark.counted
                pieces += [element("mark", element("strong", mark.code)) if counted and mark else code, Html(" ")]
            cells.append(element("td", pieces))
        rows.append(element("tr", cells))
    yield Html('<div class="scroll" role="group" tabindex="0" aria-label="The register of these weeks">')
    caption = element("caption", "The register of these weeks, morning and afternoon; what counts is marked")
    yield element("table", caption, element("thead", element("tr", heads)), element("tbody", rows))
    yield Html("</div>")


def _day(text: str) -> str:
    return day_in_words(date.fromisoformat(text))
