"""A dataset and a policy -> everything about it that is missing, doubtful or contradictory."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Final

from engine.compile.expected import expected_of
from engine.diagnostics import Outcome, Severity
from engine.doubts.ages import doubts_about_ages
from engine.doubts.arrivals import doubts_about_arrivals
from engine.doubts.facts import doubts_about_facts
from engine.doubts.finding import Checked, Doubt, Kind
from engine.doubts.marks import Codes, Marks, doubts_about_marks
from engine.load import Loaded
from engine.model.amounts import Amount
from engine.readers.dataset import read_dataset
from engine.readers.table import NOT_THERE
from engine.register import Register

_ORDER: Final = list(Kind)
_RESOLVE: Final = "n_resolve"
"""The value by which a policy says how long a mark may stay without a reason."""


def check(loaded: Loaded, dataset: Path, *, as_of: date | None = None) -> Outcome[Checked]:
    """Look at a dataset as a policy would read it; nothing is looked at where it cannot be read at all.

    Bad rows are left out to look at the rest; they are found all the same. Yields: what reading a dataset may find.
    """
    expected = expected_of(loaded.bound)
    read = read_dataset(dataset, expected, as_of=as_of, skip_bad_rows=True)
    register = read.value
    if register is None:
        return Outcome(None, read.diagnostics)
    rows = [found for found in read.diagnostics if found.severity is Severity.WARNING and found.code != NOT_THERE]
    marks = Marks(register, _codes(loaded, register))
    doubts = [
        *doubts_about_marks(marks),
        *doubts_about_ages(loaded.plan, marks, loaded.bound.model.checks.values()),
        *doubts_about_arrivals(loaded.plan, register, expected.late),
        *doubts_about_facts(register, frozenset(loaded.plan.ids)),
    ]
    doubts.sort(key=_by_kind_and_pupil)
    counts = Counter(each.kind.value for each in doubts)
    counts["bad_rows"] = sum(register.report.bad_rows.values())
    checked = Checked(
        loaded.policy.name,
        len(register.pupils),
        register.report.marks,
        register.as_of,
        doubts,
        rows,
        dict(sorted(counts.items())),
    )
    return Outcome(checked, [found for found in read.diagnostics if found not in rows])


def _by_kind_and_pupil(each: Doubt) -> tuple[int, bool, str, str, date, str, str]:
    """Sort what concerns the school before classes, those before pupils, and pupils' weeks in order."""
    return (
        _ORDER.index(each.kind),
        bool(each.pupil),
        each.group,
        each.pupil,
        each.week or date.min,
        each.code,
        each.message,
    )


def _codes(loaded: Loaded, register: Register) -> Codes:
    """Say which codes are which, as the policy's code tables tell."""
    used: dict[str, set[str]] = {}
    silent: set[str] = set()
    for table in loaded.plan.codes:
        for code, entry in table.codes.items():
            used.setdefault(entry.used_for or "", set()).add(code)
            if entry.silent:
                silent.add(code)

    def places(codes: set[str]) -> list[int]:
        return [place for place, code in enumerate(register.codes) if code in codes]

    return Codes(
        places(used.get("on_time_am", set()) | used.get("on_time_pm", set())),
        places(silent),
        places(used.get("planned_closure", set())),
        places(used.get("no_reason_yet", set())),
        _resolve_within(loaded, register.as_of),
    )


def _resolve_within(loaded: Loaded, day: date) -> int | None:
    """Give the school days in which a reason must be found, None where the policy does not say."""
    for held in loaded.plan.values.get(_RESOLVE, ()):
        starts = held.start is None or held.start <= day
        if starts and (held.until is None or day < held.until):
            value = held.value
            if isinstance(value, Amount) and value.unit == "school day" and value.number.denominator == 1:
                return int(value.number)
    return None
