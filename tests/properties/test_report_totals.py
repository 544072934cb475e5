"""Reports on random registers: totals agree with each other, with `policy run`, and with counting by hand."""

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from engine.api import load_policy, report, run
from engine.load import Loaded
from engine.report.figures import Cell, Line, Report
from engine.report.suppress import Cells, Structure, parts_of, suppressed

POLICY = """\
policy: reported
layer: school
extends: [england]
values: {target: 96%}
rules:
  - id: persistent_now
    when: absence_percent >= persistent_from
    check: half_term
    act: each check
    then: [{do: note}]
  - id: severe_now
    when: absence_percent >= severe_from
    check: half_term
    act: each check
    then: [{do: note}]
"""
CALENDAR = """\
terms:
  - {name: summer, from: 2024-06-03, to: 2024-07-19, half_term: {from: 2024-06-24, to: 2024-06-28}}
  - {name: autumn, from: 2024-09-02, to: 2024-11-29, half_term: {from: 2024-10-28, to: 2024-11-01}}
inset: [2024-09-02]
"""
OLD = {"attended": "/\\LBVWPJ", "authorised": "CEFHIMRST", "unauthorised": "GNOU", "late": "L", "late_after_close": "U"}
NEW = {
    "attended": ["/", "\\", *"LKVPWB"],
    "authorised": ["C", "C1", "C2", "E", "I", "J1", "M", "R", "S", "T"],
    "unauthorised": list("GNOU"),
    "late": ["L"],
    "late_after_close": ["U"],
}
PUPILS = 24
COUNTED = ("possible", "attended", "authorised", "unauthorised", "late", "late_after_close")


@dataclass
class School:
    """A dataset written down, with what was written."""

    folder: Path
    days: list[date]
    marks: dict[tuple[str, date, str], str]
    rows: dict[str, list[tuple[date, dict[str, str]]]]


def made_up(folder: Path, seed: int) -> School:
    dice = random.Random(seed)
    folder.mkdir()
    days = list(_days())
    marks: dict[tuple[str, date, str], str] = {}
    rows: dict[str, list[tuple[date, dict[str, str]]]] = {}
    spans = {}
    for number in range(PUPILS):
        pupil = f"P{number:02}"
        year = dice.choice(["N", "R", "1", "2"])
        held = {"year_group": year, "class": f"{year}{dice.choice('AB')}", "fsm": dice.choice(["yes", "no", "no", ""])}
        held["send"] = dice.choice(["yes", "no"])
        rows[pupil] = [(date(2020, 9, 1), held)]
        if dice.random() < 0.3:
            rows[pupil].append((dice.choice(days), {**held, "class": f"{year}{dice.choice('ABC')}", "fsm": "yes"}))
        begins = dice.choice(days) if dice.random() < 0.2 else None
        ends = dice.choice(days) if dice.random() < 0.2 else None
        spans[pupil] = (begins, ends if begins is None or ends is None or ends >= begins else None)
        absent = dice.choice([0.0, 0.02, 0.05, 0.1, 0.11, 0.2, 0.5, 0.6, 1.0])
        for day in days:
            if (spans[pupil][0] or day) <= day <= (spans[pupil][1] or day):
                for session in ("AM", "PM"):
                    code = _mark(dice, day, session, absent)
                    if code:
                        marks[pupil, day, session] = code
    _write(folder, rows, spans, marks)
    return School(folder, days, marks, rows)


def _days() -> Iterator[date]:
    holiday = [(date(2024, 6, 24), date(2024, 6, 28)), (date(2024, 7, 20), date(2024, 9, 2))]
    holiday.append((date(2024, 10, 28), date(2024, 11, 1)))
    day = date(2024, 6, 3)
    while day <= date(2024, 11, 29):
        if day.weekday() < 5 and not any(first <= day <= last for first, last in holiday):
            yield day
        day += timedelta(days=1)


def _mark(dice: random.Random, day: date, session: str, absent: float) -> str:
    codes = NEW if day >= date(2024, 8, 19) else OLD
    if dice.random() < 0.03:
        return ""
    if dice.random() < 0.03:
        return dice.choice(["D", "X", "Y" if codes is OLD else "Y1"])
    if dice.random() < absent:
        return dice.choice([*codes["authorised"], *codes["unauthorised"], "N", "U"])
    usual = {"AM": "/", "PM": "\\"}[session]
    return usual if dice.random() < 0.9 else dice.choice([code for code in codes["attended"] if code not in "/\\"])


