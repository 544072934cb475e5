"""Actions written from pieces are what their plain mappings are written as."""

import csv as reading
import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from cli.render import csv, plain
from cli.render.json_action import WRITE, Written
from cli.render.safe import cell
from engine.decision import Action, Evidence, Task
from tests.cli.runs import NASTY, SMALL, replace_actions

TEXTS = st.sampled_from(["", "P1", 'a"b', "=1", "-", "x, y", "\r\n", "\\", "é🙂", "\x01\u2028", NASTY]) | st.text(
    max_size=5
)
MAYBE = st.none() | TEXTS
MARKS = st.tuples(st.sampled_from(["2024-09-03", "2024-09-04"]), st.sampled_from(["AM", "PM"]), TEXTS)
TASKS = st.builds(
    Task,
    do=TEXTS,
    to=MAYBE,
    by=MAYBE,
    obligation=MAYBE,
    due=MAYBE,
    with_=st.dictionaries(TEXTS, TEXTS, max_size=2),
    code=MAYBE,
    sessions=st.none() | st.lists(MARKS, max_size=2),
    due_text=MAYBE,
)
FIGURES = st.builds(
    Evidence,
    value=st.none() | st.booleans() | st.integers() | TEXTS,
    unit=MAYBE,
    sessions=st.lists(MARKS, max_size=3).map(tuple),
)
ACTIONS = st.builds(
    Action,
    key=TEXTS,
    pupil=TEXTS,
    date=TEXTS,
    session=MAYBE,
    rule=st.sampled_from(["a", "b", 'c"']),
    tasks=st.lists(TASKS, max_size=2).map(tuple),
    source=MAYBE,
    reason=TEXTS,
    evidence=st.dictionaries(TEXTS, FIGURES, max_size=2),
    notes=st.lists(TEXTS, max_size=2).map(tuple),
    assumes=MAYBE,
    request=MAYBE,
    parent=MAYBE,
    notice=MAYBE,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTIONS, max_size=4), st.sampled_from([{}, {"kind": "action"}, {"school": 'a"b', "kind": "action"}]))
def test_an_action_in_json_is_its_plain_mapping(actions: list[Action], before: dict[str, str]) -> None:
    written = Written(before)
    for action in [*actions, *actions]:
        assert written.action(action) == WRITE({**before, **plain.action(action)})
        assert json.loads(written.action(action)) == json.loads(json.dumps({**before, **plain.action(action)}))


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTIONS, max_size=4), st.none() | TEXTS)
def test_a_line_of_csv_holds_the_cells_of_an_action_and_a_task(actions: list[Action], school: str | None) -> None:
    made = replace_actions(SMALL, (*actions, *actions))
    text = "".join(csv.actions(made) if school is None else csv.actions_of(made, school))
    rows = list(reading.reader(io.StringIO(text, newline=""), strict=True))
    if school is None:
        assert rows.pop(0) == list(csv.ACTION_COLUMNS)
    wanted = []
    for action in [*actions, *actions]:
        marks = sorted({mark for figure in action.evidence.values() for mark in figure.sessions})
        for task in action.tasks or (Task(do=""),):
            cells = [
                *([] if school is None else [school]),
                *(action.key, action.pupil, action.date, action.session, action.rule),
                *(task.do, task.to, task.by, task.obligation, task.due or task.due_text),
                *("; ".join(f"{name}: {each}" for name, each in task.with_.items()), task.code),
                "; ".join(" ".join(mark) for mark in task.sessions or ()),
                *(action.reason, "; ".join(action.notes), action.source, action.assumes),
                *(action.request, action.parent, action.notice),
                "; ".join(" ".join(mark) for mark in marks),
            ]
            wanted.append([cell(each or "") for each in cells])
    assert rows == wanted
