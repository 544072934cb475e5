"""Which columns of a dataset a policy asks about, and what reading says of those that are not there."""

from pathlib import Path

import pytest

from engine import api
from tests.cli.command import run

POLICY = """\
policy: oak
layer: school
extends: [england]
facts:
  parent_note: {part_of: evidence, where: 'kind = "parent_note"'}
  trips: {dated_by: date, columns: {place: text}}
sets:
  far: code = "B" and trips(place = "coast")
  early: arrived != null and arrived < @"08:30"
measures:
  late_most: {last: minutes_late}
  granted: {count: leave_requests, of: 'decision = "granted"', over: year}
  far_days: {count: school days, of: far, over: term}
  early_days: {count: school days, of: early, over: term}
rules:
  - {id: answer, source: §1, each: leave_requests, when: decision = null, then: [{do: note, to: office}]}
  - {id: noted, source: §1, each: parent_note, when: to > from, then: [{do: note, to: office}]}
  - {id: many, when: granted > 1 and far_days > early_days and late_most > 5, then: [{do: note, to: office}]}
  - {id: plan, source: §1, for: ehcp, when: granted > 1, then: [{do: note, to: office}]}
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "oak.yaml"
    file.write_text(POLICY, encoding="utf-8")
    return file


def test_each_asking_is_named_with_its_file_and_column(policy: Path):
    from engine.compile.asked_columns import asked_columns

    loaded = api.load_policy(policy)
    assert loaded.value is not None, loaded.diagnostics
    asked = asked_columns(loaded.value.bound)

    assert asked["leave_requests"]["decision"] == ("granted", "answer")
    assert {each: asked["evidence"][each] for each in ("from", "to")} == {"from": ("noted",), "to": ("noted",)}
    assert "parent_note" in asked["evidence"]["kind"]
    assert asked["trips"]["place"] == ("far",)
    assert asked["marks"]["arrived"] == ("early",)
    assert asked["marks"]["minutes_late"] == ("late_most",)
    assert asked["pupils"]["ehcp"] == ("plan",)
    assert "leaving_reason" not in asked["pupils"], "nobody asks about it"


def without(folder: Path, file: str, column: str) -> None:
    path = folder / file
    lines = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    at = lines[0].index(column)
    path.write_text("\n".join(",".join(line[:at] + line[at + 1 :]) for line in lines) + "\n", encoding="utf-8")


def test_a_column_that_is_asked_about_and_not_there_is_told_and_no_other(policy: Path, tmp_path: Path):
    data = tmp_path / "data"
    assert run("generate", data, "--pupils", "12").code == 0
    (data / "trips.csv").write_text("pupil,date,place\n", encoding="utf-8")
    whole = run("run", policy, data)
    without(data, "marks.csv", "arrived")
    for file, column in (
        ("leave_requests.csv", "decision"),
        ("leave_requests.csv", "evidence"),
        ("pupils.csv", "ehcp"),
    ):
        without(data, file, column)
    done = run("run", policy, data)

    assert (whole.code, done.code) == (0, 0)
    assert "D041" not in whole.err, "minutes late follow from the arrival"
    assert "`marks.csv` has no column `arrived`, which `early` asks about" in done.err
    assert "`marks.csv` has no column `minutes_late`, which `late_most` asks about" in done.err
    assert "`leave_requests.csv` has no column `decision`, which `granted`, `answer` ask about" in done.err
    assert "`pupils.csv` has no column `ehcp`, which `plan` asks about" in done.err
    assert "evidence" not in done.err
