"""A run in each format: complete, safe to show, and the same every time."""

import csv
import io
import json

import pytest

from cli.render import csv as csv_form
from cli.render import json as json_form
from cli.render import table
from cli.render.safe import cell, in_plain_letters, shown
from tests.cli.runs import EMPTY, NASTY, SMALL


def page(width: int = 80, **how: bool) -> str:
    return b"".join(table.page(SMALL, width=width, **how)).decode()


def test_the_page_is_grouped_by_day_with_a_line_a_task():
    lines = page().splitlines()

    assert lines[:2] == ["victoria_road, as of 2 Oct 2024", ""]
    day = lines.index("Monday 9 Sep 2024")
    assert lines[day + 1].startswith("  P001     first_day_call           call → parents, by office, due today, must,")
    assert any("propose code O for 2 Sep AM, must" in line for line in lines[day:])
    assert lines.index("Tuesday 10 Sep 2024") > day


def test_the_page_says_what_was_decided_and_what_was_not():
    text = page()

    assert "Decisions: leave_decision\n  P001 Q001                         refuse, code G\n" in text
    assert "first_day_call: there is no file `contacts`; 2 pupils, 2 Sep 2024 to 2 Oct" in text
    assert "letter_95: too few sessions; 1 pupil, on 2 Sep 2024" in text
    assert "half term    autumn, first half   25 Oct 2024" in text
    assert "1 bad row of marks.csv left out" in text
    assert "first_day_call: a morning is a session" in text


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_of_the_page_is_wider_than_the_terminal(width: int):
    longest_word = len("a_rule_with_a_name_that_is_far_too_long_for_its_column") + 30

    assert [line for line in page(width).splitlines() if len(line) > max(width, longest_word)] == []
    assert [line for line in page(width).splitlines() if len(line) > width and "far_too_long" not in line] == []


def test_the_page_is_coloured_only_when_asked():
    assert "\x1b" not in page()
    assert "\x1b[1mMonday 9 Sep 2024\x1b[0m" in page(colour=True)


def test_a_run_without_actions_has_a_page():
    assert "0 actions, 0 decisions" in b"".join(table.page(EMPTY)).decode()


def test_what_a_terminal_would_obey_is_taken_out():
    assert "\u202e" not in page()
    assert shown(NASTY) == '=HYPERLINK("x") [2J abc'
    assert shown("name\r\nother") == "name other"
    assert shown("Siân O'Neill-Łoś") == "Siân O'Neill-Łoś"


def test_signs_that_a_console_lacks_are_written_in_letters():
    assert in_plain_letters("a → b, 3 ≥ 2 – yes", "cp1252") == "a -> b, 3 >= 2 - yes"
    assert in_plain_letters("a → b", "utf-8") == "a → b"


def test_json_is_one_object_with_every_part():
    told = json.loads(b"".join(json_form.one_object(SMALL)))

    assert list(told) == [
        *("policy", "version", "dataset", "as_of", "actions", "decisions", "undecided", "reviews_to_come", "data")
    ]
    assert told["actions"][0]["tasks"][0] == {
        "do": "call",
        "to": "parents",
        "by": "office",
        "obligation": "must",
        "due": "2024-09-09",
        "due_text": "same day",
        "with": {"script": "first day"},
    }
    assert told["actions"][0]["tasks"][1]["sessions"] == [["2024-09-02", "AM", "N"]]
    assert told["actions"][0]["evidence"]["attendance"]["value"] == "17/19"
    assert told["actions"][1]["request"] == "Q001"
    assert "request" not in told["actions"][0]
    assert told["decisions"][0]["code"] == "G"
    assert told["decisions"][1]["readings_differ"] is False
    assert told["data"]["bad_rows"] == 1


def test_json_of_nothing_is_whole():
    told = json.loads(b"".join(json_form.one_object(EMPTY)))

    assert told["actions"] == told["decisions"] == []


def test_json_lines_are_an_object_each():
    told = [json.loads(line) for line in b"".join(json_form.lines(SMALL)).splitlines()]

    kinds = [each["kind"] for each in told]
    assert kinds == [
        "run",
        "action",
        "action",
        "decision",
        "decision",
        "undecided",
        "undecided",
        "review_to_come",
        "data",
    ]
    assert told[1]["rule"] == "first_day_call"


def test_csv_has_a_line_a_task_and_one_for_an_action_without():
    rows = list(csv.DictReader(io.StringIO(b"".join(csv_form.actions(SMALL)).decode())))

    assert [(row["pupil"], row["do"]) for row in rows] == [
        ("P001", "call"),
        ("P001", "propose_code"),
        (f"'{NASTY}", ""),
    ]
    assert rows[0]["due"] == "2024-09-09"
    assert rows[1]["sessions"] == "2024-09-02 AM N"


def test_csv_of_decisions_has_a_column_for_all_that_tables_give():
    rows = list(csv.DictReader(io.StringIO(b"".join(csv_form.decisions(SMALL)).decode())))

    assert [(row["table"], row["outcome"], row["code"], row["readings_differ"]) for row in rows] == [
        ("leave_decision", "refuse", "G", ""),
        ("penalty_notice", "first", "", "false"),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "\0x"])
def test_no_cell_becomes_a_formula(text: str):
    assert cell(text) == f"'{text}"


def test_plain_cells_stay_as_they_are():
    assert [cell(text) for text in ("P001", "", "a=b", "10-12", "/")] == ["P001", "", "a=b", "10-12", "/"]
