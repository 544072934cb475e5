r"""A scenario test's small school: the register that comes of it, and what is wrong with it at its line."""

from datetime import date

import pytest

from engine.calendar import Calendar
from engine.document import Document
from engine.model.test_file import ScenarioTest, SchoolYear
from engine.parse import parse
from engine.register import CodesInForce, Expected, Register
from engine.source import Source
from engine.testing.ground import ground_for
from engine.testing.material import material, school_year
from engine.testing.read import Placed
from engine.testing.school import school

OLD = {"/": "present", "\\": "present", "H": "authorised_absence", "X": "not_possible", "#": "administrative"}
NEW = {**OLD, "O": "unauthorised_absence", "C2": "authorised_absence"}
del NEW["H"]
EXPECTED = Expected(
    code_tables=(CodesInForce(None, date(2024, 8, 19), OLD), CodesInForce(date(2024, 8, 19), None, NEW)),
    closing=frozenset({"#"}),
    silent=frozenset({"#"}),
)
BREAK = {"from": "2024-09-09", "to": "2024-09-09"}
GROUND = ground_for(EXPECTED, "X")


def placed(text: str) -> Placed:
    document = parse(Source("a.test.yaml", "- name: one\n  policy: p\n  expect: {}\n" + text)).value
    assert isinstance(document, Document)
    return Placed(ScenarioTest.model_validate(document.value[0]), document, (0,), None)


def made(text: str) -> tuple[Register | None, list[tuple[int, str]]]:
    test = placed(text)
    calendar = school_year(test.test.calendar, EXPECTED.closing)
    laid = material(test, calendar, GROUND.codes, GROUND.shapes)
    outcome = school(laid, calendar, GROUND, test.test.as_of)
    found = [*laid.diagnostics, *outcome.diagnostics]
    return outcome.value, [(item.place.span.line if item.place else 0, item.message) for item in found]


def marks(register: Register, pupil: str) -> str:
    column = register.marks[:, register.pupils.index(pupil)]
    return " ".join(register.codes[mark] or "_" for mark in column)


def test_a_register_line_is_laid_on_the_school_days():
    register, found = made(
        "  calendar: {from: 2024-09-04, weeks: 2, inset: [2024-09-05]}\n"
        "  marks: {amy: '/\\  O\\  .. _O C2C2 x2'}\n"
        "  defaults: {year_group: 4}\n"
    )

    assert found == []
    assert marks(register, "amy") == "/ \\ O \\ X X _ O C2 C2 C2 C2"
    assert register.as_of == date(2024, 9, 12)
    assert register.report.missing_marks == 1


def test_a_line_begins_with_the_first_day_on_the_roll_and_a_dated_one_with_its_date():
    register, found = made(
        "  calendar: {from: 2024-09-02, weeks: 2}\n"
        "  marks:\n"
        "    amy: '/\\ x2'\n"
        "    bob: {2024-09-02: '/\\', 2024-09-05: 'OO'}\n"
        "  pupils: {amy: {year_group: 4, enrolled_on: 2024-09-04}, bob: {year_group: R}}\n"
    )

    assert found == []
    assert marks(register, "amy") == "_ _ _ _ / \\ / \\"
    assert marks(register, "bob") == "/ \\ _ _ _ _ O O"


def test_tables_are_there_and_empty_unless_absent():
    register, _ = made(
        "  calendar: {from: 2024-09-02, weeks: 1}\n  marks: {amy: '/\\'}\n  defaults: {year_group: 4}\n"
        "  facts: {contacts: [{pupil: amy, date: 2024-09-02, outcome: reached}]}\n  absent: [evidence]\n"
    )

    assert register.tables["contacts"].present and len(register.tables["contacts"].pupil) == 1
    assert register.tables["flags"].present and len(register.tables["flags"].pupil) == 0
    assert not register.tables["evidence"].present
    assert register.report.files_missing == ("evidence",)


def test_times_of_arrival_stand_beside_their_marks():
    register, found = made(
        "  calendar: {from: 2024-09-02, weeks: 1}\n  marks: {amy: '/\\ x2'}\n  defaults: {year_group: 4}\n"
        "  arrivals: [{pupil: amy, date: 2024-09-03, session: AM, arrived: '09:31'}]\n"
    )

    assert found == []
    assert (register.arrivals.slot.tolist(), register.arrivals.arrived.tolist()) == ([2], [571])
    assert register.has_arrived and not register.has_minutes_late


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("  marks: {amy: '/\\'}\n", 5, "the year group of `amy` is not known"),
        ("  marks: {amy: '/\\'}\n  pupils: {amy: {year_group: 14}}\n", 6, "`year_group` is `14`"),
        ("  marks: {amy: '/'}\n  defaults: {year_group: 4}\n", 5, "`/` is one code, and a school day has two"),
        (
            "  marks: {amy: '/\\ x9'}\n  defaults: {year_group: 4}\n",
            5,
            "the register of `amy` has 9 days, and the calendar 5 school days",
        ),
        ("  marks: {amy: 'HH'}\n  defaults: {year_group: 4}\n", 5, "`H` is no code on 2024-09-02"),
        (
            "  marks: {amy: '/\\'}\n  defaults: {year_group: 4}\n  facts: {contact: [{pupil: amy}]}\n",
            7,
            "there is no table `contact`",
        ),
        (
            "  marks: {amy: '/\\'}\n  defaults: {year_group: 4}\n  absent: [contact]\n",
            7,
            "there is no table `contact`",
        ),
        (
            "  marks: {amy: '/\\'}\n  defaults: {year_group: 4}\n"
            "  arrivals: [{pupil: amy, date: 2024-09-04, session: AM, arrived: '09:31'}]\n",
            7,
            "this arrival has no mark",
        ),
        ("  defaults: {year_group: 4}\n", 1, "the test has no pupil"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(text: str, line: int, message: str):
    _, found = made("  calendar: {from: 2024-09-02, weeks: 1}\n" + text)

    assert any(at == line and told.startswith(message) for at, told in found), found


def test_a_bad_row_of_a_table_is_told_at_its_line_of_the_test():
    _, found = made(
        "  calendar: {from: 2024-09-02, weeks: 1}\n  marks: {amy: '/\\'}\n  defaults: {year_group: 4}\n"
        "  facts:\n    contacts:\n"
        "      - {pupil: amy, date: 2024-09-02, outcome: reached}\n"
        "      - {pupil: bob, date: 2024-09-02, outcome: reached}\n"
    )

    assert [line for line, _ in found] == [10]


def test_a_calendar_of_terms_and_closures():
    shape = SchoolYear.model_validate(
        {
            "terms": [
                {"name": "autumn", "from": "2024-09-02", "to": "2024-09-13", "half_term": BREAK},
                {"name": "spring", "from": "2025-01-06", "to": "2025-01-07"},
            ],
            "closures": [{"date": "2024-09-03", "code": "#"}, {"date": "2024-09-04", "session": "PM", "code": "#"}],
        }
    )
    calendar = school_year(shape, frozenset({"#"}))

    assert isinstance(calendar, Calendar)
    days = [day.isoformat() for day in calendar.school_days]
    assert days[:3] == ["2024-09-02", "2024-09-04", "2024-09-05"]
    assert "2024-09-09" not in days
    assert days[-1] == "2025-01-07"
    assert not calendar.is_open(date(2024, 9, 4), "PM")
