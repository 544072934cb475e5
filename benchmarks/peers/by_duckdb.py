"""DuckDB: SQL alone, over a table of a row a mark; running totals where windows over ranges are dearer."""

import duckdb
import numpy as np
import pandas as pd

from benchmarks.peers.by_polars import ABSENCES, LETTERS, RUNS, SETS, STEPS
from benchmarks.year import LATE_DAYS, LATES, LEAST_POSSIBLE, WEEKS, Events, Year, digits


class DuckDB:
    """Holds the marks in a table of its own, in order of pupil, day and session."""

    def __init__(self, year: Year) -> None:
        slots, pupils = year.marks.shape
        self._base = duckdb.connect()
        made = pd.DataFrame(  # noqa: F841 - DuckDB reads it by its name
            {
                "pupil": np.repeat(np.arange(pupils, dtype=np.int32), slots),
                "day": np.tile(np.repeat(np.arange(year.days, dtype=np.int16), 2), pupils),
                "code": np.ascontiguousarray(year.marks.T).reshape(-1),
            }
        )
        self._base.execute("create table marks as select * from made")
        periods = pd.DataFrame(  # noqa: F841 - DuckDB reads it by its name
            {
                "day": np.arange(year.days, dtype=np.int16),
                "term": year.term_of.astype(np.int8),
                "starts": year.first_of_week[np.maximum(year.week_of - WEEKS + 1, 0)].astype(np.int16),
            }
        )
        self._base.execute("create table calendar as select * from periods")

    def run(self) -> Events:
        """Ask in one query for all but the ladder, then for its steps."""
        base = self._base
        counts = ", ".join(
            f"count(*) filter (code in ({', '.join(map(str, digits(codes)))}))::tinyint as {name}"
            for name, codes in SETS.items()
        )
        base.execute(f"create or replace temp table days as select pupil, day, {counts} from marks group by pupil, day")
        longer, gone = {}, {}
        for name in ("unexplained", "absent", "ill"):
            longer[name] = f"(possible > 0 and {name} = possible)::int"
            gone[name] = f"(possible > 0 and {name} < possible)"
        sums = ", ".join(
            [
                "sum(possible) over so_far as could",
                "sum(attended) over so_far as came",
                "sum(unauthorised) over so_far as unauthorised_all",
                *(f"sum({longer[name]}) over so_far as all_{name}" for name in longer),
            ]
        )
        resets = ", ".join(
            f"all_{name} - coalesce(max(case when {gone[name]} then all_{name} end) over so_far, 0) as run_{name}"
            for name in longer
        )
        holds = {name: f"could >= {LEAST_POSSIBLE} and came * 100 < could * {below}" for name, below in LETTERS}
        holds |= {
            name: f"could >= {LEAST_POSSIBLE} and (could - came) * 100 >= could * {least}" for name, least in ABSENCES
        }
        holds |= {name: f"run_{run} >= {least}" for name, run, least in RUNS}
        holds["penalty_threshold"] = "unauthorised_all - before_window >= 10"
        truths = ", ".join(f"({condition}) as {name}" for name, condition in holds.items())
        starts = ", ".join(f"{name} and not lag({name}, 1, false) over each as {name}" for name in holds)
        base.execute(
            f"""
            create or replace temp table asked as
            with sums as (select *, {sums} from days
                          window so_far as (partition by pupil order by day rows unbounded preceding)),
            runs as (select *, {resets} from sums
                     window so_far as (partition by pupil order by day rows unbounded preceding)),
            windows as (select runs.*, term, coalesce(earlier.unauthorised_all, 0) as before_window
                        from runs join calendar using (day)
                        left join sums earlier on earlier.pupil = runs.pupil and earlier.day = calendar.starts - 1),
            truths as (select pupil, day, term, {truths} from windows)
            select * from (select pupil, day, term, {starts} from truths
                           window each as (partition by pupil order by day))
            where {" or ".join(holds)}
            """
        )
        found: Events = {}
        letters = dict(LETTERS)
        for name in holds:
            shown = "pupil, min(day) as day" if name in letters else "pupil, day"
            group = " group by pupil, term" if name in letters else ""
            rows = base.execute(f"select {shown} from asked where {name}{group}").fetchnumpy()
            found[name] = (rows["pupil"], rows["day"])
        base.execute("create or replace temp table late as select pupil, day, tardy from days where tardy > 0")
        for step in STEPS:
            base.execute(
                f"""
                create or replace temp table raised as select pupil, min(day) as day from (
                    select pupil, day, sum(tardy) over recent as lates from late
                    window recent as (partition by pupil order by day
                                      range between {LATE_DAYS - 1} preceding and current row))
                where lates >= {LATES} group by pupil
                """
            )
            rows = base.execute("select pupil, day from raised").fetchnumpy()
            found[step] = (rows["pupil"], rows["day"])
            base.execute(
                """
                create or replace temp table late as select late.* from late join raised using (pupil)
                where late.day > raised.day
                """
            )
        return found
