"""Actions and decisions written in columns are what their plain mappings and cells are, one by one."""

import csv as reading
import io
import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.render import csv, parquet, plain, table
from cli.render import json as json_form
from cli.render.csv_cell import said
from cli.render.json_action import WRITE
from cli.render.paper import wrapped
from cli.render.safe import cell, shown
from cli.render.sheet import day_text
from cli.render.words import words
from engine import api
from engine.decision import Action, Decision, Evidence, Task
from engine.generate.spec import Spec
from tests.cli.laid import LaidDecisions
from tests.cli.runs import NASTY, SMALL, replace_actions

TEXTS = st.sampled_from(["", "P1", 'a"b', "=1", "-", "x, y", "\r\n", "\\", "é🙂", "\x01\u2028", NASTY]) | st.text(
    max_size=5
)
MAYBE = st.none() | TEXTS
DAYS = st.sampled_from(["2024-09-03", "2024-09-04"])
MARKS = st.tuples(DAYS, st.sampled_from(["AM", "PM"]), TEXTS)
TASKS = st.builds(
    Task,
    do=TEXTS,
    to=MAYBE,
    by=MAYBE,
    obligation=MAYBE,
    due=st.none() | DAYS,
    with_=st.dictionaries(TEXTS, TEXTS, max_size=2),
    code=MAYBE,
    due_text=MAYBE,
)
FIGURES = st.builds(
    Evidence,
    value=st.none() | st.booleans() | st.integers() | TEXTS,
    unit=MAYBE,
    sessions=st.lists(MARKS, max_size=3).map(lambda sessions: tuple(sorted(set(sessions)))),
)


@st.composite
def actions(draw: st.DrawFn) -> Action:
    """Give an action, some of whose tasks concern the sessions of one of its figures."""
    evidence = draw(st.dictionaries(st.sampled_from(["lates", "é"]), FIGURES, max_size=2))
    concerned = st.none() | st.sampled_from([figure.sessions for figure in evidence.values()] or [None])
    tasks = [replace(task, sessions=draw(concerned)) for task in draw(st.lists(TASKS, max_size=3))]
    return draw(
        st.builds(
            Action,
            key=TEXTS,
            pupil=TEXTS,
            date=DAYS,
            session=MAYBE,
            rule=st.sampled_from(["a", 'c"']),
            tasks=st.just(tuple(tasks)),
            source=st.sampled_from([None, "§ 1"]),
            reason=TEXTS,
            evidence=st.just(evidence),
            notes=st.lists(TEXTS, max_size=2).map(tuple),
            assumes=st.sampled_from([None, "=1"]),
            request=MAYBE,
            parent=MAYBE,
            notice=MAYBE,
        )
    )


GIVEN = st.none() | st.booleans() | st.integers() | TEXTS
DECISIONS = st.builds(
    Decision,
    table=st.sampled_from(["a", 'c"']),
    request=MAYBE,
    pupil=MAYBE,
    parent=MAYBE,
    date=st.none() | DAYS,
    outcome=GIVEN,
    gives=st.dictionaries(st.sampled_from(["code", "row", "reason"]), GIVEN, max_size=2),
    row=st.integers(min_value=0, max_value=9),
    reason=TEXTS,
)
SCHOOLS = st.none() | TEXTS


@settings(max_examples=80)
@given(st.lists(actions(), max_size=5), SCHOOLS)
def test_an_action_in_json_is_its_plain_mapping(items: list[Action], school: str | None) -> None:
    run = replace_actions(SMALL, (*items, *items))
    of = {} if school is None else {"school": school}
    plainly = [plain.action(item) for item in (*items, *items)]

    lines = told(json_form.lines(run, school))
    assert lines[1 : len(plainly) + 1] == [WRITE({**of, "kind": "action", **each}) for each in plainly]
    whole = "".join(part.decode() for part in json_form.one_object(run, school))
    assert json.loads(whole)["actions"] == json.loads(json.dumps(plainly))
    assert ",\n".join(map(WRITE, plainly)) in whole


@settings(max_examples=80)
@given(st.lists(DECISIONS, max_size=5), SCHOOLS)
def test_a_decision_in_json_is_its_plain_mapping(items: list[Decision], school: str | None) -> None:
    run = replace(SMALL, decisions=LaidDecisions([*items, *items]))
    of = {} if school is None else {"school": school}
    plainly = [plain.decision(item) for item in (*items, *items)]

    first = 1 + len(SMALL.actions)
    assert told(json_form.lines(run, school))[first : first + len(plainly)] == [
        WRITE({**of, "kind": "decision", **each}) for each in plainly
    ]


@settings(max_examples=80)
@given(st.lists(actions(), max_size=5), SCHOOLS)
def test_a_line_of_csv_holds_the_cells_of_an_action_and_a_task(items: list[Action], school: str | None) -> None:
    made = replace_actions(SMALL, (*items, *items))
    rows = cells(csv.actions(made) if school is None else csv.actions_of_one(made, school))
    if school is None:
        assert rows.pop(0) == list(csv.ACTION_COLUMNS)
    assert rows == cells_of([*items, *items], school)


