"""Polars: expressions alone, over a table of a row a school day; running totals where windows are dearer."""

import numpy as np
import polars as pl

from benchmarks.year import (
    ABSENT,
    ATTENDED,
    CODES,
    ILL,
    LATE_DAYS,
    LATES,
    LEAST_POSSIBLE,
    TARDY,
    UNAUTHORISED,
    UNEXPLAINED,
    WEEKS,
    Events,
    Year,
    by_day,
    counts_of_pairs,
)

LETTERS = (("letter_95", 95), ("letter_93", 93), ("letter_90", 90))
ABSENCES = (("persistent_absence", 10), ("severe_absence", 50))
RUNS = (("unexplained_day_1", "unexplained", 1), ("absence_day_3", "absent", 3), ("absence_day_5", "absent", 5),
        ("long_illness", "ill", 6))  # fmt: skip
STEPS = ("late_call", "late_letter", "late_meeting")
SETS = {
    "possible": (*ATTENDED, *ABSENT),
    "attended": ATTENDED,
    "unauthorised": UNAUTHORISED,
    "tardy": TARDY,
    "unexplained": UNEXPLAINED,
    "absent": ABSENT,
    "ill": ILL,
}


class Polars:
    """Holds the marks as a table sorted by pupil and day, with the day's two marks beside each other."""

    def __init__(self, year: Year) -> None:
        self._table = pl.DataFrame(by_day(year))
        back = np.maximum(year.week_of - WEEKS + 1, 0)
        self._term = pl.Series(year.term_of.astype(np.int8))
        self._window = pl.Series(year.first_of_week[back].astype(np.int32))
        self._counts = {name: pl.Series(counts_of_pairs(codes)) for name, codes in SETS.items()}

    def run(self) -> Events:
        """Ask all at once, then the ladder step by step."""
        day, pupil = pl.col("day"), pl.col("pupil")
        pair = pl.col("am") * pl.lit(len(CODES), dtype=pl.UInt8) + pl.col("pm")
        days = (
            self._table.lazy()
            .with_columns(pair=pair)
            .select("pupil", "day", *(_look_up(table, "pair").alias(name) for name, table in self._counts.items()))
            .with_columns(
                pl.col(name).cast(pl.Int32).cum_sum().alias(f"all_{name}")
                for name in ("possible", "attended", "unauthorised")
            )
        )
        first = day == 0
        begins = pl.int_range(pl.len(), dtype=pl.Int32) - day  # the row of the pupil's first day
        before = {  # the running totals at the end of the pupil before
            name: (pl.col(f"all_{name}") - pl.col(name).cast(pl.Int32)).gather(begins)
            for name in ("possible", "attended")
        }
        total = pl.col("all_unauthorised")
        at_window = (total - pl.col("unauthorised").cast(pl.Int32)).gather(begins + _look_up(self._window, "day"))
        runs = []
        for name in ("unexplained", "absent", "ill"):
            could, inside = pl.col("possible") > 0, pl.col(name) == pl.col("possible")
            longer = (could & inside).cast(pl.Int32)
            so_far = longer.cum_sum()
            reset = pl.when(could & ~inside).then(so_far).when(first).then(so_far - longer).otherwise(0)
            runs.append((so_far - reset.cum_max()).alias(f"run_{name}"))
        days = days.with_columns(
            (pl.col("all_possible") - before["possible"]).alias("could"),
            (pl.col("all_attended") - before["attended"]).alias("came"),
            (total - at_window).alias("unauthorised_10w"),
            *runs,
        )
        enough, could, came = pl.col("could") >= LEAST_POSSIBLE, pl.col("could"), pl.col("came")
        holds = {name: enough & (came * 100 < could * below) for name, below in LETTERS}
        holds |= {name: enough & ((could - came) * 100 >= could * least) for name, least in ABSENCES}
        holds |= {name: pl.col(f"run_{run}") >= least for name, run, least in RUNS}
        holds["penalty_threshold"] = pl.col("unauthorised_10w") >= 10
        starts = [(now & ~(now.shift(1).fill_null(False) & ~first)).alias(name) for name, now in holds.items()]
        asked = days.select("pupil", "day", "tardy", *starts).collect().lazy()
        found: Events = {}
        letters = dict(LETTERS)
        events = {name: asked.filter(pl.col(name)).select("pupil", "day") for name in holds}
        for name in letters:
            of_term = events[name].with_columns(term=_look_up(self._term, "day"))
            events[name] = of_term.unique(["pupil", "term"], keep="first", maintain_order=True)
        lates = asked.filter(pl.col("tardy") > 0).select("pupil", "day", "tardy")
        *tables, late = pl.collect_all([*events.values(), lates])
        for name, table in zip(events, tables, strict=True):
            found[name] = (table["pupil"].to_numpy(), table["day"].to_numpy())
        for step in STEPS:
            # with a limit of two: two on one day, or one on the present day and one on a day of the window before it
            recent = (pupil == pupil.shift(1)) & (day - day.shift(1) < LATE_DAYS)
            hits = late.lazy().filter((pl.col("tardy") >= LATES) | recent).unique("pupil", keep="first")
            raised = hits.select("pupil", raised="day").collect()
            found[step] = (raised["pupil"].to_numpy(), raised["raised"].to_numpy())
            after = late.lazy().join(raised.lazy(), on="pupil", maintain_order="left")
            late = after.filter(day > pl.col("raised")).select("pupil", "day", "tardy").collect()
        return found


def _look_up(table: pl.Series, column: str) -> pl.Expr:
    return pl.lit(table).gather(pl.col(column))
