"""Counts of the rows of fact tables.

Source: design §4, §5.1.
"""

from collections.abc import Mapping
from datetime import date, time
from fractions import Fraction
from typing import Any

from tests.oracle import feel
from tests.oracle.dataset import Row, columns
from tests.oracle.pupil import Pupil
from tests.oracle.school import Moment, School
from tests.oracle.schooltime import ONE_DAY
from tests.oracle.windows import Cut, Ending, Window

Said = Mapping[str, Any]


def if_sure(surely: int, perhaps: int) -> Fraction | None:
    """The count, where nothing is doubtful."""
    return Fraction(surely) if perhaps == 0 else None


def is_said(said: Said, name: str) -> bool:
    """Whether a figure says `NAME: true`."""
    return said.get(name) in ("true", True)


def _rows_so_far(reader: Any, said: Said, end: Ending) -> list[tuple[Row, bool | None]] | None:
    """The rows of the counted table that the review point sees, each with whether the condition is true of it."""
    pupil, table = reader.pupil, said["count"]
    rows = pupil.rows(table)
    if rows is None:
        return None
    # a ladder's restart is for its own conditions, not for what tells the rows
    tree, beside, found = feel.expression(said.get("of", "true")), reader.plain(), []
    of_one_parent = (
        reader.row is not None and reader.row.table == "parents" and pupil.school.parts(table)[0] == "notices"
    )
    for row, belongs in rows:
        if of_one_parent and row.cells["parent"] != reader.row.cells["parent"]:
            continue
        if not pupil.row_seen(row, end.at):
            continue
        look = lambda name, row=row: row.cells[name] if name in row.cells else beside.value(name, end.asked)  # noqa: E731
        found.append((row, feel.both(belongs, feel.evaluate(tree, look))))
    return found


def _none_or_unknown(reader: Any, said: Said, first: date, last: date) -> Fraction | None:
    """The count of rows without their file: none where there is no day, or none can be dated in force."""
    reaches = is_said(said, "overlapping")
    start = max(first, _begins(reader))
    none = start > last or reader.pupil.school.none_dated(said["count"], start, last, reaches=reaches)
    return Fraction(0) if none else None


def _dated(pupil: Pupil, row: Row) -> Any:
    """A row's date; one that nothing dates is seen at the pupil's first review point."""
    return row.dated if row.dated is not None else min(pupil.review_days, default=pupil.enrolled)


def _begins(reader: Any) -> Any:
    """No window reaches before `enrolled_on`, but those of a rule about rows."""
    return reader.pupil.enrolled if reader.row is None or reader.row.number < 0 else date.min


def next_day(pupil: Pupil, at: Moment) -> date:
    """The first day of which a review point had not seen all."""
    sessions, seen = pupil.school.time.sessions, pupil.seen(at)
    return at.date if seen < len(sessions) and sessions[seen].date == at.date else at.date + ONE_DAY


def _unseen_from(reader: Any, said: Said, at: Moment) -> date:
    """The first day of which a row of a missing file could be that a review point had not seen."""
    if is_said(said, "overlapping"):
        return next_day(reader.pupil, at)
    school = reader.pupil.school
    table = school.parts(said["count"])[0]
    # no row of it comes later in its day than this one
    late = time.max if "time" in columns(table, school.facts) else None
    latest = Row(table, -1, {}, at.date, None, None, late)
    return at.date + ONE_DAY if reader.pupil.row_seen(latest, at) else at.date


def count_rows(reader: Any, said: Said, found: Window, end: Ending) -> Fraction | None:
    rows = _rows_so_far(reader, said, end)
    if rows is None:
        first = max(found.start, _unseen_from(reader, said, found.after)) if found.after else found.start
        return Fraction(0) if found.missing else _none_or_unknown(reader, said, first, found.end)
    start, answers = max(found.start, _begins(reader)), []
    for row, answer in rows:
        first = last = _dated(reader.pupil, row)
        begins, counted_before = start, False
        if is_said(said, "overlapping") and row.start is not None:
            first, last = row.start, row.end
            if found.after:
                begins = max(start, next_day(reader.pupil, found.after))
        elif found.after:
            counted_before = reader.pupil.row_seen(row, found.after)
        # two windows may have no day in common
        if begins <= found.end and first <= found.end and last >= begins and not counted_before:
            answers.append(answer)
    return if_sure(answers.count(True), answers.count(None))


def from_first(reader: Any, said: Said, length: str, end: Ending | None, cut: Cut | None) -> Fraction | None:
    """Rows of the period that opened with the first row, or anew with the first at or after its end."""
    rows = _rows_so_far(reader, said, end) if end else []
    if rows and cut:
        rows = [(row, answer) for row, answer in rows if not _before_cut(reader.pupil, row, cut)]
    dated = [(_dated(reader.pupil, row), answer) for row, answer in rows or []]
    dated = [(day, answer) for day, answer in dated if day >= _begins(reader)]
    if rows is None:
        since = date.min if cut is None else cut[1] if cut[0] == "from" else _unseen_from(reader, said, cut[1])
        return _none_or_unknown(reader, said, since, end.day) if end else None
    if any(answer is None for _, answer in dated):
        return None
    closes, count = None, 0
    for day in sorted(day for day, answer in dated if answer):
        if closes is None or day >= closes:
            closes, count = _over_on(reader.pupil.school, day, length, end.asked.date), 0
        count += 1
    return Fraction(count if closes and end.day < closes else 0)


def _over_on(school: School, opened: date, length: str, today: date) -> date | None:
    """The first day after a period: a month that began on the 31st lasts to the end of a month of 30 days."""
    closes = school.after(opened, length, today)
    if closes is not None and school.amount(length, today).unit in ("month", "year") and closes.day != opened.day:
        return closes + ONE_DAY
    return closes


def _before_cut(pupil: Pupil, row: Row, cut: Cut) -> bool:
    """Whether a row lies before a restart: it had been seen by then, or is dated before a period's first day."""
    return bool(_dated(pupil, row) < cut[1] if cut[0] == "from" else pupil.row_seen(row, cut[1]))
