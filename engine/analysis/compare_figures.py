"""Figures, flags and sets, side by side."""

from collections.abc import Iterator

from engine.analysis.compare_acting import amount_said, differing_days
from engine.analysis.differences import Difference, Instance, Same
from engine.analysis.opened import RULE, SESSION, Opener
from engine.analysis.pair import Pair
from engine.analysis.renaming import renamed
from engine.expressions.typed import Read, Step, Typed
from engine.expressions.types import BOOLEAN
from engine.model.amounts import Amount, Named, amount_or_name
from engine.model.measures import Measure
from engine.model.windows import Fixed, Last, Previous, Spell, Stretch, Window

_LASTING = ("rest of term", "next term")


def compare_figures(pair: Pair) -> Iterator[Difference | Same]:
    """Give the differences of figures: what is counted, and over which window."""
    first, second = (side.bound.model.measures for side in pair.sides)
    removed = {name: name for name in first if name not in second}
    added = {name: name for name in second if name not in first}
    yield from _alone(
        pair, "figure", "measures", removed, added, lambda one, other: _same_figure(pair, one, other) is True
    )
    for name in sorted(first.keys() & second.keys()):
        alike = _same_figure(pair, name, name)
        origins = pair.origins("measures", name)
        if alike is True:
            yield Same("figure", name, bool(origins))
        elif alike is None:
            yield Difference("figure", name, "not proved", (), (), origins)
        else:
            says = tuple(_says(pair, first[name], second[name]))
            yield Difference("figure", name, "changed", says, tuple(_examples(pair, name)), origins)


def _alone(
    pair: Pair, kind: str, section: str, removed: dict[str, str], added: dict[str, str], alike: object
) -> Iterator[Difference]:
    assert callable(alike)
    for name, other in list(renamed(removed, added, alike)):
        removed.pop(name)
        added.pop(other)
        origins = (pair.origin(0, (section, name), name), pair.origin(1, (section, other), other))
        yield Difference(kind, name, "renamed", (f"B calls it `{other}`; it is the same",), (), origins)
    for held, change, side in ((removed, "removed", 0), (added, "added", 1)):
        for name in held:
            origin = pair.origin(side, (section, name), pair.item(side, (section, name)))
            yield Difference(kind, name, change, (), (), (origin,))


def _opened(opener: Opener, name: str) -> Typed:
    return opener.normal(opener.open(Read(name, opener.bound.quantities[name]), RULE))


def _same_figure(pair: Pair, name: str, other: str) -> bool | None:
    """Whether two figures are the same; None where that is not proved."""
    one, two = _opened(pair.sides[0].opener, name), _opened(pair.sides[1].opener, other)
    if one == two:
        return True
    if isinstance(one, Read) and isinstance(two, Read):
        return False
    if one.type != two.type:
        return False
    if one.type == BOOLEAN:
        return pair.equal(one, two).holds
    return pair.questions.never(Step("!=", (one, two), BOOLEAN)).holds


def _says(pair: Pair, a: Measure, b: Measure) -> Iterator[str]:
    if a.kind != b.kind or (a.count or a.in_a_row) != (b.count or b.in_a_row):
        words = [f"{each.kind.replace('_', ' ')} {each.count or each.in_a_row or ''}".strip() for each in (a, b)]
        yield f"it is `{words[0]}` in A and `{words[1]}` in B"
    openers = [side.opener for side in pair.sides]
    windows = [_windows(opener, each) for opener, each in zip(openers, (a, b), strict=True)]
    if windows[0] != windows[1]:
        yield f"it looks at {windows[0]} in A and {windows[1]} in B"
    for field, word in (("ends", "ends so long ago"), ("at_least", "is known from")):
        said = [
            None if getattr(each, field) is None else _amounts(opener, getattr(each, field))
            for opener, each in zip(openers, (a, b), strict=True)
        ]
        if said[0] != said[1]:
            yield f"it {word}: {said[0] or 'not given'} in A, {said[1] or 'not given'} in B"
    yield from differing_days(a, b)
    for field in ("whole", "strict", "overlapping", "in_", "at", "since", "value"):
        one, other = getattr(a, field), getattr(b, field)
        if one != other:
            yield f"`{field.rstrip('_')}` is {_plain(one)} in A and {_plain(other)} in B"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "not given" if value is None else f"`{value}`"


def _amounts(opener: Opener, amount: Amount | Named) -> str:
    return " or ".join(amount_said(each) for each in opener.amounts(amount))


def _windows(opener: Opener, measure: Measure) -> str:
    default = "all the time" if measure.in_a_row is not None else "the year"
    return " and ".join(_window(opener, each) for each in measure.over or ()) or default


