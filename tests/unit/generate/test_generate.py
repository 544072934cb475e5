"""Generated schools: they read without a word, come out the same again, and look like published ones."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from engine.dataset import NO_ROW
from engine.generate.dataset import generate
from engine.generate.rates import rates
from engine.generate.roll import COLUMNS, make_roll
from engine.generate.school_year import make_years
from engine.generate.spec import Dataset, Spec
from engine.generate.write import write_dataset
from engine.readers.dataset import read_dataset
from engine.register import Expected, Register

ROOT = Path(__file__).parents[3]
SIZES = {"primary": 2200, "secondary": 1800, "special": 1200}


@cache
def school(phase: str) -> Dataset:
    return generate(Spec(phase, SIZES[phase], seed=11))


def read(folder: Path, expected: Expected) -> Register:
    outcome = read_dataset(folder, expected)
    assert [str(found) for found in outcome.diagnostics] == []
    assert outcome.value is not None
    return outcome.value


READABLE = {
    "a primary school": Spec("primary", 180, seed=3),
    "a secondary school": Spec("secondary", 150, seed=4),
    "a special school": Spec("special", 90, seed=5),
    "a nursery school": Spec("nursery", 60, seed=6),
    "a middle school": Spec("middle", 60, seed=6),
    "an all-through school": Spec("all-through", 120, seed=6),
    "alternative provision": Spec("alternative-provision", 40, seed=6),
    "one pupil": Spec("primary", 1, seed=1),
    "three years": Spec("primary", 60, seed=7, years=3),
    "two years of a secondary school": Spec("secondary", 100, seed=8, years=2),
    "a year under the codes before": Spec("secondary", 80, year=2022, seed=9),
    "years before and after the change of codes": Spec("special", 60, year=2023, seed=10, years=2),
}


@pytest.mark.parametrize("phase", rates()["phases"])
@pytest.mark.parametrize("pupils", range(1, 9))
def test_among_few_pupils_one_often_away_leaves_the_others_a_share_of_their_own(phase: str, pupils: int) -> None:
    for seed in (1, 2):
        spec = Spec(phase, pupils, seed=seed)
        assert (make_roll(spec, make_years(spec.year, spec.years).calendar).propensity > 0).all()


@pytest.mark.parametrize("spec", READABLE.values(), ids=READABLE)
def test_a_dataset_reads_without_a_word_in_both_formats(spec: Spec, england: Expected, tmp_path: Path) -> None:
    made = generate(spec)
    write_dataset(made, tmp_path / "csv")
    write_dataset(made, tmp_path / "parquet", "parquet")
    one, two = read(tmp_path / "csv", england), read(tmp_path / "parquet", england)
    assert one.report.digest == two.report.digest
    assert np.array_equal(one.marks, two.marks)
    assert np.array_equal(one.arrivals.arrived, two.arrivals.arrived)
    assert one.report.missing_marks == 0
    assert one.report.files_missing == ()
    assert len(one.calendar.stretches("year")) == spec.years
    assert len(one.pupils) >= spec.pupils
    assert one.days.tolist() == one.calendar.days.tolist()


def test_the_same_spec_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("two", 1), ("three", 2)):
        write_dataset(generate(Spec("primary", 40, seed=seed)), tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(files) == 11
    for name in files:
        one, two, three = ((tmp_path / each / name).read_bytes() for each in ("one", "two", "three"))
        assert one == two, name
        assert (one == three) == (name in ("calendar.yaml", "outcomes.csv")), name


def test_neither_the_hash_seed_nor_the_time_zone_matters(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from engine.generate.dataset import generate;"
        "from engine.generate.spec import Spec; from engine.generate.write import write_dataset;"
        "write_dataset(generate(Spec('special', 30, seed=2)), Path(sys.argv[1]))"
    )
    for hash_seed, zone in (("1", "UTC"), ("2", "Pacific/Auckland")):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": zone}
        command = [sys.executable, "-c", program, str(tmp_path / hash_seed)]
        subprocess.run(command, check=True, cwd=ROOT, env=environment)
    for path in sorted((tmp_path / "1").iterdir()):
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes(), path.name


def test_writing_takes_the_place_of_files_in_the_other_format(england: Expected, tmp_path: Path) -> None:
    made = generate(Spec("primary", 20))
    write_dataset(made, tmp_path)
    write_dataset(made, tmp_path, "parquet")
    assert not list(tmp_path.glob("*.csv"))
    assert not list(tmp_path.glob(".*"))
    read(tmp_path, england)


def test_a_given_calendar_is_kept(england: Expected, tmp_path: Path) -> None:
    given = replace(
        make_years(2025, 1).calendar, periods={"exams": (date(2026, 5, 11), date(2026, 6, 19))}, year_begins=(9, 1)
    )
    given = replace(given, weekend=frozenset({6}), extra_days=frozenset({date(2025, 10, 5)}))
    write_dataset(generate(Spec("primary", 20, year=2025, calendar=given)), tmp_path)
    assert read(tmp_path, england).calendar == given


@pytest.mark.parametrize("phase", SIZES)
def test_rates_come_out_as_published(phase: str) -> None:
    found = {rate.name: rate for rate in school(phase).rates}
    assert set(found) >= set(rates()["published"][phase])
    for name, rate in found.items():
        if rate.published is None or name in ("persistent", "severe", "monday", "friday"):
            continue
        # What few pupils have a lot of differs from school to school even at this size.
        few = name in ("P", "C1", "C2", "B", "D", "E", "J1", "K", "R", "S", "T", "W")
        allowed = (0.4 if few else 0.04 if name == "L" else 0.12) * rate.published + (0.03 if few else 0.01)
        assert abs(rate.generated - rate.published) < allowed, f"{name}: {rate.generated} {rate.published}"
        assert rate.source


@pytest.mark.parametrize(("phase", "severe"), [("primary", (0.4, 1.4)), ("secondary", (2.5, 5)), ("special", (4, 10))])
def test_the_tail_between_pupils_is_as_published(phase: str, severe: tuple[float, float]) -> None:
    found = {rate.name: rate for rate in school(phase).rates}
    assert found["persistent"].published is not None
    assert abs(found["persistent"].generated - found["persistent"].published) < 3.5
    assert severe[0] < found["severe"].generated < severe[1]
    absent, possible = counts(school(phase))
    share = absent[possible > 100] / possible[possible > 100]
    # Of all phases: 5.6% never absent, 39.7% less than 3% absent; more so in primary schools, less so in special ones.
    assert 0.01 < np.mean(share == 0) < 0.1
    assert 0.25 < np.mean(share < 0.03) < 0.5
    assert np.mean(share) > 1.2 * np.median(share)


@pytest.mark.parametrize("phase", ["primary", "secondary"])
def test_fridays_have_more_absence_and_wednesdays_the_least(phase: str) -> None:
    made = school(phase)
    found = {rate.name: rate for rate in made.rates}
    assert found["friday"].published is not None
    assert abs(found["friday"].generated - found["friday"].published) < 9
    weekdays = np.repeat([day.weekday() for day in made.marks.days], 2)
    ill = made.marks.cells == made.marks.codes.index("I")
    by_day = [ill[weekdays == day].mean() for day in range(5)]
    assert max(by_day) == by_day[4]
    late = made.marks.cells == made.marks.codes.index("L")
    by_day = [late[weekdays == day].mean() for day in range(5)]
    assert min(by_day) == by_day[4]


def test_weeks_before_a_holiday_have_more_holidays() -> None:
    made = school("primary")
    cells = made.marks.cells == made.marks.codes.index("G")
    calendar = make_years(2024, 1).calendar
    last_weeks = [calendar.last_school_day("term", term.start) for term in calendar.terms]
    near = [
        place
        for place, day in enumerate(made.marks.days)
        if any(0 <= (end - day).days < 5 for end in last_weeks if end)
    ]
    slots = np.repeat(np.isin(np.arange(len(made.marks.days)), near), 2)
    assert cells[slots].mean() > 1.5 * cells[~slots].mean()


def test_absence_comes_in_spells() -> None:
    made = school("primary")
    runs = Counter(length for code in ("I",) for length in lengths(made, code))
    days = sum(count * length for length, count in runs.items()) / sum(runs.values()) / 2
    assert 1.2 < days < 2.4
    assert runs[2] > runs[4] > runs[6]
    assert sum(count for length, count in runs.items() if length > 10) > 20
    assert sum(1 for length in lengths(made, "G") if length >= 10) > 50
    assert np.mean([length == 1 for length in lengths(made, "M")]) > 0.6


def lengths(made: Dataset, code: str) -> list[int]:
    """Give how many sessions each run of a code has, closed sessions passed over."""
    is_open = make_years(2024, 1).calendar.open_sessions.reshape(-1)
    held = (made.marks.cells == made.marks.codes.index(code))[is_open]
    edges = np.diff(np.pad(held.astype(np.int8), ((1, 1), (0, 0))), axis=0).T
    return (np.nonzero(edges == -1)[1] - np.nonzero(edges == 1)[1]).tolist()


def counts(made: Dataset) -> tuple[np.ndarray, np.ndarray]:
    classes = rates()["codes"]["classes"]
    absent = [*classes["authorised_absence"], *classes["unauthorised_absence"]]
    there = [*classes["present"], *classes["approved_educational_activity"]]
    missed = np.isin(made.marks.cells, [made.marks.codes.index(code) for code in absent]).sum(axis=0)
    attended = np.isin(made.marks.cells, [made.marks.codes.index(code) for code in there]).sum(axis=0)
    return missed, missed + attended


def test_some_pupils_come_and_leave_and_miss_more() -> None:
    made = school("secondary")
    days = (made.marks.cells != NO_ROW).any(axis=1).sum() / 2
    held = (made.marks.cells != NO_ROW).sum(axis=0) / 2
    short = held < 0.85 * days
    assert 0.03 < short.mean() < 0.12
    absent, possible = counts(made)
    share = absent / np.maximum(possible, 1)
    assert share[short].mean() > 1.1 * share[~short].mean()
    columns = dict(zip(COLUMNS, zip(*made.tables["pupils"].rows, strict=True), strict=True))
    assert set(columns["leaving_reason"]) == {"", "moved", "other", "EHE", "unknown"}
    gone = sorted(row[4] for row in made.tables["pupils"].rows if row[5] in ("moved", "EHE", "unknown"))
    assert 0.015 * len(made.marks.pupils) < len(gone) < 0.06 * len(made.marks.pupils)
    assert gone[0] < "2024-11-01"
    assert "2025-01-01" < gone[len(gone) // 2] < "2025-06-01"
    finished = [row for row in made.tables["pupils"].rows if row[1] == "11"]
    assert sum(row[4] == "2025-06-27" for row in finished) > 0.9 * len(finished)


def test_where_years_of_two_phases_are_taught_each_misses_what_is_usual_at_its_age() -> None:
    figures = rates()["published"]
    made = generate(Spec("all-through", 1500, seed=4))
    absent, possible = counts(made)
    older = np.array([row[1] in ("7", "8", "9", "10", "11") for row in made.tables["pupils"].rows])
    for held, phase in ((~older, "primary"), (older, "secondary")):
        found = 100 * absent[held].sum() / possible[held].sum()
        assert abs(found / figures[phase]["overall_absence"] - 1) < 0.12
    assert all(rate.published is None for rate in made.rates), "no figures are published of such schools"
    groups = {row[1] for row in generate(Spec("middle", 60)).tables["pupils"].rows}
    assert groups == {"5", "6", "7", "8"}


def test_pupils_of_alternative_provision_come_and_go_and_miss_more() -> None:
    made = generate(Spec("alternative-provision", 200, seed=4))
    held = (made.marks.cells != NO_ROW).sum(axis=0)
    assert 0.35 < np.mean(held < 0.85 * held.max()) < 0.75
    absent, possible = counts(made)
    assert 0.3 < absent.sum() / possible.sum() < 0.5


def test_needs_go_with_absence() -> None:
    made = school("primary")
    absent, possible = counts(made)
    share = absent / np.maximum(possible, 1)
    for need in ("fsm", "send", "ehcp"):
        has = np.array([row[COLUMNS.index(need)] == "true" for row in made.tables["pupils"].rows])
        assert share[has].mean() > 1.3 * share[~has].mean(), need


def test_late_pupils_have_times_that_fit_their_marks() -> None:
    made = school("primary")
    marks = made.marks
    group = {row[0]: row[1] for row in made.tables["pupils"].rows}
    limits = {str(year): entry for entry in rates()["registers"] for year in entry["years"]}
    late, given = 0, Counter()
    held = marks.arrivals
    for slot, pupil, minute in zip(held.slot.tolist(), held.pupil.tolist(), held.arrived.tolist(), strict=True):
        opens, closes = (
            int(text[:2]) * 60 + int(text[3:])
            for text in limits[group[marks.pupils[pupil]]]["AM" if slot % 2 == 0 else "PM"]
        )
        code = marks.codes[marks.cells[slot, pupil]]
        given[code] += 1
        assert (opens < minute <= closes) if code == "L" else (code == "U" and minute > closes)
        late += slot % 2 == 0
    assert set(given) == {"L", "U"}
    written = sum(given.values()) / np.isin(marks.cells, [marks.codes.index(code) for code in "LU"]).sum()
    assert 0.88 < written < 0.96
    assert 0.85 < late / sum(given.values()) < 0.95


def test_some_of_the_youngest_come_in_the_mornings_alone() -> None:
    made = school("primary")
    code = made.marks.codes.index("X")
    youngest = np.array([row[1] == "N" for row in made.tables["pupils"].rows])
    assert not (made.marks.cells[0::2] == code).any()
    assert not (made.marks.cells[1::2, ~youngest] == code).any()
    assert 0.4 < (made.marks.cells[1::2, youngest] == code).any(axis=0).mean() < 0.6


def test_closures_are_marked_for_everybody() -> None:
    made = school("primary")
    days = [day.isoformat() for day in made.marks.days]
    on_roll = made.marks.cells != NO_ROW
    early = 2 * days.index("2024-12-20") + 1
    snow = 2 * days.index("2025-01-16")
    assert set(made.marks.cells[early][on_roll[early]].tolist()) == {made.marks.codes.index("#")}
    assert set(made.marks.cells[snow][on_roll[snow]].tolist()) == {made.marks.codes.index("Y4")}
    assert "2025-05-01" not in days


def test_every_table_has_rows_and_every_flag_is_there() -> None:
    tables = school("primary").tables
    assert {name for name, table in tables.items() if len(table.rows) > 20} == set(tables) - {"outcomes"}
    assert tables["outcomes"].rows == [], "nobody has asked for anything yet"
    assert {row[1] for row in tables["flags"].rows} == set(rates()["facts"]["flags"])
    notices = [*tables["notices"].rows, *school("secondary").tables["notices"].rows]
    assert {row[3] for row in notices} == {"penalty_notice", "notice_to_improve", "public_place"}
    reasons = {row[5] for phase in ("primary", "secondary") for row in school(phase).tables["leave_requests"].rows}
    assert reasons >= {
        "holiday",
        "medical",
        "exceptional",
        "religious_observance",
        "protest",
        "performance",
        "interview",
    }
    assert any("" in row[3:] for row in tables["amendments"].rows)


def test_contacts_are_tried_on_mornings_without_a_reason() -> None:
    made = school("secondary")
    place = {day.isoformat(): 2 * number for number, day in enumerate(made.marks.days)}
    column = {pupil: number for number, pupil in enumerate(made.marks.pupils)}
    tried = {(row[0], row[1]) for row in made.tables["contacts"].rows}
    codes = Counter(made.marks.codes[made.marks.cells[place[day], column[pupil]]] for pupil, day in tried)
    assert set(codes) == {"N", "O", "I", "G"}
    outcomes = Counter(row[3] for row in made.tables["contacts"].rows)
    assert outcomes["reached"] > outcomes["no_answer"] > outcomes["message_left"] > 0


def test_requests_come_before_the_leave_and_holidays_are_never_granted() -> None:
    for row in school("primary").tables["leave_requests"].rows:
        _, _, submitted, start, end, reason, _, _, _, decision = row
        assert submitted < start <= end
        assert reason != "holiday" or decision != "granted"
