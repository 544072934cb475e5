"""What a scenario test says must not come -> what its policy could never do anyway: such a line cannot fail."""

import re
from collections.abc import Iterable, Iterator, Mapping

from engine.calendar import SESSIONS
from engine.counting import Percent
from engine.diagnostics import Diagnostic
from engine.document import Path
from engine.explain.figures import valued_as
from engine.expressions.types import BOOLEAN, DATE, NUMBER, STRING, TIME, Quantity
from engine.load import Loaded
from engine.model.test_file import ExpectedAction, ExpectedTask
from engine.plan import PlannedRule, PlannedTask
from engine.readers.cells import parse_date
from engine.testing.read import Placed
from engine.validate.near import listed, meant

_CODE = "T014"
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_RATIO = re.compile(r"-?[0-9]+/[1-9][0-9]*")
_CLOCK = re.compile(r"[0-2][0-9]:[0-5][0-9]")
_SESSION = re.compile(r"(?P<day>[0-9-]+) (?P<half>\w+)")
_TASK_FIELDS = ("do", "to", "by", "obligation", "code")
_ROWS = {"request": "leave_requests", "notice": "notices", "parent": "parents"}


def never_fits(placed: Placed, loaded: Loaded) -> Iterator[Diagnostic]:
    """Tell each field of a `not` line that no action of its rule ever has, and each list that names nothing.

    Yields: T014.
    """
    yield from _empty(placed)
    rules = {rule.id: rule for rule in loaded.plan.rules}
    for pupil, actions in (placed.test.not_ or {}).items():
        for number, action in enumerate(actions):
            rule = rules.get(action.rule)
            if rule is not None:
                yield from _Line(placed, loaded, rule, ("not", pupil, number)).wrong(action, pupil)


def _empty(placed: Placed) -> Iterator[Diagnostic]:
    """Find lists that say nothing, where it could be thought that they say `none`."""
    test = placed.test
    held: list[tuple[Path, object, str]] = [
        (("undecided",), test.undecided, "name the rules that must be told as not decided, or leave it out"),
        (("not",), test.not_, "name what must not come, or leave it out"),
        *((("not", pupil), lines, "name what must not come, or leave it out")
          for pupil, lines in (test.not_ or {}).items()),
    ]  # fmt: skip
    for path, value, helped in held:
        if value is not None and not value:
            said = ".".join(map(str, path))
            place = placed.document.key_place((*placed.at, *path))
            yield Diagnostic(_CODE, f"`{said}` names nothing, and could never fail", place, helped)


