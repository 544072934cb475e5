"""A policy's conditions -> typed trees over subjects: values put in, named figures opened, tables written out."""

from dataclasses import replace

from engine.analysis.answer import Held, Over, Subject
from engine.analysis.capacity import most_of
from engine.analysis.codes import Codes
from engine.analysis.day_parts import part_of_day
from engine.analysis.normal import is_true, normal
from engine.analysis.telling import told
from engine.analysis.valued import value_tree
from engine.bind.bound import Bound
from engine.bind.vocabulary import STANDARD
from engine.document import Path
from engine.expressions.functions import WHOLE
from engine.expressions.tables import FIRST, UNIQUE, DecisionTable
from engine.expressions.typed import Checked, Constant, Each, Read, Step, Typed
from engine.expressions.types import BOOLEAN, DATE, NUMBER, STRING, Quantity
from engine.model.amounts import Amount, Named
from engine.model.item import days_said
from engine.model.measures import Measure
from engine.model.windows import Fixed, Last

RULE, SESSION = "", "session"
"""Where a condition stands: about a pupil, about a session; else the name of the fact table of whose row it is."""

_PERIOD_THINGS = ("weeks", "half_terms", "terms")
_SESSION_THINGS = ("sessions", "school days", "spells")


class Opener:
    """Opens the conditions of one policy.

    `subjects` holds what they ask about, by key; several policies may share one, so that what means the same in both
    is one subject. `anew` is the ladder whose conditions are opened, where it restarts figures: in them these count
    from its latest step, and are subjects of their own.
    """

    def __init__(self, bound: Bound, subjects: dict[str, Subject] | None = None, anew: str = "") -> None:
        self.bound, self._anew = bound, anew
        self._restarts = frozenset(bound.model.ladders[anew].restart) if anew else frozenset()
        self._ladders: dict[str, Opener] = {}
        self.ladder_names: dict[str, str] = {}
        self.subjects: dict[str, Subject] = {} if subjects is None else subjects
        self.codes = Codes(bound.model)
        self._ids = bound.model.rule_ids()
        self._opened: dict[tuple[str, str], Typed] = {}
        self._whole: dict[tuple[int, str], tuple[Typed, Typed]] = {}
        self._keys: dict[str, str] = {}

    def of(self, path: Path) -> "Opener":
        """Give what opens the conditions of the item at a path: those of a ladder that restarts figures by themselves.

        Source: design §5.4: other readers see the plain figure.
        """
        name = str(path[1]) if path[0] == "ladders" else ""
        if not name or not self.bound.model.ladders[name].restart:
            return self
        if name not in self._ladders:
            inner = self._ladders[name] = Opener(self.bound, self.subjects, name)
            inner._keys, inner.codes, inner.ladder_names = self._keys, self.codes, self.ladder_names
        return self._ladders[name]

    def path(self, path: Path, scope: str = RULE) -> Typed | None:
        """Open the condition at a path of the expanded document; None where there is none."""
        checked = self.bound.expressions.get(path)
        return None if checked is None else self.checked(checked, scope)

    def checked(self, checked: Checked, scope: str = RULE) -> Typed:
        """Open a checked expression."""
        return self.opened(checked.tree or Constant(None, checked.type, nullable=True), scope)

    def opened(self, tree: Typed, scope: str = RULE) -> Typed:
        """Open a tree, and bring it into the form that is looked at; once, however many ask about it."""
        # by its place in memory, which the entry keeps: trees that are equal may stand at different places of the text
        held = self._whole.get((id(tree), scope))
        if held is None:
            held = self._whole[id(tree), scope] = tree, self.normal(self.open(tree, scope))
        return held[1]

    def normal(self, typed: Typed) -> Typed:
        """Bring an opened tree into the form that is looked at."""
        return normal(typed, self._term)

    def open(self, typed: Typed, scope: str = RULE, inside: frozenset[str] = frozenset()) -> Typed:
        """Put in what the names of a tree stand for; `inside` are variables of its own."""
        match typed:
            case Read():
                return typed if typed.name in inside else self._read(typed, scope)
            case Step():
                found = replace(typed, arguments=tuple(self.open(each, scope, inside) for each in typed.arguments))
                if found.operator == "day of week" and found.arguments == (self._today(),):
                    return self._subject("weekday", "weekday", STANDARD["weekday"], "calendar")
                return found
            case Each():
                source = self.open(typed.source, scope, inside)
                condition = self.open(typed.condition, scope, inside | {typed.variable})
                return replace(typed, source=source, condition=condition)
        return typed

    def _read(self, read: Read, scope: str) -> Typed:
        found = self._opened.get((read.name, scope))
        if found is None:
            found = self._opened[read.name, scope] = self._meaning(read, scope)
        return found

    def _meaning(self, read: Read, scope: str) -> Typed:
        name, model = read.name, self.bound.model
        table = self.table_of(scope)
        if table is not None and name in self.bound.rows[table]:
            return self._subject(f"{table}.{name}", name, read.quantity, "row")
        if name in model.values:
            day = self._session_day() if scope == SESSION else self._today()
            return value_tree(model.values[name], read.quantity, day)
        if scope == SESSION:
            if name in model.sets and ("sets", name) in self.bound.expressions:
                tree = self.bound.expressions["sets", name].tree
                return self.open(tree, SESSION) if tree is not None else read
            if name == "weekday":
                return Step("day of week", (self._session_day(),), STRING)
            if name in self.codes.names:
                return self._subject(f"session.{name}", name, read.quantity, "session")
            if name in model.facts or name not in self.bound.quantities:
                return self._subject(f"session.{name}", name, read.quantity, "fact")
        if name in model.measures:
            return self._figure(name, model.measures[name], read.quantity)
        if name in self.bound.outputs:
            return self._table_output(name, read.quantity)
        if name in model.flags:
            return self._subject(f"flag.{name}", name, read.quantity, "flag")
        quantity = read.quantity
        if name in ("nursery", "reception") and quantity.low is not None:
            return Constant(int(quantity.low), NUMBER)
        if name in STANDARD:
            return self._subject(name, name, quantity, "calendar")
        rule = name in self._ids
        return self._subject(f"rule.{name}" if rule else f"pupil.{name}", name, quantity, "rule" if rule else "pupil")

    def _today(self) -> Read:
        return self._subject("review_day", "review_day", STANDARD["review_day"], "calendar")

    def _session_day(self) -> Read:
        return self._subject("session.date", "date", Quantity(DATE), "session")

    def table_of(self, scope: str) -> str | None:
        """Give the fact table of whose rows a condition is, where it is of rows."""
        fact = self.bound.model.facts.get(scope)
        table = fact.part_of if fact is not None and fact.part_of is not None else scope
        return table if table in self.bound.rows else None

    def _subject(self, key: str, name: str, quantity: Quantity, kind: str) -> Read:
        title = quantity.label or name.replace("_", " ")
        self.subjects.setdefault(key, Subject(key, name, quantity, kind, title))
        return Read(key, self.subjects[key].quantity)

    def _term(self, typed: Typed) -> Read:
        """Give a part that is taken as it stands a name: its text, and the keys of what it reads."""
        if (part := part_of_day(typed, self.subjects)) is not None:
            return self._subject(part.key, part.name, part.quantity, part.kind)
        text = told(typed, self.subjects)
        key = f"term {told(typed, {})}"
        whole = isinstance(typed, Step) and typed.operator in WHOLE
        quantity = Quantity(typed.type, typed.unit, nullable=True, whole=whole)
        self.subjects.setdefault(key, Subject(key, text, quantity, "term", text))
        return Read(key, quantity)

    # ------------------------------------------------------------------------------------------------- figures

    def key_of(self, name: str) -> str:
        """Give the key of a figure that is counted: two figures that are counted alike have the same one."""
        if name not in self._keys:
            self._keys[name] = f"figure {self._fingerprint(name, self.bound.model.measures[name])}"
        return self._keys[name]

    def figure(self, name: str) -> Subject:
        """Give the subject of a figure that is counted, by its name in the policy."""
        measure = self.bound.model.measures[name]
        read = self._figure(name, measure, self.bound.quantities[name])
        key = read.name if isinstance(read, Read) else f"figure {name}"
        return self.subjects.get(key) or Subject(key, name, self.bound.quantities[name], "figure", measure=measure)

    def _figure(self, name: str, measure: Measure, quantity: Quantity) -> Typed:
        if measure.is_ is not None:
            checked = self.bound.expressions.get(("measures", name, "is"))
            tree = None if checked is None else checked.tree
            told_of = self.open(tree, RULE) if tree is not None else Constant(None, quantity.type, nullable=True)
            # on other days it is not known, whatever it is made of
            return told_of if measure.in_force is None else self._dated(name, measure, told_of)
        key, anew = self.key_of(name), ""
        if name in self._restarts:
            anew = self.ladder_names.get(self._anew, self._anew)
            key = f"{key} anew in {anew}"
        if key not in self.subjects:
            half, least = self._half(name, measure), None
            most, loose = (most_of(measure, self.amounts, of_half=half, weekends=each) for each in (False, True))
            if measure.at_least is not None:
                amounts = self.amounts(measure.at_least)
                least = min((each.number for each in amounts), default=None)
            title = measure.title or name.replace("_", " ")
            if anew:
                plain = self.subjects.get(self.key_of(name))
                title = f"{title if plain is None else plain.title} (counted anew)"
            size, because, assumed = most if most is not None else (None, "", False)
            marks, whole = self._marks(name, measure)
            window = f"{self._windows(name, measure)} ends {measure.ends}"
            self.subjects[key] = Subject(
                key, name, quantity, "figure", title, size, because, assumed, measure, least, marks, whole, window,
                self._over(name, measure), self._alike(name, measure), anew, loose and loose[0],
            )  # fmt: skip
        return Read(key, self.subjects[key].quantity)

    def _dated(self, name: str, measure: Measure, made: Typed) -> Read:
        """Give an expression that is in force on some days alone: a name of its own, the same for the same days."""
        key = f"dated {days_said(measure.in_force)} {told(made, {})}"
        quantity = Quantity(made.type, made.unit, nullable=True)
        title = measure.title or name.replace("_", " ")
        self.subjects.setdefault(key, Subject(key, name, quantity, "term", title))
        return Read(key, quantity)

    def _half(self, name: str, measure: Measure) -> bool:
        held = self._held(name, "of") if measure.count in _SESSION_THINGS else None
        return held is not None and len({session for _, _, session in held}) < 2

    def _marks(self, name: str, measure: Measure) -> tuple[frozenset[Held] | None, frozenset[Held] | None]:
        """Give the marks that a figure counts, and those out of which."""
        of = self._held(name, "of")
        if measure.percent is None:
            return (of, None) if measure.count in _SESSION_THINGS else (None, None)
        part = self._held(name, "percent")
        return (None, None) if part is None or of is None else (part & of, of)

    def _held(self, name: str, field: str) -> frozenset[Held] | None:
        checked = self.bound.expressions.get(("measures", name, field))
        if checked is None or checked.tree is None:
            return None
        return self.codes.table(self.opened(checked.tree, SESSION))

    def _windows(self, name: str, measure: Measure) -> list[str]:
        default = "" if measure.in_a_row is not None else "year"
        return sorted(self._window(("measures", name), window) for window in measure.over or ()) or [default]

    def _over(self, name: str, measure: Measure) -> tuple[Over, ...]:
        found = []
        for window in measure.over or (Fixed("year"),) if measure.in_a_row is None else ():
            text = self._window(("measures", name), window)
            sizes = [each.number for each in self.amounts(window.amount)] if isinstance(window, Last) else []
            units = {each.unit for each in self.amounts(window.amount)} if isinstance(window, Last) else set()
            if isinstance(window, Fixed):
                found.append(Over(text, period=window.period))
            elif len(units) == 1:
                found.append(Over(text, unit=str(units.pop()), least=min(sizes), most=max(sizes)))
            else:
                found.append(Over(text))
        return tuple(found)

    def _alike(self, name: str, measure: Measure) -> str:
        """Say all of a count but its window."""
        if measure.count is None:
            return ""
        parts = self._sets_of(("measures", name), measure)
        return " ".join(str(part) for part in (measure.count, measure.whole, measure.overlapping, *parts))

    def amounts(self, amount: Amount | Named) -> tuple[Amount, ...]:
        """Give the amounts that one, or the value that stands for it, may be."""
        if isinstance(amount, Amount):
            return (amount,)
        entries = self.bound.model.values.get(amount.name, ())
        return tuple(entry.value for entry in entries if isinstance(entry.value, Amount))

    def set_key(self, path: Path, scope: str = SESSION) -> str:
        """Say which sessions or rows a condition holds for, so that two that say the same of them read the same."""
        checked = self.bound.expressions.get(path)
        if checked is None or checked.tree is None:
            return "every"
        opened = self.opened(checked.tree, scope)
        held = self.codes.table(opened) if scope == SESSION else None
        if held is not None:
            return f"codes {sorted(held)}"
        return told(opened, {})

    def _fingerprint(self, name: str, measure: Measure) -> str:
        base: Path = ("measures", name)
        kind = measure.kind
        parts: list[object] = [kind]
        if kind == "since":
            parts += [measure.since, measure.in_]
        elif kind == "value":
            inner = str(measure.value)
            known = self.bound.model.measures.get(inner)
            held = (
                self._read(Read(inner, self.bound.quantities[inner]), RULE) if inner in self.bound.quantities else None
            )
            parts += [told(held, {}) if held is not None and known is not None else inner, measure.at]
        else:
            parts += self._counted(base, measure)
        return " ".join(str(part) for part in parts)

    def scope_of_count(self, measure: Measure) -> str:
        """Say about what the `of` of a figure is: a session, a pupil, or the rows of a fact table."""
        thing = measure.count or measure.in_a_row or measure.last
        if thing in _PERIOD_THINGS or measure.in_a_row == "weeks":
            return RULE
        if measure.count is not None and thing not in _SESSION_THINGS:
            return str(thing) if self.table_of(str(thing)) is not None else "outcomes"
        return SESSION

    def frame(self, name: str) -> tuple[object, ...]:
        """Give all that makes a figure but its sets: what is counted, over which window, and how."""
        measure = self.bound.model.measures[name]
        amounts = [
            None if field is None else [f"{each.number} {each.unit}" for each in self.amounts(field)]
            for field in (measure.ends, measure.at_least)
        ]
        return (
            measure.kind, measure.count or measure.in_a_row or measure.last, tuple(self._windows(name, measure)),
            str(amounts), measure.whole, measure.strict, measure.overlapping, measure.since, measure.in_, measure.at,
            measure.value, measure.total, *self._days_of(measure),
        )  # fmt: skip

    def _days_of(self, measure: Measure) -> list[str]:
        """Give the days on which a figure is in force, and those of the fact table that it counts."""
        facts = self.bound.model.facts
        fact = facts.get(measure.count or "")
        whole = None if fact is None else facts.get(fact.part_of or "")
        days = [days_said(each.in_force) for each in (measure, fact, whole) if each is not None]
        return [each for each in days if each is not None]

    def same_as(self, name: str, key: str) -> None:
        """Let a figure go by a key of another policy, since both count the same."""
        self._keys[name] = key
        self._opened.clear()
        self._whole.clear()
        self._ladders.clear()

    def _counted(self, base: Path, measure: Measure) -> list[object]:
        return [self.frame(str(base[1])), *self._sets_of(base, measure)]

    def _sets_of(self, base: Path, measure: Measure) -> list[object]:
        thing = measure.count or measure.in_a_row or measure.last
        scope = self.scope_of_count(measure)
        found: list[object] = [self.set_key((*base, "of"), scope)]
        if measure.percent is not None:
            found.append(self.set_key((*base, "percent")))
        if measure.total is not None:
            found.append(self.set_key((*base, "total")))
        fact = self.bound.model.facts.get(str(thing))
        if fact is not None and fact.where is not None:
            found.append(self.set_key(("facts", str(thing), "where"), scope))
        return found

    def _window(self, base: Path, window: object) -> str:
        amount = getattr(window, "amount", None)
        if amount is not None:
            said = " then ".join(sorted(f"{each.number} {each.unit}" for each in self.amounts(amount)))
            return f"{type(window).__name__} {said}"
        of = getattr(window, "of", None)
        if of is not None:
            return f"spell of {self.set_key((*base, 'over', f'spell of {of}'))}"
        return repr(window)

    # -------------------------------------------------------------------------------------------------- tables

    def _table_output(self, name: str, quantity: Quantity) -> Typed:
        table_name, at = self.bound.outputs[name]
        table = self.bound.tables[table_name]
        written = self._written(table, at) if table.hit in (FIRST, UNIQUE) else None
        if written is None:
            return self._subject(f"table.{table_name}.{name}", name, quantity, "figure")
        return written

    def _written(self, table: DecisionTable, at: int) -> Typed | None:
        """Write out what a table gives as choices, row by row; None where it is long or a unique row may clash."""
        if len(table.rules) > 30:
            return None
        kind, unit = table.types[at], table.units[at]
        chosen: Typed = Constant(None, kind, unit, nullable=True)
        for number in range(len(table.rules) - 1, -1, -1):
            rule = table.rules[number]
            output = rule.outputs[at].tree
            if output is None:
                return None
            value = self.open(output)
            if table.hit == UNIQUE:
                others = [self.row(table, other) for other in range(number + 1, len(table.rules))]
                if others:
                    clash = others[0] if len(others) == 1 else Step("or", tuple(others), BOOLEAN)
                    value = Step("if", (clash, Constant(None, kind, unit, nullable=True), value), kind, unit, True)
            chosen = Step("if", (self.row(table, number), value, chosen), kind, unit, nullable=True)
        return chosen

    def row(self, table: DecisionTable, number: int, scope: str = RULE) -> Typed:
        """Give the condition that a row of a table matches."""
        cells = tuple(
            is_true(self.open(cell.tree, scope))
            for cell in table.rules[number].cells
            if cell.tree is not None and not (isinstance(cell.tree, Constant) and cell.tree.value is True)
        )
        if not cells:
            return Constant(True, BOOLEAN)
        return cells[0] if len(cells) == 1 else Step("and", cells, BOOLEAN)