def _window(opener: Opener, window: Window) -> str:
    match window:
        case Fixed():
            return f"the {window.period.replace('_', ' ')}"
        case Previous():
            return f"the previous {window.period.replace('_', ' ')}"
        case Last():
            return f"the last {_amounts(opener, window.amount)}"
        case Spell():
            return f"the spell of {window.of}"
        case Stretch():
            return f"`{window.name}`"
    return "the row"


def _examples(pair: Pair, name: str) -> Iterator[Instance]:
    """Give the plainest sessions that one side counts and the other does not."""
    for field in ("of", "percent"):
        trees = []
        for side in pair.sides:
            measure = side.bound.model.measures[name]
            scope = side.opener.scope_of_count(measure) if field == "of" else SESSION
            trees.append((side.opener.path(("measures", name, field), scope), scope))
        (one, scope), (other, other_scope) = trees
        if one is None or other is None or scope != other_scope:
            continue
        yield from _sides(pair, one, other, "counts it", "does not")


def _sides(pair: Pair, one: Typed, other: Typed, yes: str, no: str) -> Iterator[Instance]:
    for first, second, a, b in ((one, other, yes, no), (other, one, no, yes)):
        answer = pair.questions.covered(first, second)
        if answer.example is not None:
            yield Instance(pair.in_words(answer.example), a, b)


def compare_sets(pair: Pair) -> Iterator[Difference | Same]:
    """Give the differences of sets of sessions."""
    first, second = (side.bound.model.sets for side in pair.sides)
    removed = {name: name for name in first if name not in second}
    added = {name: name for name in second if name not in first}

    def alike(one: str, other: str) -> bool:
        trees = [side.opener.path(("sets", name), SESSION) for side, name in zip(pair.sides, (one, other), strict=True)]
        return trees[0] is not None and trees[1] is not None and pair.equal(trees[0], trees[1]).proved

    yield from _alone(pair, "set", "sets", removed, added, alike)
    for name in sorted(first.keys() & second.keys()):
        trees = [side.opener.path(("sets", name), SESSION) for side in pair.sides]
        if trees[0] is None or trees[1] is None:
            continue
        answer = pair.equal(trees[0], trees[1])
        origins = pair.origins("sets", name)
        if answer.holds:
            yield Same("set", name, bool(origins), answer.within)
        elif answer.holds is None:
            yield Difference("set", name, "not proved", (), (), origins)
        else:
            examples = tuple(_sides(pair, trees[0], trees[1], "has it", "has not"))
            yield Difference("set", name, "changed", (), examples, origins)


def compare_flags(pair: Pair) -> Iterator[Difference | Same]:
    """Give the differences of flags: who or what sets them, and what ends them."""
    first, second = (side.bound.model.flags for side in pair.sides)
    removed = {name: name for name in first if name not in second}
    added = {name: name for name in second if name not in first}
    yield from _alone(pair, "flag", "flags", removed, added, lambda one, other: False)
    for name in sorted(first.keys() & second.keys()):
        a, b = first[name], second[name]
        says = [
            f"`{field}` is {_plain(getattr(a, field))} in A and {_plain(getattr(b, field))} in B"
            for field in ("set_by", "called")
            if getattr(a, field) != getattr(b, field)
        ]
        says += differing_days(a, b)
        lasts = [_lasts(side.opener, each.lasts) for side, each in zip(pair.sides, (a, b), strict=True)]
        if lasts[0] != lasts[1]:
            says.append(
                f"it lasts {lasts[0] or 'as long as nothing ends it'} in A and "
                f"{lasts[1] or 'as long as nothing ends it'} in B"
            )
        examples: list[Instance] = []
        for field, yes, no in (("starts", "begins it", "does not"), ("until", "ends it", "does not")):
            trees = [side.opener.path(("flags", name, field)) for side in pair.sides]
            if trees[0] is not None and trees[1] is not None:
                examples += _sides(pair, trees[0], trees[1], yes, no)
            elif getattr(a, field) != getattr(b, field):
                says.append(f"`{field}` is {_plain(getattr(a, field))} in A and {_plain(getattr(b, field))} in B")
        origins = pair.origins("flags", name)
        if says or examples:
            yield Difference("flag", name, "changed", tuple(says), tuple(examples), origins)
        else:
            yield Same("flag", name, bool(origins))


def _lasts(opener: Opener, lasts: str | None) -> str | None:
    if lasts is None or lasts in _LASTING:
        return lasts
    return _amounts(opener, amount_or_name(lasts))
