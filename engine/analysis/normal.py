"""Typed tree -> the same with every choice among values brought outside comparisons, and what is opaque given a name.

After that, a comparison's sides are sums of quantities, or one of them is a term that is taken as it stands.
"""

from collections.abc import Callable
from dataclasses import replace

from engine.expressions.functions import NAMES_GIVEN
from engine.expressions.typed import Constant, Each, Read, Step, Typed
from engine.expressions.typed_walk import parts, put_in
from engine.expressions.types import BOOLEAN, DAYS, NULL, NUMBER, STRING

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_LOGIC = ("and", "or", "not", "if", "all", "any")
_MOST_LIFTED = 400
_NUMBERED = {"day of week": ".weekday", "month of year": ".month"}

TRUE = Constant(True, BOOLEAN)
FALSE = Constant(False, BOOLEAN)


def is_true(typed: Typed) -> Typed:
    """Give the condition that another is true: false where that is not known."""
    return Step("if", (typed, TRUE, FALSE), BOOLEAN) if typed.nullable else typed


def is_not_true(typed: Typed) -> Typed:
    """Give the condition that another is false or not known."""
    return Step("if", (typed, FALSE, TRUE), BOOLEAN)


def all_of(*conditions: Typed) -> Typed:
    """Join conditions that must all hold; of none: true."""
    if len(conditions) < 2:
        return conditions[0] if conditions else TRUE
    return Step("and", conditions, BOOLEAN, nullable=any(one.nullable for one in conditions))


def clauses_of(typed: Typed) -> tuple[Typed, ...]:
    """Give the conditions that must each be true for the whole to be."""
    if isinstance(typed, Step) and typed.operator == "and":
        return tuple(part for argument in typed.arguments for part in clauses_of(argument))
    if isinstance(typed, Step) and typed.operator == "if" and typed.arguments[1:] == (TRUE, FALSE):
        return clauses_of(typed.arguments[0])
    return (typed,)


def normal(typed: Typed, name_term: Callable[[Typed], Read]) -> Typed:
    """Bring choices outside comparisons, write out lists, and put a name in the place of what has no other form."""
    return bare(_Normal(name_term).whole(typed))


def bare(typed: Typed) -> Typed:
    """Take away where each part was written, so that what says the same is equal."""
    match typed:
        case Step():
            inner = tuple(bare(each) for each in typed.arguments)
            return Step(typed.operator, inner, typed.type, typed.unit, typed.nullable)
        case Each():
            return replace(typed, source=bare(typed.source), condition=bare(typed.condition), start=0, end=0)
        case Read():
            return Read(typed.name, typed.quantity)
    return replace(typed, start=0, end=0)


