"""A change since an approval -> a sentence with the words then and now."""

from engine.approvals.changes import Change
from engine.approvals.tree import Label, Leaf, Node, named
from engine.validate.near import listed

_LONGEST = 88
_AROUND = 30
_MOST = 6


def in_words(change: Change, since: str) -> str:
    """Say what has become of a part; `since` says since when, as in `since it was approved on 1 September 2025`."""
    name = named(change.labels)
    label = change.labels[-1]
    if change.kind == "gone":
        assert change.then is not None
        return f"`{name}` was taken out {since}: {_quoted(label, change.then)}"
    assert change.now is not None
    if change.kind == "added":
        return f"`{name}` was added {since}: {_quoted(label, change.now)}"
    if change.kind == "renamed":
        return f"`{name}` was renamed {since}: it was called `{change.key}`"
    if change.kind == "moved":
        return f"`{name}` was moved {since}: it stood at another place of its list"
    assert change.then is not None
    then, now = _both(change.then, change.now)
    return f"`{name}` was changed {since}: {then}, now {now}"


def _quoted(label: Label, node: Node) -> str:
    if isinstance(node, Leaf):
        said = _short(_text(node))
        return f"`{label}: {said}`" if isinstance(label, str) else f"`{said}`"
    keys = [str(each) if isinstance(each, str) else _short(_first(node.parts[each])) for each in node.parts]
    return f"with {listed(keys, _MOST)}"


def _first(node: Node) -> str:
    while not isinstance(node, Leaf):
        node = next(iter(node.parts.values()))
    return _text(node)


def _both(then: Node, now: Node) -> tuple[str, str]:
    """Give the words of both; of long ones those around the first that differ."""
    if not isinstance(then, Leaf) or not isinstance(now, Leaf):
        return _whole(then), _whole(now)
    old, new = _text(then), _text(now)
    if max(len(old), len(new)) <= _LONGEST:
        return f"`{old}`", f"`{new}`"
    first = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    return f"`{_window(old, first)}`", f"`{_window(new, first)}`"


def _whole(node: Node) -> str:
    if isinstance(node, Leaf):
        return f"`{_short(_text(node))}`"
    return f"{'a mapping' if node.kind == 'mapping' else 'a list'} of {listed(map(str, node.parts), _MOST)}"


def _window(text: str, first: int) -> str:
    begin = max(first - _AROUND, 0)
    return f"{'…' if begin else ''}{_short(text[begin:])}"


def _text(leaf: Leaf) -> str:
    if isinstance(leaf.said, str):
        return " ".join(leaf.said.split())
    return "" if leaf.said is None else "{}" if isinstance(leaf.said, dict) else "[]"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
