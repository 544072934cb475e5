"""Bound policy -> what it expects of a dataset."""

from engine.bind.bound import Bound
from engine.bind.vocabulary import shape_of
from engine.compile.asked_columns import asked_columns
from engine.compile.compile import dated_codes
from engine.register import CodesInForce, Expected


def expected_of(bound: Bound) -> Expected:
    """Say which codes, pupil columns, flags and tables a policy expects."""
    model = bound.model
    tables = dated_codes(bound)
    entries = [(code, entry) for table in tables for code, entry in table.codes.items()]
    sessions = {"on_time_am": "AM", "on_time_pm": "PM"}
    return Expected(
        code_tables=tuple(
            CodesInForce(table.start, table.until, {code: entry.category for code, entry in table.codes.items()})
            for table in tables
        ),
        closing=frozenset(code for code, entry in entries if entry.used_for == "planned_closure"),
        silent=frozenset(code for code, entry in entries if entry.silent),
        session_of={code: sessions[entry.used_for] for code, entry in entries if entry.used_for in sessions},
        late=frozenset(code for code, entry in entries if entry.used_for in ("late", "after_close")),
        flags=frozenset(flag.called or name for name, flag in model.flags.items()),
        pupil_columns={name: shape_of(kind) for name, kind in (model.pupils.columns if model.pupils else {}).items()},
        tables=bound.shapes,
        asked=asked_columns(bound),
    )
