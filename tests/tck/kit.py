"""Cases of the DMN conformance kit, told as data, and what this project's language makes of them."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from fractions import Fraction
from pathlib import Path
from typing import Any

from engine.expressions.check import check
from engine.expressions.columns import compile_columns
from engine.expressions.moments import date_and_time_of, date_of, duration_of, time_of
from engine.expressions.parse import parse_expression
from engine.expressions.record import compile_record, evaluate
from engine.expressions.rows import column_of, values
from engine.expressions.table_run import compile_table, compile_table_columns
from engine.expressions.tables import CellText, DecisionTable, TableText, check_table
from engine.expressions.typed import Checked
from engine.expressions.types import Quantity
from engine.expressions.values import Days, Months
from tests.tck.lifted import lifted

ROOT = Path(__file__).resolve().parents[2]
ROWS = 3

_TYPES = {
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "dateTime": "date and time",
    "date and time": "date and time",
    "dateandtime": "date and time",
    "days and time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
}


class RefusedError(Exception):
    """An expression of the case has problems."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case: passed, failed, refused (as it should be) or skipped; `columns` is how it ran there.

    `columns` is "" where it did not run, "array" where every part had a form over columns, else "rows".
    """

    state: str
    told: str = ""
    columns: str = ""


def folder() -> Path:
    """Where the cases are."""
    return Path(os.environ.get("DMN_TCK_HOME") or ROOT.parent / "shared" / "tck")


def cases() -> Iterator[dict[str, Any]]:
    """Give every case of every `*.jsonl` in the folder."""
    for path in sorted(folder().glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def run(case: Mapping[str, Any]) -> Outcome:
    """Run one case over a record and over columns; whatever it raises is a failure of that case alone."""
    try:
        return _run(case)
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as fault:
        return Outcome("failed", f"raised {fault!r}")


def _run(case: Mapping[str, Any]) -> Outcome:
    refused = case["expect"].startswith("static-error")
    try:
        work = _Work(case)
        found = work.decided(case["decision"])
    except RefusedError as problem:
        return Outcome("refused" if refused else "failed", str(problem))
    if refused:
        return Outcome("failed", f"accepted, and gave {found!r}")
    wanted = work.wanted()
    if not alike(found, wanted):
        return Outcome("failed", f"gave {found!r}, not {wanted!r}")
    return work.over_columns(case["decision"], wanted)


def alike(found: Any, wanted: Any) -> bool:
    """Compare as the kit says: numbers to 1e-8, the rest by value."""
    if isinstance(wanted, bool) or isinstance(found, bool) or wanted is None or found is None:
        return found is wanted
    if isinstance(wanted, tuple):
        return isinstance(found, tuple) and len(found) == len(wanted) and all(map(alike, found, wanted))
    if isinstance(wanted, dict):
        return (
            isinstance(found, dict)
            and found.keys() == wanted.keys()
            and all(alike(found[k], wanted[k]) for k in wanted)
        )
    if isinstance(wanted, Fraction):
        return not isinstance(found, (str, date, time, Days, Months, tuple, dict)) and abs(
            Fraction(found) - wanted
        ) <= Fraction(1, 10**8)
    if isinstance(wanted, (Days, Months)) and isinstance(found, (Days, Months)):
        empty = found in (Days(0), Months(0)) and wanted in (Days(0), Months(0))
        return found == wanted or empty
    return type(found) is type(wanted) and bool(found == wanted)


def value_of(given: Mapping[str, Any] | None) -> Any:
    """Read a value of the kit."""
    if given is None or given.get("nil"):
        return None
    if "list" in given:
        return tuple(value_of(item) for item in given["list"])
    if "ctx" in given:
        return {name: value_of(part) for name, part in given["ctx"].items()}
    kind, text = given["t"], given.get("v") or ""
    read: dict[str, Any] = {
        "string": str,
        "boolean": lambda word: word == "true",
        "date": date_of,
        "time": time_of,
        "dateTime": date_and_time_of,
        "duration": duration_of,
    }
    return read.get(kind, Fraction)(text)


class _Work:
    def __init__(self, case: Mapping[str, Any]) -> None:
        self.case = case
        self.names: dict[str, Quantity] = {}
        self.record: dict[str, Any] = {}
        self.spelled: dict[str, str] = {}
        for name in case["intypes"]:
            self.spelled[name] = _snake(name)
        for name in (*case["inputs"], *case["requires"]):
            self.spelled[name] = _snake(name)
        for name, given in case["inputs"].items():
            value = value_of(given)
            if not isinstance(value, dict):
                quantity = self.quantity(case["intypes"].get(name, ""), value)
                self.add(name, value, quantity)
        self.waiting: dict[str, Any] = dict(case["requires"])
        for name in list(self.waiting):
            self.require(name)

    def require(self, name: str) -> None:
        decision = self.waiting.pop(name, None)
        if decision is None:
            return
        for kind, needed in decision.get("req", ()):
            if kind == "decision":
                self.require(needed)
        value = self.decided(decision)
        self.add(name, value, self.quantity(decision.get("type") or "", value))

    def add(self, name: str, value: Any, quantity: Quantity) -> None:
        self.names[self.spelled[name]] = quantity
        self.record[self.spelled[name]] = value

    def quantity(self, declared: str, value: Any) -> Quantity:
        kind, listed = declared, isinstance(value, tuple)
        item = self.case["types"].get(declared)
        if item:
            kind, listed = item["ref"] or "", item["coll"] or listed
        kind = _TYPES.get(kind, kind)
        if kind not in _TYPES.values():
            kind = _kind_of(value[0] if isinstance(value, tuple) and value else value)
        return Quantity("list", element=kind, nullable=True) if listed else Quantity(kind, nullable=True)

    def spell(self, text: str) -> str:
        """Rewrite the declared names, longest first, outside string literals."""
        changed = [name for name in sorted(self.spelled, key=len, reverse=True) if self.spelled[name] != name]
        if not changed:
            return text
        pattern = re.compile(rf"(?<![.\w])(?:{'|'.join(map(re.escape, changed))})(?!\w)")
        pieces = re.split(r'("(?:[^"\\]|\\.)*")', text)
        return "".join(
            piece if piece.startswith('"') else pattern.sub(lambda found: self.spelled[found.group()], piece)
            for piece in pieces
        )

    def wanted(self) -> Any:
        return value_of(self.case["expected"])

    def checked(self, text: str) -> Checked:
        parsed = parse_expression(self.spell(text))
        if parsed.tree is None:
            raise RefusedError(parsed.problems[0].message)
        checked = check(parsed.tree, self.names, expect=None, conformance=True)
        if checked.problems:
            raise RefusedError(checked.problems[0].message)
        return checked

    def decided(self, decision: Mapping[str, Any]) -> Any:
        expression = decision["expr"]
        if "lit" in expression:
            return evaluate(self.checked(expression["lit"]), self.record)
        if "table" in expression:
            return self.plain(compile_table(self.table(expression["table"]))(self.record).outputs, expression["table"])
        return self.context(expression["context"])

    def context(self, entries: list[Any]) -> Any:
        result: dict[str, Any] = {}
        for name, inner in entries:
            value = self.decided({"expr": inner})
            if not name:  # the last entry of a context may be its result
                return value
            result[name] = value
            self.spelled[name] = _snake(name)
            self.add(name, value, self.quantity("", value))
        return result

    def table(self, given: Mapping[str, Any]) -> DecisionTable:
        def cell(text: str) -> CellText:
            return CellText(self.spell(text.strip()), 0)

        rules = tuple(
            (tuple(cell(one or "-") for one in rule["in"]), tuple(cell(one) for one in rule["out"]))
            for rule in given["rules"]
        )
        outputs = tuple(CellText(out["name"] or "", 0) for out in given["out"])
        text = TableText(tuple(cell(one) for one in given["in"]), outputs, rules)
        table = check_table(text, self.names, hit=(given["hit"] or "UNIQUE").lower(), conformance=True)
        if table.problems:
            raise RefusedError(table.problems[0].message)
        allowed = [self.checked(f"[{out['vals']}]") if out["vals"] else None for out in given["out"]]
        return replace(
            table,
            aggregate=given["agg"].lower() if given["agg"] else None,
            priorities=tuple(() if one is None else evaluate(one, {}) for one in allowed),  # type: ignore[misc]
            defaults=tuple(self.checked(out["default"]) if out["default"] else None for out in given["out"]),
        )

    def plain(self, outputs: Any, given: Mapping[str, Any]) -> Any:
        if isinstance(outputs, list):
            return tuple(self.plain(one, given) for one in outputs)
        if outputs is None:
            return None
        if len(given["out"]) == 1:
            return outputs[0]
        return {out["name"]: value for out, value in zip(given["out"], outputs, strict=True)}

    def over_columns(self, decision: Mapping[str, Any], wanted: Any) -> Outcome:
        expression = decision["expr"]
        if "table" in expression:
            return self.table_over_columns(expression["table"], wanted)
        if "context" in expression and not isinstance(wanted, dict):
            return Outcome("passed")
        if "context" in expression:
            outcomes = [
                self.over_columns({"expr": inner}, wanted[name])
                for name, inner in expression["context"]
                if "lit" in inner
            ]
            failed = next((one for one in outcomes if one.state == "failed"), None)
            forms = {one.columns for one in outcomes}
            return failed or Outcome("passed", columns="array" if forms == {"array"} else "rows")
        parsed = parse_expression(self.spell(expression["lit"]))
        assert parsed.tree is not None
        node, names, record = lifted(parsed.tree)
        checked = check(node, {**self.names, **names}, expect=None, conformance=True)
        if checked.problems:
            return Outcome("failed", f"in columns: {checked.problems[0].message}")
        quantities = {**self.names, **names}
        env = self.columns({**self.record, **record}, quantities)
        program = compile_columns(checked)
        column = program(env, ROWS)
        for found in values(column, checked.type, ROWS):
            if not alike(found, wanted):
                return Outcome("failed", f"in columns: gave {found!r}, not {wanted!r}")
        return Outcome("passed", columns="rows" if program.row_steps else "array")

    def columns(self, record: Mapping[str, Any], names: Mapping[str, Quantity]) -> dict[str, Any]:
        return {name: column_of([record[name]] * ROWS, names[name].type) for name in record}

    def table_over_columns(self, given: Mapping[str, Any], wanted: Any) -> Outcome:
        table = self.table(given)
        if table.hit not in ("unique", "first", "any"):
            return Outcome("passed")
        program = compile_table_columns(table)
        decided = program(self.columns(self.record, self.names), ROWS)
        columns = [values(column, kind, ROWS) for column, kind in zip(decided.outputs, table.types, strict=True)]
        for row in range(ROWS):
            found = self.plain(tuple(column[row] for column in columns), given)
            if decided.row[row] < 0:
                defaults = compile_table(table)(self.record).outputs
                found = self.plain(defaults, given)
            if not alike(found, wanted):
                return Outcome("failed", f"in columns: gave {found!r}, not {wanted!r}")
        return Outcome("passed", columns="rows" if any(cell.row_steps for cell in program.cells) else "array")


def _snake(name: str) -> str:
    return re.sub(r"\W+", "_", name.strip())


def _kind_of(value: Any) -> str:
    kinds: list[tuple[Any, str]] = [
        (bool, "boolean"),
        ((int, Fraction), "number"),
        (str, "string"),
        (datetime, "date and time"),
        (date, "date"),
        (time, "time"),
        (Days, "days and time duration"),
        (Months, "years and months duration"),
        (tuple, "list"),
    ]
    return next((word for kind, word in kinds if isinstance(value, kind)), "null")


__all__ = ["Outcome", "cases", "compile_record", "folder", "run"]
