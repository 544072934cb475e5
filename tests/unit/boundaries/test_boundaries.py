"""Ready-made cases of invented schools: valid, passing, and noticing each step of each limit that they do not name."""

import re
from functools import cache
from pathlib import Path

import pytest

from engine import trials
from engine.api import load_policy
from engine.boundaries.write import _flow
from engine.mutation.mutant import Fate
from engine.running import run_register
from engine.testing.result import Ending
from engine.testing.runner import Runner, gather

pytestmark = pytest.mark.long

HERE = Path(__file__).parent / "policies"
SCHOOLS = ("oakwell", "brindle", "littlefen", "thornby", "mereside", "harbour", "quayside", "saltmarsh")
LIMITS = frozenset({"threshold", "window", "time", "date", "comparator"})


@cache
def written(school: str) -> str:
    loaded = load_policy(HERE / f"{school}.yaml").value
    assert loaded is not None
    return "".join(trials.boundaries(loaded, f"{school}.yaml"))


def left_out(school: str) -> str:
    return written(school).partition("# --- without a case")[2]


def cases(school: str, of: str) -> list[tuple[str, str]]:
    """Give the comment above, and the text of, each case whose comment or name holds a text."""
    found = []
    for piece in written(school).split("\n\n"):
        about, named, rest = piece.partition("- name: ")
        if named and of in about + rest.partition("\n")[0]:
            found.append((about, rest))
    return found


def expected(case: str) -> dict[str, list[str]]:
    """Give the days on which something is expected, by pupil."""
    found: dict[str, list[str]] = {}
    pupil = ""
    for line in case.partition("  expect:")[2].split("\n"):
        if named := re.fullmatch(r"    (\w+):", line):
            pupil = named[1]
        elif day := re.search(r"date: ([-0-9]+)", line):
            found.setdefault(pupil, []).append(day[1])
    return found


def pupils(case: str) -> list[str]:
    return re.findall(r"^    (\w+): '", case, re.MULTILINE)


@pytest.mark.parametrize("school", SCHOOLS)
def test_every_case_passes_as_it_is_written(school: str, tmp_path: Path):
    for file in HERE.glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    made = tmp_path / "made.test.yaml"
    made.write_text(written(school), encoding="utf-8")

    gathered = gather([made])
    runner = Runner(run_register)
    results = [runner.run(placed) for placed in gathered.value or ()]

    assert list(gathered.diagnostics) == []
    assert [result.name for result in results if result.ending is not Ending.PASSED] == []
    assert len(results) == written(school).count("- name:") > 5


def test_pupils_are_called_by_what_a_figure_comes_to_though_they_were_drawn_for_more():
    # two talks were drawn: the minutes of the first still count at the second, which therefore is none
    ((_, case),) = cases("oakwell", "repeated_talks: talks_term over: term")
    talks = {
        pupil: int(count) for pupil, count in re.findall(r"^    (\w+): '.*# talks_term (\d+)$", case, re.MULTILINE)
    }

    assert set(talks.values()) == {1, 2}
    assert {pupil for pupil, count in talks.items() if count >= 2} == expected(case).keys() & talks


def test_of_a_case_in_which_nothing_comes_it_is_not_said_that_the_same_comes():
    empty = [about for about, case in cases("quayside", "") if case.endswith("  expect: {}")]

    assert empty
    assert [about for about in empty if "what comes is the same" in about] == []
    assert any("nothing comes here: something would if the boundary were a step lower or higher" in at for at in empty)


@pytest.mark.parametrize("school", ["littlefen"])
def test_each_limit_is_noticed_or_named(school: str, tmp_path: Path):
    """A step of a limit that no case notices is said, with its line."""
    for file in HERE.glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    made = tmp_path / "made.test.yaml"
    made.write_text(written(school), encoding="utf-8")

    judged = trials.mutate([made]).judged
    survived = {
        (Path(each.mutant.file).name, each.mutant.line, each.mutant.said)
        for each in judged
        if each.fate is Fate.SURVIVED
        and each.mutant.kind in LIMITS
        and each.mutant.path[-1] not in ("check", "due")
        and not re.search(r"[!=] |\"", each.mutant.said)
    }
    silent = [each for each in survived if f"{each[0]}:{each[1]} " not in left_out(school)]

    assert silent == []
    assert sum(each.fate is Fate.NOTICED for each in judged) > 20


def test_minutes_are_added_up_to_just_under_and_just_over_a_limit():
    (about, case), *_ = cases("oakwell", "minutes_limit: 30 minutes")

    assert "oakwell.yaml:13  minutes_limit: 30 minutes" in about
    assert pupils(case)[:3] == ["under", "at", "over"]
    assert {"at", "over"} <= set(expected(case))
    assert "under" not in expected(case)
    late = dict.fromkeys(pupils(case), 0)
    for pupil, minutes in re.findall(r"pupil: (\w+), .*minutes_late: (\d+)", case):
        late[pupil] += int(minutes)
    assert {pupil: late[pupil] for pupil in ("under", "at", "over")} == {"under": 29, "at": 30, "over": 31}


def test_arrivals_stand_at_just_under_and_just_over_a_time_and_so_many_minutes():
    clock = "".join(rest for _, rest in cases("saltmarsh", "saltmarsh.yaml:10  cut_off: 09:25"))
    late = "".join(rest for _, rest in cases("saltmarsh", "saltmarsh.yaml:10  longest: 15 minutes"))

    assert {"09:25", "09:26"} <= set(re.findall(r"arrived: ([0-9:]+)", clock))
    assert {"14", "15"} <= set(re.findall(r"minutes_late: (\d+)", late))
    assert "saltmarsh.yaml:1" not in left_out("saltmarsh")


