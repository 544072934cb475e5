"""The lengths of a figure's windows, as people say them."""

from collections.abc import Iterable

from engine.lint.subject import Subject
from engine.model.amounts import Amount, Named
from engine.model.windows import Fixed, Last, Previous, Window
from engine.words import number_in_words


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


def said(window: Fixed | Last | Previous) -> str:
    """Give a window as a policy writes it."""
    if isinstance(window, Fixed):
        return window.period
    if isinstance(window, Previous):
        return f"previous {window.period}"
    amount = window.amount
    return f"last {number_in_words(int(amount.number), amount.unit) if isinstance(amount, Amount) else amount.name}"


def known_length(subject: Subject, window: Window) -> Window:
    """Give a window with its length in place of the name of a value; as it is where the value is none."""
    if not isinstance(window, Last) or isinstance(window.amount, Amount):
        return window
    amount = _amount(subject, window.amount.name)
    return Last(amount) if amount is not None else window


def _amount(subject: Subject, name: str) -> Amount | None:
    assert subject.bound is not None
    held = [entry.value for entry in subject.bound.model.values.get(name, ())]
    return next((each for each in reversed(held) if isinstance(each, Amount)), None)


def _length(subject: Subject, amount: Amount | Named) -> str:
    if isinstance(amount, Amount):
        return f"{amount.number} {amount.unit}s"
    named = _amount(subject, amount.name)
    return f"{named.number} {named.unit}s" if named is not None else amount.name
