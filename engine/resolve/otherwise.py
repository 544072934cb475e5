"""Where else a policy says what a lock's path means: a limit in other words, a field for all entries of a section."""

from collections.abc import Mapping

from engine.document import Path
from engine.resolve.merge import LIMITS
from engine.resolve.paths import children, matches, part_at
from engine.resolve.tree import Node, child
from engine.sections.lowered import TASK

ENTRIES: Mapping[str, str] = {"letters": "thresholds", "safe_and_well": "visits"}
"""Sections that say some fields for all their entries, and where those are: an entry's own takes their place."""
_HANDED_ON = frozenset({*TASK, "at_most"})
_IN_AN_ENTRY = 4
"""How long the path of a field of an entry is."""


def effective(root: Node, path: Path) -> dict[Path, Node]:
    """Give everything that a path means, by its full path; for an entry that lacks the field, what its section says."""
    found = matches(root, path)
    if not _is_handed_on(path):
        return found
    for_all = part_at(root, (path[0], path[3]))
    if for_all is not None:
        lacking = (at for at, entry in matches(root, path[:3]).items() if child(entry, path[3]) is None)
        found |= {(*at, path[3]): for_all for at in lacking}
    return found


def overriding(root: Node, path: Path) -> dict[Path, Node]:
    """Give the fields of entries that stand in the place of what a section says for all of them at a path."""
    if len(path) != 2 or path[0] not in ENTRIES or path[1] not in _HANDED_ON:
        return {}
    return matches(root, (path[0], ENTRIES[str(path[0])], "*", path[1]))


def in_other_words(root: Node, path: Path) -> dict[Path, Node]:
    """Give the limits of the letters that a path means which are said in another way, by their own paths."""
    if not is_limit_of_letter(path):
        return {}
    others = sorted(LIMITS - {str(path[3])})
    return {at: node for other in others for at, node in matches(root, (*path[:3], other)).items()}


def is_limit_of_letter(path: Path) -> bool:
    """Whether a path is that of a letter's limit, which can be said in several ways."""
    return len(path) == _IN_AN_ENTRY and path[:2] == ("letters", "thresholds") and path[3] in LIMITS


def is_entry_field(path: Path) -> bool:
    """Whether a path is that of a field of a section's entry."""
    return len(path) == _IN_AN_ENTRY and path[0] in ENTRIES and path[1] == ENTRIES[str(path[0])]


def once_each(then: Mapping[Path, Node], now: Mapping[Path, Node]) -> dict[Path, Node]:
    """Leave out of the parts there are now those that are the same part as another: one place is told of once."""
    kept: dict[tuple[int, int], Path] = {}
    for at, node in now.items():
        kept.setdefault((id(node), id(then.get(at))), at)
    return {at: now[at] for at in kept.values()}


def _is_handed_on(path: Path) -> bool:
    return is_entry_field(path) and path[3] in _HANDED_ON


def steps_asking(at: Path, then: Node, now: Node) -> dict[Path, tuple[Node | None, Node]]:
    """Give the steps' own conditions, before and now, that stand in the place of a ladder's `when` and did not."""
    if at[:1] != ("ladders",) or at[2:] != ("when",):
        return {}
    steps = (*at[:2], "steps")
    before, after = part_at(then, steps), part_at(now, steps)
    asked = {name: child(step, "when") for name, step in children(before)} if before is not None else {}
    found: dict[Path, tuple[Node | None, Node]] = {}
    for name, step in children(after) if after is not None else ():
        own = child(step, "when")
        was = asked.get(name)
        if own is not None and (was is None or was.value != own.value):
            found[(*steps, name, "when")] = was, own
    return found
