"""What stands beside something fixed and can silence it as well as what is written in it: fixed with it."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.document import Path
from engine.resolve.depends import deciding
from engine.resolve.merge import LIMITS
from engine.resolve.otherwise import is_entry_field
from engine.resolve.paths import children, part_at
from engine.resolve.tree import Node, plain

_OF_A_LADDER = ("for", "unless", "in_force", "each", "when", "restart", "reset", "repeat")
_BESIDE: Mapping[str, tuple[str, ...]] = {
    "when": ("for", "unless", "in_force", "each", "if_unknown"),
    "rows": ("for", "unless", "in_force", "each", "when", "hit", "gives"),
    "steps": _OF_A_LADDER,
}
_OF_A_REQUEST = ("reasons", "granted_if", "otherwise")
_STEP = 4
"""How long the path of a ladder's step is."""


def beside(at: Path) -> tuple[Path, ...]:
    """Give the paths of what can silence what stands at a path: of a condition, of rows, of steps, of leave.

    The limit of a letter and the day of a visit become conditions.
    """
    if len(at) < 2:
        return ()
    found = [(*at[:-1], field) for field in _BESIDE.get(str(at[-1]), ())]
    if _is_step(at):
        found += [(*at[:2], field) for field in _OF_A_LADDER]
    if is_entry_field(at) and (at[3] in LIMITS or at[3] in ("day", "when")):
        found += [(at[0], field) for field in ("figure", "for", "unless", "in_force")]
        found += [(*at[:3], field) for field in ("contact", "when", "in_force") if field != at[3]]
    if at[0] == "leave" and at[1] in _OF_A_REQUEST:
        found.append(("leave", "in_force"))
        # what is granted is looked at first
        found += [("leave", "granted_if")] if at[1] == "otherwise" else []
    return tuple(found)


def earlier_steps(at: Path, then: Node, now: Node) -> Iterator[tuple[Path, Node | None, Node | None]]:
    """Give each step before a fixed one that is no longer as it was, before and now; none where it is no step's path.

    A step is raised after those before it, so that one which is never raised holds up all that follow.
    """
    if not _is_step(at):
        return
    before, after = _until(then, at), _until(now, at)
    for name in dict.fromkeys([*before, *after]):
        if _deciding(before.get(name)) != _deciding(after.get(name)):
            yield (*at[:3], name), before.get(name), after.get(name)
    kept = [name for name in before if name in after]
    if kept != [name for name in after if name in before]:
        yield at[:3], part_at(then, at[:3]), part_at(now, at[:3])


def _is_step(at: Path) -> bool:
    return at[0] == "ladders" and at[2:3] == ("steps",) and (len(at) == _STEP or at[_STEP:] == ("when",))


def _until(root: Node, at: Path) -> dict[str | int, Node]:
    steps = part_at(root, at[:3])
    found: dict[str | int, Node] = {}
    for name, node in children(steps) if steps is not None else ():
        if name == at[3]:
            break
        found[name] = node
    return found


def _deciding(step: Node | None) -> Any:
    """Give when a step is raised: what it asks for is another matter."""
    if step is None:
        return None
    held = plain(step)
    return deciding((), {key: part for key, part in held.items() if key != "then"} if isinstance(held, dict) else held)
