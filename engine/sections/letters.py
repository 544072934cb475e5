"""Letters by threshold -> one rule a letter, under the letter's name, and one value a limit."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from engine.document import Path
from engine.model.amounts import Amount, amount
from engine.sections.lowered import Complaint, Made, Plain, annotated, in_force, joined, not_in_force, of_section, task

SECTION = "letters"
MOST_SEVERE = "most severe"
_LAST = "9999"
"""Later than any day that can be written."""


def lower(section: Plain, document: Plain) -> Iterator[Made | Complaint]:
    """Give the rules that send the letters.

    With `send: most severe` a letter is sent where its limit is passed and the next one is not, so that
    at most one letter is asked for at a look; the order of the limits is that of their amounts.
    """
    thresholds = section.get("thresholds", {})
    figure = section.get("figure")
    if not figure:
        yield Complaint(
            (SECTION,),
            "the letters name no figure",
            "add `figure: attendance_percent`, or the figure the limits are about",
        )
        return
    sides = {name: _side(threshold) for name, threshold in thresholds.items()}
    for name, side in sides.items():
        if side is None:
            yield Complaint(
                (SECTION, "thresholds", name),
                f"`{name}` needs one limit: `below`, `at_or_below` or `at_least`",
                "write `below: 95%`, `at_or_below: 90%` where the limit itself counts, or `at_least: 5 sessions` for a "
                "figure that counts what should not be",
            )
            return
    if len({side == "at_least" for side in sides.values()}) > 1:
        low = next(side for side in sides.values() if side != "at_least")
        yield Complaint(
            (SECTION, "thresholds"),
            f"some letters say `{low}` and some `at_least`",
            "use one of the two in one set of letters",
        )
        return
    alone = section.get("send", MOST_SEVERE) == MOST_SEVERE
    crossing = next(_crossing(section, document), None) if alone else None
    if crossing is not None:
        yield crossing
        return
    for name, threshold in thresholds.items():
        harder = _harder(name, section, document) if alone else []
        within = [_not_beyond(figure, each, thresholds[each], section) for each in harder]
        yield from _letter(section, name, threshold, figure, within)


def _letter(section: Plain, name: str, threshold: Plain, figure: str, within: list[str]) -> Iterator[Made]:
    """Give the rule that sends a letter, and the value of its limit; `within`: what must hold of others' limits."""
    at = (SECTION, "thresholds", name)
    side = _side(threshold) or "below"
    if not _named(threshold[side]):
        yield Made("values", f"{name}_{side}", threshold[side], (*at, side))
    rule = {
        "id": name,
        **annotated(threshold, section),
        **{key: section[key] for key in ("for", "unless") if key in section},
        "when": joined(f"{figure} {_beyond(threshold)[0]} {_limit(name, threshold)}", *within, threshold.get("when")),
        **{key: section[key] for key in ("check",) if key in section},
        "act": section.get("act", "each check"),
        **(
            {"at_most": threshold.get("at_most", section.get("at_most"))} if "at_most" in {*threshold, *section} else {}
        ),
        "then": [task(threshold, section, do="letter")],
        **({"notes": threshold["notes"]} if "notes" in threshold else {}),
    }
    parts: dict[Path, Path] = {
        **of_section(threshold, section, SECTION, "for", "unless", "check", "act", "at_most"),
        ("when",): (*at, side),
        ("when", figure): (SECTION, "figure"),
        **({("when", threshold["when"]): (*at, "when")} if "when" in threshold else {}),
        ("notes",): (*at, "notes"),
    }
    yield Made("rules", name, rule, at, {part: origin for part, origin in parts.items() if part[0] in rule})


_SIDES = {"below": ("<", ">="), "at_or_below": ("<=", ">"), "at_least": (">=", "<")}
"""How a limit may be said, with the comparison that holds where it is passed and the one where it is not."""


def _side(threshold: Plain) -> str | None:
    said = [side for side in _SIDES if side in threshold]
    return said[0] if len(said) == 1 else None


def _beyond(threshold: Plain) -> tuple[str, str]:
    return _SIDES[_side(threshold) or "below"]