@settings(max_examples=100)
@given(st.lists(DECISIONS, max_size=5))
def test_a_line_of_csv_holds_the_cells_of_a_decision(items: list[Decision]) -> None:
    head, *rows = cells(csv.decisions(replace(SMALL, decisions=LaidDecisions(items))))
    given_ = head[len(csv.DECISION_COLUMNS) : -2]

    assert given_ == sorted({name for item in items for name in item.gives})
    assert rows == [
        [
            cell(said(value))
            for value in (
                *(item.table, item.request, item.pupil, item.parent, item.date, item.outcome),
                *(item.gives.get(name) for name in given_),
                *(item.row, item.reason),
            )
        ]
        for item in items
    ]


@settings(max_examples=80)
@given(st.dictionaries(SCHOOLS.filter(bool), st.lists(DECISIONS, max_size=3), max_size=3))
def test_decisions_of_many_schools_stand_in_the_columns_of_all_that_their_tables_give(
    schools: dict[str, list[Decision]],
) -> None:
    with TemporaryDirectory() as folder:
        files = [Path(folder) / str(number) for number in range(len(schools))]
        for file, (school, items) in zip(files, schools.items(), strict=True):
            run = replace(SMALL, decisions=LaidDecisions(items))
            file.write_bytes(b"".join(csv.decisions_of_one(run, school)))
        head, *rows = cells(csv.decisions_of_many(files))
    given_ = sorted({name for items in schools.values() for item in items for name in item.gives})

    assert head == ["school", *csv.DECISION_COLUMNS, *given_, "row", "reason"]
    assert rows == [
        [
            cell(said(value))
            for value in (
                *(school, item.table, item.request, item.pupil, item.parent, item.date, item.outcome),
                *(item.gives.get(name) for name in given_),
                *(item.row, item.reason),
            )
        ]
        for school, items in schools.items()
        for item in items
    ]


@settings(max_examples=60)
@given(st.lists(actions(), min_size=1, max_size=5))
def test_a_row_of_parquet_holds_an_action_and_a_task(items: list[Action]) -> None:
    frame = pl.read_parquet(io.BytesIO(parquet.actions(replace_actions(SMALL, tuple(items)))))
    assert rows_of(frame) == [{name: each[name] for name in frame.columns} for each in wanted_rows(items)]


@settings(max_examples=80)
@given(st.lists(actions(), max_size=5), st.sampled_from([60, 80]), st.booleans(), st.booleans())
def test_the_page_has_each_action_by_itself(items: list[Action], width: int, colour: bool, apart: bool) -> None:
    made = list(table.page(replace_actions(SMALL, tuple(items)), width=width, colour=colour, apart=apart))
    wanted = page_of(items, width, colour)

    assert b"".join(made).decode().split("\n", 1)[1].startswith("".join(wanted) + f"\n{bold('Decisions', colour)}")
    if apart:
        assert [piece.decode() for piece in made[1 : len(wanted) + 1]] == wanted


@settings(max_examples=300)
@given(st.lists(st.sampled_from(["a", "word", "and-another", "ünd", "much_longer_than_others", "\u3000", ""])))
def test_lines_are_cut_as_the_standard_library_does(words_: list[str]) -> None:
    text = " ".join(words_)
    wanted = textwrap.wrap(text, 12, break_long_words=False, break_on_hyphens=False)
    assert wrapped(text, 12) == wanted


@pytest.mark.parametrize("policy", ["victoria_road", "tillington_manor"])
def test_a_run_is_written_as_its_actions_are_one_by_one(policy: str, tmp_path: Path) -> None:
    api.generate(tmp_path, Spec(pupils=60, seed=23))
    run = api.run(api.load_policy(policy).value, tmp_path).value
    actions, decisions = list(run.actions), list(run.decisions)
    frame = pl.read_parquet(io.BytesIO(parquet.actions(run)))

    told_ = [WRITE({"kind": "action", **plain.action(item)}) for item in actions]
    told_ += [WRITE({"kind": "decision", **plain.decision(item)}) for item in decisions]
    assert told(json_form.lines(run))[1 : len(told_) + 1] == told_
    assert cells(csv.actions(run))[1:] == cells_of(actions, None)
    assert "".join(page_of(actions, 80, colour=False)) in b"".join(table.page(run)).decode()
    assert rows_of(frame) == [{name: each[name] for name in frame.columns} for each in wanted_rows(actions)]
    assert len(actions) > 300
    if policy == "tillington_manor":
        assert any(task.sessions for item in actions for task in item.tasks)
        assert any(len(item.tasks) > 1 for item in actions)


def bold(text: str, colour: bool) -> str:
    return f"\x1b[1m{text}" if colour else text


def page_of(items: Sequence[Action], width: int, colour: bool) -> list[str]:
    """Give the lines of each action, and the head of each day."""
    made = []
    for day, some in groupby(items, key=lambda item: item.date):
        name = f"{date.fromisoformat(day):%A} {day_text(date.fromisoformat(day))}"
        made.append(f"\n\x1b[1m{name}\x1b[0m\n" if colour else f"\n{name}\n")
        for item in some:
            made.append("".join(lines_of(item, width, colour)))
    return made


