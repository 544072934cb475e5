"""The reference tables that come with the program: bank holidays, authorities, and the days of a school year."""

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache

from engine.assets import policies_folder


@cache
def bank_holidays() -> Mapping[date, str]:
    """Give the bank holidays of England and Wales with their names."""
    return {date.fromisoformat(row["date"]): row["name"] for row in _rows("bank_holidays.csv")}


@cache
def authorities() -> frozenset[str]:
    """Give the three digits of every local authority that issues or issued unique pupil numbers."""
    return frozenset(row["code"] for row in _rows("local_authorities.csv"))


@cache
def school_year() -> Mapping[str, int]:
    """Give how many `school_days` and `inset_days` a maintained school's year has."""
    return {row["what"]: int(row["number"]) for row in _rows("school_year.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    path = policies_folder() / "reference" / name
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
