"""pandas: whole columns alone, over a table of a row a school day; running totals instead of groups, dearer."""

import numpy as np
import pandas as pd

from benchmarks.peers.by_polars import ABSENCES, LETTERS, RUNS, SETS, STEPS
from benchmarks.year import CODES, LATE_DAYS, LATES, LEAST_POSSIBLE, WEEKS, Events, Year, by_day, counts_of_pairs


class Pandas:
    """Holds the marks as a table sorted by pupil and day, with the day's two marks beside each other."""

    def __init__(self, year: Year) -> None:
        self._table = pd.DataFrame(by_day(year))
        self._counts = {name: counts_of_pairs(codes) for name, codes in SETS.items()}
        self._term = year.term_of.astype(np.int8)
        self._window = year.first_of_week[np.maximum(year.week_of - WEEKS + 1, 0)].astype(np.int32)

    def run(self) -> Events:
        """Make one column after the other."""
        marks = self._table
        days = marks[["pupil", "day"]]
        pair = marks["am"] * np.uint8(len(CODES)) + marks["pm"]
        days = days.assign(**{name: table.take(pair) for name, table in self._counts.items()})
        first = days["day"] == 0
        rows = pd.Series(np.arange(len(days)))
        start = rows - days["day"]

        def so_far(name: str) -> pd.Series:
            total = days[name].astype(np.int32).cumsum()
            return total - (total - days[name]).take(start).reset_index(drop=True)

        could, came = so_far("possible"), so_far("attended")
        total = days["unauthorised"].astype(np.int32).cumsum()
        window = start + pd.Series(self._window[days["day"]])
        unauthorised = total - (total - days["unauthorised"]).take(window).reset_index(drop=True)
        enough = could >= LEAST_POSSIBLE
        holds = {name: enough & (came * 100 < could * below) for name, below in LETTERS}
        holds |= {name: enough & ((could - came) * 100 >= could * least) for name, least in ABSENCES}
        runs = {}
        for name in ("unexplained", "absent", "ill"):
            any_possible, inside = days["possible"] > 0, days[name] == days["possible"]
            longer = (any_possible & inside).astype(np.int32)
            reached = longer.cumsum()
            reset = reached.where(any_possible & ~inside, (reached - longer).where(first, 0))
            runs[name] = reached - reset.cummax()
        holds |= {name: runs[run] >= least for name, run, least in RUNS}
        holds["penalty_threshold"] = unauthorised >= 10
        found: Events = {}
        letters = dict(LETTERS)
        for name, now in holds.items():
            events = days.loc[now & ~(now.shift(1, fill_value=False) & ~first), ["pupil", "day"]]
            if name in letters:
                events = events.assign(term=self._term[events["day"]]).drop_duplicates(["pupil", "term"])
            found[name] = (events["pupil"].to_numpy(), events["day"].to_numpy())
        late = days.loc[days["tardy"] > 0, ["pupil", "day", "tardy"]]
        for step in STEPS:
            # with a limit of two: two on one day, or one on the present day and one on a day of the window before it
            recent = (late["pupil"] == late["pupil"].shift(1)) & (late["day"] - late["day"].shift(1) < LATE_DAYS)
            raised = late[(late["tardy"] >= LATES) | recent].drop_duplicates("pupil")
            found[step] = (raised["pupil"].to_numpy(), raised["day"].to_numpy())
            late = late.merge(raised[["pupil", "day"]].rename(columns={"day": "raised"}), on="pupil")
            late = late.loc[late["day"] > late["raised"], ["pupil", "day", "tardy"]]
        return found
