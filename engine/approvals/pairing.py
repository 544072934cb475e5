"""Parts of a mapping or a list then and now -> which of them are one and the same."""

from typing import TypeAlias

from engine.approvals.tree import Branch, Label, Labels, Leaf, Node, leaves

_ALIKE = 0.5
"""From this share of equal parts on, two parts of different names or places are taken for one that was changed."""

_MOST = 10_000
"""So many likenesses are looked at; where more is left it is another list, and told as what is gone and what is new."""

Content: TypeAlias = tuple[tuple[Labels, str], ...]


def pair(then: Branch, now: Branch) -> list[tuple[Label, Label]]:
    """Give labels then beside labels now, in the order of then; what is only then or only now is left out.

    Parts are paired by name, then those that say the same, then those of a list that say nearly the same.
    """
    found: dict[Label, Label] = {label: label for label in then.parts if isinstance(label, str) and label in now.parts}
    if now.kind != "mapping":
        _crossed(then, now, found)
    _same(then, now, found)
    if now.kind != "mapping":
        _alike(then, now, found)
    order = {label: number for number, label in enumerate(then.parts)}
    return sorted(found.items(), key=lambda each: order[each[0]])


def same_text(then: object, now: object) -> bool:
    """Whether two values say the same; how a text is broken into lines says nothing."""
    if isinstance(then, str) and isinstance(now, str):
        return then.split() == now.split()
    return then == now


def _left(then: Branch, now: Branch, found: dict[Label, Label]) -> tuple[list[Label], list[Label]]:
    taken = set(found.values())
    return [each for each in then.parts if each not in found], [each for each in now.parts if each not in taken]


def _same(then: Branch, now: Branch, found: dict[Label, Label]) -> None:
    """Pair parts of one content, those of a list in the order of both as far as they keep it."""
    before, after = _left(then, now, found)
    old, new = [_content(then.parts[each]) for each in before], [_content(now.parts[each]) for each in after]
    if now.kind != "mapping" and old and new:
        from difflib import SequenceMatcher  # mostly nothing has changed

        for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
            for step in range(block.size):
                found[before[block.a + step]] = after[block.b + step]
    used = set(found.values())
    free: dict[Content, list[Label]] = {}
    for other, content in zip(reversed(after), reversed(new), strict=True):
        if other not in used:
            free.setdefault(content, []).append(other)
    for label, content in zip(before, old, strict=True):
        if label not in found and free.get(content):
            found[label] = free[content].pop()


def _alike(then: Branch, now: Branch, found: dict[Label, Label]) -> None:
    """Pair what is left of a list with what is most like it; of two alike, with the one at its own place."""
    before, after = _left(then, now, found)
    if len(before) * len(after) > _MOST:
        return
    old_places = {label: number for number, label in enumerate(then.parts)}
    new_places = {label: number for number, label in enumerate(now.parts)}
    scores = sorted(
        (
            (-_likeness(then.parts[old], now.parts[new]), abs(old_places[old] - new_places[new]), old, new)
            for old in before
            for new in after
        ),
        key=lambda each: (*each[:2], old_places[each[2]], new_places[each[3]]),
    )
    taken = set(found.values())
    for score, _, old, new in scores:
        if -score >= _ALIKE and old not in found and new not in taken:
            found[old] = new
            taken.add(new)


def _crossed(then: Branch, now: Branch, found: dict[Label, Label]) -> None:
    """Let go of names that two items have exchanged, so that each is paired with what it says."""
    unlike = [each for each in found if _likeness(then.parts[each], now.parts[each]) < _ALIKE]
    if len(unlike) ** 2 > _MOST:
        return
    for label in unlike:
        if any(_likeness(then.parts[label], now.parts[other]) > _ALIKE for other in unlike if other != label):
            del found[label]


def _content(node: Node) -> Content:
    """Give what a part says in a form that can be compared and looked up."""
    return tuple((labels, _plain(leaf)) for labels, leaf in leaves(node))


def _plain(leaf: Leaf) -> str:
    return " ".join(leaf.said.split()) if isinstance(leaf.said, str) else repr(leaf.said)


def _likeness(then: Node, now: Node) -> float:
    if isinstance(then, Leaf) and isinstance(now, Leaf):
        from difflib import SequenceMatcher

        return SequenceMatcher(None, _plain(then), _plain(now), autojunk=False).ratio()
    old, new = set(_content(then)), set(_content(now))
    return 2 * len(old & new) / (len(old) + len(new))
