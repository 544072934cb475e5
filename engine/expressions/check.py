"""Syntax tree and the names' meanings -> typed tree, or what is wrong in words."""

from collections.abc import Mapping
from dataclasses import field, replace

from engine.expressions import tree
from engine.expressions.arithmetic import settle
from engine.expressions.calls import call, no_moment, one_kind
from engine.expressions.functions import CONFORMANCE, FUNCTIONS
from engine.expressions.messages import listed, said
from engine.expressions.moments import moment_of
from engine.expressions.notes import UNKNOWN, Notes, element_type, element_unit, nothing, shown, truth
from engine.expressions.operators import alike, arithmetic, comparison, negation, property_of
from engine.expressions.printing import print_tree, quoted
from engine.expressions.tree import Node
from engine.expressions.typed import Checked, Constant, Each, FactTest, Read, Step, Typed
from engine.expressions.types import BOOLEAN, LIST, NULL, NUMBER, ORDERED, RANGE, STRING, Quantity
from engine.expressions.unknown import comparison_with, hyphenated, meant_otherwise, unknown_function, unknown_name
from engine.expressions.walk import every_node
from engine.nouns import dataclass

Names = Mapping[str, Quantity]
Tables = Mapping[str, Names]

# The name under which the tested value of a cell is read.
SUBJECT = "?"
MOST_ROUNDS = 200


def check(
    node: Node,
    names: Names,
    *,
    expect: str | None = BOOLEAN,
    cell_of: Quantity | None = None,
    tables: Tables | None = None,
    conformance: bool = False,
) -> Checked:
    """Give an expression its meaning.

    `expect` is the type that the whole must have, or None for any. A cell needs `cell_of`, the
    meaning of the value it tests, which is then read under the name `?`. `tables` are the fact
    tables that may be asked with `table(condition)`, each with its columns. With `conformance`,
    what FEEL allows and a policy does not is let through, for the standard's own tests.

    Yields: X101 … X12x.
    """
    subject = None if cell_of is None else Read(SUBJECT, cell_of)
    return check_with(node, names, subject, expect=expect, tables=tables, conformance=conformance)


def check_with(
    node: Node,
    names: Names,
    subject: Typed | None,
    *,
    expect: str | None = BOOLEAN,
    tables: Tables | None,
    conformance: bool,
    called: Node | None = None,
) -> Checked:
    """Give an expression or a cell its meaning, where `?` is an expression that has one already.

    `called` is how messages name the tested value.
    """
    work = _Check(Notes(conformance), names, tables or {}, subject, called or tree.Subject())
    typed = work.cell(node) if isinstance(node, tree.Cell) else work.typed(node)
    if expect is not None and typed.type not in (expect, NULL, UNKNOWN):
        _unexpected(work.notes, node, typed, expect, names)
    problems = tuple(sorted(work.notes.problems, key=lambda found: (found.start, found.end, found.code)))
    return Checked(
        None if problems else typed,
        typed.type,
        typed.unit,
        typed.nullable,
        tuple(work.reads),
        problems,
        tuple(work.fact_tests.values()),
    )


def _unexpected(notes: Notes, node: Node, typed: Typed, expect: str, names: Names) -> None:
    if expect == BOOLEAN:
        message = f"{shown(node)} is {said(typed.type)}, not a condition"
        compared = comparison_with(node.value, names) if isinstance(node, tree.Text) else ""
        advice = f"write `{compared}`" if compared else "compare it with something"
        if typed.type == NUMBER:
            advice = f"compare it: `{print_tree(node)} > 0`"
    else:
        message = f"{shown(node)} is {said(typed.type)}, and {said(expect)} is needed here"
        advice = f"write {said(expect)}"
    notes.problem("X102", message, advice, node)


