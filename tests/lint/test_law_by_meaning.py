"""The law's findings in policies that are written otherwise than ours: in rules, ladders, tables and plain words."""

import pytest

from engine.api import lint
from engine.diagnostics import Severity
from tests.lint.examples import AS_OF

HEAD = """\
policy: example
layer: school
extends: [england]
registers:
  am: {everyone: {opens: 08:45, closes: 09:15}}
  pm: {everyone: {opens: 13:00, closes: 13:30}}
"""

# What is written; the code and a part of the line at which it must be found.
MISTAKES = {
    "three figures that leave out N, added up": (
        """\
measures:
  o: {count: sessions, of: 'code = "O"', over: last 10 school weeks}
  g: {count: sessions, of: 'code = "G"', over: last 10 school weeks}
  u: {count: sessions, of: 'code = "U"', over: last 10 school weeks}
rules:
  - id: pn
    source: x
    for: compulsory_school_age
    when: o + g + u >= 10
    then: [{do: request_fpn, to: local_authority}]
""",
        (("L301", "u: {count"),),
    ),
    "all that is unauthorised but N, in a referral at the threshold": (
        """\
sets: {unauth: 'unauthorised and code != "N"'}
values: {limit: 10 sessions, weeks: 10 school weeks}
measures:
  un: {count: sessions, of: unauth, over: last weeks}
rules:
  - id: legal_referral
    source: x
    for: compulsory_school_age
    when: un >= limit
    then: [{do: refer, to: local_authority, with: {what: for a penalty notice}}]
""",
        (("L301", "un: {count"),),
    ),
    "a ladder of three fines at the old amounts": (
        """\
measures:
  un: {count: sessions, of: 'code in ("O", "G", "U")', over: half_term}
ladders:
  fines:
    source: x
    when: un >= 10
    restart: [un]
    reset: none
    steps:
      - {id: first_fine, then: [{do: penalty_notice, to: parents, with: {amount: £60, days: 21 days}}]}
      - {id: second_fine, then: [{do: penalty_notice, to: parents, with: {amount: £120, within: 28 days}}]}
      - {id: third_fine, then: [{do: penalty_notice, to: parents, with: {amount: £160, within: 14 days}}]}
""",
        (
            ("L302", "id: third_fine"),
            ("L303", "amount: £60"),
            ("L303", "amount: £120"),
            ("L303", "within: 14 days"),
            ("L304", "id: first_fine"),
        ),
    ),
    "a notice wherever one was issued before": (
        """\
measures:
  earlier: {count: notices, of: 'kind = "penalty_notice"', over: last 3 years}
rules:
  - id: second
    source: x
    when: penalty_threshold and earlier >= 1
    then: [{do: request_penalty_notice, to: local_authority, with: {cost: £160 within 28 days}}]
  - id: later
    source: x
    when: penalty_threshold and earlier > 1
    then: [{do: issue_fine, to: parents}]
""",
        (("L302", "earlier >= 1"), ("L302", "earlier > 1")),
    ),
    "a closing time as a value beside the register's": (
        """\
values: {register_closes: 09:40}
sets: {after: 'minutes_late > 55'}
rules:
  - id: a
    source: x
    when: absent_today > 1
    then: [{do: call, to: parents, by: office}]
""",
        (("L307", "register_closes: 09:40"),),
    ),
    "a rule that proposes O for every leave": (
        """\
measures:
  hol: {count: sessions, of: 'possible', over: row}
rules:
  - id: short_notice_unauthorised
    source: x
    each: leave_requests
    when: reason != "medical" and school_days > 3 and hol > 0
    then: [{do: propose_code, code: O, sessions: hol, by: office}]
""",
        (("L308", "code: O"),),
    ),
    "a table that grants three reasons alone": (
        """\
tables:
  decide:
    source: x
    each: leave_requests
    hit: unique
    gives: [outcome, code]
    rows: |
      reason                                                          | (from - submitted_on).days || outcome  | code
      "close_family_wedding", "close_family_funeral", "religious_observance" | -                   || "grant"  | "C"
      not("close_family_wedding", "close_family_funeral", "religious_observance") | < 28           || "refuse" | "O"
      not("close_family_wedding", "close_family_funeral", "religious_observance") | >= 28          || "refuse" | "G"
""",
        (("L308", '"religious_observance" | -'), ("L308", "< 28")),
    ),
    "evidence in two guises": (
        """\
rules:
  - id: proof
    source: x
    when: attendance_percent <= 92 and ill_in_a_row >= 1
    act: each check
    then: [{do: ask_for_medical_evidence, to: parents, by: office, obligation: must}]
  - id: note5
    source: x
    when: ill_days_year >= 10
    then: [{do: letter, to: parents, by: office, with: {say: all further absence needs medical evidence}}]
""",
        (("L309", "attendance_percent <= 92"), ("L309", "ill_days_year >= 10")),
    ),
    "a band and an absence that leave out the limit": (
        """\
measures:
  present_rate: {percent: 'attended', of: possible, over: term}
tables:
  band:
    source: x
    gives: [band]
    hit: first
    rows: |
      present_rate || band
      < 90         || "red"
      < 95         || "amber"
      -            || "green"
rules:
  - id: red
    source: x
    when: band = "red"
    check: term
    then: [{do: meeting, to: parents, by: office}]
  - id: pa
    source: x
    when: absence_percent > 10
    check: term
    then: [{do: meeting2, to: parents, by: office}]
""",
        (("L310", "< 90 "), ("L310", "absence_percent > 10")),
    ),
    "dual registration counted in and out of what is possible": (
        """\
measures:
  days_in: {count: sessions, of: 'present or approved_educational_activity or code = "D"', over: year}
  rate: {percent: 'present or approved_educational_activity', of: 'code != "#" and code != "Z"', over: year}
rules:
  - id: r
    source: x
    when: days_in < 10 or rate < 95
    check: term
    then: [{do: meeting, to: parents, by: office}]
""",
        (("L311", "days_in: {count"), ("L311", "rate: {percent")),
    ),
    "the fine for a public place in a sentence": (
        """\
rules:
  - id: excluded_in_public
    source: x
    for: compulsory_school_age
    when: absent_today > 0
    then: [{do: notify, to: parents, by: office, with: {what: a parent whose child is in a public place can be fined £80}}]
""",
        (("L303", "fined £80"),),
    ),
    "prosecution from reception on": (
        """\
rules:
  - id: a
    source: x
    for: year_group >= reception
    when: penalty_sessions >= 10
    then: [{do: prosecute, to: local_authority, by: headteacher}]
  - id: b
    source: x
    for: year_group in [1..6]
    when: penalty_sessions >= 10
    then: [{do: consider_fine, to: local_authority, by: headteacher}]
  - id: c
    source: x
    when: penalty_threshold
    then: [{do: warning_letter_fine, to: parents, by: headteacher}]
  - id: d
    source: x
    when: penalty_sessions >= 10 and compulsory_school_age
    unless: plan_in_place
    then: [{do: request_penalty, to: local_authority, by: headteacher}]
""",
        (("L304", "id: a"),),
    ),
    "four ways to cite what is revoked": (
        """\
source: School attendance (DfE, May 2022)
rules:
  - id: a
    source: Pupil Registration Regs 2006 regulation 8(1)(f)
    when: absent_today > 1
    then: [{do: call, to: parents, by: office, with: {law: 'Education (Pupil Registration) (England) Regulations 2006'}}]
  - id: b
    title: Regulation 7 of the Education (Pupil Registration)(England)(Amendment) Regulations 2013
    when: absent_today > 1
    then: [{do: call2, to: parents, by: office}]
""",
        (("L313", "May 2022"), ("L313", "Regs 2006"), ("L313", "law: "), ("L313", "Amendment) Regulations 2013")),
    ),
}

