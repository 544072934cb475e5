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
