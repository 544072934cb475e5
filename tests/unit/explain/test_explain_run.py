"""What is said of a generated school: sessions as a plain recount finds them, keys that stay, words for people."""

import csv
import random
import re
import shutil
from bisect import bisect_right
from collections import defaultdict
from fractions import Fraction

import pytest

from engine import api
from engine.generate.spec import Spec

POLICY = """policy: recount
layer: school
extends: [england]
measures:
  lates: {count: sessions, of: 'code = "L"', over: last 10 school days}
  lates_before: {count: sessions, of: 'code = "L"', over: last 10 school days, ends: yesterday}
  ill_days: {count: school days, of: 'code = "I"', over: year}
  present_share: {percent: attended, of: possible, over: last 20 school days}
  absent_run: {in_a_row: school days, of: absent}
  young_n: {count: sessions, of: 'code = "N" and age < 3', over: year}
rules:
  - id: shown
    title: All figures
    act: each check
    when: lates + lates_before >= 0 and (ill_days >= 0 or present_share >= 0) and absent_run >= 0 and young_n >= 0
    then: [{do: look, to: parents, by: office}]
"""
CODES = api.effective("england").value["codes"][-1]["table"]
ATTENDED = {code for code, held in CODES.items() if held["category"] in {"present", "approved_educational_activity"}}
ABSENT = {code for code, held in CODES.items() if held["category"].endswith("_absence")}


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    folder = tmp_path_factory.mktemp("school")
    api.generate(folder / "data", Spec(pupils=7, seed=6))
    (folder / "recount.yaml").write_text(POLICY, encoding="utf-8")
    return folder


def run(policy, folder):
    loaded = api.load_policy(policy)
    assert loaded.value is not None, [str(each) for each in loaded.diagnostics]
    outcome = api.run(loaded.value, folder)
    assert outcome.value is not None, [str(each) for each in outcome.diagnostics]
    return outcome.value


@pytest.fixture(scope="module")
def shown(school):
    return [action for action in run(school / "recount.yaml", school / "data").actions if action.rule == "shown"]


def test_a_percentage_of_an_earlier_day_is_told_in_the_sessions_of_then(school):
    # 84 of 112 is not 3 of 4, though both are 75%
    told = (
        POLICY.replace("  young_n:", "  share_then: {value: present_share, at: shown}\n  young_n:")
        + "  - {id: kept, when: share_then >= 0, act: each check, then: [{do: look, to: parents, by: office}]}\n"
    )
    (school / "kept.yaml").write_text(told, encoding="utf-8")
    figures = defaultdict(list)
    for action in run(school / "kept.yaml", school / "data").actions:
        name = {"shown": "present_share", "kept": "share_then"}.get(action.rule)
        if name:
            figures[action.pupil, action.rule].append(action.evidence[name].value)
    pupils = {pupil for pupil, _ in figures}
    assert any(len(figures[pupil, "kept"]) > 100 for pupil in pupils)
    for pupil in pupils:
        assert figures[pupil, "kept"] == figures[pupil, "shown"][:-1]


