"""Key stages: what a national layer says they are called, and the usual ones where none does."""

from collections.abc import Mapping

from engine.model.facts import SchoolAge

USUAL: Mapping[str, int] = {"EYFS": 0, "KS1": 2, "KS2": 6, "KS3": 9, "KS4": 11, "KS5": 13}
"""Key stage and its last year group, where no layer says otherwise. Source: design §5."""
_BEFORE_YEAR_1 = {"N": -1, "R": 0}


def stages_of(age: SchoolAge | None) -> Mapping[str, int]:
    """Give the key stages and the last year group of each, youngest first; reception is 0 and nursery -1."""
    if age is None or not age.stages:
        return USUAL
    last = {name: year_number(year) for name, year in age.stages.items()}
    return dict(sorted(last.items(), key=lambda stage: stage[1]))


def year_number(year: str) -> int:
    """Give the number of a year group as files write it, N and R too.

    >>> year_number("R"), year_number("11")
    (0, 11)
    """
    return _BEFORE_YEAR_1[year] if year in _BEFORE_YEAR_1 else int(year)