def lines_of(item: Action, width: int, colour: bool) -> Iterator[str]:
    label = f"  {shown(item.pupil):<8} {shown(item.rule):<24} "
    if len(label) > 36 or not item.tasks:
        yield label.rstrip() + "\n"
        label = " " * 36
    for task in item.tasks:
        yield laid(task_of(task, item.date), width, label)
        label = " " * 36
    rows = (("request", item.request), ("parent", item.parent), ("notice", item.notice))
    about = ", ".join(f"{name} {shown(row)}" for name, row in rows if row is not None)
    reason = "; ".join(text for text in (about, shown(item.reason), *map(shown, item.notes)) if text)
    if reason:
        yield laid(reason, width, " " * 13, ("\x1b[2m", "\x1b[0m") if colour else ("", ""))


def laid(text: str, width: int, first: str, around: tuple[str, str] = ("", "")) -> str:
    room = width - len(first)
    pieces = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False) if len(text) > room else [text]
    return "".join(
        f"{' ' * len(first) if number else first}{around[0]}{piece}{around[1]}\n" for number, piece in enumerate(pieces)
    )


def task_of(task: Task, today: str) -> str:
    told = words(task.do) + ("" if task.code is None else f" {shown(task.code)}")
    days = {day: [half for other, half, _ in task.sessions or () if other == day] for day, *_ in task.sessions or ()}
    named = [f"{short(day, today)}{'' if len(halves) > 1 else f' {halves[0]}'}" for day, halves in days.items()]
    told += (f" for {', '.join(named)}" if named else "") + (f" → {words(task.to)}" if task.to else "")
    due = "today" if task.due == today else short(task.due, today) if task.due else shown(task.due_text or "")
    parts = [told, f"by {words(task.by)}" if task.by else "", f"due {due}" if due or task.due_text else ""]
    given_ = [f"{words(name)}: {shown(text)}" for name, text in task.with_.items()]
    return ", ".join([part for part in (*parts, task.obligation) if part] + given_)


def short(day: str, today: str) -> str:
    return day_text(date.fromisoformat(day)).removesuffix(f" {today[:4]}")


def cells_of(items: Sequence[Action], school: str | None) -> list[list[str]]:
    """Give the cells of a line a task."""
    wanted = []
    for action in items:
        marks = sorted({mark for figure in action.evidence.values() for mark in figure.sessions})
        for task in action.tasks or (Task(do=""),):
            texts = [
                *([] if school is None else [school]),
                *(action.key, action.pupil, action.date, action.session, action.rule),
                *(task.do, task.to, task.by, task.obligation, task.due or task.due_text),
                *("; ".join(f"{name}: {each}" for name, each in task.with_.items()), task.code),
                "; ".join(" ".join(mark) for mark in task.sessions or ()),
                *(action.reason, "; ".join(action.notes), action.source, action.assumes),
                *(action.request, action.parent, action.notice),
                "; ".join(" ".join(mark) for mark in marks),
            ]
            wanted.append([cell(each or "") for each in texts])
    return wanted


def wanted_rows(items: Sequence[Action]) -> list[dict[str, object]]:
    """Give the row of Parquet of each task."""
    return [
        {
            **plainly(item),
            "task": number,
            "do": task.do or None,
            **{name: getattr(task, name) for name in ("to", "by", "obligation", "due_text", "code")},
            "due": task.due,
            "with": [{"name": name, "text": text} for name, text in task.with_.items()],
            "sessions": listed(task.sessions or ()),
        }
        for item in items
        for number, task in enumerate(item.tasks or (Task(do=""),), start=1 if item.tasks else 0)
    ]


def rows_of(frame: pl.DataFrame) -> list[dict[str, object]]:
    return [{**row, "date": str(row["date"]), "due": row["due"] and str(row["due"])} for row in frame.to_dicts()]


def plainly(item: Action) -> dict[str, object]:
    names = ("key", "pupil", "date", "session", "rule", "reason", "source", "assumes", "request", "parent", "notice")
    evidence = [
        {
            "name": name,
            "value": None if figure.value is None else said(figure.value),
            "unit": figure.unit,
            "sessions": listed(figure.sessions),
        }
        for name, figure in item.evidence.items()
    ]
    return {**{name: getattr(item, name) for name in names}, "notes": list(item.notes), "evidence": evidence}


def listed(sessions: object) -> list[dict[str, object]]:
    return [{"date": date.fromisoformat(day), "session": half, "code": code} for day, half, code in sessions]


def told(pieces: object) -> list[str]:
    """Give lines of JSON: a line feed within a text is written otherwise."""
    return b"".join(pieces).decode().split("\n")[:-1]


def cells(pieces: object) -> list[list[str]]:
    return list(reading.reader(io.StringIO(b"".join(pieces).decode(), newline=""), strict=True))
