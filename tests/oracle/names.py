"""Names: what a name in a condition is worth for a pupil (or a row) at a review point, and what it rests on.

Source: design §5 (standard names), §5.1, §5.2.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from tests.oracle import feel, tables
from tests.oracle.dataset import Row
from tests.oracle.measures import figure
from tests.oracle.pupil import Acted, Pupil
from tests.oracle.school import Moment, School, moment
from tests.oracle.windows import Cut, ending, stretch

FIXED_PERIODS = ("week", "month", "half_term", "term", "year")


class Reader:
    """Reads names for one pupil, on behalf of rules `own`, about a row or none, under a ladder's cuts."""

    def __init__(
        self,
        pupil: Pupil,
        own: frozenset[str] = frozenset(),
        row: Row | None = None,
        cuts: Mapping[str, Cut] | None = None,
    ) -> None:
        self.pupil, self.own, self.row, self.cuts = pupil, own, row, cuts or {}
        self._key = (row and (row.table, row.number), tuple(sorted(self.cuts.items())))

    def plain(self) -> "Reader":
        """The same without a ladder's cuts: for figures at an earlier point."""
        return Reader(self.pupil, self.own, self.row) if self.cuts else self

    def of_pupil(self) -> "Reader":
        """The same without the row and its ladder: for figures of a pupil that are asked for now."""
        return Reader(self.pupil, self.own)

    def then(self, row: Row | None = None) -> "Reader":
        """Nobody's in particular: for what stood at an earlier point, at which the asking rule's own action is one."""
        return Reader(self.pupil, frozenset(), row)

    def evaluate(self, text: str, at: Moment) -> Any:
        """The value of a condition or another expression."""
        tree = feel.expression(text)
        if self.row is not None and self.row.number < 0:
            tree = feel.hide(
                tree, frozenset([*self.row.cells, "school_days", *self.pupil.school.policy_reach.of_rows()])
            )
        return feel.evaluate(tree, lambda name: self.value(name, at))

    def value(self, name: str, at: Moment) -> Any:
        """What a name is worth; None where it is not known."""
        pupil, school = self.pupil, self.pupil.school
        if self.row is not None and name in self.row.cells:
            return self.row.cells[name]
        if self.row is not None and name == "school_days" and "from" in self.row.cells:
            start, end = self.row.start, self.row.end
            return start and Fraction(sum(start <= day <= end for day in school.time.school_days))
        if name in school.measures:
            own = self.own if school.policy_reach.counts_actions(name) else None
            return self._once(
                ("figure", name, at, self._key, own),
                lambda: figure(self, school.measures[name], name, at) if school.in_force(name, at.date) else None,
            )
        if name in school.flags:
            return pupil.flag(name, pupil.seen(at) - 1, at.date)
        if name in school.checks:
            return self.acted(name, at)
        if school.is_value(name):
            return school.value(name, at.date)
        if name in school.gives:
            return tables.output(self, name, at)
        return pupil.on_day(name, at.date)

    def _once(self, key: Any, work: Any) -> Any:
        if key not in self.pupil.memo:
            self.pupil.memo[key] = work()
        return self.pupil.memo[key]

    def _mine(self, rule: str) -> list[Acted]:
        """A rule's actions for the pupil; those for the row where both are about rows of one table."""
        of_rows = self.is_about(rule)
        return [action for action in self.pupil.log if action.rule == rule and (not of_rows or action.row == self.row)]

    def is_about(self, rule: str) -> bool:
        """Whether a rule is about rows of the table of this row."""
        return self.row is not None and self._table_of(rule) == self.row.table

    def _table_of(self, rule: str) -> str | None:
        each = self.pupil.school.each.get(rule)
        return None if each is None else self.pupil.school.parts(each)[0]

    def acted(self, rule: str, at: Moment) -> bool:
        """Whether a rule acted at this review point; one of another check, earlier the same day."""
        check = at.check.split()[0]
        if self.pupil.school.checks[rule] == check:
            return any(action.moment == at for action in self._mine(rule))
        return any(action.moment.date == at.date and action.moment < at for action in self._mine(rule))

    def actions(self, rule: str, at: Moment) -> list[Acted]:
        """A rule's actions so far; the asking rule's own only at earlier review points."""
        return [a for a in self._mine(rule) if a.moment < at or (a.moment == at and rule not in self.own)]

    def anchor(self, name: str, at: Moment) -> Moment | None:
        """When a rule last acted at an earlier review point, or a flag's present or latest stretch began."""
        if name in self.pupil.school.flags:
            end = ending(self.pupil, None, at)
            found = stretch(self.pupil, name, end)
            return None if found.missing or found.unknown else moment(found.start, "day")
        return max((action.moment for action in self._mine(name) if action.moment < at), default=None)

    def kept_at(self, name: str, at: Moment) -> Moment | None:
        """The latest anchor of a kept figure that lies at an earlier review point; of a flag, its first day's."""
        if name not in self.pupil.school.flags:
            return self.anchor(name, at)
        then = self.anchor(name, at)
        while then is not None and then >= at:
            day = self.pupil.school.time.add_school_days(then.date, -1)
            then = None if day is None else self.anchor(name, moment(day, "year"))
        return then


