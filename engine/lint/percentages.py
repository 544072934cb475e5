"""The limits of percentages that a file wrote, and where to point at one: at the value that gives it, if any."""

from collections.abc import Iterator

from engine.document import Path
from engine.lint.finding import Finding
from engine.lint.limits import Limit, limits
from engine.lint.subject import Subject

WHOLE = 100
_PERCENT = "percent"


def percent_limits(subject: Subject) -> Iterator[tuple[Path, Limit]]:
    """Give every limit with which a condition of the file compares a percentage, and the condition's path."""
    assert subject.bound is not None
    measures = subject.bound.model.measures
    for path, checked in subject.bound.expressions.items():
        for limit in limits(subject, checked) if subject.is_own(path) else ():
            measure = measures.get(limit.name)
            if measure is not None and measure.kind == _PERCENT:
                yield path, limit


def at_its_value(subject: Subject, path: Path, limit: Limit, message: str, advice: str) -> Finding:
    """Point at the value that gives a limit where the file gave it a name, else at the comparison."""
    assert subject.bound is not None
    if limit.by in subject.bound.model.values and subject.is_own(("values", limit.by)):
        also = (("compared here", subject.place(path, limit.start, limit.end)),)
        return Finding(f"{message}: `{limit.by}`", ("values", limit.by), advice, also=also)
    return Finding(message, path, advice, limit.start, limit.end)


def above_whole(subject: Subject, path: Path) -> bool:
    """Whether a condition compares a percentage with more than a hundred, which is told there."""
    assert subject.bound is not None
    measures, checked = subject.bound.model.measures, subject.bound.expressions.get(path)
    return any(
        limit.value > WHOLE and limit.name in measures and measures[limit.name].kind == _PERCENT
        for limit in limits(subject, checked)
    )
