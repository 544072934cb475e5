"""Sections become general forms, and every item knows where it was written."""

from typing import Any

import pytest

from engine.sections.lower import lower
from engine.sections.lowered import joined


def rules(document: dict[str, Any]) -> dict[str, Any]:
    return {rule["id"]: rule for rule in lower(document).document.get("rules", [])}


def letters(**fields: Any) -> dict[str, Any]:
    return {"letters": {"figure": "attendance_percent", **fields}}


THREE = {"letter_95": {"below": "95%"}, "letter_93": {"below": "93%"}, "letter_90": {"below": "90%", "to": "parents"}}


def test_a_document_without_sections_is_left_as_it_is() -> None:
    document = {"policy": "a", "rules": [{"id": "one"}]}
    lowered = lower(document)
    assert lowered.document == document
    assert lowered.origins == {}
    assert lowered.complaints == ()


def test_the_document_given_is_not_changed() -> None:
    document = {"rules": [{"id": "one"}], "values": {"limit": "3"}, **letters(thresholds=THREE)}
    lower(document)
    assert document["rules"] == [{"id": "one"}]
    assert document["values"] == {"limit": "3"}
    assert "letters" in document


class TestLetters:
    def test_the_most_severe_letter_alone(self) -> None:
        found = rules(letters(thresholds=THREE))
        assert (
            found["letter_95"]["when"]
            == "attendance_percent < letter_95_below and attendance_percent >= letter_93_below"
        )
        assert (
            found["letter_93"]["when"]
            == "attendance_percent < letter_93_below and attendance_percent >= letter_90_below"
        )
        assert found["letter_90"]["when"] == "attendance_percent < letter_90_below"

    def test_limits_are_ordered_by_their_amounts_not_by_their_place(self) -> None:
        found = rules(letters(thresholds={"b": {"below": "90%"}, "a": {"below": "95%"}}))
        assert found["a"]["when"] == "attendance_percent < a_below and attendance_percent >= b_below"
        assert found["b"]["when"] == "attendance_percent < b_below"

    def test_each_letter_whose_limit_is_passed(self) -> None:
        found = rules(letters(send="each", thresholds=THREE))
        assert found["letter_95"]["when"] == "attendance_percent < letter_95_below"

    def test_a_figure_that_counts_what_should_not_be(self) -> None:
        found = rules(
            {
                "letters": {
                    "figure": "lates",
                    "thresholds": {"first": {"at_least": "5 sessions"}, "last": {"at_least": "10 sessions"}},
                }
            }
        )
        assert found["first"]["when"] == "lates >= first_at_least and lates < last_at_least"
        assert found["last"]["when"] == "lates >= last_at_least"

    def test_a_limit_that_counts_itself_in(self) -> None:
        found = rules(letters(thresholds={"a": {"below": "95%"}, "b": {"at_or_below": "90%"}, "c": {"below": "90%"}}))
        assert found["a"]["when"] == "attendance_percent < a_below and attendance_percent > b_at_or_below"
        assert found["b"]["when"] == "attendance_percent <= b_at_or_below and attendance_percent >= c_below"
        assert found["c"]["when"] == "attendance_percent < c_below"

    def test_a_limit_may_be_a_named_value(self) -> None:
        document = {"values": {"low": "90%"}, **letters(thresholds={"a": {"below": "95%"}, "b": {"below": "low"}})}
        lowered = lower(document).document
        assert lowered["rules"][0]["when"] == "attendance_percent < a_below and attendance_percent >= low"
        assert lowered["values"] == {"low": "90%", "a_below": "95%"}

    def test_limits_become_values_that_know_their_place(self) -> None:
        lowered = lower(letters(thresholds=THREE))
        assert lowered.document["values"]["letter_95_below"] == "95%"
        assert lowered.origin(("values", "letter_95_below")) == ("letters", "thresholds", "letter_95", "below")

    def test_tasks_and_annotations_come_from_the_section_where_the_letter_has_none(self) -> None:
        found = rules(
            letters(
                source="Letters",
                to="parents",
                obligation="should",
                at_most="once per term",
                check="half_term",
                thresholds={
                    "a": {"below": "95%", "by": "office"},
                    "b": {"below": "90%", "to": "governors", "source": "Annex", "do": "write"},
                },
            )
        )
        assert found["a"]["then"] == [{"do": "letter", "to": "parents", "by": "office", "obligation": "should"}]
        assert found["b"]["then"] == [{"do": "write", "to": "governors", "obligation": "should"}]
        assert (found["a"]["source"], found["b"]["source"]) == ("Letters", "Annex")
        assert (found["a"]["check"], found["a"]["act"], found["a"]["at_most"]) == (
            "half_term",
            "each check",
            "once per term",
        )

    @pytest.mark.parametrize(
        ("section", "message"),
        [
            ({"thresholds": THREE}, "the letters name no figure"),
            (
                {"figure": "a", "thresholds": {"one": {"to": "parents"}}},
                "`one` needs one limit: `below`, `at_or_below` or `at_least`",
            ),
            (
                {"figure": "a", "thresholds": {"one": {"below": "3", "at_least": "1"}}},
                "`one` needs one limit: `below`, `at_or_below` or `at_least`",
            ),
            (
                {"figure": "a", "thresholds": {"one": {"below": "3"}, "two": {"at_least": "1"}}},
                "some letters say `below` and some `at_least`",
            ),
        ],
        ids=["no figure", "no limit", "two limits", "both kinds"],
    )
    def test_what_is_missing_is_told(self, section: dict[str, Any], message: str) -> None:
        lowered = lower({"letters": section})
        assert [complaint.message for complaint in lowered.complaints] == [message]


