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
