"""Values that a lock bounds: each entry with its own times, each dated amount, and no day without one."""

from collections.abc import Iterator, Mapping
from datetime import date

from engine.dates import Period, in_turn
from engine.diagnostics import Diagnostic
from engine.document import Path, Value, said, split_path
from engine.resolve.bounds import BOUNDS, RELATIVE, clock, comparable, keeps, measured
from engine.resolve.breach import breach
from engine.resolve.otherwise import is_limit_of_letter
from engine.resolve.paths import part_at
from engine.resolve.standing import Case, Standing
from engine.resolve.tree import Node, child, plain


def bounded(case: Case, at: Path, node: Node, then: Node | None) -> Iterator[Diagnostic]:
    """Find where a value does not keep its lock's bounds.

    Yields: R010 a lock broken, R012 a bound that cannot be compared.
    """
    for bound in BOUNDS:
        if bound not in case.lock.bounds:
            continue
        if _is_amount(node):
            yield from _against(case, bound, at, node, then)
        else:
            message = f"`{said(at)}` has parts, and cannot be {BOUNDS[bound]} `{case.lock.bounds[bound]}`"
            act = "lock an amount within it, as in `rules.call.then.call.due`, or write `fixed: true`"
            yield Diagnostic("R012", message, case.lock.place, act, also=(("it stands here", case.place(node)),))
    if then is not None and _is_amount(node):
        yield from _days_without(case, at, node, then)


def is_limit(case: Case, bound: str) -> bool:
    """Whether a bound is left out or has a size, which it may take from fields of the entry that it bounds."""
    text = case.lock.bounds.get(bound)
    return text is None or measured(text, {}) is not None or RELATIVE.fullmatch(text) is not None


def _against(case: Case, bound: str, at: Path, node: Node, then: Node | None) -> Iterator[Diagnostic]:
    limit_text = case.lock.bounds[bound]
    entry = _beside(case.now.tree, at)
    relative = RELATIVE.fullmatch(limit_text)
    beyond = _beyond(case, at)
    for text, where in _texts(case, node):
        value, limit = measured(text, entry), measured(limit_text, entry)
        gone = part_at(case.then.tree, ("values", text)) if value is None else None
        if gone is not None:
            yield breach(case, ("values", text), f"was taken away, and `{said(at)}` is that", None, gone)
        elif value is None or limit is None or not comparable(value, limit) or beyond is None:
            what = text if value is None else limit_text
            message = f"`{said(at)}` is `{text}`, which cannot be compared with {BOUNDS[bound]} `{limit_text}`"
            if value is None or limit is None:
                message += f": `{what}` has no size here"
            elif beyond is None:
                message += f" of `{case.lock.path.rpartition('.')[2]}`"
            places = ("locked here", case.lock.place), ("it stands here", case.place(where))
            # what stood when the lock was written shows that the lock is wrong, and what came later is wrong itself
            (_, place), other = places[::-1] if case.is_later(where) else places
            yield Diagnostic("R012", message, place, "use the same unit in both", also=(other,))
        elif not keeps(bound, value, limit, beyond):
            here = f" ({clock(limit)} here)" if relative else ""
            meant = f"`{limit_text}`"
            if value.size == limit.size:
                meant = (
                    f"`{case.lock.path.rpartition('.')[2]}: {limit_text}`, which differs for who stands exactly on it"
                )
            what = f"is `{text}`, and must be {BOUNDS[bound]} {meant}{here}"
            start = part_at(case.now.tree, (*at[:-1], relative[3])) if relative else None
            if start is not None and start.origin.layer > where.origin.layer:
                # The value stands where it stood, and the time from which it is counted was moved.
                yield breach(case, at, what, start, where)
            else:
                counted = [("counted from here", case.place(start))] if start is not None else []
                yield breach(case, at, what, where, then, also=counted)


def _beyond(case: Case, at: Path) -> int | None:
    """Say by what a part takes in more than the lock's path where both are one amount; None where they are opposites.

    Of a letter's limits `at_or_below` takes in who stands exactly on it, and `at_least` is passed from the other side.
    """
    path = split_path(case.lock.path) or ()
    if not is_limit_of_letter(path) or at[-1] == path[-1]:
        return 0
    if "at_least" in (at[-1], path[-1]):
        return None
    return 1 if at[-1] == "at_or_below" else -1


def _is_amount(node: Node) -> bool:
    """Whether a part is a text, or dated entries of which some have a value."""
    if isinstance(node.value, list):
        return any(child(item, "value") is not None for item in node.value)
    return not isinstance(node.value, dict)


def _texts(case: Case, node: Node) -> Iterator[tuple[str, Node]]:
    """Give every text that a value can have: each dated entry's, and those of the value it names."""
    if isinstance(node.value, list):
        for item in node.value:
            inner = child(item, "value")
            yield from _texts(case, inner) if inner is not None else ()
    elif isinstance(node.value, str):
        named = _meant(case.now, node)
        yield from _texts(case, named) if named is not node else [(node.value, node)]


def _days_without(case: Case, at: Path, node: Node, then: Node) -> Iterator[Diagnostic]:
    """Find where a value, or the one that it names, was given dates that leave out days for which it had an amount."""
    was, now = _meant(case.then, then), _meant(case.now, node)
    before, after = _periods(was), _periods(now)
    begins = min(each.from_ or date.min for each in after)
    began = min(each.from_ or date.min for each in before)
    ends = max(each.until or date.max for each in after)
    ended = max(each.until or date.max for each in before)
    broke, set_ = (now, was) if case.is_later(now) else (node, then)
    named = f"is `{node.value}`, which " if now is not node else ""
    also = [("named here", case.place(node))] if broke is not node else []
    if begins > began:
        yield breach(case, at, f"{named}says nothing for the days before {_day(begins)}", broke, set_, also=also)
    if ends < ended:
        yield breach(case, at, f"{named}says nothing for the days from {_day(ends)} on", broke, set_, also=also)


def _meant(standing: Standing, node: Node) -> Node:
    """Give the value that a part names, or the part itself where it names none."""
    named = part_at(standing.tree, ("values", node.value)) if isinstance(node.value, str) else None
    return node if named is None else named


def _periods(node: Node) -> tuple[Period, ...]:
    entries = node.value if isinstance(node.value, list) else []
    dated = [Period(_date(child(entry, "from")), _date(child(entry, "until"))) for entry in entries]
    return in_turn(dated or [Period()])


def _date(node: Node | None) -> date | None:
    return date.fromisoformat(node.value) if node is not None and isinstance(node.value, str) else None


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _beside(root: Node, at: Path) -> Mapping[str, Value]:
    holder = part_at(root, at[:-1])
    value = plain(holder) if holder is not None else None
    return value if isinstance(value, dict) else {}
