"""A policy of which a part is wrong is looked at all the same, and what follows from that part is not told too."""

import shutil
from pathlib import Path

from engine.api import lint
from engine.assets import policies_folder
from tests.lint.examples import AS_OF

BROKEN = """\
policy: example
layer: school
extends: [england]
registers:
  am: {everyone: {opens: 08:45, closes: 09:15}}
measures:
  lates: {count: sessions, of: late, over: last ten days}
  fine_sessions: {count: sessions, of: 'code in ("O", "G", "U")', over: last 10 school weeks}
rules:
  - id: late_letter
    source: §1
    when: lates >= 3
    chekc: day
    then: [{do: letter, to: parents, by: offise}]
  - id: no_task
    source: §2
    when: late_leter
    then: [{to: parents}]
  - id: consider_fine
    source: §3
    for: compulsory_school_age
    when: fine_sessions >= 10
    then: [{do: consider_fine, by: headteacher, due: 5 working days}]
"""


def codes(text, folder):
    (folder / "example.yaml").write_text(text, encoding="utf-8")
    found = lint([folder / "example.yaml"], as_of=AS_OF).findings
    return {(each.code, each.place.span.line) for each in found if each.place is not None}, found


def test_every_wrong_shape_is_told_and_the_rest_is_looked_at(tmp_path):
    told, found = codes(BROKEN, tmp_path)

    assert {("S004", 7), ("S001", 13), ("S002", 18), ("S004", 23)} <= told, found
    assert {("L306", 4), ("L301", 8), ("L102", 14)} <= told, found
    assert any("the law counts school days" in each.help for each in found if each.code == "S004")


def test_what_was_taken_out_is_not_missed(tmp_path):
    text = BROKEN.replace("count: sessions, of: late, over: last ten days", "count: sessions, percent: late")
    told, found = codes(text, tmp_path)

    assert ("S007", 7) in told, found
    assert not any("`lates`" in each.message for each in found if each.code.startswith(("X", "B"))), found


def test_a_file_that_is_wrong_as_a_whole_is_told_once(tmp_path):
    told, _ = codes("- just\n- a list\n", tmp_path)

    assert {code for code, _ in told} == {"S003"}


def test_a_broken_lock_hides_nothing(tmp_path):
    text = BROKEN.replace("closes: 09:15", "closes: 09:40").replace("    chekc: day\n", "")
    told, found = codes(text, tmp_path)

    assert ("R010", 5) in told, found
    assert ("L301", 8) in told, found


