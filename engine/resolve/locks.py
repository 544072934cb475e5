"""What layers lock: fixed values and bounds, held to by the policy in force whoever would loosen them."""

from collections.abc import Iterator, Mapping

from engine.diagnostics import Diagnostic, Severity
from engine.document import Path, Value, said, split_path
from engine.policy import Layer, Lock, PolicyInForce
from engine.resolve.bounds import BOUNDS, RELATIVE, clock, keeps, measured
from engine.resolve.depends import whole
from engine.resolve.merge import ANNOTATIONS
from engine.resolve.tree import Node, child, name_of, plain
from engine.source import Place
from engine.validate.near import listed, meant
from engine.validate.shape import fields_of, shape_at

_BESIDE_WHEN = ("for", "unless", "in_force")
"""What can silence a rule as well as its condition can: a rule whose `when` is fixed keeps these too."""


def locks_of(layers: list[Layer], layer: int) -> list[Lock]:
    """Read the locks of one layer."""
    document = layers[layer].document
    value = document.value.get("lock") if isinstance(document.value, dict) else None
    found: list[Lock] = []
    for path, lock in value.items() if isinstance(value, dict) else ():
        if isinstance(lock, dict):
            texts = {key: text for key, text in lock.items() if isinstance(text, str)}
            reason = texts.pop("reason", "")
            found.append(Lock(path, texts, reason, layer, document.key_place(("lock", path))))
    return found


def keep(policy: PolicyInForce, trees: list[Node]) -> list[Diagnostic]:
    """Find what breaks a lock; `trees` are the policy as it stood after each layer.

    Yields: R010 a lock broken, R011 a lock on nothing, R012 a bound that cannot be compared.
    """
    found: list[Diagnostic] = []
    for lock in policy.locks:
        found += _Keeping(policy, trees, lock).found()
    return found


