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