SENSIBLE = {
    "secondary": """\
policy: example
title: Northfield Academy attendance policy
layer: school
extends: [england]
approved_on: 2026-07-01
review_by: 2027-07-01
source: Northfield Academy attendance policy 2026
school: {name: Northfield Academy, phase: secondary, kind: academy}
roles:
  head_of_year: Head of year
  tutor: Form tutor
  attendance_manager: Attendance manager (senior attendance champion)
registers:
  am: {tutor_time: {opens: 08:40, closes: 09:10, source: §3}}
  pm: {period_4: {opens: 13:20, closes: 13:50, source: §3}}
pupils: {columns: {house: [oak, ash, elm]}}
facts:
  lessons: {dated_by: date, columns: {subject: text, outcome: [present, late, missed]}}
  detentions: {dated_by: set_for, columns: {set_for: date, outcome: [done, missed]}}
flags:
  late_report: {starts: late_report_start, lasts: 10 school days}
values:
  lates_for_detention: 2 sessions
  target: 97%
measures:
  lates_week: {count: sessions, of: late, over: week}
  lates_half_term: {count: sessions, of: late, over: half_term}
  missed_lessons: {count: lessons, of: 'outcome = "missed"', over: week}
  missed_detentions: {count: detentions, of: 'outcome = "missed"', over: half_term}
  term_before: {value: attendance_percent, at: previous term}
  minutes_lost: {total: minutes_late, over: half_term}
rules:
  - id: late_detention
    source: §5.1
    for: year_group <= 11
    when: lates_week >= lates_for_detention
    check: week
    then: [{do: detention, to: pupil, by: head_of_year, due: next Friday, obligation: should}]
  - id: late_report_start
    source: §5.2
    when: lates_half_term >= 6
    then: [{do: put_on_report, to: pupil, by: head_of_year, obligation: should}]
  - id: truancy
    source: §5.3
    when: missed_lessons > 0
    check: week
    then: [{do: meeting, to: pupil, by: tutor}]
  - id: detention_missed
    source: §5.1
    when: missed_detentions > 0
    then: [{do: letter, to: parents, by: head_of_year}]
  - id: lost_minutes
    source: §5.4
    when: minutes_lost >= 120
    then: [{do: letter, to: parents, by: tutor}]
  - id: sixth_form
    source: §8
    for: year_group >= 12
    when: attendance_percent < 92
    check: half_term
    then: [{do: meeting, to: pupil, by: head_of_year}]
  - id: consider_fine
    source: §9
    for: compulsory_school_age
    when: penalty_threshold
    then: [{do: refer_for_penalty_notice, to: local_authority, by: attendance_manager, obligation: may, with: {cost: '£80 if paid within 21 days, £160 within 28 days'}}]
letters:
  source: §6
  figure: attendance_percent
  check: half_term
  thresholds:
    stage_1: {below: 96%, to: parents, by: tutor}
    stage_2: {below: 94%, to: parents, by: head_of_year}
    stage_3: {below: 92%, to: parents, by: attendance_manager}
leave:
  source: §7
  not_decided: [medical]
  reasons:
    holiday: {outcome: refuse, code: G}
    religious_observance: {outcome: grant, code: R}
    performance: {outcome: grant, code: C1}
  otherwise: {outcome: head_decides}
ladders:
  absence:
    source: §6
    when: attendance_percent < 90
    check: half_term
    reset: year
    steps:
      - {id: pastoral_call, then: [{do: call, to: parents, by: tutor}]}
      - {id: pastoral_meeting, after: 4 weeks, then: [{do: meeting, to: parents, by: head_of_year}]}
      - {id: contract, after: 4 weeks, then: [{do: attendance_contract, to: parents, by: attendance_manager}]}
""",
    "special": """\
policy: example
layer: school
extends: [england]
school: {name: Brook Special School, phase: all-through, kind: maintained special}
registers:
  am:
    early_transport: {for: 'transport = "minibus"', opens: 09:15, closes: 09:45}
    others: {opens: 09:00, closes: 09:30}
  pm: {everyone: {opens: 13:00, closes: 13:30}}
pupils: {columns: {transport: [minibus, taxi, own]}}
measures:
  medical_days: {count: school days, of: 'code in ("I", "M")', over: term}
  no_transport: {count: sessions, of: 'code = "Y1"', over: half_term}
  phased: {count: sessions, of: 'code = "C2"', over: term}
rules:
  - id: health_review
    source: policy 4
    when: medical_days >= 10
    then: [{do: health_review_meeting, to: parents, by: headteacher, obligation: should}]
  - id: transport_problem
    source: policy 5
    when: no_transport >= 2
    then: [{do: notify, to: local_authority, by: office, due: 2 school days, obligation: must}]
  - id: review_of_part_time
    source: policy 6
    when: phased > 0
    act: every 2 school weeks
    then: [{do: review_timetable, to: parents, by: headteacher, obligation: must}]
  - id: doubt
    source: policy 4
    when: illness_doubted
    then: [{do: request_evidence, to: parents, by: office, obligation: may}]
""",
    "nursery": """\
policy: example
layer: school
extends: [england]
school: {name: Little Oaks Nursery School, phase: nursery}
registers:
  am: {everyone: {opens: 08:45, closes: 09:00}}
  pm: {everyone: {opens: 12:45, closes: 13:00}}
rules:
  - id: call_home
    source: page 3
    when: absent_today > 0
    check: morning
    act: each check
    then: [{do: call, to: parents, by: office, due: same day}]
  - id: long_absence
    source: page 3
    when: absent_in_a_row >= 5
    then: [{do: home_visit, to: parents, by: designated_safeguarding_lead}]
""",
    "trust": """\
policy: example
layer: trust
extends: [england]
values:
  letter_below: 95%
  call_after: 2 school days
roles: {trust_attendance_lead: Trust attendance lead}
measures:
  trust_absence: {in_a_row: school days, of: absent}
rules:
  - id: trust_call
    source: trust standard 2
    when: trust_absence >= call_after
    open: [by, due]
    then: [{do: call, to: parents, by: office, obligation: must}]
lock:
  values.letter_below: {at_least: 90%, reason: trust standard}
""",
}


def found(text: str, folder):
    whole = text if text.startswith("policy:") else HEAD + text
    (folder / "example.yaml").write_text(whole, encoding="utf-8")
    return lint([folder / "example.yaml"], as_of=AS_OF).findings


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_found_however_it_is_written(name, tmp_path):
    text, expected = MISTAKES[name]
    told = [(each.code, each.place.source.line(each.place.span.line)) for each in found(text, tmp_path) if each.place]

    for code, part in expected:
        assert any(code == one and part in line for one, line in told), (code, part, told)


@pytest.mark.parametrize("name", SENSIBLE)
def test_a_sensible_policy_has_no_error(name, tmp_path):
    errors = [str(each) for each in found(SENSIBLE[name], tmp_path) if each.severity is Severity.ERROR]

    assert errors == []
