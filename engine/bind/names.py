"""What is known of a policy's names while it is bound, and how a problem with one is told."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from engine.bind.bound import PlaceOf
from engine.bind.order import in_order
from engine.diagnostics import Diagnostic, Severity
from engine.document import Path
from engine.expressions.again import Again
from engine.expressions.check import check
from engine.expressions.parse import parse_expression
from engine.expressions.tables import DecisionTable
from engine.expressions.tree import Node
from engine.expressions.typed import Checked
from engine.expressions.types import BOOLEAN, DATE, Quantity
from engine.model.policy_file import PolicyFile
from engine.nouns import dataclass
from engine.once import regex
from engine.source import Place
from engine.validate.near import listed, meant
from engine.validate.shape import shape_at

MOST_LISTED = 12
_OF_SESSIONS = {
    "percent": (
        "a percentage",
        "count the rows twice, and divide one figure by the other: `missed / lessons_held > 0.1`",
    ),
    "total": ("a total", "count the rows by what they say, and add: `{is: 'threes * 3 + ones'}`"),
}
"""What is said of sessions alone, and what is said instead of the rows of a fact table."""
_WORD = regex(r'"(?:[^"\\]|\\.)*"|([^\W\d]\w*)')


_CHECKED: defaultdict[str | None, Again[Checked]] = defaultdict(Again)
"""By the type that the whole must have: the schools of a trust say most things in the same words."""


_NO_NAME = frozenset({"X101", "X118"})
"""A name that nothing bears, also beside a text."""
_ASKED = regex(r"did you mean `(\w+)`")
_SHOWN = 40
"""Characters of a comment that are quoted."""
_OF_KINDS = frozenset({"X106", "X107"})
"""Two things of different kinds or units beside each other."""

_UNFINISHED = frozenset({"X027", "X033"})
"""A condition that goes on, or a bracket in it that is not closed."""


@dataclass(frozen=True, slots=True)
class Use:
    """A name as a condition asks about it: the path of the text, and its characters there where they are known."""

    name: str
    path: Path
    start: int | None = None
    end: int | None = None


class Names:
    """The meanings found so far, the expressions checked so far, and the problems."""

    def __init__(self, model: PolicyFile, place: PlaceOf) -> None:
        self.model, self.place = model, place
        self.found: list[Diagnostic] = []
        self.expressions: dict[Path, Checked] = {}
        self.pupil: Mapping[str, Quantity] = {}
        self.values: Mapping[str, Quantity] = {}
        self.flags: Mapping[str, Quantity] = {}
        self.session: dict[str, Quantity] = {}
        self.rows: dict[str, Mapping[str, Quantity]] = {}
        self.undated: frozenset[str] = frozenset()
        self.part_of: dict[str, str] = {}
        self.figures: dict[str, Quantity] = {}
        self.ids: dict[str, Quantity] = {}
        self.outputs: dict[str, tuple[str, int]] = {}
        self.flag_starts: dict[str, str] = {}
        self.tables: dict[str, DecisionTable] = {}
        self.periods: dict[str, Path] = {}
        self.flag_windows: dict[str, Path] = {}
        self.row_windows: set[str] = set()
        self._of_day: dict[str, Mapping[str, Quantity]] | None = None

    def problem(
        self,
        code: str,
        message: str,
        path: Path,
        advice: str = "",
        *,
        start: int | None = None,
        end: int | None = None,
        also: tuple[tuple[str, Path], ...] = (),
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note a problem at a path of the expanded document, or at some characters of its text."""
        others = tuple((word, self.place(other, None, None)) for word, other in also)
        self.found.append(Diagnostic(code, message, self.place(path, start, end), advice, severity, others))

    def unknown(self, name: str, known: Iterable[str], path: Path, what: str, said: str = "", act: str = "") -> None:
        """Note that a name is none of those that could stand here.

        `said` is the whole of what was written, `act` what to do where it is near to none of them.
        """
        names = sorted(set(known))
        shape = shape_at(path)
        words = shape.some_words if shape is not None else ()
        from engine.validate.spoken import spoken

        field = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
        advice = spoken(field, said or name) or meant(
            name, [*words, *names], act or f"known are {listed(names, MOST_LISTED) or 'none'}"
        )
        asked = _ASKED.match(advice)
        given = self._given(asked[1]) if asked else None
        also = ((f"`{asked[1]}` is given here", given),) if asked and given else ()
        self.problem("B003", f"`{name}` is not {what}", path, advice, also=also)

    def _given(self, name: str) -> Path | None:
        """Give the path at which a rule or a step has its name."""
        rules = (("rules", number, "id") for number, rule in enumerate(self.model.rules) if rule.id == name)
        steps = (
            ("ladders", ladder, "steps", number, "id")
            for ladder, held in self.model.ladders.items()
            for number, step in enumerate(held.steps)
            if step.id == name
        )
        return next(iter((*rules, *steps)), None)

    def expression(
        self,
        path: Path,
        text: str,
        names: Mapping[str, Quantity],
        *,
        expect: str | None = BOOLEAN,
        tables: Mapping[str, Mapping[str, Quantity]] | None = None,
        written: Path | None = None,
        after: int = 0,
    ) -> Checked | None:
        """Read and check an expression; None where it has problems, which are noted.

        `written` is the path whose text holds it, that many characters `after` its start, where that is not `path`.
        """
        parsed = parse_expression(text)
        problems = parsed.problems
        checked: Checked | None = None
        if parsed.tree is not None:
            checked = _check(parsed.tree, names, expect, tables or {})
            problems = checked.problems
        for each in problems:
            start, end = each.start + after, each.end + after
            kept = self._elsewhere(text[each.start : each.end], path, text) if each.code in _NO_NAME else None
            code, message, advice = kept or (each.code, each.message, each.help)
            if code in _UNFINISHED:
                advice = _at_comment(self.place(written or path, len(text) + after - 1, len(text) + after), advice)
            also = self._values_in(text[each.start : each.end]) if code in _OF_KINDS else ()
            self.problem(code, message, written or path, advice, start=start, end=end, also=also)
        if checked is None or problems:
            return None
        for test in checked.fact_tests:
            # a row is judged by itself: what is said of the session or the pupil stands beside the brackets
            known = {*(tables or {})[test.table], *self.model.values}
            other = next((name for name in test.condition.reads if name not in known), None)
            if other is not None:
                message = f"`{other}` is no column of `{test.table}`, and stands in its brackets"
                advice = f"ask for it beside them: `{test.table}(…) and …`"
                self.problem("B005", message, written or path, advice)
                return None
        self.expressions[path] = checked
        return checked

    def _values_in(self, text: str) -> tuple[tuple[str, Path], ...]:
        """Give the values that a comparison names, and where they are given: the amount may be what is wrong."""
        named = (name for name in self.words_in(text) if name in self.model.values)
        return tuple((f"`{name}` is given here", ("values", name)) for name in named)

    def _elsewhere(self, name: str, path: Path, text: str) -> tuple[str, str, str] | None:
        """Say of a name that nothing bears here where it does mean something; None where it never does."""
        if name in self.model.measures or name in self.outputs or name in self.ids:
            said = f"`{name}` is a {'rule' if name in self.ids else 'figure'}, and "
            if path[-1] == "for":
                advice = "put it in `when`" if path[0] != "registers" else "say it with a pupil column or a flag"
                return "B005", f"{said}`for` says whom it concerns", advice
            advice = "ask for it in a rule, a ladder or a table, or in a figure with `is`"
            return "B005", f"{said}here one session or row is asked about", advice
        if name in self.session:
            of = name if self.session[name].type == BOOLEAN else "'…'"
            advice = f"count sessions in a figure: `{{count: sessions, of: {of}, over: day}}`"
            return "B005", f"`{name}` is said of one session, and here a pupil is asked about", advice
        tables = [table for table, columns in self.rows.items() if name in columns]
        measure = self.model.measures.get(str(path[1])) if path[0] == "measures" else None
        if (tables or name in self.rows or name in self.part_of) and measure and measure.kind in _OF_SESSIONS:
            what, advice = _OF_SESSIONS[measure.kind]
            whose = f"is a column of `{tables[-1]}`" if tables else "is a fact table"
            return "B005", f"`{name}` {whose}, and {what} is of sessions", advice
        if name in self.rows or name in self.part_of:
            message = f"`{name}` is a fact table, and no condition"
            return "B005", message, f"count its rows in a figure: `{{count: {name}, over: day}}`"
        if tables and path[0] in {"rules", "ladders", "tables"}:
            asked = set(self.words_in(text))
            table = max(tables, key=lambda each: len(asked & self.rows[each].keys()))
            advice = f"add `each: {table}`, or count its rows in a figure"
            return "B005", f"`{name}` is a column of `{table}`, and this is not about its rows", advice
        return None

    def has_rows(self, each: str | None) -> bool:
        """Whether what is about rows names a fact table, or a part of one; true of what is about none."""
        return each is None or self.part_of.get(each, each) in self.rows

    def of_row_figures(self, name: str, reads: Iterable[str]) -> None:
        """Note that a figure looks at a row where a figure that it reads does."""
        if not self.row_windows.isdisjoint(reads):
            self.row_windows.add(name)

    def uses(self, path: Path, text: str, checked: Checked | None) -> Iterator[Use]:
        """Give the names that a checked expression reads, each where it stands first."""
        for name in checked.reads if checked else ():
            at = next((found.span(1) for found in _WORD.finditer(text) if found[1] == name), (None, None))
            yield Use(name, path, *at)

    def behind(self, names: Iterable[str]) -> frozenset[str]:
        """Give some names, and those that stand behind them where they are expressions or tables over others."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            if name in self.outputs and self.outputs[name][0] in self.tables:
                waiting += self.tables[self.outputs[name][0]].reads
            for field in ("is", "of"):
                checked = self.expressions.get(("measures", name, field))
                if checked is not None:
                    waiting += [each for each in checked.reads if each in self.figures or each in self.ids]
        return frozenset(found)

    def words_in(self, text: str) -> list[str]:
        """Give the names that an expression's text uses, near enough to sort by: strings are passed over."""
        return list(dict.fromkeys(found[1] for found in _WORD.finditer(text) if found[1]))

    def sorted(self, needs: Mapping[str, Iterable[str]], base: Path) -> tuple[str, ...]:
        """Sort names by need; a circle is noted, and left out of the order. `table NAME` is a table's."""
        known = list(needs)
        done: list[str] = []
        while known:
            order, circle = in_order(known, needs)
            done += [name for name in order if name not in done]
            if not circle:
                break
            kind, _, name = circle[0].rpartition(" ")
            self.circle(circle, ("tables", name) if kind else (*base, name))
            known = [name for name in known if name not in circle]
        return tuple(done)

    def circle(self, circle: Iterable[str], path: Path) -> None:
        """Note that names need one another in a circle."""
        names = list(circle)
        if len(set(names)) == 1:
            act = f'ask about something else; where the text is meant, write `"{names[0]}"`'
            self.problem("B002", f"`{names[0]}` rests on itself", path, act)
            return
        told = " → ".join(f"`{name}`" for name in names)
        self.problem("B002", f"{told} go round in a circle", path, "let one of them stand without the others")

    def tables_of_day(self) -> dict[str, Mapping[str, Quantity]]:
        """Give the fact tables that a session's own day may be asked for, with what their rows may be asked.

        Rows that bear no date belong to no day.
        """
        # INVARIANT: nobody asks before the tables, their parts and the values are known
        if self._of_day is None:
            found = dict(self.rows)
            for name, table in self.part_of.items():
                found[name] = self.rows[table]
            dated = {name for name, held in found.items() if any(kind.type == DATE for kind in held.values())}
            self._of_day = {name: {**self.values, **columns} for name, columns in found.items() if name in dated}
        return self._of_day


def _check(
    tree: Node,
    names: Mapping[str, Quantity],
    expect: str | None,
    tables: Mapping[str, Mapping[str, Quantity]],
) -> Checked:
    def work(names: Mapping[str, Quantity], tables: Mapping[str, Mapping[str, Quantity]]) -> Checked:
        return check(tree, names, expect=expect, tables=tables)

    return _CHECKED[expect].checked(tree, (names, tables), work)


def _at_comment(last: Place, advice: str) -> str:
    """Say also what to write where a comment follows the last character of a condition, and may have cut it short."""
    rest = last.source.line(last.span.line)[last.span.end_column - 1 :].rstrip()
    comment = rest.lstrip(" ")
    if rest == comment or not comment.startswith("#"):
        return advice
    shown = comment if len(comment) <= _SHOWN else "#…"
    return f"{advice}; `{shown}` is a comment: if it belongs to the condition, put the whole of it in single quotes"
