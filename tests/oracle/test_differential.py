"""The engine and the oracle on random policies and registers: the same actions, decisions and doubts.

Some 1,300 comparisons in the default run, three registers a policy, since compiling costs most; `pytest -m fuzz` goes
on with other seeds. A difference is made small and written to a folder that the failure names.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from engine.plan import Plan
from tests.oracle.bridge import NotTakenError, Told, by_engine, by_oracle, plan_of
from tests.oracle.cases import Case, smaller, write
from tests.oracle.feel_text import NotFeelError
from tests.oracle.plain import CircleError, run
from tests.oracle.seeds import cases

POLICIES_A_TEST = 11


def differences(case: Case, folder: Path, taken: tuple[Plan, Any] | None = None) -> list[str]:
    """Lines that only one of the two says; `taken` is the policy as the engine compiled it before, if it did."""
    engine, oracle = by_engine(case, folder, taken), by_oracle(run(*case))
    found = []
    for what in Told._fields:
        ours, theirs = list(getattr(oracle, what)), list(getattr(engine, what))
        found += [f"{what}: only the oracle: {line}" for line in ours if line not in theirs]
        if what == "doubts":
            # where a file or a flag is not known the engine may doubt a figure that could be worked out
            continue
        found += [f"{what}: only the engine: {line}" for line in theirs if line not in ours]
        if not found and len(ours) != len(theirs):
            found.append(f"{what}: the oracle has {len(ours)}, the engine {len(theirs)}")
    return found


def compare(seeds: range, folder: Path) -> None:
    """Fail with the smallest case found where the two differ."""
    data = folder / "dataset"
    data.mkdir()
    for seed in seeds:
        taken = None
        for case in cases(seed):
            taken = taken or plan_of(case.policy)
            if differences(case, data, taken):
                small = smaller(case, lambda each: _still_differs(each, data))
                write(folder / "difference", small)
                told = "\n".join(differences(small, data)[:8])
                pytest.fail(f"seed {seed}, written to {folder / 'difference'}\n{told}")


_CUT_TOO_FAR = (
    NotTakenError,
    CircleError,
    NotFeelError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    AssertionError,
)
"""What comes of a case from which more was taken than a case can do without."""


def _still_differs(case: Case, folder: Path) -> bool:
    try:
        return bool(differences(case, folder))
    except _CUT_TOO_FAR:
        return False


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(39))
def test_the_engine_and_the_oracle_agree(chunk: int, tmp_path: Path) -> None:
    compare(range(chunk * POLICIES_A_TEST, (chunk + 1) * POLICIES_A_TEST), tmp_path)


@pytest.mark.fuzz
@pytest.mark.parametrize("chunk", range(40))
def test_the_engine_and_the_oracle_agree_on_other_seeds(chunk: int, tmp_path: Path) -> None:
    start = 10_000 + int(os.environ.get("FUZZ_SEED", "0")) * 1_000_000 + chunk * 250
    compare(range(start, start + 250), tmp_path)
