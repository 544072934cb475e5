"""A policy -> cases at, just under and just over each limit that its rules compare with, each edge, each cut-off."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import numpy as np

from engine.boundaries.case import Case
from engine.counting import DayCount, FactCount, InARow, Percent, Piece, SessionCount, Span, SpellCount
from engine.evaluate.block import BELOW_YEAR_1
from engine.evaluate.lookup import lookup_of
from engine.explain.asked import COMPARISONS, Asking, Node, constants_of
from engine.explain.origins import Origins
from engine.expressions.typed import Constant, Read, Step, Typed
from engine.load import Loaded
from engine.model.amounts import Amount, Named
from engine.model.facts import Code
from engine.model.windows import Last
from engine.plan import PlannedEntry

_TURNED = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "=": "=", "!=": "!="}
_DAYS = 5
_FAR_WEEKS = 60
_YEAR = "5"


@dataclass(frozen=True, slots=True)
class Limit:
    """A comparison of a figure or column with a number: where it stands, and the number that it turns on."""

    rule: str
    name: str
    text: str
    operator: str
    limit: Fraction


class Cases:
    """Lays out cases for one policy."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded, self._plan = loaded, loaded.plan
        self._origins = Origins(loaded)
        self._asking = Asking(loaded, self._origins)
        self._table: Mapping[str, Code] = self._plan.codes[-1].codes if self._plan.codes else {}
        self._codes = ("", *self._table)
        self._begins = self._monday()
        literals = {name: entries[-1].value for name, entries in self._plan.values.items() if entries}
        self._literals = {name: v.number if isinstance(v, Amount) else v for name, v in literals.items()}
        self._amounts = {name: v for name, v in literals.items() if isinstance(v, Amount)}

    def _monday(self) -> date:
        """Give the first Monday of a school year in which the policy and its last code table are in force."""
        force = self._loaded.policy.model.in_force
        known = [force.from_ if force is not None else None, self._plan.codes[-1].start if self._plan.codes else None]
        latest = max((day for day in known if day is not None), default=date(2024, 9, 1))
        begins = date(latest.year if latest <= date(latest.year, 9, 1) else latest.year + 1, 9, 1)
        return begins + timedelta(days=-begins.weekday() % 7)

    def all(self) -> Iterator[Case]:
        """Give every case, in the order of the policy's rules, then its registers."""
        tables = [name for name, table in self._plan.tables.items() if table.steer.each is not None]
        seen: set[tuple[str, str, Fraction]] = set()
        for rule in [*(rule.id for rule in self._plan.rules), *tables]:
            for limit in self._limits(rule):
                if (rule, limit.text, limit.limit) not in seen:
                    seen.add((rule, limit.text, limit.limit))
                    yield from self._of_limit(limit)
        for half, entries in (("AM", self._plan.am), ("PM", self._plan.pm)):
            for entry in entries:
                yield self._of_entry(half, entry)

    # — what is compared with what —

    def _limits(self, rule: str) -> Iterator[Limit]:
        waiting = [asked.node for asked in self._asking.of_rule(rule)]
        read: set[str] = set()
        while waiting:
            node = waiting.pop(0)
            waiting.extend(node.parts)
            found = self._limit(rule, node)
            if found is not None:
                yield found
            for name in node.reads:
                inner = self._asking.of_figure(name)
                if inner is not None and name not in read:
                    read.add(name)
                    waiting.append(inner)

    def _limit(self, rule: str, node: Node) -> Limit | None:
        typed = node.typed
        if node.how != "test" or not isinstance(typed, Step) or typed.operator not in COMPARISONS:
            return None
        one, other, operator = typed.arguments[0], typed.arguments[1], typed.operator
        if self._number(one) is not None:
            one, other, operator = other, one, _TURNED[operator]
        limit = self._number(other)
        names = [name for name in node.reads if name not in self._literals]
        if limit is None or not names or one.type != "number":
            return None
        return Limit(rule, names[0] if isinstance(one, Read) else "", node.text, operator, limit)

    def _number(self, typed: Typed) -> Fraction | None:
        """Give the number that a side always is; None for one that depends on the pupil."""
        if isinstance(typed, Constant):
            return Fraction(typed.value) if typed.type == "number" and typed.value is not None else None
        if isinstance(typed, Read):
            held = self._literals.get(typed.name)
            return held if isinstance(held, Fraction) else None
        if isinstance(typed, Step) and typed.operator == "number" and len(typed.arguments) == 1:
            return self._number(typed.arguments[0])
        return None

    def _of_limit(self, limit: Limit) -> Iterator[Case]:
        figure = self._plan.figures.get(limit.name)
        kind = figure.kind if figure is not None else None
        if isinstance(kind, SessionCount | DayCount | SpellCount):
            sets = [kind.set] if isinstance(kind, SpellCount) else [piece.set for piece in kind.pieces]
            yield from self._counted(limit, sets, kind.span, kind)
        elif isinstance(kind, InARow):
            yield self._run(limit, kind)
        elif isinstance(kind, Percent):
            yield from self._percent(limit, kind)
        elif isinstance(kind, FactCount):
            yield self._rows(limit, kind)
        elif kind is None and limit.name and limit.name == "year_group":
            yield self._years(limit)
        elif not limit.name and "submitted_on" in limit.text and "from" in limit.text:
            yield self._notice(limit)

    # — marks —

    def _counted(
        self, limit: Limit, sets: Sequence[int], span: Span, kind: "SessionCount | DayCount | SpellCount"
    ) -> Iterator[Case]:
        pair = self._pair(sets)
        at = int(limit.limit)
        if pair is None or at > 120:
            return
        length = self._window_days(span)
        lead = length + 2 * _DAYS
        by_day = not isinstance(kind, SessionCount) or not all(pair)
        apart = isinstance(kind, SpellCount)
        after = [self._present()] * self._ago(span)
        # a step is looked at once those before it have been raised
        first = self._days(pair, at, by_day=by_day, apart=apart) * self._steps_before(limit.rule)
        marks: dict[str, str] = {}
        about: dict[str, str] = {}
        for name, count in (("under", at - 1), ("at", at), ("over", at + 1)):
            if count >= 0:
                marks[name] = self._line(lead, [*first, *self._days(pair, count, by_day=by_day, apart=apart), *after])
                about[name] = f"{count} counted"
        if isinstance(span.windows[0], Last) and 1 < at <= length and not apart:
            # one a day, so that the first of them stands alone at the edge
            single = (pair[0] or self._present()[0], pair[1] if not pair[0] else self._present()[1])
            days = self._days(pair, at, by_day=True, apart=False) if by_day else [single] * at
            for name, gap in (("edge_in", length - at), ("edge_out", length - at + 1)):
                when = "first day" if name == "edge_in" else "eve"
                marks[name] = self._line(lead, [*first, days[0], *[self._present()] * gap, *days[1:], *after])
                about[name] = f"{at}, the first of them on the window's {when}"
        yield self._case(limit, marks, about)

    def _run(self, limit: Limit, kind: InARow) -> Case:
        pair = self._pair([kind.set]) or ("", "")
        at = int(limit.limit)
        marks, about = {}, {}
        for name, count in (("under", at - 1), ("at", at), ("over", at + 1)):
            if count >= 0:
                days = self._days(pair, count, by_day=kind.unit != "sessions" or not all(pair), apart=False)
                marks[name] = self._line(_DAYS, [*days, self._present()])
                about[name] = f"{count} in a row"
        return self._case(limit, marks, about)

    def _percent(self, limit: Limit, kind: Percent) -> Iterator[Case]:
        inside, whole = self._members(kind.part), self._members(kind.whole)
        out = [code for code in whole if code not in inside and not self._table[code].used_for]
        on_time = self._present()
        attending = all(code in inside for code in on_time)
        other = out[0] if attending and out else next((c for c in inside if not self._table[c].used_for), None)
        if other is None or not 0 <= limit.limit <= 100 or limit.limit.denominator != 1:
            return
        at = int(limit.limit)
        marks, about = {}, {}
        for name, percent in (("under", at - 1), ("at", at), ("over", at + 1)):
            if 0 <= percent <= 100:
                count = 100 - percent if attending else percent
                days = self._days((other, other), count, by_day=False, apart=False)
                marks[name] = self._line(50 - len(days), days)
                about[name] = f"{percent} of 100 sessions"
        yield self._case(limit, marks, about)

    def _days(self, pair: tuple[str, str], count: int, *, by_day: bool, apart: bool) -> list[tuple[str, str]]:
        """Give the days of so many counted sessions, or days; `apart` puts a day between them."""
        present = self._present()
        full = (pair[0] or present[0], pair[1] or present[1])
        if by_day:
            days = [full] * count
            return [day for each in days for day in (each, present)][:-1] if apart and days else days
        return [full] * (count // 2) + ([(full[0], present[1])] if count % 2 else [])

    def _line(self, lead: int, days: Sequence[tuple[str, str]]) -> str:
        told = [self._present()] * lead + list(days)
        pieces: list[str] = []
        place = 0
        while place < len(told):
            until = place
            while until < len(told) and told[until] == told[place]:
                until += 1
            pieces.append("".join(told[place]) + (f" x{until - place}" if until - place > 1 else ""))
            place = until
        return "  ".join(pieces)

    def _present(self) -> tuple[str, str]:
        found = [
            next((code for code, held in self._table.items() if held.used_for == use), "_")
            for use in ("on_time_am", "on_time_pm")
        ]
        return found[0], found[1]

    def _pair(self, sets: Sequence[int]) -> tuple[str, str] | None:
        """Give a morning's and an afternoon's code that are in one of some sets; empty where none is."""
        named = [text for number in sets for text in self._texts(number)]
        found = []
        for half, session in ((0, "AM"), (1, "PM")):
            inside = [code for number in sets for code in self._in_set(number, half)]
            plain = [code for code in inside if not self._table[code].used_for] or inside
            if not plain and not ({"AM", "PM"} & set(named) - {session}):
                plain = [text for text in named if text in self._table]
            found.append(plain[0] if plain else "")
        return (found[0], found[1]) if any(found) else None

    def _texts(self, number: int) -> list[str]:
        tree = self._plan.sets[number].condition.checked.tree
        return list(constants_of(tree)) if tree is not None else []

    def _in_set(self, number: int, half: int) -> list[str]:
        looked = lookup_of(self._plan, self._codes)
        if number not in looked.bit_of:
            return []
        bits = looked.table(self._table, ("AM", "PM")[half], self._literals)
        mask = np.uint64(1 << looked.bit_of[number])
        return [code for place, code in enumerate(self._codes) if place and bits[place] & mask]

    def _members(self, pieces: tuple[Piece, ...]) -> list[str]:
        return list(
            dict.fromkeys(code for piece in pieces for half in (0, 1) for code in self._in_set(piece.set, half))
        )

    def _steps_before(self, rule: str) -> int:
        path = self._origins.path_of(rule, self._begins)
        return path[3] if path is not None and path[0] == "ladders" and isinstance(path[3], int) else 0

    def _ago(self, span: Span) -> int:
        """Give how many school days before the review a window ends."""
        amount = self._amounts.get(span.ends.name) if isinstance(span.ends, Named) else span.ends
        return 0 if amount is None else min(int(amount.number), 10 * _DAYS)

    def _window_days(self, span: Span) -> int:
        """Give how many school days a window holds, of one without a break in it."""
        window = span.windows[0]
        if not isinstance(window, Last):
            return _DAYS
        amount = self._amounts.get(window.amount.name) if isinstance(window.amount, Named) else window.amount
        if amount is None:
            return _DAYS
        count = int(amount.number)
        return min(count if amount.unit == "school day" else count * _DAYS, _FAR_WEEKS * _DAYS)

    # — rows, columns, registers —

    def _rows(self, limit: Limit, kind: FactCount) -> Case:
        at = int(limit.limit)
        last = self._begins + timedelta(days=4)
        rows: list[Mapping[str, str]] = []
        marks, about = {}, {}
        pair = self._pair_of_rule(limit.rule)
        for name, count in (("under", at - 1), ("at", at), ("over", at + 1)):
            if count < 0:
                continue
            marks[name] = self._line(4, [pair])
            about[name] = f"{count} rows of {kind.rows.table}"
            rows += [{"pupil": name, **self._row(kind.rows.table, last, number)} for number in range(count)]
        return self._case(limit, marks, about, {kind.rows.table: tuple(rows)})

    def _row(self, table: str, day: date, number: int) -> dict[str, str]:
        shape = self._loaded.bound.shapes[table]
        row: dict[str, str] = {}
        for column, held in shape.columns.items():
            if held.type == "words" and held.needed:
                row[column] = held.words[0]
            elif held.type == "date" and (held.needed or column == shape.dated_by):
                row[column] = day.isoformat()
            elif held.type == "boolean" and held.needed:
                row[column] = "yes"
            elif held.type == "session" and held.needed:
                row[column] = "AM"
            elif held.type == "text" and held.needed:
                row[column] = f"{column}_{number + 1}"
        return row

    def _pair_of_rule(self, rule: str) -> tuple[str, str]:
        """Give the marks of a day on which another count of a rule begins; those of presence where it has none."""
        for asked in self._asking.of_rule(rule):
            for name in asked.node.reads:
                figure = self._plan.figures.get(name)
                if figure is not None and isinstance(figure.kind, SessionCount):
                    pair = self._pair([piece.set for piece in figure.kind.pieces])
                    present = self._present()
                    if pair is not None:
                        return pair[0] or present[0], pair[1] or present[1]
        return self._present()

    def _years(self, limit: Limit) -> Case:
        at = int(limit.limit)
        pair = self._pair_of_rule(limit.rule)
        years = {"under": at - 1, "at": at, "over": at + 1}
        words = {number: word for word, number in BELOW_YEAR_1.items()}
        said = {name: words.get(year, str(year)) for name, year in years.items() if -1 <= year <= 13}
        marks = {name: self._line(1, [pair] * 4) for name in said}
        columns = {name: {"year_group": year} for name, year in said.items()}
        return self._case(limit, marks, {name: f"year group {year}" for name, year in said.items()}, {}, columns)

    def _notice(self, limit: Limit) -> Case:
        at = int(limit.limit)
        rows = []
        marks, about = {}, {}
        for name, days in (("under", at - 1), ("at", at), ("over", at + 1)):
            row = self._row("leave_requests", self._begins, 0)
            first = (self._begins + timedelta(days=days)).isoformat()
            rows.append({"pupil": name, **row, "request": f"Q_{name}", "reason": "other", "from": first, "to": first})
            marks[name], about[name] = self._line(5, []), f"{days} days before"
        return self._case(limit, marks, about, {"leave_requests": tuple(rows)})

    def _of_entry(self, half: str, entry: PlannedEntry) -> Case:
        minutes = sorted({entry.late_after, entry.late_after + 1, entry.closes, entry.closes + 1})
        years = [*BELOW_YEAR_1, *map(str, range(1, 14))]
        return Case(
            name=f"registers.{half.lower()}.{entry.name}: arrivals at its cut-offs",
            asked=(),
            begins=self._begins,
            weeks=1,
            pupils={f"year_{year}": {"year_group": year} for year in years},
            arrivals=tuple((f"year_{year}", half, minute) for year in years for minute in minutes),
        )

    def _case(
        self,
        limit: Limit,
        marks: Mapping[str, str],
        about: Mapping[str, str],
        facts: Mapping[str, tuple[Mapping[str, str], ...]] | None = None,
        pupils: Mapping[str, Mapping[str, str]] | None = None,
    ) -> Case:
        flags = [
            {"pupil": pupil, "flag": self._plan.flags[name].called, "from": self._begins.isoformat()}
            for asked in self._asking.of_rule(limit.rule)
            if asked.role != "unless"
            for name in _beside(asked.node, limit.text)
            if name in self._plan.flags
            for pupil in marks
        ]
        days = max(map(_length, marks.values()))
        told = dict(facts or {})
        if flags:
            told["flags"] = tuple(flags)
        columns = {name: {"year_group": _YEAR, **(pupils or {}).get(name, {})} for name in marks}
        return Case(
            name=f"{limit.rule}: {limit.text}",
            asked=(limit.rule,),
            begins=self._begins,
            weeks=-(-days // _DAYS),
            marks=marks,
            pupils=columns,
            facts=told,
            about=about,
        )


def _beside(node: Node, text: str) -> list[str]:
    """Give the names that must hold beside a test for it to matter: those that an `and` joins with it."""
    if node.how != "all":
        return [name for part in node.parts if _holds(part, text) for name in _beside(part, text)]
    mine = [part for part in node.parts if _holds(part, text)]
    others = [part.typed.name for part in node.parts if part not in mine and isinstance(part.typed, Read)]
    return [*others, *(name for part in mine for name in _beside(part, text))] if mine else []


def _holds(node: Node, text: str) -> bool:
    return node.text == text or any(_holds(part, text) for part in node.parts)


def _length(line: str) -> int:
    """Count the days of a register's line."""
    return sum(int(word[1:]) - 1 if word.startswith("x") else 1 for word in line.split())
