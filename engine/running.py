"""Loaded policy and a dataset's folder -> a register that is ready for it, and a run."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from engine.calendar import date_of
from engine.compile.expected import expected_of
from engine.decision import Run
from engine.diagnostics import Outcome
from engine.evaluate.run import evaluate
from engine.explain.run import run_of
from engine.load import Loaded
from engine.named_terms import unknown_terms
from engine.pool.memory import MANY, give_back
from engine.pool.workers import ALONE, Workers
from engine.readers.dataset import read_dataset
from engine.register import Register

if TYPE_CHECKING:
    from engine.readers.ahead import Reader

Progress = Callable[[str, int, int], None]


def read_ready(
    loaded: Loaded,
    dataset: Path,
    *,
    as_of: date | None = None,
    skip_bad_rows: bool = False,
    by: "Reader | None" = None,
) -> Outcome[Register]:
    """Read a dataset's folder as a policy expects it; nothing where the policy cannot be run over its days.

    `by` whom it is read: another process that has got ready to read the same, as far as it comes to an end with it.
    """
    expected = expected_of(loaded.bound)
    read = None if by is None else by.ask(expected)
    if read is None:
        read = read_dataset(dataset, expected, as_of=as_of, skip_bad_rows=skip_bad_rows)
    if read.value is None:
        return read
    unready = loaded.unready(read.value.calendar, [date_of(int(day)) for day in read.value.days])
    if unready:
        return Outcome(None, (*read.diagnostics, *unready))
    told = tuple(unknown_terms(loaded.bound, loaded.place, read.value.calendar))
    return Outcome(read.value, (*read.diagnostics, *told)) if told else read


def run_register(loaded: Loaded, register: Register, progress: Progress | None = None, workers: Workers = ALONE) -> Run:
    """Run a policy over a register that is ready for it, by so many workers.

    Raises: ShareError where one of several workers fails again and again; NoHandsError where there is no cluster.
    """
    tell = None if progress is None else lambda done, total: progress("pupils", done, total)
    many = len(register.pupils) >= MANY
    if workers.alone and many and workers.copies > 1:
        from engine.copied import evaluate_in_copies

        fired = evaluate_in_copies(loaded.plan, register, workers.copies, tell)
    elif workers.alone:
        fired = evaluate(loaded.plan, register, tell)
    else:
        from engine.shares import evaluate_shared

        fired = evaluate_shared(loaded, register, workers, tell)
    if many:
        # What evaluating needed is many times what fired takes, and putting it into words needs memory of its own.
        give_back()
    made = run_of(loaded.plan, register, fired)
    return replace(made, begins=date_of(int(register.days[0])))
