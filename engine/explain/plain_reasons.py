"""The reasons of an action for a parent: each figure once, with the half days behind it and the policy's limits."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from engine.explain.weeks import marks_behind
from engine.explain.wording import Wording, half_days, lower, upper
from engine.model.explanation import AS_IT_STOOD, ConditionOutput, FigureOutput, PartOutput
from engine.words import day_in_words, name_in_words

_KNOWN = ("known", "not known")
_RATIO = re.compile(r" \((\d+)/(\d+)\)$")


@dataclass(slots=True)
class _Said:
    """A figure to be told, and the limits that were asked of it."""

    figure: FigureOutput
    limits: dict[str, None] = field(default_factory=dict)
    holds: bool | None = None


def because(wording: Wording, conditions: Sequence[ConditionOutput], *, wanted: bool) -> list[str]:
    """Say what speaks for it (`wanted`), or what is missing, a line a figure; and what would stop it, or does."""
    lines: dict[str, None] = {}
    for condition in conditions:
        stops = condition.role == "unless"
        # what is not known keeps an action back, and does not stop one
        parts = _tests(condition.part, wanted=wanted != stops, unknown_too=wanted == stops)
        told = list(_lines(wording, parts))
        if stops and told:
            lines[f"- {'Nothing stopped it. What could have' if wanted else 'This stops it'}:"] = None
            lines.update(dict.fromkeys(f"  {line}" for line in told))
        else:
            # the row of a table that was hit asks again what the table asked before
            fresh = [line for line in told if not any(each.startswith(f"- {line[:-1]}") for each in lines)]
            lines.update(dict.fromkeys(f"- {line}" for line in fresh))
    return list(lines)


def _tests(part: PartOutput, *, wanted: bool, unknown_too: bool) -> Iterator[PartOutput]:
    """Give the tests that make a part what it is, where it is `wanted` or, with `unknown_too`, not known.

    What stands in a part that came out the other way has no share in it, whichever way it came out itself.
    """
    if part.holds is not wanted and not (part.holds is None and unknown_too):
        return
    if part.how == "test":
        opened = part.figures[0].opened if len(part.figures) == 1 else None
        if opened is not None and opened.holds is part.holds is wanted and not _speaks_for_itself(part.figures[0]):
            yield from _tests(opened, wanted=wanted, unknown_too=unknown_too)
        else:
            yield part
    elif part.how == "not":
        yield from _tests(part.parts[0], wanted=not wanted, unknown_too=unknown_too)
    elif part.how == "choice":
        condition, then, otherwise = part.parts
        yield from _tests(then if condition.holds else otherwise, wanted=wanted, unknown_too=unknown_too)
    else:
        for inner in part.parts:
            yield from _tests(inner, wanted=wanted, unknown_too=unknown_too)


def _speaks_for_itself(figure: FigureOutput) -> bool:
    """Whether a truth has a title of its own and is made of more than one test: then that is told, with its figures."""
    opened = figure.opened
    return opened is not None and opened.how == "choice" and figure.title != name_in_words(figure.name)


def _lines(wording: Wording, parts: Iterator[PartOutput]) -> Iterator[str]:
    """Give a line a figure, with all limits that are asked of it."""
    said: dict[str, _Said] = {}
    for part in parts:
        shown = [each for each in part.figures if each.kind != "value"] or part.figures
        for figure in shown:
            held = said.setdefault(figure.name, _Said(figure, holds=part.holds))
            if part.asked is not None and len(shown) == 1:
                held.limits[part.asked] = None
        if len(shown) > 1 or part.asked is None:
            # the amount that several figures together are held against is told like another figure
            for figure in part.figures:
                if figure.kind == "value":
                    said.setdefault(figure.name, _Said(figure))
    for each in said.values():
        yield f"{_figure(wording, each.figure)}.{_limits(wording, each)}{_half_days(wording, each.figure)}"


def _limits(wording: Wording, said: _Said) -> str:
    limits = [limit for limit in said.limits if limit not in _KNOWN]
    if _is_word(said.figure):
        # that a word is the one asked for is told by the word itself
        limits = [] if said.holds else [_word_asked(wording, said.figure.name, limit) for limit in limits]
    if not limits:
        return ""
    if len(limits) == 1 and (limits[0].startswith("more than 0") or re.match(r"at least 1\b", limits[0])):
        return " One is enough."
    if len(limits) == 1 and (re.match(r"less than 1\b", limits[0]) or re.match(r"(at most )?0\b", limits[0])):
        return " The policy asks where there is none."
    return f" The limit in the policy: {' and '.join(_limit(half_days(limit)) for limit in limits)}."


def _is_word(figure: FigureOutput) -> bool:
    return isinstance(figure.value, str) and figure.said == name_in_words(figure.value)


def _word_asked(wording: Wording, of: str, asked: str) -> str:
    begins = "not " if asked.startswith("not ") else ""
    return begins + wording.word(of, asked.removeprefix("not ").replace(" ", "_"))


def _limit(asked: str) -> str:
    """Say a limit as parents do.

    >>> _limit("at least 10 half days"), _limit("less than 95%"), _limit("3 school days"), _limit("not medical")
    ('10 half days or more', 'below 95%', 'exactly 3 school days', 'anything but medical')
    """
    for begins, told in (("at least ", "{} or more"), ("at most ", "{} or {}"), ("less than ", "below {}"),
                         ("more than ", "more than {}"), ("not ", "anything but {}")):  # fmt: skip
        if asked.startswith(begins):
            amount = asked.removeprefix(begins)
            return told.format(amount, "fewer" if " " in amount else "below")
    return f"exactly {asked}"


def _figure(wording: Wording, figure: FigureOutput) -> str:
    name = wording.name(figure.name, figure.title)
    if figure.kind == "flag":
        since = f" since {_day(figure.since)}" if figure.since else ""
        return f"The school has {'noted' if figure.value else 'not noted'}{since}: {lower(name)}"
    if figure.kind == "value":
        return f"{upper(name)} in the policy: {half_days(figure.said)}"
    told = f"{upper(name)}: {_value(wording, figure)}"
    if figure.in_force:
        return f"{told}, because the school's policy speaks of it {figure.in_force}"
    if figure.missing:
        return f"{told}, because the school gave no record of {wording.name(figure.missing)}"
    if figure.opened is not None and figure.opened.how == "choice":
        inner = {each.name: each for each in _read(figure.opened) if each.value is not None}
        listed = "; ".join(f"{wording.name(each.name, each.title)}: {half_days(each.said)}" for each in inner.values())
        return f"{told} ({listed})" if listed else told
    if figure.inside and figure.over is None:
        listed = "; ".join(f"{wording.name(each.name, each.title)}: {_value(wording, each)}" for each in figure.inside)
        return f"{told} ({listed})"
    return told + _when(figure)


def _value(wording: Wording, figure: FigureOutput) -> str:
    if figure.value is None:
        return "not given" if figure.kind in ("row", "column") else "not known"
    if _is_word(figure):
        return wording.word(figure.name, str(figure.value))
    ratio = _RATIO.search(figure.said)
    if ratio and figure.unit == "percent" and figure.of:
        return f"{figure.said[: ratio.start()]}, which is {ratio[1]} of {ratio[2]} half days"
    if ratio and figure.unit == "percent":
        # what is reckoned from percentages counts no half days
        return figure.said[: ratio.start()].rstrip()
    return half_days(figure.said)


def _read(part: PartOutput) -> Iterator[FigureOutput]:
    parts = part.parts
    if part.how == "choice":
        condition, then, otherwise = part.parts
        parts = [condition, then if condition.holds else otherwise]
    for inner in parts:
        yield from _read(inner)
    yield from part.figures


def _when(figure: FigureOutput) -> str:
    if not figure.first or not figure.last:
        stood = "as it was on" if (figure.over or "").startswith(AS_IT_STOOD) else "since"
        return f", {stood} {_day(figure.since)}" if figure.since else ""
    return (
        f", on {_day(figure.last)}"
        if figure.first == figure.last
        else f", from {_day(figure.first)} to {_day(figure.last)}"
    )


def _half_days(wording: Wording, figure: FigureOutput) -> str:
    """Say what the half days behind a figure were, in the meanings of their codes."""
    counted = Counter(wording.meaning(mark[2], date.fromisoformat(mark[0])) for mark in marks_behind(figure))
    if not counted:
        return ""
    if any("which" in row for row in figure.rows):
        day, _, code = marks_behind(figure)[-1]
        return f" It was on {_day(day)}: {wording.meaning(code, date.fromisoformat(day))}."
    what = "These were" if not _is_rest(figure) else "The other half days were"
    if len(counted) == 1 and figure.value == len(figure.sessions):
        return f" {what}: {next(iter(counted))}."
    return f" {what}: {'; '.join(f'{said}, {_halves(count)}' for said, count in counted.items())}."


def _is_rest(figure: FigureOutput) -> bool:
    """Whether the sessions of a percentage are those that it leaves out: the fewer ones are listed."""
    if not isinstance(figure.value, str) or figure.unit != "percent" or "/" not in figure.value:
        return False
    part, _ = map(int, figure.value.split("/"))
    return part != len(figure.sessions)


def _halves(count: int) -> str:
    return f"{count} half day{'s' * (count != 1)}"


def _day(text: str) -> str:
    return day_in_words(date.fromisoformat(text))