def test_a_copy_of_a_bundled_layer_is_a_warning_once_it_says_something_else(tmp_path):
    for name in ("england", "halton", "victoria_road"):
        shutil.copy(policies_folder() / f"{name}.yaml", tmp_path)
    file, layer = tmp_path / "victoria_road.yaml", tmp_path / "halton.yaml"

    def told() -> list[tuple[str, str]]:
        found = [each for each in lint([file], as_of=AS_OF).findings if each.code == "L412"]
        return [(Path(each.place.source.name).name, each.severity.name) for each in found if each.place]

    assert told() == [("england.yaml", "INFO"), ("halton.yaml", "INFO")]
    layer.write_text(layer.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    assert told() == [("england.yaml", "INFO"), ("halton.yaml", "WARNING")]


def test_what_a_condition_that_cannot_be_read_excludes_is_not_known(tmp_path):
    text = "policy: example\nlayer: school\nextends: [england]\nrules:\n  - id: consider_fine\n    source: §3\n"
    text += (
        "    for: FOR\n    when: penalty_sessions >= 10\n    then: [{do: consider_penalty_notice, by: headteacher}]\n"
    )

    told, _ = codes(text.replace("FOR", "year_group > 3"), tmp_path)
    assert "L304" not in {code for code, _ in told}
    told, _ = codes(text.replace("FOR", "year_group >= reception"), tmp_path)
    assert ("L304", 5) in told
    told, _ = codes(text.replace("FOR", "year_group >"), tmp_path)
    assert "L304" not in {code for code, _ in told}


TWO_MISTAKES = """\
policy: example
layer: school
extends: [england]
registers:
  am: {everyone: {opens: 08:45, closes: 09:15}}
  pm: {everyone: {opens: 13:00, closes: 13:30}}
values:
  late_days: 10 days
measures:
  lates_week: {title: lates this week, count: sessions, of: late, over: week}
  calls: {title: parents reached, count: contacts, of: 'outcome = "reeched"', over: week}
rules:
  - id: never_so_late
    source: §1
    check: week
    when: lates_week >= 15
    then: [{do: letter, to: parents, by: office}]
  - id: late_in_days
    source: §2
    when: lates_week >= late_days
    then: [{do: letter, to: parents, by: office}]
  - id: after_that
    source: §3
    when: late_in_days and lates_week > 4 and lates_week < 2
    then: [{do: meeting, to: parents, by: office}]
  - id: weekend
    source: §4
    for: 'weekday = "Sunday"'
    when: absent_today > 0
    then: [{do: call, to: parents, by: office}]
  - id: nobody_reached
    source: §5
    when: calls < 0
    then: [{do: call, to: parents, by: office}]
"""


def test_what_a_condition_means_is_asked_though_another_cannot_be_understood(tmp_path):
    told, found = codes(TWO_MISTAKES, tmp_path)

    assert {("X104", 11), ("L201", 16), ("X107", 20), ("L202", 28)} <= told, found


def test_what_rests_on_a_condition_that_cannot_be_understood_is_not_judged(tmp_path):
    told, found = codes(TWO_MISTAKES, tmp_path)

    assert not {line for code, line in told if code.startswith("L2")} & {24, 33}, found


def test_what_an_item_lacks_is_told_of_those_that_are_whole(tmp_path):
    text = """\
policy: example
layer: school
extends: [england]
registers:
  am: {nursery: {for: year_group = nursery, opens: 08:45, closes: 09:15}}
  pm: {everyone: {opens: 13:00, closes: 13:30}}
measures:
  unauthorised_10w: {count: sessions, of: penalty, over: last 10 school weeks}
rules:
  - id: fine
    source: §1
    when: unauthorised_10w >= 10
    then: [{do: consider_penalty_notice, to: local_authority, by: headteacher}]
  - id: fine_of_some
    source: §1
    for: [1, 2]
    when: unauthorised_10w >= 10
    then: [{do: consider_penalty_notice, to: local_authority, by: headteacher}]
  - id: always
    source: §2
    then: [{do: call, to: parents, by: office}]
  - id: card
    source: §3
    when: 3
    at_most: once per day
    then: [{do: call, to: parents, by: office}]
"""
    told, found = codes(text, tmp_path)

    assert {("L304", 10), ("L212", 20), ("L210", 5)} <= told, found
    assert not {("L304", 15), ("L212", 24)} & told, found


def test_a_register_that_is_there_but_for_its_shape_has_its_pupils(tmp_path):
    registers = "{nursery: {for: year_group = nursery, opens: 08:45, closes: 09:15}, rest: 09:00 to 09:30}"
    text = BROKEN.replace("{everyone: {opens: 08:45, closes: 09:15}}", registers)
    told, found = codes(text, tmp_path)

    assert ("S003", 5) in told, found
    assert not any(code == "L210" for code, _ in told), found


def test_neither_of_two_things_of_one_name_is_judged(tmp_path):
    text = TWO_MISTAKES.replace("  late_days: 10 days", "  late_days: 10 days\n  lates_week: 3 sessions")
    told, found = codes(text, tmp_path)

    assert any(code == "B001" for code, _ in told), found
    assert {("L202", 29)} == {each for each in told if each[0].startswith("L2")}, found


def test_an_item_that_a_layer_above_gives_too_is_not_judged_by_what_that_layer_says(tmp_path):
    text = TWO_MISTAKES.replace("extends: [england]", "extends: [england, above]").replace(
        "    when: late_in_days and lates_week > 4 and lates_week < 2\n", "    when: lates_wek > 4\n"
    )
    above = "policy: above\nlayer: trust\nextends: [england]\n" + TWO_MISTAKES[TWO_MISTAKES.index("values:") :]
    above = above.replace("late_days: 10 days", "late_days: 10 sessions").replace("reeched", "reached")
    (tmp_path / "above.yaml").write_text(above.replace("late_in_days and ", ""), encoding="utf-8")
    told, found = codes(text, tmp_path)

    assert ("X101", 24) in told, found
    assert not any(code.startswith("L2") and line in range(22, 26) for code, line in told), found