def _write(folder: Path, rows, spans, marks) -> None:
    with (folder / "pupils.csv").open("w", encoding="utf-8", newline="") as file:
        columns = ["pupil", "from", "enrolled_on", "left_on", "year_group", "class", "fsm", "send"]
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        for pupil, held in rows.items():
            begins, ends = spans[pupil]
            roll = {"enrolled_on": begins or "", "left_on": ends or ""}
            writer.writerows({"pupil": pupil, "from": day, **roll, **each} for day, each in held)
    with (folder / "marks.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["pupil", "date", "session", "code"])
        lines.writerows((pupil, day, session, code) for (pupil, day, session), code in marks.items())
    (folder / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")


@cache
def policy(folder: Path) -> Loaded:
    (folder / "reported.yaml").write_text(POLICY, encoding="utf-8")
    loaded = load_policy(folder / "reported.yaml")
    assert loaded.value is not None, loaded.diagnostics
    return loaded.value


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reports")


@cache
def school_of(folder: Path, seed: int) -> School:
    return made_up(folder / f"data{seed}", seed)


def made(folder: Path, seed: int, kind: str, **how) -> tuple[School, Report]:
    school = school_of(folder, seed)
    told = report(policy(folder), school.folder, kind, first=date(2024, 6, 1), **how)
    assert told.value is not None, told.diagnostics
    return school, told.value


def counts(cell: Cell) -> tuple[int, ...]:
    return tuple(getattr(cell.sessions, name) for name in COUNTED)


def row_on(school: School, pupil: str, day: date) -> dict[str, str]:
    return max((each for each in school.rows[pupil] if each[0] <= day), key=lambda each: each[0])[1]


def added(cells: list[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*cells, strict=True)))


SEEDS = range(4)


@pytest.mark.parametrize("kind", ["month", "half_term", "term", "year"])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_total_is_the_sum_of_its_parts(folder: Path, seed: int, kind: str):
    _, told = made(folder, seed, kind)

    assert counts(told.whole.whole) == added([counts(cell) for cell in told.whole.cells])
    for dimension in told.dimensions:
        for place, period in enumerate(told.periods):
            groups = [line.cells[place] for line in dimension.lines]
            school = told.whole.cells[place]
            assert added([counts(cell) for cell in groups]) == counts(school), (dimension.name, period.name)
            assert sum(cell.standing.pupils for cell in groups) == school.standing.pupils
            assert sum(cell.standing.persistent for cell in groups) == school.standing.persistent
            assert sum(cell.standing.severe for cell in groups) == school.standing.severe
        assert added([counts(line.whole) for line in dimension.lines]) == counts(told.whole.whole)
    assert sum(week.sessions.attended for week in told.weeks) == told.whole.whole.sessions.attended
    assert sum(day.sessions.possible for day in told.weekdays) == told.whole.whole.sessions.possible
    by_category = Counter()
    for line in told.codes:
        assert line.whole.sessions == sum(count.sessions for count in line.counts)
        by_category[line.category] += line.whole.sessions
    sessions = told.whole.whole.sessions
    assert by_category["present"] + by_category["approved_educational_activity"] == sessions.attended
    assert by_category["authorised_absence"] == sessions.authorised
    assert by_category["unauthorised_absence"] == sessions.unauthorised


@pytest.mark.parametrize("seed", SEEDS)
def test_sessions_are_those_that_counting_by_hand_finds(folder: Path, seed: int):
    school, told = made(folder, seed, "half_term")
    lines = {(dimension.name, line.group): line for dimension in told.dimensions for line in dimension.lines}
    for place, period in enumerate(told.periods):
        by_hand: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for (pupil, day, _), code in school.marks.items():
            if not period.first <= day <= period.last:
                continue
            codes = NEW if day >= date(2024, 8, 19) else OLD
            kinds = [name for name, held in codes.items() if code in held]
            kinds += ["possible"] * bool({"attended", "authorised", "unauthorised"} & set(kinds))
            row = row_on(school, pupil, day)
            for group in (("class", row["class"]), ("fsm", row["fsm"] or "not given"), ("school", "school")):
                by_hand[group].update(kinds)
        assert counts(told.whole.cells[place]) == tuple(by_hand["school", "school"][name] for name in COUNTED)
        for group, line in lines.items():
            if group[0] in ("class", "fsm"):
                assert counts(line.cells[place]) == tuple(by_hand[group][name] for name in COUNTED), group


@pytest.mark.parametrize("seed", SEEDS)
def test_persistent_and_severe_pupils_are_those_of_the_rules_at_the_same_review(folder: Path, seed: int):
    school, told = made(folder, seed, "half_term")
    actions = list(run(policy(folder), school.folder).value.actions)

    for rule, name in (("persistent_now", "persistent"), ("severe_now", "severe")):
        acted = defaultdict(set)
        for action in actions:
            if action.rule == rule:
                acted[date.fromisoformat(action.date)].add(action.pupil)
        for period, cell in zip(told.periods, told.whole.cells, strict=True):
            assert getattr(cell.standing, name) == len(acted[period.review]), (rule, period)
            for dimension in told.dimensions:
                if dimension.name != "class":
                    continue
                for line in dimension.lines:
                    mine = [p for p in acted[period.review] if row_on(school, p, period.review)["class"] == line.group]
                    at = line.cells[told.periods.index(period)]
                    assert getattr(at.standing, name) == len(mine)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_review_in_the_middle_of_a_period_is_that_of_the_year_so_far(folder: Path, seed: int):
    """At any last day: absent of possible in the academic year, by hand, of those on the roll."""
    school, told = made(folder, seed, "month", last=date(2024, 10, 9))
    last = told.periods[-1]
    by_hand = 0
    for pupil in school.rows:
        absent = possible = 0
        for (whose, day, _), code in school.marks.items():
            if whose == pupil and date(2024, 8, 1) <= day <= last.review:
                absent += code in NEW["authorised"] or code in NEW["unauthorised"]
                possible += any(code in NEW[name] for name in ("attended", "authorised", "unauthorised"))
        on_roll = _on_roll(school, pupil, last.review)
        by_hand += on_roll and possible > 0 and 10 * absent >= possible

    assert last.last == date(2024, 10, 9)
    assert told.whole.cells[-1].standing.persistent == by_hand


def _on_roll(school: School, pupil: str, day: date) -> bool:
    with (school.folder / "pupils.csv").open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["pupil"] == pupil)
    return (not row["enrolled_on"] or row["enrolled_on"] <= day.isoformat()) and (
        not row["left_on"] or row["left_on"] >= day.isoformat()
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_suppressed_can_be_worked_out_and_no_small_count_is_shown(folder: Path, seed: int):
    _, open_ = made(folder, seed, "half_term")
    _, told = made(folder, seed, "half_term", small=5)

    hidden = 0
    for before, after in zip(_lines(open_), _lines(told), strict=True):
        for was, now in zip((*before.cells, before.whole), (*after.cells, after.whole), strict=True):
            if now is None:
                hidden += 1
                continue
            assert now.pupils == 0 or now.pupils >= 5
            for name in ("persistent", "severe"):
                count = getattr(now.standing, name)
                assert count is None or count == 0 or count >= 5
                hidden += count is None
                assert count is None or count == getattr(was.standing, name)
    few = 0
    for before, after in zip(open_.codes, told.codes, strict=True):
        pairs = list(zip((*before.counts, before.whole), (*after.counts, after.whole), strict=True))
        is_told = before.code in "LU"  # lateness is told anyway
        for was, now in pairs:
            if 0 < was.pupils < 5:
                few += not is_told
                assert now.pupils is None
                assert (now.sessions is None) != is_told, before.code
            elif now.sessions is not None:
                assert now == was, before.code
        assert not (is_told and any(now.sessions is None for _, now in pairs))
        assert sum(now.sessions is None for _, now in pairs) != 1, (
            "a count alone is its line's total without the others"
        )
    assert few
    assert hidden
    for dimension in told.dimensions:  # one group alone would be the school without the others
        for place in range(len(told.periods)):
            gone = [line for line in dimension.lines if line.cells[place] is None]
            assert len(gone) != 1 or told.whole.cells[place] is None


def _lines(told: Report) -> list[Line]:
    return [told.whole, *(line for dimension in told.dimensions for line in dimension.lines)]


def rank(rows: list[list[Fraction]]) -> int:
    """Give the rank of a matrix, exactly and simply."""
    rows = [list(row) for row in rows]
    found = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((at for at in range(found, len(rows)) if rows[at][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for at in range(found + 1, len(rows)):
            factor = rows[at][column] / rows[found][column]
            rows[at] = [a - factor * b for a, b in zip(rows[at], rows[found], strict=True)]
        found += 1
    return found


@pytest.mark.parametrize("seed", range(30))
def test_no_suppressed_cell_is_a_sum_or_difference_of_shown_ones(seed: int):
    dice = np.random.default_rng(seed)
    pupils = 40
    dimensions = [dice.integers(0, size, pupils) for size in (3, 6, 2, 2)]
    dimensions[1] = dimensions[0] * 2 + dimensions[1] % 2  # classes of a year
    groups = [np.ones(pupils, dtype=np.bool_)]
    sharing = []
    for each in dimensions:
        first = len(groups)
        groups += [each == value for value in np.unique(each)]
        sharing.append(np.arange(first, len(groups)))
    within = np.array(groups)
    members = within & (dice.random(pupils) < dice.choice([0.1, 0.2, 0.4]))
    weights = within.astype(np.int64)
    size = len(groups)
    nothing = np.zeros(size, dtype=np.bool_)
    structure = Structure(weights, lambda: parts_of(weights, list(range(size)), sharing))
    gone = suppressed(Cells(members, structure, ~nothing, nothing, nothing), 5)

    shown = [[Fraction(int(x)) for x in row] for row in weights[~gone]]
    for place in np.flatnonzero(gone):
        if members[place].any():
            assert rank([*shown, [Fraction(int(x)) for x in weights[place]]]) == rank(shown) + 1
    counts_of = members.sum(axis=1)
    assert not ((counts_of > 0) & (counts_of < 5) & ~gone).any()
    for group in sharing:  # what the school leaves over is about enough pupils, or about nobody
        rest = int(members[group[gone[group]]].any(axis=0).sum()) if gone[group].any() else 0
        assert gone[0] or rest == 0 or rest >= 5


def test_a_year_is_shared_out_by_its_own_classes_alone():
    """Two years of two classes each: what a year holds is held by its classes, and no other one says anything of it."""
    years, classes = [[1, 1, 0, 0], [0, 0, 1, 1]], np.eye(4, dtype=np.int64).tolist()
    weights = np.array([[1, 1, 1, 1], *years, *classes], dtype=np.int64)
    found = parts_of(weights, [0, 1, 2], [np.array([1, 2]), np.array([3, 4, 5, 6])])

    assert [(whole, parts.tolist()) for whole, parts in found] == [
        (0, [1, 2]),
        (0, [3, 4, 5, 6]),
        (1, [3, 4]),
        (2, [5, 6]),
    ]


def cells(sharing: list[list[int]], few: set[int], pupils: int) -> Cells:
    """Make a school of so many pupils, shared out by sizes in several ways, of whom `few` are counted."""
    rows = [np.ones(pupils, dtype=np.bool_)]
    places = []
    for sizes in sharing:
        ends = np.cumsum([0, *sizes])
        places.append(np.arange(len(rows), len(rows) + len(sizes)))
        rows += [(np.arange(pupils) >= first) & (np.arange(pupils) < after) for first, after in pairwise(ends)]
    within = np.array(rows)
    nothing = np.zeros(len(rows), dtype=np.bool_)
    weights = within.astype(np.int64)
    structure = Structure(weights, lambda: parts_of(weights, [0], places))
    last = nothing.copy()
    last[0] = True
    counted = np.array([pupil in few for pupil in range(pupils)])
    return Cells(within & counted, structure, ~nothing, last, nothing)


def test_five_pupils_are_shown_and_four_are_not():
    everyone = set(range(30))

    assert suppressed(cells([[4, 12, 14]], everyone, 30), 5).tolist() == [False, True, True, False]
    assert suppressed(cells([[5, 11, 14]], everyone, 30), 5).tolist() == [False] * 4
    assert suppressed(cells([[4, 12, 14]], everyone, 30), 0).tolist() == [False] * 4


def test_a_group_that_another_grouping_shows_again_gives_nothing_away():
    """Years of 4, 10 and 12, classes of the same 4, the same 10, and two of 6: no class may tell of a hidden year."""
    made = cells([[4, 10, 12], [4, 10, 6, 6]], set(range(26)), 26)
    gone = suppressed(made, 5)
    shown = [[Fraction(int(x)) for x in row] for row in made.structure.weights[~gone]]

    assert gone[1] and gone[4]
    for place in np.flatnonzero(gone):
        assert rank([*shown, [Fraction(int(x)) for x in made.structure.weights[place]]]) == rank(shown) + 1
