"""What a lock fixes stays as it was: itself, what its section makes of it, and what it rests on."""

from collections.abc import Iterator
from typing import Any

from engine.diagnostics import Diagnostic
from engine.document import Path, said, split_path
from engine.policy import Lock
from engine.resolve.beside import beside, earlier_steps
from engine.resolve.breach import HELP, breach, removal
from engine.resolve.depends import ANNOTATIONS, deciding, item_at, rests_on
from engine.resolve.fact_tables import is_as_it_was
from engine.resolve.otherwise import is_entry_field, steps_asking
from engine.resolve.paths import children, matches, part_at
from engine.resolve.standing import Case, Grounds
from engine.resolve.tree import Node, plain
from engine.sections.lower import SECTIONS

MOST_SAID = 60


def fixed(case: Case, at: Path, then: Node, now: Node) -> Iterator[Diagnostic]:
    """Find what changed of something fixed. Yields: R010."""
    found = list(_itself(case, at, then, now))
    found += _beside(case, at)
    grounds = list(_grounds(case, at, then))
    if not found:
        found += [*_made(case, at, because=bool(grounds)), *_passed_over(case, at)]
    yield from found
    yield from grounds


def _itself(case: Case, at: Path, then: Node, now: Node) -> Iterator[Diagnostic]:
    if isinstance(then.value, dict) and isinstance(now.value, dict):
        for key in dict.fromkeys([*then.value, *now.value]):
            before, after = then.value.get(key), now.value.get(key)
            if key not in ANNOTATIONS and (before and plain(before)) != (after and plain(after)):
                yield from _part(case, (*at, key), before or then, after, around=now)
    elif plain(then) != plain(now):
        yield _changed(case, at, then, now)


def _part(case: Case, at: Path, then: Node, now: Node | None, around: Node) -> Iterator[Diagnostic]:
    """Find what changed of a part: of a list that is as long as it was, the entries that are no longer the same."""
    were = list(children(then)) if isinstance(then.value, list) else []
    are = list(children(now)) if now is not None and isinstance(now.value, list) else []
    if were and [name for name, _ in were] == [name for name, _ in are]:
        for (name, before), (_, after) in zip(were, are, strict=True):
            yield from _itself(case, (*at, name), before, after)
    else:
        yield _changed(case, at, then, now, around)


def _changed(case: Case, at: Path, then: Node, now: Node | None, around: Node | None = None) -> Diagnostic:
    if now is None:
        # what was written anew without a field took that field away, where no `remove` did
        anew = around if around is not None and case.is_later(around) and removal(case, at) is None else None
        return breach(case, at, "was taken away, and is fixed", anew, then)
    late = _late_part(case, now)
    if not case.is_later(late):  # the rest of it is as it was
        return breach(case, at, "lacks a part that was taken away, and is fixed", None, then)
    what = f"is `{short(now)}`, and is fixed" if isinstance(now.value, str) else "is changed, and is fixed"
    return breach(case, at, what, late, then)


def _beside(case: Case, at: Path) -> Iterator[Diagnostic]:
    for path in beside(at):
        before, after = part_at(case.then.tree, path), part_at(case.now.tree, path)
        # without a `for` or an `unless` it concerns more, not less; without a `reset` a ladder never begins again
        widened = after is None and path[-1] not in ("hit", "reset", "repeat", "if_unknown")
        # without a figure there was no letter yet
        begun = before is None and path[-1] == "figure"
        if not widened and not begun and (before and plain(before)) != (after and plain(after)):
            yield breach(case, path, f"is changed beside `{at[-1]}`, which is fixed", after, before or _at(case, at))
    for path, (before, after) in steps_asking(at, case.then.tree, case.now.tree).items():
        yield breach(case, path, f"is asked in place of `{said(at)}`, which is fixed", after, before or _at(case, at))
    for path, before, after in earlier_steps(at, case.then.tree, case.now.tree):
        yield breach(case, path, f"is changed before `{at[3]}`, which is fixed", after, before or _at(case, at))


def _at(case: Case, at: Path) -> Node | None:
    return part_at(case.then.tree, at)


def _made(case: Case, at: Path, *, because: bool) -> Iterator[Diagnostic]:
    """Find what a section makes otherwise of an entry that itself is as it was.

    `because` says that something which it rests on is changed: where nothing of the section is, that is why.
    """
    for item in _items(case, at):
        before, after = item_at(case.then.lowered.document, item), item_at(case.now.lowered.document, item)
        if deciding((), before) != deciding((), after):
            field, broke = _changed_beside(case, at)
            if because and broke is not None and not case.is_later(broke):
                continue
            set_ = part_at(case.then.tree, (at[0], field)) or part_at(case.then.tree, at) if field else None
            done = "taken away" if broke is None else "changed"
            what = f"no longer decides what it did, as `{said((at[0], field))}` is {done}, and it is fixed"
            yield breach(case, at, what, broke, set_)


def _passed_over(case: Case, at: Path) -> Iterator[Diagnostic]:
    """Find reasons for leave whose outcome is fixed, and of which a request is no longer decided on."""
    if at[:2] != ("leave", "reasons"):
        return
    before, now = (part_at(tree, ("leave", "not_decided")) for tree in (case.then.tree, case.now.tree))
    known = plain(before) if before is not None else []
    reasons = at[2:3] or tuple(name for name, _ in children(part_at(case.then.tree, at) or case.then.tree))
    for _, node in children(now) if now is not None else ():
        if node.value in reasons and isinstance(known, list) and node.value not in known:
            what = f"is no longer decided on, as `leave.not_decided` has `{node.value}`, and it is fixed"
            yield breach(case, at, what, node, part_at(case.then.tree, at))


