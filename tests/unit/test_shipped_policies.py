"""The policies that come with the program: what they hold, and that they reproduce two worked years exactly."""

import csv
import json
import os
from functools import cache
from pathlib import Path

import pytest

from engine.api import load_policy, rule_ids, run
from engine.load import Loaded

ROOT = Path(__file__).parents[2]
SAMPLES = Path(os.environ.get("SAMPLES", ROOT.parent / "shared" / "samples"))
SCHOOLS = ("victoria_road", "tillington_manor")
LAYERS = ("england", "halton", "staffordshire", "perry_hall_trust")

CLAUSES = {
    "england": """unresolved_n attendance_return sickness_return deletion_20_days penalty_threshold penalty_notice
        persistent_absence severe_absence amendment_record""",
    "victoria_road": """first_day_call no_contact_escalation resolve_code consider_ewo medical_evidence
        illness_not_accepted appointment_evidence late_call late_letter late_meeting leave_decision leave_short_notice
        return_meeting notice_to_improve public_place notify_suspension notify_part_time notify_15_days
        new_pupil_return notify_ehe notify_cme ehcp_falling persistent_meeting severe_meeting targeted_support
        termly_certificate""",
    "tillington_manor": """first_day_contact absence_discussion refer_below_95 safe_and_well_day_1 safe_and_well_day_3
        safe_and_well_day_5 safe_and_well_police unauthorise_below_93 letter_95 letter_93 letter_90 unexplained_letter
        suspected_holiday_letter punctuality_letter late_referral leave_decision no_return_from_leave improvement_notice
        half_term_report notify_cme""",
}


@cache
def loaded(policy: str) -> Loaded:
    found = load_policy(ROOT / "policies" / f"{policy}.yaml")
    assert not found.diagnostics, "\n".join(map(str, found.diagnostics))
    assert found.value is not None
    return found.value


@pytest.mark.parametrize("policy", [*SCHOOLS, *LAYERS])
def test_it_loads_with_nothing_to_say(policy: str) -> None:
    assert loaded(policy)


@pytest.mark.parametrize("school", SCHOOLS)
def test_it_carries_its_clauses_and_no_others(school: str) -> None:
    assert set(rule_ids(loaded(school))) == set(f"{CLAUSES['england']} {CLAUSES[school]}".split())


@pytest.mark.parametrize("policy", ["england", *SCHOOLS])
def test_every_clause_names_its_source_and_who_does_what(policy: str) -> None:
    document = loaded(policy).expanded
    tables = [{"id": name, **table} for name, table in document["tables"].items() if "each" in table]
    steps = [step for ladder in document.get("ladders", {}).values() for step in ladder["steps"]]
    for item in [*document["rules"], *steps, *tables]:
        assert item.get("source"), item["id"]
        for task in item.get("then", []):
            assert task.get("by"), item["id"]
            assert task.get("obligation"), item["id"]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the worked years are not at {SAMPLES}")
class TestWorkedYears:
    @pytest.mark.parametrize("school", SCHOOLS)
    def test_every_action(self, school: str) -> None:
        found = run(loaded(school), SAMPLES / school)
        assert found.value is not None, "\n".join(map(str, found.diagnostics))
        with (SAMPLES / f"{school}_actions.csv").open(encoding="utf-8", newline="") as file:
            expected = sorted((row["pupil"], row["date"], row["rule"]) for row in csv.DictReader(file))
        actions = [(action.pupil, str(action.date), action.rule) for action in found.value.actions]
        assert sorted(actions) == expected

    @pytest.mark.parametrize("school", SCHOOLS)
    def test_every_decision(self, school: str) -> None:
        found = run(loaded(school), SAMPLES / school)
        assert found.value is not None, "\n".join(map(str, found.diagnostics))
        expected = json.loads((SAMPLES / f"{school}_decisions.json").read_text(encoding="utf-8"))
        given = []
        for decision in found.value.decisions:
            fields = {
                "table": decision.table, "request": decision.request, "pupil": decision.pupil,
                "parent": decision.parent, "date": str(decision.date), "outcome": decision.outcome, **decision.gives,
            }  # fmt: skip
            given.append(fields)
        assert len(given) == len(expected)
        for row in expected:
            assert [one for one in given if row.items() <= one.items()], row