@pytest.fixture(scope="module")
def marks(school):
    held = defaultdict(list)
    with (school / "data" / "marks.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            held[row["pupil"]].append((row["date"], row["session"], row["code"]))
    return {pupil: sorted(each) for pupil, each in held.items()}


@pytest.fixture(scope="module")
def days(marks):
    return sorted({day for each in marks.values() for day, _, _ in each})


def recount(marks, days, action, codes, back, ends=0):
    """Give the sessions of some codes in the last so many school days up to an action's day."""
    at = bisect_right(days, action.date) - 1 - ends
    window = set(days[max(0, at - back + 1) : at + 1]) if at >= 0 else set()
    return tuple(mark for mark in marks[action.pupil] if mark[0] in window and mark[2] in codes)


@pytest.mark.parametrize(
    ("name", "codes", "back", "ends"),
    [
        ("lates", {"L"}, 10, 0),
        ("lates_before", {"L"}, 10, 1),
        ("ill_days", {"I"}, 400, 0),
        ("young_n", {"N"}, 3, 0),
    ],
)
def test_the_sessions_of_a_count_are_those_of_a_plain_recount(shown, marks, days, name, codes, back, ends):
    some = 0
    for action in shown:
        held = action.evidence[name]
        expected = recount(marks, days, action, codes, back, ends)
        assert tuple(map(tuple, held.sessions)) == expected, (action.pupil, action.date)
        assert held.value == (len({day for day, _, _ in expected}) if name == "ill_days" else len(expected))
        some += bool(expected)
    assert some > 0


def test_a_percentage_shows_its_parts_and_the_sessions_missed(shown, marks, days):
    some = more_missed = 0
    for action in shown:
        held = action.evidence["present_share"]
        part = recount(marks, days, action, ATTENDED, 20)
        rest = recount(marks, days, action, ABSENT, 20)
        if not part and not rest:
            assert held.value is None
            continue
        assert held.value == f"{len(part)}/{len(part) + len(rest)}", (action.pupil, action.date)
        assert Fraction(held.value) <= 1
        assert tuple(map(tuple, held.sessions)) == (part if len(rest) == len(part) else rest)
        some += bool(rest)
        more_missed += len(rest) > len(part)
    assert some > 0 and more_missed > 0


def test_a_run_shows_the_sessions_that_it_is_made_of(shown, marks):
    longest = 0
    for action in shown:
        held = action.evidence["absent_run"]
        assert len({day for day, _, _ in held.sessions}) == held.value
        assert {code for _, _, code in held.sessions} <= ABSENT
        if held.sessions:
            since = min(held.sessions)[0]
            stretch = [mark for mark in marks[action.pupil] if since <= mark[0] <= action.date]
            assert [tuple(mark) for mark in held.sessions] == [mark for mark in stretch if mark[2] in ABSENT]
            assert not any(mark[2] in ATTENDED for mark in stretch)
        longest = max(longest, held.value)
    assert longest > 1


def test_numbers_are_told_with_their_units(shown):
    assert re.fullmatch(
        r"All figures: lates \d+ sessions?, lates before \d+ sessions?, ill days \d+ school days?, "
        r"present share (not known|[\d.]+% \(\d+/\d+\)), absent run \d+ school days?, young n \d+ sessions?",
        shown[-1].reason,
    )


@pytest.fixture(scope="module")
def told(school):
    return {name: run(name, school / "data") for name in ("victoria_road", "tillington_manor")}


@pytest.mark.parametrize("policy", ["victoria_road", "tillington_manor"])
def test_keys_are_unique_and_stay_when_rows_are_shuffled(school, told, policy, tmp_path):
    actions = list(told[policy].actions)
    keys = [action.key for action in actions]
    assert len(keys) == len(set(keys)) > 20
    shutil.copytree(school / "data", tmp_path / "data")
    for file in (tmp_path / "data").glob("*.csv"):
        head, *rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
        random.Random(5).shuffle(rows)
        file.write_text(head + "".join(rows), encoding="utf-8", newline="")
    again = run(policy, tmp_path / "data")
    assert list(again.actions) == actions
    assert again.decisions == told[policy].decisions
    assert again.undecided == told[policy].undecided


@pytest.mark.parametrize("policy", ["victoria_road", "tillington_manor"])
def test_a_key_names_policy_rule_and_pupil_and_stays_when_the_year_goes_on(school, told, policy):
    whole = list(told[policy].actions)
    for action in whole:
        assert action.key.startswith(f"{policy}/{action.rule}/{action.pupil}/")
    loaded = api.load_policy(policy).value
    middle = whole[len(whole) // 2].date
    earlier = list(api.run(loaded, school / "data", as_of=api.date.fromisoformat(middle)).value.actions)
    leaving = {"notify_ehe", "notify_cme"}
    assert {a.key for a in earlier} >= {a.key for a in whole if a.date < middle and a.rule not in leaving}


@pytest.mark.parametrize("policy", ["victoria_road", "tillington_manor"])
def test_reasons_are_in_words_for_people(told, policy):
    said = [action.reason for action in told[policy].actions] + [each.reason for each in told[policy].decisions]
    said += [note for action in told[policy].actions for note in action.notes]
    for text in said:
        assert not re.search(r"\b(null|nan|True|False|episode|measure)\b|[:,] None\b", text), text
        assert "_" not in text, text
    assert len(said) > 20


def test_shares_hold_every_action_in_its_place_and_the_first_as_much_as_is_asked(school, monkeypatch):
    monkeypatch.setattr("engine.explain.run._AT_ONCE", 1)
    actions = run(school / "recount.yaml", school / "data").actions
    whole = [len(stretch.order) for stretch in actions.stretches()]

    for number, first, sizes in [(2, 1, [50, 50]), (2, 0.5, [33, 67]), (3, 0.5, [20, 40, 40])]:
        shares = [[len(stretch.order) for stretch in share] for share in actions.shares(number, first)]
        assert [size for share in shares for size in share] == whole
        assert [round(sum(share) * 100 / len(actions)) for share in shares] == pytest.approx(sizes, abs=1)


def test_a_note_shows_its_figure_in_words(school, tmp_path):
    (tmp_path / "noted.yaml").write_text(
        "policy: noted\nlayer: school\nextends: [england]\n"
        "values: {limit: 10 sessions}\n"
        "measures: {share: {title: absence this year, percent: absent, of: possible}}\n"
        "rules:\n"
        "  - id: noted\n    check: half_term\n    act: each check\n"
        "    when: compulsory_school_age or not(compulsory_school_age)\n"
        "    then: [{do: look, to: parents}]\n"
        "    notes:\n"
        "      - {say: so far, show: share}\n"
        "      - {say: a break is near, show: days_to_holiday}\n"
        "      - {say: the limit, show: limit}\n"
        "      - {say: look closely}\n",
        encoding="utf-8",
    )
    found = [action for action in run(tmp_path / "noted.yaml", school / "data").actions if action.rule == "noted"]
    share, near, limit, plain = found[0].notes
    assert re.fullmatch(r"so far \(absence this year [\d.]+% \(\d+/\d+\)\)", share)
    assert near == "a break is near (days to holiday 0 days)"
    assert limit == "the limit (limit 10 sessions)"
    assert plain == "look closely"
    # the sentence has the figures of its condition, and then the notes
    assert found[0].reason == f"noted; {share}; {near}; {limit}; {plain}"
