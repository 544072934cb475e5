"""Rows of facts that would make a rule act: so many that each can stand in the file beside the others."""

from datetime import date
from pathlib import Path

from engine import api
from tests.unit.explain.test_explain_flips import assert_true_in_the_files, calm, why_not
from tests.unit.explain.test_explain_table_rows import TABLES

FIGURE = "  asked: {count: leave_requests, of: 'reason = \"holiday\"', over: year}\n"
ASKED = """\
  - {id: asked_twice, when: asked >= 2, then: [{do: talk, to: parents}]}
"""


def test_requests_that_are_added_have_names_of_their_own(tmp_path: Path):
    policy = tmp_path / "rows.yaml"
    counted = TABLES.replace(
        "tables:\n", "  asked: {count: leave_requests, of: 'reason = \"holiday\"', over: year}\ntables:\n"
    )
    policy.write_text(counted + ASKED, encoding="utf-8")
    loaded = api.load_policy(policy).value
    files = calm()

    told = why_not(loaded, files.write(tmp_path / "data"), "asked_twice", date(2024, 9, 20))[0]
    added = [flip for flip in told.flips if [edit.how for edit in flip.edits] == ["add", "add"]]

    assert added and "two more rows of leave requests: submitted on" in added[0].said
    for number, flip in enumerate(added):
        assert len({edit.values["request"] for edit in flip.edits}) == 2
        assert_true_in_the_files(loaded, files, told, flip, tmp_path / f"tried{number}")
