"""What is known of a policy's names while it is bound, and how a problem with one is told."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from engine.bind.bound import PlaceOf
from engine.bind.order import in_order
from engine.diagnostics import Diagnostic, Severity
from engine.document import Path
from engine.expressions.check import check
from engine.expressions.parse import parse_cell, parse_expression
from engine.expressions.tables import DecisionTable
from engine.expressions.typed import Checked
from engine.expressions.types import BOOLEAN, Quantity
from engine.model.policy_file import PolicyFile

_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|([^\W\d]\w*)')


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
        self.part_of: dict[str, str] = {}
        self.figures: dict[str, Quantity] = {}
        self.ids: dict[str, Quantity] = {}
        self.outputs: dict[str, tuple[str, int]] = {}
        self.flag_starts: dict[str, str] = {}
        self.tables: dict[str, DecisionTable] = {}
        self.periods: dict[str, Path] = {}
        self.row_windows: set[str] = set()

    def problem(
        self, code: str, message: str, path: Path, help: str = "", *, start: int | None = None, end: int | None = None,
        also: tuple[tuple[str, Path], ...] = (), severity: Severity = Severity.ERROR,
    ) -> None:  # fmt: skip
        """Note a problem at a path of the expanded document, or at some characters of its text."""
        others = tuple((word, self.place(other, None, None)) for word, other in also)
        self.found.append(Diagnostic(code, message, self.place(path, start, end), help, severity, others))

    def unknown(self, name: str, known: Iterable[str], path: Path, what: str) -> None:
        """Note that a name is none of those that could stand here."""
        near = get_close_matches(name, list(known), 1)
        help = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(f'`{each}`' for each in sorted(known)[:12])}"
        self.problem("B003", f"`{name}` is not {what}", path, help)

    def expression(
        self,
        path: Path,
        text: str,
        names: Mapping[str, Quantity],
        *,
        expect: str | None = BOOLEAN,
        tables: Mapping[str, Mapping[str, Quantity]] | None = None,
        cell_of: Quantity | None = None,
    ) -> Checked | None:
        """Read and check an expression; None where it has problems, which are noted."""
        parsed = parse_expression(text) if cell_of is None else parse_cell(text)
        problems = parsed.problems
        checked: Checked | None = None
        if parsed.tree is not None:
            checked = check(parsed.tree, names, expect=expect, tables=tables, cell_of=cell_of)
            problems = checked.problems
        for each in problems:
            self.problem(each.code, each.message, path, each.help, start=each.start, end=each.end)
        if checked is None or problems:
            return None
        self.expressions[path] = checked
        return checked

    def words_in(self, text: str) -> list[str]:
        """Give the names that an expression's text uses, near enough to sort by: strings are passed over."""
        return list(dict.fromkeys(found[1] for found in _WORD.finditer(text) if found[1]))

    def sorted(self, names: Iterable[str], needs: Mapping[str, Iterable[str]], base: Path) -> tuple[tuple[str, ...], bool]:
        """Sort names by need; a circle is noted, and left out of the order."""
        known = list(names)
        done: list[str] = []
        circular = False
        while known:
            order, circle = in_order(known, needs)
            if not circle:
                done += [name for name in order if name not in done]
                break
            circular = True
            told = " → ".join(f"`{name}`" for name in circle)
            self.problem("B002", f"{told} go round in a circle", (*base, circle[0]), "let one of them stand without the others")
            known = [name for name in known if name not in circle]
        return tuple(done), circular

    def tables_of_day(self) -> dict[str, Mapping[str, Quantity]]:
        """Give the fact tables that a session's own day may be asked for, with what their rows may be asked."""
        found = dict(self.rows)
        for name, table in self.part_of.items():
            found[name] = self.rows[table]
        return {name: {**self.values, **columns} for name, columns in found.items()}
