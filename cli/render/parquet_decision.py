"""Decisions in columns -> frames of Polars, a row a decision."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from cli.render.joined import Joined, alike, texts_of, written
from engine.told import Decided, Each, Stretch, ToldDecisions

if TYPE_CHECKING:
    import polars as pl


def schema_of_decisions(given: Sequence[str]) -> dict[str, Any]:
    """Give the columns of the decisions' file; what the tables give has a column each, as text."""
    import polars as pl

    texts = dict.fromkeys(given, pl.String)
    about = dict.fromkeys(("table", "request", "pupil", "parent"), pl.String)
    return {**about, "date": pl.Date, "outcome": pl.String, **texts, "row": pl.Int32, "reason": pl.String}


def decided(stretch: Stretch[ToldDecisions], given: Sequence[str]) -> "pl.DataFrame":
    """Lay the decisions of some days out."""
    import polars as pl

    batches = stretch.batches

    def text(columns: Iterable[Each[str | None]]) -> pl.Series:
        return texts_of(Joined(list(columns)), stretch.order)

    def cells(of: Callable[[Decided], object]) -> pl.Series:
        return text(Each([written(of(each)) for each in batch.decided.values], batch.decided.at) for batch in batches)

    columns = {
        "table": text(alike(batch.table, len(batch)) for batch in batches),
        "request": text(batch.named.get("request", alike(None, len(batch))) for batch in batches),
        "pupil": text(batch.pupils for batch in batches),
        "parent": text(batch.named.get("parent", alike(None, len(batch))) for batch in batches),
        "date": text(batch.dates for batch in batches).str.to_date("%Y-%m-%d"),
        "outcome": cells(lambda each: each.outcome),
        **{name: cells(partial(_given, name)) for name in given},
        "row": cells(lambda each: each.row).cast(pl.Int32),
        "reason": text(batch.reasons for batch in batches),
    }
    return pl.DataFrame(columns)


def _given(name: str, decided: Decided) -> object:
    return decided.gives.get(name)
