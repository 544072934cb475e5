"""Looking at what tests touch changes nothing of what comes, whatever a policy says; and what is seen can be seen."""

from pathlib import Path

import pytest

from engine.bind.bind import bind
from engine.compile.compile import compile_policy
from engine.compile.expected import expected_of
from engine.coverage.noting import Noting
from engine.coverage.places import parts_of
from engine.coverage.seen import Seen
from engine.evaluate.run import evaluate
from engine.load import Loaded
from engine.model.policy_file import PolicyFile
from engine.readers.dataset import read_dataset
from engine.source import Place, Source, Span
from tests.oracle.cases import write_dataset
from tests.oracle.test_differential import cases
from tests.unit.evaluate.test_ahead import told_all

NOWHERE = Place(Source("case", ""), Span(1, 1, 1, 1))


@pytest.mark.parametrize("first", range(30_000, 30_040, 10))
def test_a_run_that_is_looked_at_comes_to_the_same(tmp_path: Path, first: int):
    touched = 0
    for seed in range(first, first + 10):
        for number, case in enumerate(cases(seed)):
            bound = bind(PolicyFile.model_validate(case.policy), lambda *_: NOWHERE).value
            assert bound is not None
            plan = compile_policy(bound, "case")
            loaded = Loaded(None, case.policy, bound, plan, lambda *_: NOWHERE, lambda path: path)  # type: ignore[arg-type]
            if not number:
                seen = Seen(parts_of(loaded), {name: len(table.rules) for name, table in bound.tables.items()})
            for old in tmp_path.glob("*"):
                old.unlink()
            write_dataset(tmp_path, case.data)
            register = read_dataset(tmp_path, expected_of(bound), as_of=case.as_of).value
            assert register is not None
            watched = told_all(evaluate(plan, register, watch=Noting(seen, loaded)))
            plain = told_all(evaluate(plan, register))
            for one, other in zip(watched, plain, strict=True):
                different = [key for key in one.keys() | other.keys() if one.get(key) != other.get(key)]
                assert not different, (seed, different[:3])
        parts = seen.parts
        known = {part.key(side) for group in (parts.looked, parts.tasks, parts.named, parts.cells) for held in
                 group.values() for part in held for side in part.sides}  # fmt: skip
        known |= {part.key(side) for held in parts.sessions.values() for each in held for part in each.parts
                  for side in part.sides}  # fmt: skip
        known |= {part.key(side) for rows in parts.rows.values() for each in rows for part in each.parts
                  for side in part.sides}  # fmt: skip
        known |= {part.key(side) for fields in parts.flags.values() for held in fields.values() for part in held
                  for side in part.sides}  # fmt: skip
        known |= {part.key(side) for held in parts.registers.values() for part in held for side in part.sides}
        known |= {part.key(side) for part in parts.limits.values() for side in part.sides}
        assert set(seen.tally.times) <= known
        assert all(times >= 0 for times in seen.tally.times.values())
        touched += sum(times > 0 for times in seen.tally.times.values())
    assert touched > 100, "hardly anything was seen"
