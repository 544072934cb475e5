"""The words for units, and which units agree."""

_PLURALS = {"half term": "half terms", "percent": "percent", "pounds": "pounds", "letter": "letters"}
# Units that say what a figure is, rather than what it counts.
_FIGURES = {"percent": "is a percentage", "pounds": "is an amount in pounds"}


def plural(unit: str) -> str:
    """Say a unit of which there are several.

    >>> plural("school day")
    'school days'
    """
    return _PLURALS.get(unit, f"{unit}s")


def counts(unit: str | None) -> str:
    """Say what a figure with a unit is, after its name.

    >>> counts("session")
    'counts sessions'
    """
    if unit is None:
        return "is a plain number"
    return _FIGURES.get(unit, f"counts {plural(unit)}")


def shared(units: tuple[str | None, ...]) -> str | None:
    """Give the first unit there is: a bare number takes the unit of the other."""
    return next((unit for unit in units if unit is not None), None)


def agree(left: str | None, right: str | None) -> bool:
    """Say whether two figures may be added or compared."""
    return left is None or right is None or left == right