class _Normal:
    def __init__(self, name_term: Callable[[Typed], Read]) -> None:
        self.name_term = name_term
        self.lifted = 0

    def whole(self, typed: Typed) -> Typed:
        match typed:
            case Each():
                return self._each(typed)
            case Step(operator=operator) if operator in ("all", "any"):
                source = typed.arguments[0]
                if isinstance(source, Step) and source.operator == "list" and source.arguments:
                    word = "and" if operator == "all" else "or"
                    return self.whole(Step(word, source.arguments, BOOLEAN, nullable=typed.nullable))
                return self.name_term(typed)
            case Step(operator=operator) if operator in _LOGIC:
                return replace(typed, arguments=tuple(self.whole(each) for each in typed.arguments))
            case Step(operator=operator) if operator in COMPARISONS:
                return self._comparison(typed)
            case Step(operator=operator) if operator.startswith("within"):
                value, low, high = typed.arguments
                below = Step(">=" if operator[6] == "[" else ">", (value, low), BOOLEAN, nullable=True)
                above = Step("<=" if operator[7] == "]" else "<", (value, high), BOOLEAN, nullable=True)
                found = Step("and", (below, above), BOOLEAN, nullable=True)
                unknown = [each for each in typed.arguments if each.nullable]
                whole = self.whole(found)
                if not unknown:
                    return whole
                # a range is not known where any of its three is not, even where one comparison is false
                known = all_of(*(Step("!=", (each, Constant(None, NULL)), BOOLEAN) for each in unknown))
                nothing = Constant(None, BOOLEAN, nullable=True)
                return Step("if", (self.whole(known), whole, nothing), BOOLEAN, nullable=True)
            case Step(operator=operator) if operator in ("in-list", "list contains"):
                source, value = typed.arguments
                if isinstance(source, Step) and source.operator == "list" and source.arguments:
                    tests = tuple(Step("=", (value, item), BOOLEAN) for item in source.arguments)
                    return self.whole(Step("or", tests, BOOLEAN) if len(tests) > 1 else tests[0])
                return self.name_term(typed)
            case Step(operator="is") if typed.arguments[0].type == typed.arguments[1].type:
                return self.whole(Step("=", typed.arguments, BOOLEAN))
            case Step() if typed.type == BOOLEAN:
                return self.name_term(typed)
            case Step():
                return self._value(typed)
        return typed

    def _each(self, each: Each) -> Typed:
        source = each.source
        if isinstance(source, Step) and source.operator == "list" and source.arguments:
            items = tuple(put_in(each.condition, each.variable, item) for item in source.arguments)
            word = "or" if each.kind == "some" else "and"
            return self.whole(Step(word, items, BOOLEAN, nullable=each.nullable))
        return self.name_term(each)

    def _comparison(self, step: Step) -> Typed:
        if step.arguments[0].type == BOOLEAN or step.arguments[1].type == BOOLEAN:
            return replace(step, arguments=tuple(self.whole(each) for each in step.arguments))
        step = _by_number(step)
        return self._lift(replace(step, arguments=tuple(self._value(each) for each in step.arguments)))

    def _lift(self, step: Step) -> Typed:
        """Bring a choice on one side of a step outside it."""
        for at, side in enumerate(step.arguments):
            if isinstance(side, Step) and side.operator == "if" and self.lifted < _MOST_LIFTED:
                self.lifted += 1
                condition, then, otherwise = side.arguments
                one, two = (
                    self._lift(replace(step, arguments=(*step.arguments[:at], each, *step.arguments[at + 1 :])))
                    for each in (then, otherwise)
                )
                nullable = one.nullable or two.nullable
                return Step("if", (condition, one, two), step.type, step.unit, nullable, step.start, step.end)
        return step

    def _value(self, typed: Typed) -> Typed:
        """Bring choices outside a value; what is no sum of quantities gets a name."""
        if isinstance(typed, Each):
            return self.name_term(typed)
        if not isinstance(typed, Step):
            return typed
        operator = typed.operator
        if operator == "if":
            condition, then, otherwise = typed.arguments
            return replace(typed, arguments=(self.whole(condition), self._value(then), self._value(otherwise)))
        if operator in ("min", "max") and (chosen := self._least(typed)) is not None:
            return self._value(chosen)
        if operator == "abs" and typed.type == NUMBER:
            (inner,) = typed.arguments
            below = Step("<", (inner, Constant(0, NUMBER, inner.unit)), BOOLEAN, nullable=inner.nullable)
            turned = Step("negate", (inner,), NUMBER, inner.unit, inner.nullable)
            return self._value(Step("if", (below, turned, inner), NUMBER, inner.unit, inner.nullable))
        if operator in ("+", "-", "*", "/", "negate", "number", ".days") and typed.type in (NUMBER, DAYS, "date"):
            made = replace(typed, arguments=tuple(self._value(each) for each in typed.arguments))
            if _is_sum(made):
                return self._lift(made)
            return self.name_term(typed)
        if all(isinstance(part, Constant) for part in parts(typed)):
            return typed
        return self.name_term(typed)

    def _least(self, step: Step) -> Typed | None:
        source = step.arguments[0]
        if not (isinstance(source, Step) and source.operator == "list" and 0 < len(source.arguments) < 4):
            return None
        items = source.arguments
        sign = "<=" if step.operator == "min" else ">="
        chosen: Typed = items[-1]
        for item in reversed(items[:-1]):
            if isinstance(chosen, Constant | Read):
                better: Typed = Step(sign, (item, chosen), BOOLEAN, nullable=True)
            else:
                better = all_of(
                    *(Step(sign, (item, other), BOOLEAN, nullable=True) for other in items[items.index(item) + 1 :])
                )
            chosen = Step("if", (better, item, chosen), step.type, step.unit, step.nullable)
        nullable = [item for item in items if item.nullable]
        if nullable:
            known = all_of(*(Step("!=", (each, Constant(None, NULL)), BOOLEAN) for each in nullable))
            chosen = Step("if", (known, chosen, Constant(None, step.type, nullable=True)), step.type, step.unit, True)
        return chosen


def _by_number(step: Step) -> Step:
    """Give a comparison with the name of a weekday or a month as one with its number, so that both say the same."""
    named, name = step.arguments
    if isinstance(named, Constant):
        named, name = name, named
    if step.operator not in ("=", "!=") or not isinstance(named, Step) or not isinstance(name, Constant):
        return step
    words = NAMES_GIVEN.get(named.operator, ())
    if name.value not in words:
        return step
    number = Step(_NUMBERED[named.operator], named.arguments, NUMBER, nullable=named.nullable)
    return replace(step, arguments=(number, Constant(words.index(name.value) + 1, NUMBER)))


def _is_sum(step: Step) -> bool:
    """Whether a step adds, takes away, or stretches by a constant."""
    if step.operator == "*":
        return any(isinstance(each, Constant) for each in step.arguments)
    if step.operator == "/":
        return isinstance(step.arguments[1], Constant) and step.arguments[1].value not in (0, None)
    if step.operator == "number":
        return step.arguments[0].type == NUMBER
    if step.operator == ".days":
        inner = step.arguments[0]
        return isinstance(inner, Step) and inner.operator == "-" and all(e.type == "date" for e in inner.arguments)
    if step.type == "date":
        return all(each.type in ("date", DAYS) for each in step.arguments)
    return all(each.type in (NUMBER, DAYS, "date") for each in step.arguments)


def is_text(typed: Typed) -> bool:
    """Whether an expression gives text."""
    return typed.type == STRING
