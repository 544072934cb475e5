"""The lengths of a figure's windows, as people say them."""

from collections.abc import Iterable

from engine.lint.subject import Subject
from engine.model.amounts import Amount, Named
from engine.model.windows import Fixed, Last, Previous, Window


def lengths(subject: Subject, windows: Iterable[Window] | None) -> list[str]:
    """Give each window as in `10 school weeks` or `half_term`; those of rows, flags and spells are left out."""
    found = []
    for each in windows or ():
        if isinstance(each, Last):
            found.append(_length(subject, each.amount))
        elif isinstance(each, Fixed):
            found.append(each.period)
        elif isinstance(each, Previous):
            found.append(f"previous {each.period}")
    return found


def _length(subject: Subject, amount: Amount | Named) -> str:
    if isinstance(amount, Amount):
        return f"{amount.number} {amount.unit}s"
    assert subject.bound is not None
    held = [entry.value for entry in subject.bound.model.values.get(amount.name, ())]
    return next((f"{each.number} {each.unit}s" for each in reversed(held) if isinstance(each, Amount)), amount.name)
