"""DuckDB: SQL alone, over a table of a row a school day; one window over all of it, the others over few of its rows."""

import duckdb
import numpy as np
import pandas as pd

from benchmarks.peers.by_polars import ABSENCES, LETTERS, RUNS, SETS, STEPS
from benchmarks.year import LATE_DAYS, LATES, LEAST_POSSIBLE, WEEKS, Events, Year, by_day, digits


class DuckDB:
    """Holds the marks in a table of its own, in order of pupil and day, with the day's two marks beside each other."""

    def __init__(self, year: Year) -> None:
        self._base = duckdb.connect()
        made = pd.DataFrame(by_day(year))  # noqa: F841 - DuckDB reads it by its name
        self._base.execute("create table marks as select * from made")
        days = np.arange(year.days)
        begins = year.first_of_week[np.maximum(year.week_of - WEEKS + 1, 0)]
        periods = pd.DataFrame(  # noqa: F841 - DuckDB reads it by its name
            {
                "day": days.astype(np.int16),
                "term": year.term_of.astype(np.int8),
                # how far the window of ten weeks goes back from a day, and that of the day before from the same day
                "back": (days - begins).astype(np.int16),
                "back_before": np.maximum(days - np.concatenate([[0], begins[:-1]]), 1).astype(np.int16),
            }
        )
        self._base.execute("create table calendar as select * from periods")

    def run(self) -> Events:
        """Count the days, and ask of the counts; a run of days is a window over those of absence alone."""
        counts = ", ".join(f"({_of_day(codes)})::utinyint as {name}" for name, codes in SETS.items())
        self._base.execute(
            f"""
            create or replace temp table days as
            select *, (sum(possible) over so_far)::int as could, (sum(attended) over so_far)::int as came,
                   (sum((possible > 0)::utinyint) over so_far)::int as number
            from (select pupil, day, {counts} from marks)
            window so_far as (partition by pupil order by day rows unbounded preceding)
            """
        )
        found = {
            name: self._events(
                "select pupil, min(day) as day from days join calendar using (day) "
                f"where {_starts('{came} * 100 < {could} * ' + str(below))} group by pupil, term"
            )
            for name, below in LETTERS
        }
        for name, least in ABSENCES:
            begins = _starts("({could} - {came}) * 100 >= {could} * " + str(least))
            found[name] = self._events(f"select pupil, day from days where {begins}")
        for run in {run for _, run, _ in RUNS}:
            self._base.execute(
                f"""
                create or replace temp table run_{run} as
                select pupil, day, row_number() over (partition by pupil, island order by day) as length from (
                    select pupil, day, number - row_number() over (partition by pupil order by day) as island
                    from days where possible > 0 and {run} = possible)
                """
            )
        for name, run, least in RUNS:
            found[name] = self._events(f"select pupil, day from run_{run} where length = {least}")
        found["penalty_threshold"] = self._events(
            """
            select pupil, day from (
                select pupil, day,
                       sum(unauthorised) over (each range between back preceding and current row) as now,
                       sum(unauthorised) over (each range between back_before preceding and 1 preceding) as before
                from days join calendar using (day) where unauthorised > 0
                window each as (partition by pupil order by day))
            where now >= 10 and coalesce(before, 0) < 10
            """
        )
        return found | self._ladder()

    def _ladder(self) -> Events:
        found: Events = {}
        self._base.execute("create or replace temp table late as select pupil, day, tardy from days where tardy > 0")
        for step in STEPS:
            self._base.execute(
                f"""
                create or replace temp table raised as select pupil, min(day) as day from (
                    select pupil, day, sum(tardy) over recent as lates from late
                    window recent as (partition by pupil order by day
                                      range between {LATE_DAYS - 1} preceding and current row))
                where lates >= {LATES} group by pupil
                """
            )
            found[step] = self._events("select pupil, day from raised")
            self._base.execute(
                """
                create or replace temp table late as select late.* from late join raised using (pupil)
                where late.day > raised.day
                """
            )
        return found

    def _events(self, query: str) -> tuple[np.ndarray, np.ndarray]:
        rows = self._base.execute(query).fetchnumpy()
        return rows["pupil"], rows["day"]


def _of_day(codes: tuple[str, ...]) -> str:
    among = ", ".join(map(str, digits(codes)))
    return f"(am in ({among}))::utinyint + (pm in ({among}))::utinyint"


def _starts(condition: str) -> str:
    """Say that a condition on what a pupil `could` and `came` holds after a day, and did not before it."""
    enough = f"({{could}} >= {LEAST_POSSIBLE} and {condition})"
    now = enough.format(could="could", came="came")
    before = enough.format(could="(could - possible)", came="(came - attended)")
    return f"{now} and not {before}"
