"""Reports on small registers, worked by hand: what is counted, what is compared, what is said of no session at all."""

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from engine.api import load_policy, report
from engine.report.figures import Report

CALENDAR = "terms: [{name: autumn, from: 2025-09-01, to: 2025-12-19, half_term: {from: 2025-10-27, to: 2025-10-31}}]\n"
POLICY = "policy: small\nlayer: school\nextends: [england]\n"
FIRST = date(2025, 9, 1)


def told(folder: Path, marks: dict[str, str], *, more: str = "", kind: str = "term", **how) -> Report:
    """Report on pupils by their marks in order from 1 September 2025, two a school day; `.` is no mark."""
    lines, pupils = ["pupil,date,session,code"], ["pupil,year_group,class"]
    for pupil, codes in marks.items():
        pupils.append(f"{pupil},3,3A")
        for place, code in enumerate(codes.split()):
            day = FIRST + timedelta(days=place // 2 // 5 * 7 + place // 2 % 5)
            if code != ".":
                lines.append(f"{pupil},{day},{('AM', 'PM')[place % 2]},{code}")
    folder.mkdir(exist_ok=True)
    (folder / "marks.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "pupils.csv").write_text("\n".join(pupils) + "\n", encoding="utf-8")
    (folder / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")
    (folder / "small.yaml").write_text(POLICY + more, encoding="utf-8")
    loaded = load_policy(folder / "small.yaml")
    assert loaded.value is not None, loaded.diagnostics
    made = report(loaded.value, folder, kind, **how)
    assert made.value is not None, made.diagnostics
    return made.value


def test_attended_and_possible_are_those_of_the_national_formula(tmp_path: Path):
    """Six present, two late, a visit, dual registration, a closure, illness, one after the register closed, `#`."""
    sessions = told(tmp_path, {"amy": r"/ \ / \ / \ L L V D Y4 I U #"}).whole.whole.sessions

    assert (sessions.attended, sessions.possible, sessions.absent) == (9, 11, 2)
    assert (sessions.authorised, sessions.unauthorised, sessions.late, sessions.late_after_close) == (1, 1, 2, 1)
    assert sessions.part(sessions.attended) == Fraction(9, 11)


def test_a_week_without_a_possible_session_has_no_rate(tmp_path: Path):
    whole = told(tmp_path, {"amy": "D D D D D D D D D D"}).whole.whole

    assert (whole.sessions.possible, whole.sessions.part(0)) == (0, None)
    assert (whole.pupils, whole.standing.pupils, whole.standing.persistent) == (0, 0, 0)


@pytest.mark.parametrize(
    ("absent", "possible", "persistent", "severe"),
    [(2, 20, 1, 0), (2, 21, 0, 0), (10, 20, 1, 1), (9, 20, 1, 0), (0, 1, 0, 0)],
)
def test_persistent_and_severe_absence_are_exact_at_their_limits(
    tmp_path: Path, absent: int, possible: int, persistent: int, severe: int
):
    marks = " ".join(["I"] * absent + ["/"] * (possible - absent))
    standing = told(tmp_path, {"amy": marks}).whole.whole.standing

    assert (standing.pupils, standing.persistent, standing.severe) == (1, persistent, severe)


def test_a_policy_without_the_rules_has_nobody_to_tell_of(tmp_path: Path):
    england = load_policy("england").value
    assert england is not None
    (tmp_path / "own.yaml").write_text(
        "policy: own\nlayer: national\n"
        "codes: [{table: {'/': {category: present}, 'I': {category: authorised_absence}}}]\n"
        "rules: [{id: x, then: [{do: note}]}]\n",
        encoding="utf-8",
    )
    told(tmp_path, {"amy": "/ I"})
    made = report(load_policy(tmp_path / "own.yaml").value, tmp_path, "term").value

    assert (made.whole.whole.standing.persistent, made.whole.whole.standing.severe) == (None, None)
    assert (made.target, made.national) == (None, [])
    assert made.whole.whole.sessions.attended == 1


def test_the_target_is_the_policys_value_on_the_day(tmp_path: Path):
    target = "values:\n  target:\n    - {until: 2025-09-03, value: 95%}\n"
    target += "    - {from: 2025-09-03, value: 96.5%, source: §2}\n"
    made = told(tmp_path, {"amy": r"/ \ / \ / \ "}, more=target)

    assert (made.target, made.target_source) == (Fraction(965, 1000), "§2")


def test_national_figures_are_those_of_the_phase_and_the_year(tmp_path: Path):
    primary = told(tmp_path / "a", {"amy": "/"}, more="school: {name: S, phase: primary}\n")
    unknown = told(tmp_path / "b", {"amy": "/"}, more="school: {name: S, phase: middle}\n")

    assert [each.name for each in primary.national] == ["primary_2025_26"]
    assert "Department for Education" in primary.national[0].source
    assert primary.national[0].figures["attendance"] + primary.national[0].figures["absence"] == 1
    assert [each.name for each in unknown.national] == ["all_2025_26"]


def test_weeks_and_weekdays_are_published_where_they_are_for_comparison(tmp_path: Path):
    (national,) = told(tmp_path, {"amy": "/"}, more="school: {name: S, phase: primary}\n").national

    assert all(date.fromisoformat(week).weekday() == 0 for week in national.weeks)
    assert Fraction(1, 50) < national.weeks["2025-09-08"] < Fraction(1, 10)
    assert set(national.weekdays) == {"monday", "tuesday", "wednesday", "thursday", "friday"}


def test_a_layer_may_add_figures_of_its_own(tmp_path: Path):
    own = (
        "school: {name: S, phase: primary}\n"
        "statistics: {trust_2025: {phase: primary, from: 2025-09-01, until: 2026-08-01, figures: {attendance: 94%}}}\n"
    )
    made = told(tmp_path, {"amy": "/"}, more=own)

    assert [each.name for each in made.national] == ["primary_2025_26", "trust_2025"]


def test_periods_are_cut_to_the_days_asked_for_and_say_so(tmp_path: Path):
    marks = {"amy": " ".join(["/ \\"] * 35)}
    whole = told(tmp_path, marks, kind="month")
    part = told(tmp_path, marks, kind="month", first=date(2025, 9, 10), last=date(2025, 10, 3))

    assert [each.name for each in whole.periods] == ["2025-09", "2025-10"]
    assert [each.whole for each in whole.periods] == [True, False]
    assert [(str(each.first), str(each.last), each.whole) for each in part.periods] == [
        ("2025-09-10", "2025-09-30", False),
        ("2025-10-01", "2025-10-03", False),
    ]
    assert part.whole.whole.sessions.possible == 2 * (15 + 3)
    assert sum(week.sessions.possible for week in part.weeks) == part.whole.whole.sessions.possible


def test_a_school_of_fewer_pupils_than_may_be_shown_shows_nothing(tmp_path: Path):
    made = told(tmp_path, {"amy": r"/ \ I", "ben": r"/ \ /"}, small=5)

    assert made.whole.whole is None
    assert all(line.whole is None for each in made.dimensions for line in each.lines)
    assert all(each.sessions is None for each in (*made.weeks, *made.weekdays))
    assert all(line.whole.sessions is None for line in made.codes)


def test_a_code_that_alone_makes_up_its_category_is_kept_by_one_of_nobody(tmp_path: Path):
    """Two pupils have `O` in the first half term, when nobody has `G`: the school's total may not tell which it is."""
    rest = r" / \ " * 38 + ". " * 10 + "G O / / "
    marks = {f"p{number:02}": ("O O " if number < 2 else r"/ \ ") + r"/ \ " + rest for number in range(12)}
    made = told(tmp_path, marks, kind="half_term", small=5)
    counts = {line.code: [count.sessions for count in line.counts] for line in made.codes}

    assert made.whole.cells[0] is not None
    assert made.whole.cells[0].sessions.unauthorised == 4
    assert (counts["O"][0], counts["G"][0]) == (None, None)
    assert counts["/"][0] is not None


def test_a_report_by_other_periods_does_not_tell_what_this_one_suppresses(tmp_path: Path):
    """Two pupils have `G` in September and nine in October: a half term made of both may not tell of the two."""
    months = {0: 2, 22: 9, 45: 9, 65: 6}  # by the first school day of each, from 1 September
    marks = {}
    for number in range(30):
        days = [r"/ \ "] * 40 + [". . "] * 5 + [r"/ \ "] * 35
        for first, holidays in months.items():
            others = {"G": holidays, "O": holidays + 7, "N": holidays + 13}
            days[first] = next((code for code, many in others.items() if number < many), "/") + r" \ "
        marks[f"p{number:02}"] = "".join(days)
    by_month, by_half = (told(tmp_path, marks, kind=kind, small=5) for kind in ("month", "half_term"))
    month, half = (
        next([count.sessions for count in line.counts] for line in made.codes if line.code == "G")
        for made in (by_month, by_half)
    )

    assert month[0] is None and 9 in month
    assert None in (month[1], half[0]), "September is the half term without October"


def test_reports_by_all_kinds_of_periods_suppress_the_same_groups(tmp_path: Path):
    """Four of a class of 5 are there in September: by no period may another class be hidden with them."""
    marks = {
        f"p{number:02}": (". " * 44 if number == 4 else r"/ \ " * 22) + r"/ \ " * 18 + ". " * 10 + r"/ \ " * 20
        for number in range(26)
    }
    told(tmp_path, marks)
    sizes = {"3A": 5, "3B": 7, "3C": 7, "3D": 7}
    names = [name for name, size in sizes.items() for _ in range(size)]
    rows = [f"p{number:02},3,{name}" for number, name in enumerate(names)]
    (tmp_path / "pupils.csv").write_text("pupil,year_group,class\n" + "\n".join(rows) + "\n", encoding="utf-8")
    loaded = load_policy(tmp_path / "small.yaml").value
    assert loaded is not None
    hidden = set()
    for kind in ("month", "half_term", "term", "year"):
        made = report(loaded, tmp_path, kind, small=5).value
        assert made is not None
        lines = next(each.lines for each in made.dimensions if each.name == "class")
        hidden.add(tuple(line.group for line in lines if line.whole is None))

    assert hidden == {("3A", "3B")}


@pytest.mark.parametrize(
    ("name", "houses", "is_left_out"), [("house", 60, False), ("house", 61, True), ("class", 61, False)]
)
def test_a_column_of_too_many_texts_makes_no_groups_and_is_named(
    tmp_path: Path, name: str, houses: int, is_left_out: bool
):
    told(tmp_path, {"amy": "/"}, more="pupils: {columns: {house: text}}\n")
    pupils = [f"p{number:02}" for number in range(houses)]
    rows = "".join(f"{pupil},3,house {pupil}\n" for pupil in pupils)
    (tmp_path / "pupils.csv").write_text(f"pupil,year_group,{name}\n{rows}", encoding="utf-8")
    marks = "".join(f"{pupil},{FIRST},AM,/\n" for pupil in pupils)
    (tmp_path / "marks.csv").write_text(f"pupil,date,session,code\n{marks}", encoding="utf-8")
    loaded = load_policy(tmp_path / "small.yaml")
    assert loaded.value is not None
    made = report(loaded.value, tmp_path, "term").value
    assert made is not None

    house = next(each for each in made.dimensions if each.name == name)
    assert (len(house.lines), house.left_out) == (
        (0, "61 different values are too many for groups") if is_left_out else (houses, "")
    )


def test_groups_are_called_what_the_file_says_of_pupils_and_stand_in_order(tmp_path: Path):
    more = "house: [red, blue], score: number, met: date, home: time, bus: text"
    told(tmp_path, {"amy": "/"}, more=f"pupils: {{columns: {{{more}}}}}\n")
    rows = (
        "amy,10,10A,true,red,3,2014-01-09,15:05,not given",
        "ben,2,2B,false,blue,12,2013-05-01,09:05,x",
        "cat,R,RX,,,,,,",
        "dan,N,NX,true,blue,2.5,,,a",
        "eve,1,,,red,3.0,,,",
    )
    never = ("date_of_birth,enrolled_on,left_on,leaving_reason", "2014-01-01,2025-09-01,2026-07-01,moved")
    head = f"pupil,year_group,class,send,house,score,met,home,bus,{never[0]}\n"
    text = head + "".join(f"{row},{never[1]}\n" for row in rows)
    (tmp_path / "pupils.csv").write_text(text, encoding="utf-8")
    marks = "".join(f"{row[:3]},{FIRST},AM,/\n" for row in rows)
    (tmp_path / "marks.csv").write_text(f"pupil,date,session,code\n{marks}", encoding="utf-8")
    made = report(load_policy(tmp_path / "small.yaml").value, tmp_path, "term").value

    assert made is not None
    groups = [(each.name, {line.group: line.whole.pupils for line in each.lines}) for each in made.dimensions]
    assert [(name, list(found)) for name, found in groups] == [
        ("year_group", ["Nursery", "Reception", "Year 1", "Year 2", "Year 10"]),
        ("class", ["10A", "2B", "NX", "RX", "not given"]),
        ("bus", ["a", "x", "not given"]),
        ("home", ["09:05", "15:05", "not given"]),
        ("house", ["blue", "red", "not given"]),
        ("met", ["2013-05-01", "2014-01-09", "not given"]),
        ("score", ["2.5", "3", "12", "not given"]),
        ("send", ["yes", "no", "not given"]),
    ]
    assert groups == [
        ("year_group", {"Nursery": 1, "Reception": 1, "Year 1": 1, "Year 2": 1, "Year 10": 1}),
        ("class", {"10A": 1, "2B": 1, "NX": 1, "RX": 1, "not given": 1}),
        ("bus", {"a": 1, "x": 1, "not given": 3}),
        ("home", {"09:05": 1, "15:05": 1, "not given": 3}),
        ("house", {"blue": 2, "red": 2, "not given": 1}),
        ("met", {"2013-05-01": 1, "2014-01-09": 1, "not given": 3}),
        ("score", {"2.5": 1, "3": 2, "12": 1, "not given": 1}),
        ("send", {"yes": 2, "no": 1, "not given": 2}),
    ]


def test_a_code_counts_as_its_own_day_says(tmp_path: Path):
    """In the first table `I` is an absence, from 3 September on it is attended."""
    told(tmp_path, {"amy": "/ I / I I I"})
    (tmp_path / "own.yaml").write_text(
        "policy: own\nlayer: national\nrules: [{id: x, then: [{do: note}]}]\ncodes:\n"
        "  - {until: 2025-09-03, table: {'/': {category: present}, 'I': {category: authorised_absence}}}\n"
        "  - {from: 2025-09-03, table: {'/': {category: present}, 'I': {category: present}}}\n",
        encoding="utf-8",
    )
    loaded = load_policy(tmp_path / "own.yaml")
    assert loaded.value is not None, loaded.diagnostics
    made = report(loaded.value, tmp_path, "term").value

    assert made is not None
    assert (made.whole.whole.sessions.attended, made.whole.whole.sessions.authorised) == (4, 2)
    assert [(line.code, line.category, line.whole.sessions) for line in made.codes] == [
        ("/", "present", 2),
        ("I", "authorised_absence", 2),
        ("I", "present", 2),
    ]


def test_who_leaves_on_the_review_day_is_still_on_the_roll(tmp_path: Path):
    told(tmp_path, {"amy": r"/ \ / \ / \ / \ I I", "ben": r"/ \ / \ / \ I I . ."})
    pupils = "pupil,year_group,class,left_on\namy,3,3A,2025-09-05\nben,3,3A,2025-09-04\n"
    (tmp_path / "pupils.csv").write_text(pupils, encoding="utf-8")
    made = report(load_policy(tmp_path / "small.yaml").value, tmp_path, "term", last=date(2025, 9, 5)).value

    assert made is not None
    assert (made.whole.whole.pupils, made.whole.whole.standing.pupils, made.whole.whole.standing.persistent) == (
        2,
        1,
        1,
    )