class _Keeping:
    """One lock, and the policy as it stood when it was set and as it stands now."""

    def __init__(self, policy: PolicyInForce, trees: list[Node], lock: Lock) -> None:
        self.policy = policy
        self.lock = lock
        self.then = trees[lock.layer]
        self.now = trees[-1]
        self.who = policy.layers[lock.layer].name

    def found(self) -> Iterator[Diagnostic]:
        path = split_path(self.lock.path)
        if path is None:
            yield self._lock(
                "R011", f"`{self.lock.path}` cannot be read as a path", "write it as in `registers.am.*.closes`"
            )
            return
        wrong = _impossible(path)
        if wrong is not None:
            yield wrong_path(self.lock, *wrong)
            return
        fixed = self.lock.bounds.get("fixed") == "true"
        if not fixed and not any(bound in self.lock.bounds for bound in BOUNDS):
            act = f"write `fixed: true`, or one of {listed(BOUNDS)}"
            yield self._lock("R011", f"`{self.lock.path}` is locked to nothing", act)
            return
        unmeasured = [f"{bound}: {self.lock.bounds[bound]}" for bound in BOUNDS if not self._is_limit(bound)]
        if unmeasured:
            act = "write an amount, a time, a date, or `30 minutes after opens`"
            yield self._lock("R012", f"`{unmeasured[0]}` is no bound that something can be compared with", act)
            return
        then, now = _each(_matches(self.then, path)), _each(_matches(self.now, path))
        if not then and not now:
            yield from self._nothing(path)
            return
        literal = "*" not in path
        if fixed and literal and not then:
            yield self._lock(
                "R011",
                f"`{self.lock.path}` is fixed, and has no value here to be fixed at",
                "give it its value in this layer, or above",
            )
        for at, node in then.items():
            if at not in now and (fixed or literal):
                yield self._broken(at, None, node, "was taken away")
            elif fixed and at in now:
                yield from self._changed(at, node, now[at])
        for at, node in now.items():
            for bound in BOUNDS:
                if bound in self.lock.bounds:
                    yield from self._bounded(bound, at, node, then.get(at))

    def _is_limit(self, bound: str) -> bool:
        """Whether a bound is left out or has a size, which it may take from fields of the entry that it bounds."""
        text = self.lock.bounds.get(bound)
        return text is None or measured(text, {}) is not None or RELATIVE.fullmatch(text) is not None

    def _nothing(self, path: Path) -> Iterator[Diagnostic]:
        # A pattern may wait for what a policy need not have, such as registers; a name that nothing has is a slip.
        if "*" in path and not self._misnamed(path):
            return
        message = f"`{self.lock.path}` is locked, and nothing in the policy is called that"
        found = self._lock("R011", message, "correct the path, or take the lock out")
        # In a trust's own file, what only its schools have is not there yet.
        severity = Severity.ERROR if self.policy.layers[-1].kind == "school" else Severity.WARNING
        yield Diagnostic(found.code, found.message, found.place, found.help, severity)

    def _misnamed(self, path: Path) -> bool:
        for length, step in enumerate(path, 1):
            if not any(_matches(self.now, path[:length])):
                holder = shape_at(_known(path[: length - 1]))
                return step != "*" and holder is not None and holder.kind != "fields"
        return False

    def _changed(self, at: Path, then: Node, now: Node) -> Iterator[Diagnostic]:
        if isinstance(then.value, dict) and isinstance(now.value, dict):
            for key in dict.fromkeys([*then.value, *now.value]):
                before, after = then.value.get(key), now.value.get(key)
                if key not in ANNOTATIONS and (before and plain(before)) != (after and plain(after)):
                    yield self._broken(
                        (*at, key), after, before or then, "is changed, and is fixed" if after else "was taken away"
                    )
        elif plain(then) != plain(now):
            yield self._broken(
                at, now, then, f"is `{_short(now)}`, and is fixed" if _is_text(now) else "is changed, and is fixed"
            )
        if at[-1] == "when" and len(at) > 1:
            for field in _BESIDE_WHEN:
                before, after = _at(self.then, (*at[:-1], field)), _at(self.now, (*at[:-1], field))
                if after is not None and (before is None or plain(before) != plain(after)):
                    yield self._broken((*at[:-1], field), after, then, "is changed beside a condition that is fixed")
        before_names, after_names = whole(self.then, then), whole(self.now, now)
        for name, before in before_names.items():
            after = after_names.get(name)
            if after is not None and _said_of(before) != _said_of(after) and after is not now:
                yield self._broken(name, after, before, f"is changed, and `{said(at)}`, which rests on it, is fixed")

    def _bounded(self, bound: str, at: Path, node: Node, then: Node | None) -> Iterator[Diagnostic]:
        limit_text = self.lock.bounds[bound]
        entry = _beside(self.now, at)
        for text, where in self._texts(node):
            value, limit = measured(text, entry), measured(limit_text, entry)
            if value is None or limit is None or value.unit != limit.unit:
                what = text if value is None else limit_text
                message = f"`{said(at)}` is `{text}`, which cannot be compared with {BOUNDS[bound]} `{limit_text}`"
                if value is None or limit is None:
                    message += f": `{what}` has no size here"
                place = self._place(where)
                yield Diagnostic(
                    "R012", message, place, "use the same unit in both", also=(("locked here", self.lock.place),)
                )
            elif not keeps(bound, value, limit):
                here = f" ({clock(limit)} here)" if RELATIVE.fullmatch(limit_text) else ""
                yield self._broken(at, where, then, f"is `{text}`, and must be {BOUNDS[bound]} `{limit_text}`{here}")

    def _texts(self, node: Node) -> Iterator[tuple[str, Node]]:
        """Give every text that a value can have: each dated entry's, and those of the value it names."""
        if isinstance(node.value, list):
            for item in node.value:
                inner = child(item, "value")
                yield from self._texts(inner) if inner is not None else ()
        elif isinstance(node.value, str):
            named = _at(self.now, ("values", node.value))
            if named is not None and named is not node:
                yield from self._texts(named)
            else:
                yield node.value, node

    def _broken(self, at: Path, now: Node | None, then: Node | None, what: str) -> Diagnostic:
        set_ = then if then is not None and (now is None or then.origin != now.origin) else None
        also = [(f"set here, in `{self._layer(set_)}`", self._place(set_))] if set_ is not None else []
        also += [(shadow.layer, shadow.place) for shadow in (now.origin.shadowed if now and set_ is None else ())]
        also.append((f"locked here, in `{self.who}`: {self.lock.reason}", self.lock.place))
        place = self._place(now) if now is not None else self._removed(at)
        message = f"`{said(at)}` {what}: `{self.who}` locks it, because {self.lock.reason}"
        return Diagnostic(
            "R010", message, place, "take the change out, or ask those who set the lock", also=tuple(also)
        )

    def _removed(self, at: Path) -> Place:
        """Give the place of the `remove` that took something away."""
        for layer in reversed(self.policy.layers[self.lock.layer :]):
            names = layer.document.value.get("remove") if isinstance(layer.document.value, dict) else None
            for number, name in enumerate(names if isinstance(names, list) else []):
                if isinstance(name, str) and (name in at or split_path(name) == at[: len(split_path(name) or ())]):
                    return layer.document.place(("remove", number))
        return self.lock.place

    def _place(self, node: Node) -> Place:
        return self.policy.layers[node.origin.layer].document.place(node.origin.path)

    def _layer(self, node: Node) -> str:
        return self.policy.layers[node.origin.layer].name

    def _lock(self, code: str, message: str, act: str) -> Diagnostic:
        return Diagnostic(code, message, self.lock.place, act)