@dataclass(slots=True)
class _Check:
    notes: Notes
    names: Names
    tables: Tables
    subject: Typed | None
    called: Node
    variables: dict[str, Quantity] = field(default_factory=dict)
    reads: dict[str, None] = field(default_factory=dict)
    fact_tests: dict[str, FactTest] = field(default_factory=dict)
    rounds: int = 1

    def typed(self, node: Node) -> Typed:
        """Type one node and all under it."""
        match node:
            case tree.Number():
                return Constant(settle(node.value), NUMBER, start=node.start, end=node.end)
            case tree.Text():
                return Constant(node.value, STRING, start=node.start, end=node.end)
            case tree.Truth():
                return truth(node, value=node.value)
            case tree.Null():
                return nothing(NULL, node)
            case tree.Moment():
                return self.moment(node)
            case tree.Name():
                return self.name(node)
            case tree.Subject():
                return self.tested(node)
            case tree.Negation():
                return negation(self.notes, node, self.typed(node.value))
            case tree.Arithmetic():
                return hyphenated(self.notes, node, self.names) or arithmetic(
                    self.notes, node, self.typed(node.left), self.typed(node.right)
                )
            case tree.Comparison():
                left = self.typed(node.left)
                right = self.beside(node.right, left)
                return comparison(self.notes, node.operator, left, right, (node.left, node.right), node)
            case tree.Logic():
                return self.logic(node)
            case tree.Between():
                return self.within(node.value, self.typed(node.value), node.low, node.high, "[]", node)
            case tree.Membership():
                return self.any_of(node.value, self.typed(node.value), node.tests, node)
            case tree.Choice():
                return self.choice(node)
            case tree.Quantified():
                return self.quantified(node)
            case tree.Property():
                return property_of(self.notes, node, self.typed(node.value))
            case tree.Call():
                return self.call(node)
            case tree.Items():
                return self.items(node)
            case tree.Range() | tree.UnaryTest():
                return self.range(node)
            case tree.Cell():
                return self.cell(node)

    def moment(self, node: tree.Moment) -> Typed:
        found = moment_of(node.text)
        if found is None:
            return no_moment(self.notes, node, "", node.text, NULL)
        return Constant(found[1], found[0], start=node.start, end=node.end)

    def name(self, node: tree.Name) -> Typed:
        if node.name in self.variables:
            return Read(node.name, self.variables[node.name], node.start, node.end)
        quantity = self.names.get(node.name)
        if quantity is None:
            return unknown_name(self.notes, node, (*self.names, *self.variables), self.names)
        self.reads[node.name] = None
        return Read(node.name, quantity, node.start, node.end)

    def tested(self, node: tree.Subject) -> Typed:
        if self.subject is None:
            message = "`?` stands for the value that a table's cell tests; there is none here"
            return self.notes.problem("X117", message, "write the name of the quantity", node)
        return self.subject

    def beside(self, node: Node, other: Typed) -> Typed:
        """Type an operand; a name that nobody knows beside a text is most likely a text without its quotes."""
        unknown = isinstance(node, tree.Name) and node.name not in self.names and node.name not in self.variables
        if unknown and other.type == STRING and isinstance(node, tree.Name):
            if meant_otherwise(node.name):
                return unknown_name(self.notes, node, ())
            message = f"`{node.name}` is the name of nothing; text stands in double quotes"
            return self.notes.problem("X118", message, f"write `{quoted(node.name)}`", node)
        return self.typed(node)

    def logic(self, node: tree.Logic) -> Typed:
        items: list[Typed] = []
        for at, part in enumerate(node.items):
            item = self.typed(part)
            if item.type not in (BOOLEAN, NULL, UNKNOWN):
                self.no_condition(node, at, item)
                item = Constant(None, UNKNOWN)
            items.append(item)
        nullable = any(item.nullable for item in items)
        return Step(node.operator, tuple(items), BOOLEAN, None, nullable, node.start, node.end)

    def no_condition(self, node: tree.Logic, at: int, item: Typed) -> None:
        part = node.items[at]
        message = f"{shown(part)} is {said(item.type)}, not a condition, so `{node.operator}` cannot join it"
        advice = "compare it with something"
        before = node.items[at - 1] if at else None
        if isinstance(before, tree.Comparison) and before.operator == "=" and node.operator == "or":
            left = print_tree(before.left)
            advice = f"write `{left} in ({print_tree(before.right)}, {print_tree(part)})`"
        self.notes.problem("X119", message, advice, part)

    def any_of(self, node: Node, value: Typed, tests: tuple[Node, ...], place: Node) -> Typed:
        """Type `value in (test, …)`: one of the tests holds."""
        for test in tests:
            if isinstance(test, tree.Arithmetic) and test.operator == "-" and _numbers(test):
                told = f"{shown(test)} is one number less another, and no range"
                low, high = print_tree(test.left), print_tree(test.right)
                self.notes.caution("X025", told, f"write `[{low}..{high}]`", test)
        made = tuple(self.test(node, value, test) for test in tests)
        if len(made) == 1:
            one = made[0]
            # what is asked is the whole of `value in test`, and not the test alone
            whole = isinstance(place, tree.Membership) and isinstance(one, Step)
            return replace(one, start=place.start, end=place.end) if whole else one
        if not made:
            return truth(place, value=False)
        return Step("or", made, BOOLEAN, None, any(one.nullable for one in made), place.start, place.end)

    def test(self, node: Node, value: Typed, test: Node) -> Typed:
        """Type one test of a value."""
        match test:
            case tree.UnaryTest():
                right = self.beside(test.value, value)
                return comparison(self.notes, test.operator, value, right, (node, test.value), test)
            case tree.Range():
                brackets = ("[" if test.low_closed else "(") + ("]" if test.high_closed else ")")
                return self.within(node, value, test.low, test.high, brackets, test)
            case tree.Items() if value.type != LIST:
                return self.any_of(node, value, test.items, test)
        right = self.beside(test, value)
        if right.type == LIST and value.type != LIST:
            return self.in_list(node, value, test, right)
        if right.type == RANGE and value.type != RANGE:
            return Step("in-range", (value, right), BOOLEAN, nullable=True, start=test.start, end=test.end)
        return comparison(self.notes, "=", value, right, (node, test), test)

    def in_list(self, node: Node, value: Typed, test: Node, right: Typed) -> Typed:
        inside = element_type(right)
        if inside is not None and value.type not in (inside, NULL, UNKNOWN):
            message = f"{shown(node)} is {said(value.type)}, and {shown(test)} holds {said(inside)}"
            return self.notes.problem("X106", message, "look for a value of the same kind", test)
        return Step("in-list", (right, value), BOOLEAN, None, right.nullable, test.start, test.end)

    def within(self, node: Node, value: Typed, low: Node, high: Node, brackets: str, place: Node) -> Typed:
        """Type `value in [low..high]`; not known where any of the three is not known."""
        one, two = self.beside(low, value), self.beside(high, value)
        if UNKNOWN in (value.type, one.type, two.type):
            return Constant(None, UNKNOWN, start=place.start, end=place.end)
        pairs = ((node, value, low, one), (node, value, high, two), (low, one, high, two))
        for left_node, left, right_node, right in pairs:
            if not alike(self.notes, left, right, (left_node, right_node), place):
                return Constant(None, UNKNOWN, start=place.start, end=place.end)
        kinds = {part.type for part in (value, one, two)} - {NULL}
        if kinds - set(ORDERED):
            message = f"{said(kinds.pop())} has no order, so it cannot stand in a range"
            return self.notes.problem("X106", message, "compare it with `=` or `in (…)`", place)
        self.right_way_round(low, one, high, two, brackets, place)
        nullable = any(part.nullable for part in (value, one, two))
        return Step(f"within{brackets}", (value, one, two), BOOLEAN, None, nullable, place.start, place.end)

    def right_way_round(self, low: Node, one: Typed, high: Node, two: Typed, brackets: str, place: Node) -> None:
        if not (isinstance(one, Constant) and isinstance(two, Constant)) or None in (one.value, two.value):
            return
        if one.value > two.value or (one.value == two.value and brackets != "[]"):
            message = f"nothing lies between {shown(low)} and {shown(high)}"
            advice = f"put the smaller one first: `[{print_tree(high)}..{print_tree(low)}]`"
            if one.value == two.value:
                advice = f"write `{print_tree(low)}` alone, or `[` and `]` around both"
            self.notes.caution("X120", message, advice, place)

    def choice(self, node: tree.Choice) -> Typed:
        condition, then, otherwise = self.typed(node.condition), self.typed(node.then), self.typed(node.otherwise)
        if condition.type not in (BOOLEAN, NULL, UNKNOWN):
            message = f"{shown(node.condition)} is {said(condition.type)}, not a condition"
            return self.notes.problem("X102", message, "put a condition after `if`", node.condition)
        if UNKNOWN in (condition.type, then.type, otherwise.type):
            return Constant(None, UNKNOWN, start=node.start, end=node.end)
        if not alike(self.notes, then, otherwise, (node.then, node.otherwise), node, words=False):
            return Constant(None, UNKNOWN, start=node.start, end=node.end)
        kind = otherwise.type if then.type == NULL else then.type
        nullable = then.nullable or otherwise.nullable
        return Step(
            "if", (condition, then, otherwise), kind, then.unit or otherwise.unit, nullable, node.start, node.end
        )

    def quantified(self, node: tree.Quantified) -> Typed:
        source = self.typed(node.source)
        if source.type == UNKNOWN:
            return source
        if source.type not in (LIST, NULL):
            message = f"{shown(node.source)} is {said(source.type)}, not a list"
            return self.notes.problem("X111", message, f"write `{node.kind} {node.variable} in [ … ]`", node.source)
        literal = isinstance(source, Step) and source.operator == "list"
        kept_rounds, kept_variable = self.rounds, self.variables.get(node.variable)
        self.rounds *= max(1, len(source.arguments)) if isinstance(source, Step) and literal else MOST_ROUNDS
        if self.rounds > MOST_ROUNDS:
            message = f"`{node.kind}` inside another asks more than {MOST_ROUNDS} times"
            return self.notes.problem("X116", message, "give the inner one a name, or shorten the lists", node)
        item = Quantity(element_type(source) or NULL, element_unit(source), nullable=True)
        self.variables[node.variable] = item
        condition = self.typed(node.condition)
        del self.variables[node.variable]
        if kept_variable is not None:
            self.variables[node.variable] = kept_variable
        self.rounds = kept_rounds
        if condition.type not in (BOOLEAN, NULL, UNKNOWN):
            message = f"{shown(node.condition)} is {said(condition.type)}, not a condition"
            return self.notes.problem("X102", message, "put a condition after `satisfies`", node.condition)
        return Each(node.kind, node.variable, source, condition, nullable=True, start=node.start, end=node.end)

    def items(self, node: tree.Items) -> Typed:
        items = tuple(self.typed(item) for item in node.items)
        if not one_kind(self.notes, node.items, items):
            return Constant(None, UNKNOWN, start=node.start, end=node.end)
        return Step("list", items, LIST, start=node.start, end=node.end)

    def range(self, node: tree.Range | tree.UnaryTest) -> Typed:
        """Type a range that stands as a value."""
        unbounded = nothing(NULL, node)
        if isinstance(node, tree.UnaryTest):
            value = self.typed(node.value)
            if node.operator in ("=", "!="):
                message = f"`({print_tree(node)})` has no value before it to compare"
                return self.notes.problem("X121", message, "write the value before it, or `in` and a test", node)
            low, high = (unbounded, value) if node.operator.startswith("<") else (value, unbounded)
            brackets = {"<": "()", "<=": "(]", ">": "()", ">=": "[)"}[node.operator]
        else:
            low, high = self.typed(node.low), self.typed(node.high)
            brackets = ("[" if node.low_closed else "(") + ("]" if node.high_closed else ")")
            if UNKNOWN in (low.type, high.type) or not alike(self.notes, low, high, (node.low, node.high), node):
                return Constant(None, UNKNOWN, start=node.start, end=node.end)
            self.right_way_round(node.low, low, node.high, high, brackets, node)
        kinds = {low.type, high.type} - {NULL, UNKNOWN}
        if kinds - set(ORDERED):
            message = f"{said(kinds.pop())} has no order, so it cannot stand in a range"
            return self.notes.problem("X106", message, "compare it with `=` or `in (…)`", node)
        return Step(f"range{brackets}", (low, high), RANGE, low.unit or high.unit, start=node.start, end=node.end)

    def call(self, node: tree.Call) -> Typed:
        if node.function in self.tables and node.function not in self.names:
            return self.fact_test(node)
        if node.function not in FUNCTIONS and node.function not in CONFORMANCE:
            return unknown_function(self.notes, node, self.tables)
        return call(self.notes, node, tuple(self.typed(argument) for argument in node.arguments))

    def fact_test(self, node: tree.Call) -> Typed:
        if len(node.arguments) != 1 or node.parameters is not None:
            message = f"`{node.function}(…)` asks whether one of its rows meets a condition"
            columns = listed(self.tables[node.function]) if self.tables[node.function] else "its columns"
            return self.notes.problem("X122", message, f"put one condition in the brackets, over {columns}", node)
        inside = {**self.names, **self.tables[node.function]}
        checked = check(node.arguments[0], inside, conformance=self.notes.conformance)
        if checked.problems:
            self.notes.problems.extend(checked.problems)
            return Constant(None, UNKNOWN, start=node.start, end=node.end)
        key = print_tree(node)
        self.fact_tests[key] = FactTest(key, node.function, checked)
        return Read(key, Quantity(BOOLEAN, nullable=True), node.start, node.end)

    def cell(self, node: tree.Cell) -> Typed:
        """Type a cell: a condition on the tested value."""
        if self.subject is None:
            return self.tested(tree.Subject(node.start, node.end))
        if not node.tests:
            return truth(node, value=True)
        subject = self.subject
        made = tuple(self.cell_test(subject, test) for test in node.tests)
        nullable = any(one.nullable for one in made)
        whole = made[0] if len(made) == 1 else Step("or", made, BOOLEAN, None, nullable, node.start, node.end)
        return Step("not", (whole,), BOOLEAN, None, nullable, node.start, node.end) if node.negated else whole

    def cell_test(self, subject: Typed, test: Node) -> Typed:
        node = self.called
        if any(isinstance(part, tree.Subject) for part in every_node(test)) and not isinstance(test, tree.UnaryTest):
            whole = self.typed(test)
            if whole.type in (BOOLEAN, UNKNOWN, NULL):
                return whole
            return comparison(self.notes, "=", subject, whole, (node, test), test)
        return self.test(node, subject, test)


def _numbers(node: tree.Arithmetic) -> bool:
    return isinstance(node.left, tree.Number) and isinstance(node.right, tree.Number)