class _Line:
    """One line under `not`, beside the rule that it names."""

    def __init__(self, placed: Placed, loaded: Loaded, rule: PlannedRule, at: Path) -> None:
        self.placed, self.loaded, self.rule, self.at = placed, loaded, rule, at

    def wrong(self, action: ExpectedAction, pupil: str) -> Iterator[Diagnostic]:
        """Tell what no action of the rule has."""
        yield from self._tasks(action)
        yield from self._plain(action, pupil)
        for figure, value in (action.evidence or {}).items():
            yield from self._figure(figure, value)

    def _told(self, path: Path, message: str, helped: str, *, key: bool = False) -> Diagnostic:
        at = (*self.placed.at, *self.at, *path)
        document = self.placed.document
        return Diagnostic(_CODE, message, document.key_place(at) if key else document.place(at), helped)

    def _tasks(self, action: ExpectedAction) -> Iterator[Diagnostic]:
        tasks = self.rule.tasks
        wrong = list(self._task(action, tasks, ()))
        yield from wrong
        if action.tasks is None:
            return
        if not action.tasks and any(task.if_ is None for task in tasks):
            told = f"`{self.rule.id}` never acts without a task"
            yield self._told(("tasks",), told, "name the tasks that must not come, or leave it out", key=True)
        if len(action.tasks) > len(tasks):
            told = f"`{self.rule.id}` asks for {_things(len(tasks))}, and never for {len(action.tasks)}"
            yield self._told(("tasks",), told, "leave some out", key=True)
        for number, task in enumerate(action.tasks):
            yield from self._task(task, tasks, ("tasks", number))

    def _task(self, want: ExpectedTask, tasks: Iterable[PlannedTask], base: Path) -> Iterator[Diagnostic]:
        """Narrow the tasks of the rule field by field: the first that leaves none is the one that is told."""
        left = tuple(tasks)
        for name in _TASK_FIELDS:
            wanted = getattr(want, name)
            if wanted is None:
                continue
            fitting = tuple(task for task in left if getattr(task, name) == wanted)
            if not fitting:
                known = sorted({value for task in left if (value := getattr(task, name)) is not None})
                yield self._no((*base, name), f"{name}: {wanted}", wanted, known)
                return
            left = fitting
        for label, text in (want.with_ or {}).items():
            labelled = tuple(task for task in left if label in task.with_)
            if not labelled:
                known = sorted({each for task in left for each in task.with_})
                yield self._no((*base, "with", label), f"with: {label}", label, known, key=True)
                return
            fitting = tuple(task for task in labelled if task.with_[label] == text)
            if not fitting:
                known = sorted({task.with_[label] for task in labelled})
                yield self._no((*base, "with", label), f"with: {{{label}: {text}}}", text, known)
                return
            left = fitting
        yield from self._due(want, left, base)
        yield from self._sessions(want, left, base)

    def _due(self, want: ExpectedTask, left: Iterable[PlannedTask], base: Path) -> Iterator[Diagnostic]:
        known = sorted({task.due_text for task in left if task.due_text is not None})
        if want.due is None or want.due in known or (known and parse_date(want.due) is not None):
            return
        yield self._no((*base, "due"), f"due: {want.due}", want.due, known)

    def _sessions(self, want: ExpectedTask, left: Iterable[PlannedTask], base: Path) -> Iterator[Diagnostic]:
        if want.sessions is None:
            return
        if not any(task.sessions for task in left):
            told = f"no task of `{self.rule.id}` concerns `sessions`"
            yield self._told((*base, "sessions"), told, "only a code that is proposed concerns some", key=True)
        for number, text in enumerate(want.sessions):
            parts = _SESSION.fullmatch(text)
            if parts is None or parse_date(parts["day"]) is None or parts["half"] not in SESSIONS:
                told = f"`{text}` is no session"
                yield self._told((*base, "sessions", number), told, "write it as 2024-09-03 AM")

    def _no(self, path: Path, said: str, word: str, known: list[str], *, key: bool = False) -> Diagnostic:
        told = f"no task of `{self.rule.id}` has `{said}`: this line could never fail"
        return self._told(path, told, _instead(word, known, "leave it out"), key=key)

    def _plain(self, action: ExpectedAction, pupil: str) -> Iterator[Diagnostic]:
        rule = self.rule
        if action.session is not None and rule.check != "session":
            told = f"`{rule.id}` looks at no session by itself, so that none of its actions has `session`"
            yield self._told(("session",), told, "leave it out", key=True)
        if action.source is not None and action.source != rule.source:
            told = f"the source of `{rule.id}` is never `{action.source}`"
            yield self._told(("source",), told, _instead(action.source, [rule.source] if rule.source else [], ""))
        if action.assumes is not None and action.assumes not in (rule.assumes or ""):
            told = f"`{rule.id}` never says that it assumes `{action.assumes}`"
            helped = f"it assumes: {rule.assumes}" if rule.assumes else "it assumes nothing"
            yield self._told(("assumes",), told, helped)
        if action.note is not None and not self._noted(action.note):
            told = f"no note of `{rule.id}` says `{action.note}`"
            helped = f"its notes are {listed(note.say for note in rule.notes)}" if rule.notes else "it has no note"
            yield self._told(("note",), told, helped)
        begins = f"{self.loaded.plan.policy}/{rule.id}/{pupil}/"
        if action.key is not None and not action.key.startswith(begins):
            yield self._told(("key",), f"no action has the key `{action.key}`", f"those of this pupil begin `{begins}`")
        yield from self._rows(action)

    def _noted(self, words: str) -> bool:
        """Whether some note may say words; what a figure in brackets says is not known here."""
        return any(words in note.say or (note.show is not None and note.say in words) for note in self.rule.notes) or (
            any(note.show is not None for note in self.rule.notes) and any(letter.isdigit() for letter in words)
        )

    def _rows(self, action: ExpectedAction) -> Iterator[Diagnostic]:
        for name, table in _ROWS.items():
            wanted = getattr(action, name)
            if wanted is None:
                continue
            about = self._about()
            if about is None or name not in self.loaded.bound.shapes[about].columns:
                told = f"`{self.rule.id}` is not about rows with a `{name}`"
                yield self._told((name,), told, "leave it out", key=True)
                continue
            known = sorted({row[name] or "" for row in self.placed.test.facts.get(about, ()) if row.get(name)})
            if wanted not in known:
                told = f"no row of `{about}` in this test has the {name} `{wanted}`"
                yield self._told((name,), told, _instead(wanted, known, f"give it a row under `facts: {table}`"))

    def _about(self) -> str | None:
        each = self.rule.steer.each
        if each is None:
            return None
        covering = self.loaded.plan.covering
        return covering[each].rows.table if each in covering else each

    def _figure(self, figure: str, value: str | None) -> Iterator[Diagnostic]:
        if figure not in self.rule.evidence:
            told = f"no action of `{self.rule.id}` shows the figure `{figure}`"
            yield self._told(("evidence", figure), told, _instead(figure, self.rule.evidence, "leave it out"), key=True)
            return
        quantity = self._quantity(figure)
        form = None if value is None or quantity is None else self._form(figure, value, quantity)
        if form is not None:
            told = f"the figure `{figure}` is never `{value}`"
            yield self._told(("evidence", figure), told, form)

    def _quantity(self, name: str) -> Quantity | None:
        about = self._about()
        columns: Mapping[str, Quantity] = self.loaded.plan.row_quantities.get(about, {}) if about else {}
        return columns.get(name) or self.loaded.plan.quantities.get(name)

    def _form(self, figure: str, value: str, quantity: Quantity) -> str | None:
        """Say how a figure's value is written; None where this is one."""
        if quantity.type == BOOLEAN:
            return None if value in ("true", "false") else "it is `true` or `false`"
        if quantity.type == DATE:
            return None if parse_date(value) is not None else "write a date as 2025-09-01"
        if quantity.type == TIME:
            return None if _CLOCK.fullmatch(value) else "write a time as 09:05"
        if quantity.type == STRING and quantity.words:
            return None if value in quantity.words else _instead(value, quantity.words, "")
        if quantity.type != NUMBER:
            return None
        if isinstance(valued_as(self.loaded.plan.figures, figure), Percent):
            return None if _RATIO.fullmatch(value) else "a percentage is written as what is counted of how many: 17/19"
        fits = _WHOLE.fullmatch(value) or (not quantity.whole and _RATIO.fullmatch(value))
        return None if fits else "write the number alone, such as 3"


def _things(count: int) -> str:
    return "1 task" if count == 1 else f"{count} tasks"


def _instead(word: str, known: Iterable[str], otherwise: str) -> str:
    """Ask whether the nearest was meant, else list what there is."""
    words = list(known)
    if not words:
        return otherwise or "leave it out"
    return meant(word, words, f"there is {listed(words)}")