def test_a_value_that_changes_on_a_day_is_shown_before_it_and_on_it():
    days = [day for _, case in cases("oakwell", "minutes_limit from: 2026-01-05") for day in expected(case).values()]

    # the new amount is reached on the day itself, and not on the Friday before it
    assert any("2026-01-05" in each for each in days)


def test_a_mark_just_inside_a_window_counts_and_one_just_outside_does_not():
    for school, window in (
        ("oakwell", "lates_week over: week"),
        ("oakwell", "late_minutes over: half_term"),
        ("harbour", "lates_4w over: last 4 school weeks"),
        ("thornby", "ill_months over: last 3 months"),
        ("mereside", "missed_detentions over: last 15 school days"),
    ):
        came = {
            pupil: len(expected(case).get(pupil, ())) for _, case in cases(school, window) for pupil in pupils(case)
        }

        assert len(set(came.values())) > 1, f"{school} {window}: {came}"


def test_since_is_shown_on_the_day_and_the_day_before():
    came = [sorted(expected(case)) for _, case in cases("oakwell", "days_since_talk >= 10")]

    assert came
    assert all(each for each in came)


def test_a_table_has_a_case_at_the_limits_of_its_cells():
    (_, case), *_ = cases("littlefen", "nursery_band: < 70")

    assert pupils(case)[:3] == ["under", "at", "over"]
    assert 0 < len({"under", "at", "over"} & set(expected(case))) < 3


def test_a_cap_ends_where_its_period_does():
    come = [
        len(days) for _, case in cases("oakwell", "at_most: once per half_term") for days in expected(case).values()
    ]

    assert {1, 2} <= set(come)


def test_steps_of_a_ladder_wait_their_time_and_the_last_is_repeated():
    waits = [case for _, case in cases("thornby", "absence ladder_meeting after: 2 weeks")]
    again = [expected(case) for _, case in cases("thornby", "absence repeat: last")]

    assert waits
    assert any(len(days) > 1 for each in again for days in each.values())


def test_a_request_is_shown_a_day_short_of_its_notice_on_it_and_a_day_more():
    for limit in ("school days between(submitted_on, from) < 10", 'school_days > 5 and reason = "holiday"'):
        came = [expected(case) for _, case in cases("mereside", limit)]
        of = [pupils(case) for _, case in cases("mereside", limit)]

        assert any(set(each) < set(names) for each, names in zip(came, of, strict=True)), limit


def test_figure_beside_figure_is_shown_on_both_sides():
    found = [(expected(case), pupils(case)) for _, case in cases("harbour", "unauth_4w > 2 * unauth_week_before")]

    assert any(0 < len(came) < len(names) for came, names in found)


def test_a_rule_of_some_weeks_begins_and_ends_on_its_days():
    begins = {
        day for _, case in cases("mereside", "in_force from: 2026-04-13") for d in expected(case).values() for day in d
    }

    assert begins
    assert min(begins) >= "2026-04-13"


@pytest.mark.parametrize(
    ("item", "first", "last"),
    [
        ("lates_1w", "2025-09-15", "2026-01-09"),
        ("watched", "2025-10-13", "2026-02-27"),
        ("detentions", "2025-10-06", None),
        ("punctuality late_call", None, "2025-11-28"),
    ],
)
def test_an_item_is_shown_on_the_day_before_it_is_in_force_and_its_first_on_its_last_and_the_day_after(
    item: str, first: str | None, last: str | None
):
    after = {"2026-01-09": "2026-01-12", "2026-02-27": "2026-03-02", "2025-11-28": "2025-12-01"}
    for said, day in (("from", first), ("until", last)):
        if day is not None:
            ends = {case.partition("as_of: ")[2][:10] for _, case in cases("quayside", f"{item} in_force {said}: ")}
            came = {d for _, case in cases("quayside", f"{item} in_force {said}: ") for each in expected(case).values()
                    for d in each}  # fmt: skip
            assert ends, f"{item} {said} has no case"
            assert day in came | ends or after.get(day) in ends
            assert all(first is None or each >= first for each in came)


def test_a_limit_that_rests_on_what_is_no_longer_in_force_has_its_case_on_days_on_which_it_was():
    for rule in ("week_note", "both_note"):
        (case,) = (case for about, case in cases("quayside", f"{rule}: ") if ">= " in about)
        assert re.search(r"^    under: '", case, re.MULTILINE), case
        assert re.search(r"^    at: '", case, re.MULTILINE), case
        assert "2025-12-01" < case.partition("as_of: ")[2][:10] < "2026-01-12"


def test_pupils_of_a_case_are_of_the_year_groups_that_a_rule_is_for():
    found = cases("oakwell", "sixth_form_contract")

    assert found
    for _, case in found:
        assert re.search(r"year_group: 1[123]", case), case


def test_a_blank_cell_is_written_so_that_it_can_be_read():
    assert _flow({"request": "Q1", "decision": ""}) == "{request: Q1, decision: null}"


def test_what_has_no_case_is_said_with_its_line_and_the_reason():
    told = left_out("littlefen")

    assert re.search(r"^# .*fenland\.yaml:35  school_age from_age: 5: no rule rests on it$", told, re.MULTILINE)
