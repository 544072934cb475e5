"""The order in which rules, ladders and tables of one check are looked at: who is named comes first."""

from collections.abc import Iterable, Mapping


def in_order(names: Iterable[str], needs: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sort names so that each comes after those that it needs, else in the order given.

    Gives the order, and a circle where there is one (then the order holds only those outside circles).

    >>> in_order(["a", "b", "c"], {"a": ["c"]})
    (('c', 'a', 'b'), ())
    >>> in_order(["a", "b"], {"a": ["b"], "b": ["a"]})
    ((), ('a', 'b', 'a'))
    """
    known = list(dict.fromkeys(names))
    inside = set(known)
    done: list[str] = []
    state: dict[str, int] = {}
    for root in known:
        stack: list[tuple[str, list[str]]] = []
        if root not in state:
            state[root] = 1
            stack.append((root, [each for each in needs.get(root, ()) if each in inside]))
        while stack:
            name, waiting = stack[-1]
            if not waiting:
                stack.pop()
                state[name] = 2
                done.append(name)
                continue
            following = waiting.pop(0)
            if state.get(following) == 1:
                chain = [each for each, _ in stack]
                circle = chain[chain.index(following) :]
                least = circle.index(min(circle, key=known.index))
                turned = circle[least:] + circle[:least]
                return tuple(each for each in done if each not in circle), (*turned, turned[0])
            if following not in state:
                state[following] = 1
                stack.append((following, [each for each in needs.get(following, ()) if each in inside]))
    return tuple(done), ()
