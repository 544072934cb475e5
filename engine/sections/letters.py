"""Letters by threshold -> one rule a letter, under the letter's name, and one value a limit."""

from collections.abc import Iterator
from fractions import Fraction

from engine.model.amounts import Amount, amount
from engine.sections.lowered import Complaint, Made, Plain, annotated, joined, not_in_force, task

SECTION = "letters"


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
    severe_first = sorted(thresholds, key=lambda name: _severity(thresholds[name], document))
    for name, threshold in thresholds.items():
        yield from _letter(section, name, threshold, figure, _harder(severe_first, name, section), thresholds)


def _letter(
    section: Plain, name: str, threshold: Plain, figure: str, harder: list[str], thresholds: Plain
) -> Iterator[Made]:
    at = (SECTION, "thresholds", name)
    side = _side(threshold) or "below"
    if not _named(threshold[side]):
        yield Made("values", f"{name}_{side}", threshold[side], (*at, side))
    within = [_not_beyond(figure, each, thresholds[each], section) for each in _that_count(harder, thresholds, section)]
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
    parts = {
        ("when",): (*at, side),
        ("when", figure): (SECTION, "figure"),
        ("check",): (SECTION, "check"),
        ("at_most",): (SECTION, "at_most"),
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


def _severity(threshold: Plain, document: Plain) -> tuple[Fraction, bool]:
    """Give what is smaller for a limit passed later; a dated value counts as its last entry says.

    Of two limits of one amount, `below` is passed later than `at_or_below`.
    """
    side = _side(threshold) or "below"
    said = threshold[side]
    if _named(said):
        said = document.get("values", {}).get(said, "0")
        if isinstance(said, list):
            said = said[-1].get("value", "0")
    try:
        found = amount(said)
    except ValueError:
        found = Amount(Fraction(0), None)
    return (-found.number if side == "at_least" else found.number), side == "at_or_below"


def _harder(severe_first: list[str], name: str, section: Plain) -> list[str]:
    """Give the letters in whose place a letter is not sent, the next one first."""
    if section.get("send", "most severe") != "most severe":
        return []
    return severe_first[: severe_first.index(name)][::-1]


def _that_count(harder: list[str], thresholds: Plain, section: Plain) -> Iterator[str]:
    """Give those whose limits must not be passed: the next one that is always in force, and those before it."""
    for name in harder:
        yield name
        if "in_force" not in thresholds[name]:
            # further limits lie beyond this one; where the section is not in force, no letter is
            return


def _not_beyond(figure: str, name: str, threshold: Plain, section: Plain) -> str:
    """Give the condition that a letter's limit is not passed; a letter that is not in force takes no other's place."""
    told = f"{figure} {_beyond(threshold)[1]} {_limit(name, threshold)}"
    outside = not_in_force(threshold, section) if "in_force" in threshold else None
    return f"{outside} or {told}" if outside else told
