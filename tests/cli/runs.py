"""A small run, made by hand, with one of everything that an output can hold."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

from engine.decision import Action, Decision, Evidence, ReviewToCome, Run, Task, Undecided
from tests.cli.laid import LaidActions, LaidDecisions

NASTY = '=HYPERLINK("x")\x1b[2J\u202eabc'


def report(**fields: object) -> SimpleNamespace:
    told = {
        "pupils": 2,
        "marks": 1520,
        "missing_marks": 1,
        "silent_marks": 4,
        "later_marks": 0,
        "bad_rows": {"marks.csv": 1},
        "rows": {"marks": 1525},
        "files_missing": ("outcomes",),
        "files_unread": ("notes.txt",),
        "outcomes_alone": {"late_letter": 2},
        "rows_not_in_force": {"watched": 1},
    }
    return SimpleNamespace(**{**told, **fields})


CALL = Task(
    do="call",
    to="parents",
    by="office",
    obligation="must",
    due="2024-09-09",
    with_={"script": "first day"},
    due_text="same day",
)
PROPOSE = Task(do="propose_code", code="O", sessions=(("2024-09-02", "AM", "N"),), obligation="must")

FIRST = Action(
    key="0f3a",
    pupil="P001",
    date="2024-09-09",
    session=None,
    rule="first_day_call",
    tasks=(CALL, PROPOSE),
    source="§5.5",
    reason="no reason is known for the morning (N), and 1 of 10 ≥ 0",
    evidence={
        "attendance": Evidence("17/19", "percent", (("2024-09-02", "AM", "N"),)),
        "unknown": Evidence(None, None),
    },
    notes=("1 N is younger than 5 school days",),
    assumes="a morning is a session",
)
SECOND = Action(
    key="9c1b",
    pupil=NASTY,
    date="2024-09-10",
    session="AM",
    rule="a_rule_with_a_name_that_is_far_too_long_for_its_column",
    tasks=(),
    source=None,
    reason=NASTY,
    request="Q001",
)
DECISIONS = (
    Decision("leave_decision", "Q001", "P001", None, None, "refuse", {"code": "G"}, 2, "a holiday"),
    Decision("penalty_notice", None, "P001", "P001-A", "2024-10-02", "first", {"readings_differ": False}, 1, ""),
)

SMALL = Run(
    policy="victoria_road",
    version="a" * 64,
    dataset="b" * 64,
    as_of=date(2024, 10, 2),
    actions=LaidActions((FIRST, SECOND)),
    decisions=LaidDecisions(DECISIONS),
    undecided=(
        Undecided("first_day_call", "missing_file", "contacts", 2, date(2024, 9, 2), date(2024, 10, 2)),
        Undecided("letter_95", "too_few", None, 1, date(2024, 9, 2), date(2024, 9, 2)),
    ),
    reviews_to_come=(ReviewToCome("half_term", "autumn, first half", date(2024, 10, 25)),),
    data=report(),  # type: ignore[arg-type]
)
EMPTY = Run("p", "a", "b", date(2024, 9, 2), LaidActions(), LaidDecisions(), (), (), report())  # type: ignore[arg-type]


def replace_actions(run: Run, actions: tuple[Action, ...]) -> Run:
    """Give a run with other actions."""
    return replace(run, actions=LaidActions(actions))
