"""What a scenario test expects beside what happened -> the differences."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from engine.decision import Action, Decision, Evidence, Run, SessionMark, Task
from engine.document import Document, Path
from engine.model.test_file import ExpectedAction, ExpectedTask, Row, ScenarioTest
from engine.testing.result import Difference

Wanted = TypeVar("Wanted")
Found = TypeVar("Found")

_TASK_FIELDS = ("do", "to", "by", "due", "obligation", "code", "sessions", "with_")
_PLAIN_FIELDS = ("key", "session", "source", "request", "parent", "notice")


def compare(test: ScenarioTest, run: Run, document: Document, at: Path) -> list[Difference]:
    """Give every difference between a test and a run, in the order of the test; none where it passes.

    `at` is the test's path in its file. A test is closed: what no line expects is a difference, unless `only`
    leaves its rule out.
    """
    actions = [action for action in run.actions if test.only is None or action.rule in test.only]
    found = [*_actions(test, actions, document, at), *_decisions(test, run.decisions, document, at)]
    found.extend(_forbidden(test, run, document, at))
    undecided = {each.rule for each in run.undecided}
    for number, rule in enumerate(test.undecided or ()):
        if rule not in undecided:
            place = document.place((*at, "undecided", number))
            found.append(Difference("missing", rule, f"{rule} is not decided", "it was decided for everyone", place))
    return found


def _actions(test: ScenarioTest, actions: Sequence[Action], document: Document, at: Path) -> Iterator[Difference]:
    expect = test.expect or {}
    pupils = dict.fromkeys((*expect, *(action.pupil for action in actions)))
    for pupil in pupils:
        wanted = expect.get(pupil, ())
        mine = [action for action in actions if action.pupil == pupil]
        pairs = matched(wanted, mine, lambda want, have: parting(want, have) is None)
        left = [action for number, action in enumerate(mine) if number not in pairs.values()]
        for number, want in enumerate(wanted):
            if number in pairs:
                continue
            place = document.place((*at, "expect", pupil, number))
            near = nearest(want, left)
            if near is None:
                yield Difference("missing", pupil, expected_action(want), "", place, rule=want.rule, day=want.date)
                continue
            left.remove(near)
            part = parting(want, near) or ""
            moved = want.date if want.date is not None and want.date.isoformat() != near.date else None
            came = f"{told(near)}: {part}"
            rule = want.rule if moved else ""
            yield Difference("different", pupil, expected_action(want), came, place, near.reason, rule, moved)
        place = document.head((*at, "expect", pupil) if pupil in expect else (*at, "name"))
        for action in left:
            yield Difference("unexpected", pupil, "", told(action), place, action.reason)


def matched(
    wanted: Sequence[Wanted], found: Sequence[Found], fits: Callable[[Wanted, Found], bool]
) -> Mapping[int, int]:
    """Pair as many wanted with found as can be, each at most once: place of a wanted -> place of a found.

    >>> dict(matched([1, 1], [1], int.__eq__)), dict(matched(["ab", "a"], ["a", "b"], lambda x, y: y in x))
    ({0: 0}, {0: 1, 1: 0})
    """
    choices = [[place for place, have in enumerate(found) if fits(want, have)] for want in wanted]
    taken: dict[int, int] = {}

    def settle(number: int, tried: set[int]) -> bool:
        for place in choices[number]:
            if place not in tried:
                tried.add(place)
                if place not in taken or settle(taken[place], tried):
                    taken[place] = number
                    return True
        return False

    for number in range(len(wanted)):
        settle(number, set())
    return {number: place for place, number in sorted(taken.items(), key=lambda pair: pair[1])}


def parting(want: ExpectedAction, have: Action) -> str | None:
    """Say in which field an action parts from what is expected; none where it does not."""
    if want.rule != have.rule:
        return f"the rule is {have.rule}"
    if want.date is not None and want.date.isoformat() != have.date:
        return f"the day is {have.date}"
    for name in _PLAIN_FIELDS:
        wanted, value = getattr(want, name), getattr(have, name)
        if wanted is not None and wanted != value:
            return f"{name} is {value or 'not given'}"
    for name, words, text in (
        ("the reason", want.reason, have.reason),
        ("the notes", want.note, "; ".join(have.notes)),
        ("what it assumes", want.assumes, have.assumes or ""),
    ):
        if words is not None and words not in text:
            return f"{name}: {text or 'none'}"
    for figure, value in (want.evidence or {}).items():
        seen = have.evidence.get(figure)
        if seen is None:
            shows = f"it shows {', '.join(have.evidence)}" if have.evidence else "it shows none"
            return f"the figure {figure} is not among its evidence: {shows}"
        if value != shown(seen):
            of_how_many = "/" in str(seen.value) and "/" not in str(value)
            hint = " (a percentage is written so, what is counted of how many)" if of_how_many else ""
            return f"{figure} is {shown(seen) or 'not known'}{hint}"
    return _parting_tasks(want, have.tasks)


def shown(figure: Evidence) -> str | None:
    """Give a figure as a test writes it.

    >>> shown(Evidence(True)), shown(Evidence("17/19", "percent"))
    ('true', '17/19')
    """
    if isinstance(figure.value, bool):
        return "true" if figure.value else "false"
    return None if figure.value is None else str(figure.value)


def _parting_tasks(want: ExpectedAction, tasks: Sequence[Task]) -> str | None:
    asked = [name for name in _TASK_FIELDS if getattr(want, name) is not None]
    if asked and not any(_parting_task(want, task) is None for task in tasks):
        # where one task alone can be meant, it is told in what that one is otherwise
        meant = [task for task in tasks if want.do is None or task.do == want.do]
        return _parting_task(want, meant[0]) if len(meant) == 1 else f"its tasks are {_listed(tasks) or 'none'}"
    if want.tasks is not None:
        if len(want.tasks) != len(tasks):
            return f"its tasks are {_listed(tasks) or 'none'}"
        for number, (each, task) in enumerate(zip(want.tasks, tasks, strict=True), 1):
            parts = _parting_task(each, task)
            if parts is not None:
                return f"task {number}: {parts}"
    return None


def _parting_task(want: ExpectedTask, task: Task) -> str | None:
    """Say in which field a task parts from what is expected of it; none where it does not."""
    for name in ("do", "to", "by", "obligation", "code"):
        wanted, value = getattr(want, name), getattr(task, name)
        if wanted is not None and wanted != value:
            return f"{name} is {value or 'not given'}"
    for label, text in (want.with_ or {}).items():
        if task.with_.get(label) != text:
            return f"with says {label}: {task.with_.get(label, 'nothing')}"
    if want.due is not None and want.due not in (task.due, task.due_text):
        said = f" ({task.due_text})" if task.due_text and task.due_text != task.due else ""
        return f"due is {task.due or 'not given'}{said}"
    found = sorted(map(_session, task.sessions or ()))
    if want.sessions is not None and sorted(want.sessions) != found:
        return f"sessions are {', '.join(found) or 'none'}"
    return None


def _session(mark: SessionMark) -> str:
    return f"{mark[0]} {mark[1]}"


def nearest(want: ExpectedAction, left: Sequence[Action]) -> Action | None:
    """Give the action of the same rule that comes nearest in time, none where there is none."""
    same = [action for action in left if action.rule == want.rule]
    if not same or want.date is None:
        return same[0] if same else None
    wanted = want.date.isoformat()
    # ISO dates sort as days do: those on or after the day first, then those before it, the latest first
    after = [action for action in same if action.date >= wanted]
    return after[0] if after else same[-1]


def expected_action(want: ExpectedAction) -> str:
    """Say what was expected, in the words of the test."""
    fields = want.plain(nones=False, without=("rule", "date"))
    when = f" on {want.date}" if want.date else ""
    return ", ".join((f"{want.rule}{when}", *(f"{name}: {_said(value)}" for name, value in fields.items())))


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{name} {_said(each)}" for name, each in value.items() if each is not None)
    return ", ".join(map(_said, value)) if isinstance(value, tuple | list) else str(value)


def told(action: Action) -> str:
    """Say what happened, in the words that a test would use."""
    rows = (("request", action.request), ("parent", action.parent), ("notice", action.notice))
    about = [f"{name} {row}" for name, row in rows if row is not None]
    session = f" {action.session}" if action.session else ""
    return ", ".join((f"{action.rule} on {action.date}{session}", *about, _listed(action.tasks) or "no task"))


def _listed(tasks: Sequence[Task]) -> str:
    return " and ".join(" ".join(filter(None, (task.do, task.code, task.to and f"to {task.to}"))) for task in tasks)


def _forbidden(test: ScenarioTest, run: Run, document: Document, at: Path) -> Iterator[Difference]:
    for pupil, forbidden in (test.not_ or {}).items():
        mine = [action for action in run.actions if action.pupil == pupil]
        for number, want in enumerate(forbidden):
            for action in mine:
                if parting(want, action) is None:
                    place = document.place((*at, "not", pupil, number))
                    yield Difference(
                        "forbidden", pupil, f"no {expected_action(want)}", told(action), place, action.reason
                    )


def _decisions(test: ScenarioTest, made: Sequence[Decision], document: Document, at: Path) -> Iterator[Difference]:
    wanted = test.expect_decisions or ()
    looked_at = {row.get("table") for row in wanted} | set(test.only or ())
    mine = [decision for decision in made if test.only is None or decision.table in looked_at]
    pairs = matched(wanted, mine, decision_fits)
    left = [decision for number, decision in enumerate(mine) if number not in pairs.values()]
    for number, want in enumerate(wanted):
        if number not in pairs:
            place = document.place((*at, "expect_decisions", number))
            near = next((each for each in left if _same_row(want, each)), None)
            if near is not None:
                left.remove(near)
            kind = "different" if near else "missing"
            actual = decided(near) if near else ""
            yield Difference(kind, "decisions", expected_decision(want), actual, place, near.reason if near else "")
    place = document.head((*at, "expect_decisions") if wanted else (*at, "name"))
    for decision in left:
        yield Difference("unexpected", "decisions", "", decided(decision), place, decision.reason)


def decision_fields(made: Decision) -> dict[str, str | None]:
    """Give every field of a decision as a test writes it."""
    about = {"table": made.table, "request": made.request, "pupil": made.pupil, "parent": made.parent}
    fields = {**about, "date": made.date, "outcome": made.outcome, **made.gives, "row": made.row}
    return {name: shown(Evidence(value)) for name, value in fields.items()}  # type: ignore[arg-type]


def decision_fits(want: Row, made: Decision) -> bool:
    """Whether a decision has every field that is expected of it; `reason` holds the words expected."""
    fields = decision_fields(made)
    return all(
        (value or "") in made.reason if name == "reason" else name in fields and fields[name] == value
        for name, value in want.items()
    )


def _same_row(want: Row, made: Decision) -> bool:
    fields = decision_fields(made)
    return all(want[name] == fields[name] for name in ("table", "request", "pupil", "parent") if name in want)


def expected_decision(want: Row) -> str:
    """Say what decision was expected."""
    return ", ".join(f"{name} {value if value is not None else 'not known'}" for name, value in want.items())


def decided(made: Decision) -> str:
    """Say what was decided."""
    return ", ".join(f"{name} {value}" for name, value in decision_fields(made).items() if value is not None)
