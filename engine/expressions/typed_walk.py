"""Go through a typed tree: what it reads, and what it is with something put in for a variable."""

from dataclasses import replace

from engine.expressions.typed import Constant, Each, Read, Step, Typed

_SCHOOL_TIME = frozenset({"school days between", "school weeks between", "add school days", "is school day"})


def parts(typed: Typed) -> tuple[Typed, ...]:
    """Give what stands directly under a node."""
    match typed:
        case Step():
            return typed.arguments
        case Each():
            return (typed.source, typed.condition)
    return ()


def is_fixed(typed: Typed) -> bool:
    """Say whether an expression has one and the same value in every record."""
    if isinstance(typed, Constant):
        return True
    if isinstance(typed, Read) or (isinstance(typed, Step) and typed.operator in _SCHOOL_TIME):
        return False
    # The variable of `some` is a Read, so such an expression counts as one that varies.
    return all(is_fixed(part) for part in parts(typed))


def reads_with_types(typed: Typed) -> dict[str, str]:
    """Give the names that an expression reads, without its own variables, and their types."""
    found: dict[str, str] = {}
    _read(typed, frozenset(), found)
    return found


def _read(typed: Typed, variables: frozenset[str], found: dict[str, str]) -> None:
    # the walk that is walked most: the kinds are asked for in the order in which they are met
    if isinstance(typed, Step):
        for part in typed.arguments:
            _read(part, variables, found)
    elif isinstance(typed, Read):
        if typed.name not in variables:
            found[typed.name] = typed.type
    elif isinstance(typed, Each):
        _read(typed.source, variables, found)
        _read(typed.condition, variables | {typed.variable}, found)


def put_in(typed: Typed, variable: str, item: Typed) -> Typed:
    """Give an expression with an item in the place of a variable."""
    match typed:
        case Read():
            return item if typed.name == variable else typed
        case Step():
            return replace(typed, arguments=tuple(put_in(part, variable, item) for part in typed.arguments))
        case Each():
            source = put_in(typed.source, variable, item)
            if typed.variable == variable:
                return replace(typed, source=source)
            return replace(typed, source=source, condition=put_in(typed.condition, variable, item))
    return typed
