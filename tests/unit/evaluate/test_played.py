"""Small policies played on small registers: what a session's own half decides, and lists that tables give."""

from pathlib import Path

from engine import api
from engine.testing.result import Ending

HEAD = "policy: small\nlayer: school\nextends: [england]\nregisters: {am: {all: {opens: 09:00, closes: 09:30}}}\n"
TEST = """\
- name: one
  policy: small
  calendar: {from: 2024-09-02, weeks: 1}
  defaults: {year_group: 4}
"""


def told(folder: Path, policy: str, test: str) -> list[str]:
    """Give what a test of a policy has wrong; nothing where it passes."""
    (folder / "small.yaml").write_text(HEAD + policy, encoding="utf-8")
    (folder / "small.test.yaml").write_text(TEST + test, encoding="utf-8")
    played = api.run_tests([folder / "small.test.yaml"])
    (result,) = played.value or ()
    assert result.ending in (Ending.PASSED, Ending.FAILED), result.diagnostics
    return [f"{each.about}: {each.actual or 'nothing'}" for each in result.differences]


def test_a_fact_of_the_afternoon_says_nothing_of_what_the_morning_adds(tmp_path: Path):
    policy = (
        "facts:\n  late_excused: {covers: session, columns: {session: [AM, PM]}}\n"
        "measures:\n  minutes: {total: 'if late_excused then 0 else minutes_late', of: late, over: week}\n"
        "rules:\n  - {id: act, when: minutes >= 10, then: [{do: letter, to: parents}]}\n"
    )
    test = (
        "  marks: {amy: 'L\\', ben: 'L\\'}\n"
        "  arrivals:\n"
        "    - {pupil: amy, session: AM, date: 2024-09-02, minutes_late: 15}\n"
        "    - {pupil: ben, session: AM, date: 2024-09-02, minutes_late: 15}\n"
        "  facts:\n    late_excused:\n"
        "      - {pupil: amy, date: 2024-09-02, session: AM}\n"
        "      - {pupil: ben, date: 2024-09-02, session: PM}\n"
        "  only: [act]\n  expect: {ben: [{rule: act, date: 2024-09-02}]}\n"
    )
    assert told(tmp_path, policy, test) == []


def test_a_table_that_collects_gives_all_that_its_rows_give(tmp_path: Path):
    policy = (
        "measures:\n  lates: {count: sessions, of: late, over: week}\n"
        'tables:\n  bands:\n    hit: collect\n    gives: [band]\n    rows: |\n      lates || band\n'
        '      >= 1  || "a"\n      >= 2  || "b"\n'
        "rules:\n  - {id: act, when: 'count(band) > 1', then: [{do: letter, to: parents}]}\n"
        "  - {id: none, when: 'count(band) = 0', then: [{do: call, to: parents}]}\n"
    )  # fmt: skip
    test = (
        "  marks: {amy: 'L\\ x2', ben: '/\\'}\n"
        "  only: [act, none]\n"
        "  expect:\n"
        "    amy: [{rule: act, date: 2024-09-03, evidence: {band: 'a, b'}}]\n"
        "    ben: [{rule: none, date: 2024-09-02, evidence: {band: none}}]\n"
    )
    assert told(tmp_path, policy, test) == []
