"""Amounts and windows: each in the unit that is wanted where it stands."""

from engine.bind.names import Names
from engine.document import Path
from engine.model.amounts import UNITS, Amount, Named
from engine.model.windows import FIXED, LAST_UNITS, AfterRow, FromFirst, Last, Row, Spell, Stretch, Window

WAITING_UNITS = ("school day", "school week", "day", "week", "month", "half term", "term", "year")
DUE_UNITS = ("school day", "day", "week", "school week", "month")
FROM_FIRST_UNITS = ("day", "week", "month", "year")


def in_plural(unit: str) -> str:
    """Give a unit as it is said of many."""
    return unit if unit in {"percent", "pounds"} else UNITS.get(unit, unit).replace("_", " ")


def check_amount(names: Names, amount: Amount | Named, path: Path, units: tuple[str, ...], lead: str = "") -> None:
    """Check that an amount, or the value that stands for one, has one of some units; `lead` stands before it."""
    if isinstance(amount, Named):
        value = names.values.get(amount.name)
        if value is None:
            one, act = amount.name.replace("_", " "), ""
            if lead and one in units:
                present = f"; the present one is `{amount.name}`" if amount.name in FIXED else ""
                act = f"say how many, as in `{lead} 1 {amount.name}`{present}"
            names.unknown(amount.name, names.values, path, "a value", f"{lead} {amount.name}".strip(), act)
            return
        said, unit = f"`{amount.name}`", value.unit
    else:
        said, unit = "the amount", amount.unit
    if unit not in units:
        each = [in_plural(one) for one in units]
        wanted = " or ".join((", ".join(each[:-1]), each[-1]) if each[1:] else each)
        held = f"in {in_plural(unit)}" if unit else "a bare number"
        advice = "give it that unit" if len(each) == 1 else "give it one of those units"
        names.problem("B004", f"{said} is {held}; {wanted} are wanted here", path, advice)


def check_window(names: Names, window: Window, path: Path, *, of_rows: bool) -> None:
    """Check a window of a figure; `of_rows` says whether it counts rows of a fact table."""
    if isinstance(window, Last):
        check_amount(names, window.amount, path, LAST_UNITS, "last")
    elif isinstance(window, FromFirst):
        check_amount(names, window.amount, path, FROM_FIRST_UNITS)
        if not of_rows:
            said = "`from the first` is for rows of a fact table: it opens with the first of them"
            names.problem("B005", said, path, "say it with `last`")
    elif isinstance(window, Spell):
        inside: Path = (str(path[0]), str(path[1]), "over", f"spell of {window.of}")
        checked = names.expression(
            inside, window.of, names.session, tables=names.tables_of_day(), written=path, after=len("spell of ")
        )
        no_age(names, checked.reads if checked else (), path)
    elif isinstance(window, Stretch):
        # the calendar is not at hand: a period's name is looked up when a dataset is read
        held = names.flag_windows if window.name in names.flags else names.periods
        held.setdefault(window.name, path)
    elif isinstance(window, Row | AfterRow):
        names.row_windows.add(str(path[1]))


def no_age(names: Names, reads: tuple[str, ...], path: Path) -> None:
    """Refuse `age` where sessions are not counted one by one."""
    if "age" in reads:
        advice = "say it with `over`"
        names.problem(
            "B005", "`age` is for counts and percentages of sessions, and counts of school days", path, advice
        )