class TestSafeAndWell:
    def test_each_visit_on_exactly_its_day(self) -> None:
        found = rules(
            {
                "safe_and_well": {
                    "by": "lead",
                    "visits": {
                        "day_1": {"day": "1", "when": "risk_of_harm"},
                        "day_3": {"day": "3", "contact": "none"},
                        "day_5": {"day": "n", "contact": "some"},
                    },
                }
            }
        )
        assert found["day_1"]["when"] == "absent_today > 0 and absent_in_a_row = 1 and risk_of_harm"
        assert found["day_3"]["when"] == "absent_today > 0 and absent_in_a_row = 3 and not(contact_in_spell)"
        assert found["day_5"]["when"] == "absent_today > 0 and absent_in_a_row = n and contact_in_spell"
        assert found["day_1"]["then"] == [{"do": "home_visit", "by": "lead"}]

    def test_a_visit_without_a_day_is_told(self) -> None:
        assert lower({"safe_and_well": {"visits": {"some_day": {}}}}).complaints[0].path == (
            "safe_and_well",
            "visits",
            "some_day",
        )


class TestLeave:
    def test_a_row_a_reason_and_one_for_the_rest(self) -> None:
        table = lower(
            {
                "leave": {
                    "not_decided": ["medical"],
                    "reasons": {"holiday": {"outcome": "refuse", "code": "G"}},
                    "otherwise": {"outcome": "head_decides"},
                }
            }
        ).document["tables"]["leave_decision"]
        assert table["when"] == 'reason != "medical"'
        assert table["rows"].splitlines() == [
            "reason    || outcome        | code",
            '"holiday" || "refuse"       | "G"',
            '-         || "head_decides" | null',
        ]
        assert (table["each"], table["hit"], table["gives"]) == ("leave_requests", "first", ["outcome", "code"])

    def test_what_is_asked_for_properly_has_a_row_of_its_own(self) -> None:
        table = lower(
            {
                "values": {"notice": "5 school days"},
                "leave": {
                    "granted_if": {"in_writing": "true", "notice": "notice", "outcome": "head_may_grant", "code": "C"},
                    "otherwise": {"outcome": "refuse", "code": "O"},
                },
            }
        ).document["tables"]["leave_decision"]
        header, granted, rest = (line.split("||") for line in table["rows"].splitlines())
        assert [cell.strip() for cell in header[0].split("|")] == [
            "reason",
            "in_writing",
            "from >= add school days(submitted_on, notice)",
        ]
        assert [cell.strip() for cell in granted[0].split("|")] == ["-", "true", "true"]
        assert [cell.strip() for cell in rest[1].split("|")] == ['"refuse"', '"O"']

    def test_without_the_rest_it_is_told(self) -> None:
        assert lower({"leave": {"reasons": {}}}).complaints[0].path == ("leave",)


class TestPenaltyNotices:
    def test_a_step_is_for_those_who_meet_the_national_threshold(self) -> None:
        found = rules({"penalty_notices": {"before": {"notice": {"when": "a or b", "do": "warn", "to": "parents"}}}})
        assert found["notice"]["for"] == "compulsory_school_age"
        assert found["notice"]["when"] == "penalty_sessions >= penalty_limit and (a or b)"
        assert found["notice"]["then"] == [{"do": "warn", "to": "parents"}]

    def test_a_step_that_asks_for_nothing_is_told(self) -> None:
        assert (
            lower({"penalty_notices": {"before": {"notice": {}}}}).complaints[0].message
            == "`notice` does not say what is to be done"
        )


def test_an_origin_falls_back_to_the_nearest_part_above() -> None:
    lowered = lower({"rules": [{"id": "one"}], **letters(check="week", thresholds=THREE)})
    assert lowered.origin(("rules", 1)) == ("letters", "thresholds", "letter_95")
    assert lowered.origin(("rules", 1, "when")) == ("letters", "thresholds", "letter_95", "below")
    assert lowered.origin(("rules", 1, "check")) == ("letters", "check")
    assert lowered.origin(("rules", 1, "then", 0, "to")) == ("letters", "thresholds", "letter_95")
    assert lowered.origin(("rules", 0, "when")) == ("rules", 0, "when")


def test_a_name_given_twice_is_told() -> None:
    lowered = lower({"rules": [{"id": "letter_95"}], **letters(thresholds={"letter_95": {"below": "95%"}})})
    assert [complaint.message for complaint in lowered.complaints] == [
        "`letter_95` comes from the section `letters` and is also written in `rules`"
    ]
    assert len(lowered.document["rules"]) == 1


def test_conditions_are_joined_with_brackets_where_they_need_them() -> None:
    assert joined("a", None, "b or c", "if d then e else f") == "a and (b or c) and (if d then e else f)"
