"""What a section hands on under its own name is pointed at where the section says it."""

from pathlib import Path

from tests.cli.command import run

POLICY = """\
policy: small
layer: school
extends: [england]
registers:
  am: {all: {opens: 09:00, closes: 09:30}}
  pm: {all: {opens: 13:00, closes: 13:30}}
letters:
  figure: attendance_percent
  check: half_term
  thresholds:
    letter_90: {below: 90%, to: parents, by: headtecher}
"""


def test_a_letters_role_is_pointed_at_itself(tmp_path: Path):
    (tmp_path / "small.yaml").write_text(POLICY, encoding="utf-8")

    done = run("lint", tmp_path / "small.yaml", "--select", "L102")

    assert "small.yaml:11:46: warning L102: `headtecher`" in done.out + done.err


def test_a_reason_for_leave_and_what_is_asked_beside_it_are_pointed_at_themselves(tmp_path: Path):
    leave = """\
leave:
  source: §6
  reasons:
    holiday: {outcome: refuse, code: G}
    intervew: {outcome: grant, code: J1}
  granted_if: {in_writing: true, notice: in_good_time, outcome: head_may_grant, code: C}
  otherwise: {outcome: head_decides}
"""
    (tmp_path / "small.yaml").write_text(POLICY + leave, encoding="utf-8")

    told = run("lint", tmp_path / "small.yaml", "--select", "X").out

    assert 'small.yaml:16:5: error X104: `reason` is never `"intervew"`' in told
    assert "small.yaml:17:3: error X101: there is nothing named `in_good_time`" in told


def test_what_the_letters_say_for_all_is_pointed_at_there_and_what_one_says_besides_at_itself(tmp_path: Path):
    said = POLICY.replace(
        "  check: half_term\n", "  check: half_term\n  for: yeargroup in [1..6]\n  unless: plan_in_plase\n"
    )
    said = said.replace("below: 90%,", "below: 90%, when: 'ill_today < 1 and ill_tday < 2',")
    (tmp_path / "small.yaml").write_text(said, encoding="utf-8")

    told = run("lint", tmp_path / "small.yaml", "--select", "X").out

    assert "small.yaml:10:8: error X101: there is nothing named `yeargroup`" in told
    assert "small.yaml:11:11: error X101: there is nothing named `plan_in_plase`" in told
    assert "small.yaml:13:54: error X101: there is nothing named `ill_tday`" in told


def test_a_role_that_all_letters_share_is_pointed_at_where_it_is_said(tmp_path: Path):
    said = POLICY.replace("  check: half_term\n", "  check: half_term\n  to: parnts\n").replace("to: parents, by", "by")
    (tmp_path / "small.yaml").write_text(said, encoding="utf-8")

    assert "small.yaml:10:7: warning L102: `parnts`" in run("lint", tmp_path / "small.yaml", "--select", "L102").out


def test_a_visit_and_a_step_before_a_penalty_point_at_their_own_conditions(tmp_path: Path):
    said = (
        POLICY
        + """\
safe_and_well:
  for: yeargrop >= 1
  visits:
    day_3: {day: 3, when: 'ill_today < 1 and ill_tday < 2', to: parents, by: office}
penalty_notices:
  before:
    warn: {when: 'ill_today < 1 and ill_tdy < 2', do: letter, to: parents}
"""
    )
    (tmp_path / "small.yaml").write_text(said, encoding="utf-8")

    told = run("lint", tmp_path / "small.yaml", "--select", "X").out

    assert "small.yaml:13:8: error X101: there is nothing named `yeargrop`" in told
    assert "small.yaml:15:46: error X101: there is nothing named `ill_tday`" in told
    assert "small.yaml:18:37: error X101: there is nothing named `ill_tdy`" in told
