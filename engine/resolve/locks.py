"""What layers lock: fixed values and bounds, held to by the policy in force whoever would loosen them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.diagnostics import Diagnostic, Severity
from engine.document import Path, said, split_path
from engine.policy import Layer, Lock, PolicyInForce
from engine.resolve.bounded import bounded, is_limit
from engine.resolve.bounds import BOUNDS
from engine.resolve.breach import breach
from engine.resolve.levels import levels
from engine.resolve.otherwise import effective, in_other_words, once_each, overriding
from engine.resolve.paths import children, impossible, misnamed, part_at
from engine.resolve.standing import Case, Standing
from engine.resolve.tree import Node, plain
from engine.validate.near import listed, meant

_FEWEST = 2
"""Of so many layers the second extends the first, or nothing is laid over anything."""


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


def keep(policy: PolicyInForce, stood: Sequence[Standing]) -> list[Diagnostic]:
    """Find what breaks a lock; `stood` is the policy as it stood after each layer.

    Yields: R010 a lock broken, R011 a lock on nothing, R012 a bound that cannot be compared, R027 items of two layers
    that bear one name by chance.
    """
    found: list[Diagnostic] = []
    for lock in policy.locks:
        found += _kept(Case(policy, lock, stood[lock.layer], stood[-1]))
        if lock.layer:
            from engine.resolve.strangers import held_above  # no single file has a layer that another stands above

            found += held_above(policy, lock, stood)
    if len(policy.layers) > _FEWEST:
        from engine.resolve.strangers import mixed

        told = [_about(each) for each in found]
        found += (each for each in mixed(policy, stood) if not any(_is_within(path, _about(each)) for path in told))
    return found


def _about(found: Diagnostic) -> str:
    """Give the path with which a message begins."""
    return found.message.split("`")[1]


def _is_within(path: str, item: str) -> bool:
    return path == item or path.startswith(f"{item}.")


def wrong_path(lock: Lock, step: str, allowed: list[str]) -> Diagnostic:
    """Say that no policy has what a lock's path asks for."""
    act = meant(step, allowed, f"there it could be {listed(allowed, 40)}")
    return Diagnostic("R011", f"`{lock.path}`: no policy has a `{step}` there", lock.place, act)


def _kept(case: Case) -> Iterator[Diagnostic]:
    lock = case.lock
    path = split_path(lock.path)
    if path is None:
        yield _wrong(case, "R011", f"`{lock.path}` cannot be read as a path", "write it as in `registers.am.*.closes`")
        return
    wrong = impossible(path)
    if wrong is not None:
        yield wrong_path(lock, *wrong)
        return
    is_fixed = lock.bounds.get("fixed") == "true"
    if path == ("lint",) and is_fixed:
        path = ("lint", "*")
    if not is_fixed and not any(bound in lock.bounds for bound in BOUNDS):
        act = f"write `fixed: true`, or one of {listed(BOUNDS)}"
        yield _wrong(case, "R011", f"`{lock.path}` is locked to nothing", act)
        return
    unmeasured = [f"{bound}: {lock.bounds[bound]}" for bound in BOUNDS if not is_limit(case, bound)]
    if unmeasured:
        act = "write an amount, a time, a date, or `30 minutes after opens`"
        yield _wrong(case, "R012", f"`{unmeasured[0]}` is no bound that something can be compared with", act)
        return
    then, now = effective(case.then.tree, path), effective(case.now.tree, path)
    reworded = {} if is_fixed else in_other_words(case.now.tree, path)
    kept = {(*at[:-1], path[-1]) for at in reworded}
    if path[0] == "lint":
        # A finding has its level whether or not a layer says so: a lock on one never is a lock on nothing.
        yield from levels(case, path, then, now, is_fixed=is_fixed)
    elif not then and not now and not reworded:
        yield from _nothing(case, path)
        return
    elif is_fixed and "*" not in path and not then:
        act = "give it its value in this layer, or above"
        yield _wrong(case, "R011", f"`{lock.path}` is fixed, and has no value here to be fixed at", act)
    for at, node in once_each(now, then).items():
        if at in kept:
            continue
        if at not in now and (is_fixed or "*" not in path or part_at(case.now.tree, at[:-1]) is not None):
            yield _gone(case, at, node)
        elif is_fixed:
            from engine.resolve.fixed import fixed  # few policies fix anything

            yield from fixed(case, at, node, now[at])
    parts = [(at, node, then.get(at)) for at, node in once_each(then, now).items()]
    parts += [(at, node, then.get((*at[:-1], path[-1]))) for at, node in reworded.items()]
    for at, node in overriding(case.now.tree, path).items():
        before = part_at(case.then.tree, at)
        if before is not None and plain(before) == plain(node):
            continue
        if not is_fixed:
            parts.append((at, node, before))
        elif path in then and plain(then[path]) != plain(node):
            yield _in_place(case, at, node, then[path])
    yield from _once(case, [each for at, node, was in parts for each in bounded(case, at, node, was)])


def _in_place(case: Case, at: Path, node: Node, then: Node) -> Diagnostic:
    """Say that an entry of a section says for itself what the section says for all, and that is fixed."""
    own = f"is `{node.value}`" if isinstance(node.value, str) else "is said"
    what = f"{own} in place of `{said((at[0], at[3]))}`, which is fixed"
    return breach(case, at, what, node, then)


def _once(case: Case, found: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """Tell what is wrong with the lock itself once, with every place that shows it."""
    wrong = [each for each in found if each.place == case.lock.place]
    if wrong:
        yield replace(wrong[0], also=tuple(also for each in wrong for also in each.also))
    yield from (each for each in found if each.place != case.lock.place)


def _gone(case: Case, at: Path, node: Node) -> Diagnostic:
    """Say that something locked is no longer there, and where another field was put in its place."""
    beside = part_at(case.now.tree, at[:-1])
    for key, instead in children(beside) if beside is not None else ():
        if any(shadow.place == case.place(node) for shadow in instead.origin.shadowed):
            return breach(case, at, f"was taken away for `{key}: {plain(instead)}`", instead, node)
    return breach(case, at, "was taken away", None, node)


def _nothing(case: Case, path: Path) -> Iterator[Diagnostic]:
    # A pattern may wait for what a policy need not have, such as registers; a name that nothing has is a slip.
    if "*" in path and not misnamed(case.now.tree, path):
        return
    message = f"`{case.lock.path}` is locked, and nothing in the policy is called that"
    made_of = case.now.written(path[:2])
    act = "correct the path, or take the lock out"
    if made_of != path[:2]:
        act = f"`{said(path[:2])}` is made of `{said(made_of)}`: lock that"
    # In a trust's own file, what only its schools have is not there yet.
    severity = Severity.ERROR if case.policy.layers[-1].kind == "school" else Severity.WARNING
    yield Diagnostic("R011", message, case.lock.place, act, severity)


def _wrong(case: Case, code: str, message: str, act: str) -> Diagnostic:
    return Diagnostic(code, message, case.lock.place, act)