def _named(limit: object) -> bool:
    return str(limit)[:1].isalpha()


def _limit(name: str, threshold: Plain) -> str:
    side = _side(threshold) or "below"
    return str(threshold[side]) if _named(threshold[side]) else f"{name}_{side}"


def _crossing(section: Plain, document: Plain) -> Iterator[Complaint]:
    """Tell of limits of which now the one is passed later and now the other: which letter to send would be a guess."""
    thresholds = section.get("thresholds", {})
    for one, other in combinations(thresholds, 2):
        further = _further(thresholds[one], thresholds[other], section, document)
        if len(set(further.values())) > 1:
            (_, early), *rest = further.items()
            since = next(day for day, late in rest if late != early)
            before, after = (one, other) if early else (other, one)
            yield Complaint(
                (SECTION, "thresholds", other, _side(thresholds[other]) or "below"),
                f"`{before}` lies beyond `{after}` until {since}, and `{after}` beyond `{before}` from then on",
                "give limits that keep their order, or letters that are not in force on the same days",
            )


def _harder(name: str, section: Plain, document: Plain) -> list[str]:
    """Give the letters in whose place a letter is not sent, the next one first.

    Left out are those beyond another one that is always in force: where its limit is not passed, theirs are not.
    """
    thresholds = section["thresholds"]
    last = {each: _severity(said, document, _LAST) for each, said in thresholds.items()}
    places = {each: place for place, each in enumerate(thresholds)}

    def beyond(one: str, other: str) -> bool:
        """Say whether a limit is passed later than another; of two that are the same the first is."""
        further = _further(thresholds[one], thresholds[other], section, document)
        return any(further.values()) if further else (last[one], places[one]) < (last[other], places[other])

    harder = [each for each in thresholds if each != name and beyond(each, name)]
    always = [each for each in harder if "in_force" not in thresholds[each]]
    needed = [each for each in harder if not any(each != other and beyond(each, other) for other in always)]
    return sorted(needed, key=lambda each: last[each], reverse=True)


def _further(first: Plain, second: Plain, section: Plain, document: Plain) -> dict[str, bool]:
    """Say whether the first of two limits is passed later, from each day on which that may change.

    Left out: days on which one of the two is not in force, or on which the limits are the same.
    """
    both = in_force(first, second, section)
    begins, ends = both.get("from", ""), both.get("until")
    changes = {begins, *(day for each in (first, second) for day, _ in _amounts(each, document) if day > begins)}
    days = [day for day in sorted(changes) if ends is None or day < ends]
    ranks = {day: (_severity(first, document, day), _severity(second, document, day)) for day in days}
    return {day: one < other for day, (one, other) in ranks.items() if one != other}


def _amounts(threshold: Plain, document: Plain) -> list[tuple[str, str]]:
    """Give what a limit is from which day on, as both are written; a value without dates is so from the first day."""
    said = threshold[_side(threshold) or "below"]
    if _named(said):
        said = document.get("values", {}).get(said, "0")
    if not isinstance(said, list):
        return [("", said)]
    return sorted((str(entry.get("from", "")), str(entry.get("value", "0"))) for entry in said)


def _severity(threshold: Plain, document: Plain, day: str) -> tuple[Fraction, bool]:
    """Give what is smaller for a limit passed later, on a day.

    Of two limits of one amount, `below` is passed later than `at_or_below`.
    """
    side = _side(threshold) or "below"
    amounts = _amounts(threshold, document)
    said = [each for begins, each in amounts if begins <= day] or [amounts[0][1]]
    try:
        found = amount(said[-1])
    except ValueError:
        found = Amount(Fraction(0), None)
    return (-found.number if side == "at_least" else found.number), side == "at_or_below"


def _not_beyond(figure: str, name: str, threshold: Plain, section: Plain) -> str:
    """Give the condition that a letter's limit is not passed; a letter that is not in force takes no other's place."""
    told = f"{figure} {_beyond(threshold)[1]} {_limit(name, threshold)}"
    outside = not_in_force(threshold, section) if "in_force" in threshold else None
    return f"{outside} or {told}" if outside else told