def wrong_path(lock: Lock, step: str, allowed: list[str]) -> Diagnostic:
    """Say that no policy has what a lock's path asks for."""
    act = meant(step, allowed, f"there it could be {listed(allowed, 40)}")
    return Diagnostic("R011", f"`{lock.path}`: no policy has a `{step}` there", lock.place, act)


def _impossible(path: Path) -> tuple[str, list[str]] | None:
    """Give the step that no policy can have, and those it could; None where the path can be."""
    for length, step in enumerate(path, 1):
        here = shape_at(_known(path[: length - 1]))
        if here is not None and here.kind != "text" and shape_at(_known(path[:length])) is None:
            return str(step), list(fields_of(here.model)) if here.model is not None else []
    return None


def _known(path: Path) -> Path:
    """Give a path as the models know it: a position for the name of an item, any field for `*`."""
    known: Path = ()
    for step in path:
        here = shape_at(known)
        if here is not None and here.kind == "list":
            known = (*known, 0)
        elif step == "*" and here is not None and here.model is not None:
            known = (*known, next(iter(fields_of(here.model))))
        else:
            known = (*known, step)
    return known


def _each(matches: Iterator[tuple[Path, Node]]) -> dict[Path, Node]:
    """Keep every match, also where a rule has two tasks that do the same: the second of a name is told apart."""
    found: dict[Path, Node] = {}
    for at, node in matches:
        number = 0
        while (unique := (*at, number) if number else at) in found:
            number += 1
        found[unique] = node
    return found


def _matches(node: Node, path: Path, at: Path = ()) -> Iterator[tuple[Path, Node]]:
    if not path:
        yield at, node
        return
    step, rest = path[0], path[1:]
    if step == "*":
        for name, inner in _children(node):
            yield from _matches(inner, rest, (*at, name))
        return
    for name, inner in _children(node):
        if name == step:
            yield from _matches(inner, rest, (*at, name))


def _children(node: Node) -> Iterator[tuple[str | int, Node]]:
    if isinstance(node.value, dict):
        yield from node.value.items()
    elif isinstance(node.value, list):
        for at, item in enumerate(node.value):
            yield name_of(item) or name_of(item, "do") or at, item


def _at(node: Node, path: Path) -> Node | None:
    inner: Node | None = node
    for step in path:
        inner = next((part for name, part in _children(inner) if name == step), None) if inner is not None else None
    return inner


def _beside(root: Node, at: Path) -> Mapping[str, Value]:
    holder = _at(root, at[:-1])
    value = plain(holder) if holder is not None else None
    return value if isinstance(value, dict) else {}


def _said_of(node: Node) -> Value:
    """Give what a part decides: its value without the annotations of the item."""
    value = plain(node)
    return {key: inner for key, inner in value.items() if key not in ANNOTATIONS} if isinstance(value, dict) else value


def _is_text(node: Node) -> bool:
    return isinstance(node.value, str)


def _short(node: Node) -> str:
    text = str(node.value)
    return text if len(text) <= 60 else text[:57] + "…"
