"""Rules, ladders and tables about rows, looked at one review point after another: what acts, and what is not decided.

Source: design §5.2, §5.4, §5.5.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from tests.oracle import amounts, feel, flags, tables
from tests.oracle.dataset import Row, columns
from tests.oracle.measures import outcome
from tests.oracle.names import Reader
from tests.oracle.pupil import Acted, Pupil
from tests.oracle.school import Moment
from tests.oracle.schooltime import Period

Said = Mapping[str, Any]


class Action(NamedTuple):
    """One firing: `do` lists what its tasks ask for, `say` what its notes say, and `shown` the figures they show."""

    pupil: str
    date: date
    rule: str
    session: str | None
    do: tuple[str, ...]
    say: tuple[str, ...]
    request: str | None
    parent: str | None
    notice: str | None
    shown: tuple[tuple[str, Any], ...]


class Decision(NamedTuple):
    """What a table about rows gave for one row."""

    table: str
    pupil: str
    date: date
    request: str | None
    parent: str | None
    notice: str | None
    gives: tuple[tuple[str, Any], ...]
    row: int


class Episode:
    """How a rule stands for a pupil or a row: `since` and `seen` are the first and the latest day of the episode."""

    def __init__(self) -> None:
        self.seen: date | None = None
        self.due: date | None = None  # when `every …` last came due
        self.raised: set[int] = set()  # tasks with a moment of their own
        self.acted: date | None = None  # the latest action of the rule itself, for `at_most`

    def end(self) -> None:
        """Forget the episode; `at_most` goes on."""
        self.seen, self.due, self.raised = None, None, set()


class Climb:
    """How a ladder stands for a pupil or a row."""

    def __init__(self, period: Period | None) -> None:
        self.place = 0
        self.last: Acted | None = None
        self.period = period
        self.cut: tuple[str, Any] | None = ("from", period.start) if period else None


class Look:
    """All that one pupil's rules have come to so far."""

    def __init__(self, pupil: Pupil) -> None:
        self.pupil, self.school = pupil, pupil.school
        self.actions: list[Action] = []
        self.decisions: list[Decision] = []
        self.undecided: set[tuple[str, str, date]] = set()
        self.episodes: dict[Any, Episode] = {}
        self.climbs: dict[Any, Climb] = {}

    def at(self, kind: str, said: Said, at: Moment) -> None:
        """Look at one rule, ladder or table about rows."""
        name = said["id"]
        if not amounts.in_force(said.get("in_force") or {}, at.date):
            for key, episode in self.episodes.items():
                if key[0] == name:
                    episode.end()
            return
        look = {"rule": self._rule, "ladder": self._ladder, "table": self._table}[kind]
        for row in self._rows(said, at):
            look(said, at, row)

    def _rows(self, said: Said, at: Moment) -> Iterator[Row | None]:
        """The rows a rule is about that are seen now; None once for a rule about the pupil."""
        table = said.get("each")
        if table is None:
            yield None
            return
        rows = self.pupil.rows(table)
        if rows is None and not self.school.none_dated(table, date.min, at.date, reaches=True):
            self._file_is_missing(said, at, table)
        for row, belongs in rows or []:
            if belongs is True and row.last >= at.date and self.pupil.row_seen(row, at):
                yield row

    def _file_is_missing(self, said: Said, at: Moment, table: str) -> None:
        """Without the file nothing is known of a row: what is not ruled out by the rest is not decided."""
        blank = dict.fromkeys(columns(self.school.parts(table)[0], self.school.facts))
        nobody = Row(table, -1, blank, None, None, None, None)
        for step in said.get("steps", [said]):
            if self._condition(said, step, self._reader(said, nobody, None), at) is not False:
                self._not_decided(step["id"], at)

    def _reader(self, said: Said, row: Row | None, cuts: Any) -> Reader:
        own = frozenset([said["id"], *(step["id"] for step in said.get("steps", []))])
        return Reader(self.pupil, own, row, cuts)

    def _condition(self, said: Said, step: Said, reader: Reader, at: Moment) -> bool | None:
        """`for and when and not unless`; an `unless` that is not known does not suppress."""
        answer = reader.evaluate(said.get("for", "true"), at)
        answer = feel.both(answer, reader.evaluate(step.get("when", said.get("when", "true")), at))
        unless = answer is not False and reader.evaluate(said.get("unless", "false"), at)
        return False if unless is True else answer

    def _not_decided(self, rule: str, at: Moment) -> None:
        self.undecided.add((rule, self.pupil.name, at.date))

    def _act(self, said: Said, reader: Reader, at: Moment, tasks: list[Said]) -> None:
        rule, row, notes = said["id"], reader.row, said.get("notes", [])
        cells = row.cells if row else {}
        session = at.check.removeprefix("session ") if at.check.startswith("session") else None
        do = tuple(task["do"] for task in tasks)
        ids = (cells.get(name) for name in ("request", "parent", "notice"))
        say = tuple(note["say"] for note in notes if "if" not in note or reader.evaluate(note["if"], at) is True)
        shown = tuple((note["show"], reader.value(note["show"], at)) for note in notes if "show" in note)
        self.actions.append(Action(self.pupil.name, at.date, rule, session, do, say, *ids, shown))
        self.pupil.log.append(Acted(rule, at, row))
        flags.after_action(self.pupil, rule, at)

    # rules

    def _episode(self, said: Said, row: Row | None, at: Moment) -> Episode:
        """The episode as this review point finds it: the academic year's end ends one that is not rolling."""
        episode = self.episodes.setdefault((said["id"], row and row.number), Episode())
        time = self.school.time
        if (
            episode.seen
            and time.academic_year(episode.seen) != time.academic_year(at.date)
            and not self._is_rolling(said)
        ):
            episode.end()
        return episode

    def _is_rolling(self, said: Said) -> bool:
        texts = [said[name] for name in ("for", "when", "unless") if name in said]
        return self.school.policy_reach.is_rolling(texts)

    def _rule(self, said: Said, at: Moment, row: Row | None) -> None:
        reader = self._reader(said, row, None)
        episode = self._episode(said, row, at)
        answer = self._condition(said, said, reader, at)
        if answer is None and said.get("if_unknown") == "act":
            answer = True
        if answer is None:
            self._not_decided(said["id"], at)
        due = self._comes_due(said, episode, answer, at)
        if due and answer:
            episode.due = at.date
        allowed = due and not self._too_often(said, episode, at)
        then = said.get("then", [])
        come = self._tasks(said, episode, reader, at) if answer or due else []
        tasks = [task for task in come if "if" in task or allowed]
        if allowed and (not then or any("if" not in task for task in then)):
            episode.acted = at.date
            self._act(said, reader, at, tasks)
        elif tasks:
            self._act(said, reader, at, tasks)
        if answer:
            episode.seen = at.date
        else:
            episode.end()

    def _comes_due(self, said: Said, episode: Episode, answer: bool | None, at: Moment) -> bool:
        """Whether the rule acts here, as `act` says."""
        act = said.get("act", "when it starts")
        if act == "when it ends":
            return answer is False and episode.seen is not None
        if answer is not True:
            return False
        if act == "each check" or episode.seen is None:
            return True
        if act.startswith("every ") and episode.due is not None:
            due = self.school.after(episode.due, act.removeprefix("every "), at.date)
            return due is not None and at.date >= due
        return False

    def _too_often(self, said: Said, episode: Episode, at: Moment) -> bool:
        if "at_most" not in said or episode.acted is None:
            return False
        kind = said["at_most"].split()[-1]
        return kind == "ever" or self.school.time.period(kind, episode.acted) == self.school.time.period(kind, at.date)

    def _tasks(self, said: Said, episode: Episode, reader: Reader, at: Moment) -> list[Said]:
        """The tasks without `if`, and those whose `if` is true for the first time in the episode."""
        found = []
        for place, task in enumerate(said.get("then", [])):
            if "if" not in task:
                found.append(task)
            elif place not in episode.raised and reader.evaluate(task["if"], at) is True:
                episode.raised.add(place)
                found.append(task)
        return found

    # tables about rows

    def _table(self, said: Said, at: Moment, row: Row | None) -> None:
        reader = self._reader(said, row, None)
        episode = self._episode(said, row, at)
        answer = self._condition(said, said, reader, at)
        if answer is None:
            self._not_decided(said["id"], at)
        if answer and episode.seen is None:
            hit = tables.decide(reader, said, at)
            if hit.unsure:
                self._not_decided(said["id"], at)
            else:
                ids = (row.cells.get(name) if row else None for name in ("request", "parent", "notice"))
                gives = tuple(sorted(hit.gives.items()))
                self.decisions.append(Decision(said["id"], self.pupil.name, at.date, *ids, gives, hit.row))
        if answer:
            episode.seen = at.date
        else:
            episode.end()

    # ladders

    def _ladder(self, said: Said, at: Moment, row: Row | None) -> None:
        """Raise the next step if its time has come and its condition is true; a fresh start is looked at at once."""
        climb = self._climb(said, row, at)
        for _ in range(2):
            number = self._next_step(said, climb, at.date)
            if number is None:
                return
            step = said["steps"][number]
            cuts = dict.fromkeys(said.get("restart", []), climb.cut) if climb.cut else {}
            reader = self._reader(said, row, cuts)
            begins, ends = self._span(said, step, climb, reader, at)
            if begins is None or at.date < begins:
                return
            again = step.get("otherwise", said.get("otherwise")) == "start again"
            if ends is not None and at.date > ends:
                if not again:
                    return
            else:
                answer = self._condition(said, step, reader, at)
                if answer is None:
                    self._not_decided(step["id"], at)
                if answer:
                    self._raise(step, climb, reader, at)
                    climb.place = max(climb.place, number + 1)
                    return
                if not again or "within" in step:
                    return
            if climb.last is None:
                return
            climb.place, climb.last = 0, None

    def _next_step(self, said: Said, climb: Climb, day: date) -> int | None:
        """The next step of the ladder that the steps in force on a day make, by its place among all; None: none."""
        steps = said["steps"]
        there = [place for place in range(len(steps)) if amounts.in_force(steps[place].get("in_force") or {}, day)]
        left = [place for place in there if place >= climb.place]
        if not left and there and said.get("repeat") == "last":
            return there[-1]
        return left[0] if left else None

    def _climb(self, said: Said, row: Row | None, at: Moment) -> Climb:
        """The ladder as this review point finds it: a new period begins with the first step."""
        key, kind = (said["id"], row and row.number), said.get("reset", "none")
        period = None if kind == "none" else self.school.time.period(kind, at.date)
        if key not in self.climbs or self.climbs[key].period != period:
            self.climbs[key] = Climb(period)
        return self.climbs[key]

    def _span(
        self, said: Said, step: Said, climb: Climb, reader: Reader, at: Moment
    ) -> tuple[date | None, date | None]:
        """The first and the last day on which a step is looked at; no first day: not yet, no last day: no end."""
        if "after_step" in step:
            if step["after_step"] in self.school.flags:
                start = reader.anchor(step["after_step"], at)
                day = start.date if start else None
            else:
                earlier = [action for action in reader.actions(step["after_step"], at) if action.moment < at]
                if climb.period and step["after_step"] in (each["id"] for each in said["steps"]):
                    # a step of the ladder's own counts from where the ladder began again
                    earlier = [action for action in earlier if action.moment.date >= climb.period.start]
                day = self._done_on(earlier[-1], reader, at) if earlier else None
        elif climb.last is None:
            return at.date, None
        else:
            day = self._done_on(climb.last, reader, at)
        begins = self.school.after(day, step["after"], at.date) if day and "after" in step else day
        ends = self.school.after(begins, step["within"], at.date) if begins and "within" in step else None
        return begins, ends

    def _done_on(self, action: Acted, reader: Reader, at: Moment) -> date:
        """The day on which an action was done where `outcomes` says so, else the day on which it was raised."""
        result = outcome(reader, action, at, earlier=True)
        return result.dated if result and result.cells["outcome"] == "done" else action.moment.date

    def _raise(self, step: Said, climb: Climb, reader: Reader, at: Moment) -> None:
        tasks = [task for task in step.get("then", []) if "if" not in task or reader.evaluate(task["if"], at) is True]
        self._act(step, reader, at, tasks)
        climb.last, climb.cut = self.pupil.log[-1], ("after", at)