class Reach:
    """What conditions rest on, through sets, figures and tables."""

    def __init__(self, school: School) -> None:
        self.school = school
        self._known: dict[tuple[str, ...], set[str]] = {}

    def names(self, texts: Iterable[str]) -> set[str]:
        """Every name that is read at the same review point, directly or through others."""
        key = tuple(texts)
        if key not in self._known:
            self._known[key] = self._follow(key)
        return self._known[key]

    def _follow(self, texts: Iterable[str]) -> set[str]:
        found: set[str] = set()
        waiting = [name for text in texts for name in feel.names(feel.expression(text))]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self._next(name)
        return found

    def _next(self, name: str) -> list[str]:
        school = self.school
        if name in school.sets:
            texts = [school.sets[name]]
        elif name in school.measures:
            said = school.measures[name]
            texts = [said[field] for field in ("of", "percent", "total", "is") if field in said]
            if said.get("count") in school.checks:
                return [said["count"], *(each for text in texts for each in feel.names(feel.expression(text)))]
        elif name in school.gives:
            texts = tables.texts(school.tables[school.gives[name]])
            return [each for text in texts for each in text]
        else:
            return []
        return [each for text in texts for each in feel.names(feel.expression(text))]

    def counts_actions(self, measure: str) -> bool:
        """Whether a figure rests on a count of actions, so that a rule must not see its own of this point."""
        return any(
            self.school.measures.get(name, {}).get("count") in self.school.checks for name in self.names([measure])
        )

    def of_rows(self) -> set[str]:
        """The figures that look at the time of the row that a rule is about."""
        over = {name: said.get("over", "") for name, said in self.school.measures.items()}
        about = {
            name for name, text in over.items() if {"row", "after row"} & {*([text] if isinstance(text, str) else text)}
        }
        return {name for name in over if about & self.names([name])}

    def is_rolling(self, texts: Iterable[str]) -> bool:
        """Whether nothing in a condition is bound to a period of the calendar, so that an episode outlives the year."""
        return not any(self._is_bound(self.school.measures[n]) for n in self.names(texts) if n in self.school.measures)

    def _is_bound(self, said: Mapping[str, Any]) -> bool:
        if "value" in said:
            return said["at"].startswith("previous ") or not self.is_rolling([said["value"]])
        if "is" in said or "since" in said:
            return False
        over = said.get("over", "ever" if "in_a_row" in said else "year")
        texts = over if isinstance(over, list) else [over]
        return any(
            text in FIXED_PERIODS or text.startswith("previous ") or text in self.school.time.named for text in texts
        )
