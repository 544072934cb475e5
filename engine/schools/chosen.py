"""Of several versions of a school's policy, the one to run over a dataset."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from engine.dates import Period
from engine.diagnostics import Diagnostic, Severity
from engine.document import Document, Value
from engine.parse import load
from engine.resolve.layers import shown
from engine.resolve.versions import Version, at_odds, in_force, versions
from engine.schools.datasets import CALENDAR
from engine.schools.members import out_of_force
from engine.words import day_in_words

_MOST_NAMED = 3


def chosen(
    documents: Mapping[Path, Document], datasets: Mapping[str, Path], as_of: date | None
) -> tuple[dict[Path, Document], dict[str, list[Diagnostic]]]:
    """Keep one file of each policy that stands in several versions side by side: that in force on the day asked about.

    Without a day it is the last one of the calendar of the school's dataset; where that cannot be told, the latest
    version is taken. A policy of one version is kept whatever its days. `datasets` are folders by the name of their
    school. What is wrong is told by the policy's name.
    """
    kept: dict[Path, Document] = {}
    told: dict[str, list[Diagnostic]] = {}
    replayed: list[tuple[str, Version]] = []
    for (_, name), group in versions(documents.items()).items():
        if len(group) == 1:
            kept[group[0].file] = group[0].document
            day = as_of or _last_day(datasets.get(name))
            if day is not None and not group[0].period.covers(day):
                replayed.append((name, group[0]))
            continue
        wrong = list(at_odds(name, group))
        day = as_of or _last_day(datasets.get(name))
        one = group[-1] if day is None else in_force(group, day)
        if any(each.code == "R020" for each in wrong):
            one = None  # two hold on one day: which was meant is not guessed
        elif one is None and day is not None:
            wrong.append(out_of_force(name, group, day))
        told.setdefault(name, []).extend(wrong)
        if one is not None:
            kept[one.file] = one.document
    if replayed:
        told.setdefault(replayed[0][0], []).append(_replayed(replayed, as_of))
    return kept, told


def _replayed(policies: list[tuple[str, Version]], as_of: date | None) -> Diagnostic:
    """Say that policies are run over data by whose end, or by the day asked about, they are not in force."""
    named = [f"`{name}` ({_days_of(version.period)})" for name, version in policies[:_MOST_NAMED]]
    others = f" and {len(policies) - len(named):,} more" if len(policies) > len(named) else ""
    what = "a policy is" if len(policies) == 1 else f"{len(policies):,} policies are"
    when = "at the end of the data" if as_of is None else f"on {day_in_words(as_of)}"
    message = f"{what} not in force {when}, and run over the data as written: {', '.join(named)}{others}"
    act = "so past terms are replayed; where that is not meant, put the version of those days beside it"
    return Diagnostic("M008", message, policies[0][1].place, act, Severity.WARNING)


def _days_of(period: Period) -> str:
    begins = f"from {day_in_words(period.from_)}" if period.from_ else ""
    ends = f"until {day_in_words(period.until)}" if period.until else ""
    return " ".join(filter(None, (begins, ends)))


def _last_day(dataset: Path | None) -> date | None:
    """Give the last day of a dataset's last term."""
    if dataset is None:
        return None
    read = load(dataset / CALENDAR, shown(dataset / CALENDAR))
    terms = read.value.value.get("terms") if read.value is not None and isinstance(read.value.value, dict) else None
    return max(_days(terms), default=None)


def _days(terms: Value) -> Iterator[date]:
    for term in terms if isinstance(terms, list) else ():
        to = term.get("to") if isinstance(term, dict) else None
        try:
            yield date.fromisoformat(to if isinstance(to, str) else "")
        except ValueError:
            continue