def _changed_beside(case: Case, at: Path) -> tuple[str, Node | None]:
    """Give what of a section, beside the part at a path, another layer wrote; None where it took that away."""
    before, now = part_at(case.then.tree, at[:1]), part_at(case.now.tree, at[:1])
    held = now.value if now is not None and isinstance(now.value, dict) else {}
    earlier = before.value if before is not None and isinstance(before.value, dict) else {}
    for key, node in held.items():
        if key not in earlier or plain(earlier[key]) != plain(node):
            inner = node.value.items() if isinstance(node.value, dict) else ()
            late = next((part for name, part in inner if case.is_later(part) and name != at[-1]), node)
            return key, late
    gone = next((key for key in earlier if key not in held), None)
    if gone is not None:
        return gone, None
    return str(at[-1]), part_at(case.now.tree, at) or case.now.tree


def _items(case: Case, at: Path) -> list[Path]:
    """Give what the section at a path makes of what stands there, of one entry or of all, in general forms."""
    if at[0] not in SECTIONS or len(at) > 3:
        return []
    lowered = case.then.lowered
    return [
        ("rules", lowered.document["rules"][path[1]]["id"]) if path[0] == "rules" else path
        for path, origin in lowered.origins.items()
        if origin[: len(at)] == at and len(path) == 2
    ]


def _grounds(case: Case, at: Path, then: Node) -> Iterator[Diagnostic]:
    now = case.now.lowered.document
    grounds = case.then.grounds.get(at)
    if grounds is None:
        grounds = case.then.grounds[at] = _resting(case, at, then)
    for path, before in grounds.deciding.items():
        after = deciding(path, item_at(now, path))
        if path[:2] in grounds.own or after == before or case.excused(path):
            continue
        if path[0] == "values" and _is_bounded(case, path):
            continue
        if path[0] == "facts" and is_as_it_was(str(path[1]), before, after):
            continue
        yield _ground(case, at, path, gone=after is None)


def _resting(case: Case, at: Path, then: Node) -> Grounds:
    """Say what something rested on when it was fixed, whoever else stands below that layer."""
    document = case.then.lowered.document
    items = _items(case, at)
    part: Any = [item_at(document, item) for item in items] or [*_steering(case, at, plain(then)), *_visited(case, at)]
    return Grounds(frozenset({at[:2], *items}), rests_on(document, part))


def _ground(case: Case, at: Path, item: Path, *, gone: bool) -> Diagnostic:
    was = case.then.written(item)
    what = f"is {'taken away' if gone else 'changed'}, and `{said(at)}`, which rests on it, is fixed"
    act = f"{HELP}; `{case.who}` can let it vary within bounds" if item[0] == "values" else HELP
    broke = None if gone else _late_part(case, case.now.node(case.now.written(item)))
    return breach(case, was, what, broke, case.then.node(was), act)


def _late_part(case: Case, node: Node) -> Node:
    """Give the part of something that a layer against which the lock is held wrote, or all of it."""
    if case.is_later(node):
        return node
    return next((part for _, inner in children(node) if case.is_later(part := _late_part(case, inner))), node)


def _steering(case: Case, at: Path, part: Any) -> Any:
    """Give what of a document decides what is fixed: a condition rests on what stands beside it too."""
    around = [part_at(case.then.tree, path) for path in beside(at)]
    return [part, *(plain(node) for node in around if node is not None), *_asked_of(case, at)]


def _visited(case: Case, at: Path) -> Iterator[Any]:
    """Give when a visit is made whose day is fixed: what its section asks about stands nowhere beside it."""
    if at[0] == "safe_and_well" and is_entry_field(at) and at[3] in ("day", "contact"):
        yield from (item_at(case.then.lowered.document, item).get("when") for item in _items(case, at[:3]))


def _asked_of(case: Case, at: Path) -> Iterator[Any]:
    """Give whose rows are decided on by the entries of a section that becomes one table."""
    lowered = case.then.lowered
    for path, origin in lowered.origins.items():
        if origin == at[:1] and len(path) == 2 and path[0] == "tables":
            yield lowered.document["tables"][path[1]].get("each")


def _is_bounded(case: Case, value: Path) -> bool:
    """Whether those who fix, or a layer that they extend, leave a value open within bounds of its own."""
    node = part_at(case.now.tree, value)
    return node is not None and any(_bounds(lock, case, value) for lock in case.policy.locks)


def _bounds(lock: Lock, case: Case, value: Path) -> bool:
    path = split_path(lock.path)
    who, layers = case.lock.layer, case.policy.layers
    known = lock.layer == who or layers[lock.layer].document in layers[who].above
    if path is None or not known or lock.bounds.get("fixed") == "true":
        return False
    return value in matches(case.now.tree, path)


def short(node: Node) -> str:
    """Give the text of a part, cut where it is long."""
    text = str(node.value)
    return text if len(text) <= MOST_SAID else f"{text[: MOST_SAID - 3]}…"
