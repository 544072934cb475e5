"""One slip of an author in a policy that is right: one finding, at its line, in golden words."""

from datetime import date
from pathlib import Path

from engine.lint.run import lint

GOLDEN = Path(__file__).parent.parent / "golden" / "lint"
POLICY = """\
policy: sch
title: School policy
layer: school
extends: [england, halton]
in_force: {from: 2026-09-01}
review_by: 2027-07-31
school: {name: Elm Primary School, phase: primary, kind: maintained, local_authority: Halton}

roles:
  tutor: Class teacher
  attendance_lead: Deputy head (senior attendance champion)

values:
  lates_limit: 3 sessions
  call_after: 2 school days
  target: 96%

sets:
  bad_late: late and minutes_late > 15

registers:
  am:
    infants:
      for: key_stage in ("EYFS", "KS1")
      opens: 08:50
      closes: 09:20
    juniors:
      opens: 08:40
      closes: 09:10
  pm:
    all: {opens: 13:00, closes: 13:30}

letters:
  figure: attendance_percent
  check: half_term
  at_most: once per term
  send: most severe
  thresholds:
    letter_95: {below: 95%, to: parents, by: office}
    letter_90: {at_or_below: 90%, to: parents, by: headteacher}

measures:
  lates_2w:
    title: late in the last 10 school days
    count: sessions
    of: late
    over: last 10 school days
  bad_lates: {title: very late this term, count: sessions, of: bad_late, over: term}

flags:
  plan: {set_by: headteacher, title: On a plan}

rules:
  - id: first_call
    title: Ring on the second day, for 2 days of absence
    source: §3
    for: year_group >= 1
    when: absent_in_a_row >= call_after
    unless: plan
    check: morning
    then:
      - {do: call, to: parents, by: office, due: same day}
  - id: late_talk
    source: §4
    when: lates_2w >= lates_limit or bad_lates >= 2
    then: [{do: meeting, to: parents, by: tutor, due: 5 school days}]
  - {id: under, source: §5, check: term, when: attendance_percent < target, then: [{do: note, to: tutor, by: office}]}
"""
SLIPS = (
    ("policy: sch", "policy; sch"),
    ("policy: sch", "Policy: sch"),
    ("layer: school", "layer: schol"),
    ("layer: school\n", ""),
    ("extends: [england, halton]", "extends: england, halton"),
    ("extends: [england, halton]", "extends: [engand, halton]"),
    ("extends: [england, halton]", "extend: [england, halton]"),
    ("in_force: {from: 2026-09-01}", "in_force: 2026-09-01"),
    ("in_force: {from: 2026-09-01}", "in_force: {from: 01/09/2026}"),
    ("review_by: 2027-07-31", "review_by: July 2027"),
    ("  tutor: Class teacher", "  tutor Class teacher"),
    ("  tutor: Class teacher", "\ttutor: Class teacher"),
    ("  tutor: Class teacher", "  - tutor: Class teacher"),
    ("  tutor: Class teacher", "   tutor: Class teacher"),
    ("  lates_limit: 3 sessions", "  lates_limit: three sessions"),
    ("  lates_limit: 3 sessions", "  lates_limit: 3"),
    ("  lates_limit: 3 sessions", "  lates limit: 3 sessions"),
    ("  target: 96%", "  target: 96 per cent"),
    ("  target: 96%", "  target: 0.96"),
    ("  bad_late: late and minutes_late > 15", "  bad_late: late and minutes_late > 15 minutes"),
    ("  bad_late: late and minutes_late > 15", "  bad_late: Late and minutes_late > 15"),
    ("  bad_late: late and minutes_late > 15", "  bad_late: late & minutes_late > 15"),
    ('      for: key_stage in ("EYFS", "KS1")', '      for: key_stage in ("EYFS", "KS 1")'),
    ('      for: key_stage in ("EYFS", "KS1")', "      for: key_stage in (“EYFS”, “KS1”)"),
    ('      for: key_stage in ("EYFS", "KS1")', "      for: key_stage = EYFS"),
    ("      closes: 09:20", "      closes: 09:50"),
    ("      closes: 09:20", "      closes: 9.20"),
    ("      closes: 09:20", "      closes: 08:20"),
    ("      closes: 09:20", "     closes: 09:20"),
    ("      closes: 09:20", "      closes:09:20"),
    ("      closes: 09:20", "      close: 09:20"),
    ("      closes: 09:20\n", ""),
    ("    all: {opens: 13:00, closes: 13:30}", "    all: {opens: 1:00, closes: 1:30}"),
    ("    all: {opens: 13:00, closes: 13:30}", "    all: {opens: 13:00 closes: 13:30}"),
    ("    all: {opens: 13:00, closes: 13:30}", "    all: {opens: 13:00, closes: 13:30"),
    ("  figure: attendance_percent", "  figure: attendence_percent"),
    ("  figure: attendance_percent\n", ""),
    ("  check: half_term", "  check: half term"),
    ("  at_most: once per term", "  at_most: once a term"),
    ("  send: most severe", "  send: worst"),
    ("    letter_95: {below: 95%, to: parents, by: office}", "    letter_95: {below: 95, to: parents, by: office}"),
    ("    letter_95: {below: 95%, to: parents, by: office}", "    letter_95: {below: 85%, to: parents, by: office}"),
    ("    letter_95: {below: 95%, to: parents, by: office}", "    letter_95: {bellow: 95%, to: parents, by: office}"),
    ("    letter_95: {below: 95%, to: parents, by: office}", "    letter_95: {below: 95%, to: parent, by: office}"),
    ("letter_90: {at_or_below: 90%", "letter_90: {below: 90%"),
    ("    count: sessions", "    count: session"),
    ("    count: sessions", "    count: lates"),
    ("    of: late", "    of: lates"),
    ("    of: late", "    of: L"),
    ("    of: late", "    of: code = L"),
    ("    over: last 10 school days", "    over: 10 school days"),
    ("    over: last 10 school days", "    over: last ten school days"),
    ("    over: last 10 school days", "    over: last 2 weeks"),
    ("    over: last 10 school days\n", ""),
    ("  plan: {set_by: headteacher", "  plan: {set_by: head teacher"),
    ("  - id: first_call", "  - id: first call"),
    ("  - id: first_call", "  id: first_call"),
    ("  - id: first_call", "  -id: first_call"),
    ("  - id: first_call\n", "  -\n"),
    ("    for: year_group >= 1", "    for: year_group >= Year 1"),
    ("    for: year_group >= 1", "    for: yeargroup >= 1"),
    ("    for: year_group >= 1", '    for: year_group >= "1"'),
    ("    for: year_group >= 1", "    for: year_group > 6"),
    ("    for: year_group >= 1", "    for: >= 1"),
    ("    when: absent_in_a_row >= call_after", "    when: absent_in_row >= call_after"),
    ("    when: absent_in_a_row >= call_after", "    when: absent_in_a_row ≥ call_after"),
    ("    when: absent_in_a_row >= call_after", "    when: absent_in_a_row >= call_after and"),
    ("    when: absent_in_a_row >= call_after", "    when: absent_in_a_row >= 2 days"),
    ("    when: absent_in_a_row >= call_after", "    when: absent_in_a_row"),
    ("    when: absent_in_a_row >= call_after", "    when: >= call_after"),
    ("    when: absent_in_a_row >= call_after", "    if: absent_in_a_row >= call_after"),
    ("    when: absent_in_a_row >= call_after\n", "    when:\n"),
    ("    unless: plan", "    unless: not on plan"),
    ("    unless: plan", "    unless: plan = yes"),
    ("    unless: plan", "    except: plan"),
    ("    check: morning", "    check: mornings"),
    ("    check: morning", "    check: 9.30"),
    ("    check: morning", "    check: daily"),
    (
        "      - {do: call, to: parents, by: office, due: same day}",
        "      - {do: call, to: parents, by: ofice, due: same day}",
    ),
    (
        "      - {do: call, to: parents, by: office, due: same day}",
        "      - {do: call, to: parents, by: office, due: today}",
    ),
    (
        "      - {do: call, to: parents, by: office, due: same day}",
        "      {do: call, to: parents, by: office, due: same day}",
    ),
    ("      - {do: call, to: parents, by: office, due: same day}", "      - do: call, to: parents, by: office"),
    ("      - {do: call, to: parents, by: office, due: same day}", "      - {do: call to parents, by: office}"),
    ("      - {do: call, to: parents, by: office, due: same day}", "      - call"),
    ("      - {do: call, to: parents, by: office, due: same day}", "      - {to: parents, by: office}"),
    ("    then:\n      - {do: call, to: parents, by: office, due: same day}\n", ""),
    ("due: 5 school days}]", "due: 5 schooldays}]"),
    ("due: 5 school days}]", "due: five school days}]"),
    ("due: 5 school days}]", "due: 5 school days}"),
    ("due: 5 school days}]", "due: 5 school days]"),
    ("due: 5 school days}]", "due: -5 school days}]"),
    ("or bad_lates >= 2", "or bad_lates => 2"),
    ("or bad_lates >= 2", "or >= 2"),
    ("or bad_lates >= 2", "OR bad_lates >= 2"),
    ("or bad_lates >= 2", "or bad_lates >= two"),
    ("or bad_lates >= 2", "or bad_lates"),
    ("or bad_lates >= 2", "|| bad_lates >= 2"),
    ("or bad_lates >= 2", ", bad_lates >= 2"),
    ("review_by: 2027-07-31", "review_by: 2072-07-31"),
    ("phase: primary,", "phase: Primary school,"),
    ("at_most: once per term", "at_most: twice per term"),
    ("figure: attendance_percent\n", "figure: absence_percent\n"),
    ("letter_95: {below: 95%", "letter_95: {title: Attendance at 95% or below, below: 95%"),
    ("letter_95: {below: 95%", "letter_95: {title: Attendance below 95%, below: 9.5%"),
    ("    when: absent_in_a_row >= call_after", "    when: absent_in_a_row > call_after"),
    ("    when: lates_2w >= lates_limit or", "    act: each check\n    when: lates_2w >= lates_limit or"),
    ("check: term, when: attendance_percent < target", "check: week, when: absent_today > 0"),
    ("due: 5 school days}]", "due: 5 school days}}]"),
)


def found(file: Path, text: str) -> list:
    file.write_text(text, encoding="utf-8")
    return [each for each in lint([file], as_of=date(2026, 11, 29)).findings if each.severity.name != "INFO"]


def test_the_policy_without_a_slip_is_right(tmp_path):
    assert found(tmp_path / "school.yaml", POLICY) == []


def test_one_slip_is_one_finding_at_its_line(tmp_path, golden):
    told = []
    elsewhere = []
    for old, new in SLIPS:
        line = POLICY[: POLICY.index(old)].count("\n") + 1
        mine = found(tmp_path / "school.yaml", POLICY.replace(old, new, 1))
        if len(mine) != 1 or mine[0].place is None or abs(mine[0].place.span.line - line) > 1:
            elsewhere.append((new, [str(each) for each in mine]))
        told.append(f"{new.strip() or 'without ' + old.strip()}\n")
        told += [f"  {each.place.span.line - line:+d} {each.code} {each.message}\n    {each.help}\n" for each in mine]
    assert elsewhere == []
    golden(GOLDEN / "slips.txt", "".join(told).replace(str(tmp_path), ""))
