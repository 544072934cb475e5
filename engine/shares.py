"""Loaded policy and register -> what fired, the pupils shared out over processes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from engine.evaluate.run import evaluate, together
from engine.fired import Doubt, Entries, Fired
from engine.load import Loaded, expand
from engine.narrow import first_row, of_pupils
from engine.plan import Plan
from engine.policy import PolicyInForce
from engine.pool.done import Done
from engine.pool.each import each
from engine.pool.workers import ShareError, Workers
from engine.register import Register


@dataclass(frozen=True, slots=True)
class Share:
    """Some pupils of a register, and the policy to run over them: a plan itself cannot be handed to a process."""

    policy: PolicyInForce
    register: Register


def evaluate_shared(
    loaded: Loaded,
    register: Register,
    workers: Workers,
    progress: Callable[[int, int], None] | None = None,
) -> Fired:
    """Run a plan over a register, a share of the pupils each worker: what fires is what fires in one process.

    Raises: ShareError where a worker fails again and again; NoHandsError where there is no cluster.
    """
    count = len(register.pupils)
    shares = min(workers.jobs, max(count, 1))
    if shares == 1 and workers.engine == "local":
        return evaluate(loaded.plan, register, progress)
    edges = [number * count // shares for number in range(shares + 1)]
    bounds = list(pairwise(edges))
    tasks = [Share(loaded.policy, of_pupils(register, first, after)) for first, after in bounds]
    parts: list[Fired] = []
    for (first, after), done in zip(bounds, _each(tasks, shares, workers), strict=True):
        if done.value is None:
            raise ShareError(f"a share of {after - first:,} pupils was tried {done.tries} times: {done.fault}")
        parts.append(moved(done.value, loaded.plan, register, first))
        if progress is not None:
            progress(after, count)
    return together(parts)


def _each(tasks: Sequence[Share], shares: int, workers: Workers) -> Iterator[Done[Fired]]:
    return each(run_share, tasks, jobs=shares, engine=workers.engine, address=workers.cluster)


def run_share(share: Share) -> Fired:
    """Do one share."""
    loaded = expand(share.policy).value
    assert loaded is not None, "a policy that was loaded once loads again"
    return evaluate(loaded.plan, share.register, threads=1)


def moved(part: Fired, plan: Plan, register: Register, first: int) -> Fired:
    """Give the places of pupils and of rows, counted from those of a share, their numbers in the whole register."""
    tables = _tables_of(plan)
    rows = {name: first_row(table, first) for name, table in register.tables.items()}
    batches, moved = [], dict[int, Entries]()
    for batch in part.batches:
        # INVARIANT: all of them are held here, so that the number of one is no other's
        if id(batch.whole) not in moved:
            moved[id(batch.whole)] = _moved_entries(batch.whole, first, rows.get(tables.get(batch.name, ""), 0))
        batches.append(batch._replace(whole=moved[id(batch.whole)]))
    doubts = {key: Doubt(doubt.pupils + first, doubt.first, doubt.last) for key, doubt in part.doubts.items()}
    return Fired(tuple(batches), doubts)


def _moved_entries(whole: Entries, pupils: int, rows: int) -> Entries:
    return replace(whole, pupils=whole.pupils + pupils, rows=None if whole.rows is None else whole.rows + rows)


def _tables_of(plan: Plan) -> Mapping[str, str]:
    """Give the fact table that each rule, step and table with `each` is about."""
    about: Iterable[tuple[str, str | None]] = (
        *((rule.id, rule.steer.each) for rule in plan.rules),
        *((name, table.steer.each) for name, table in plan.tables.items()),
    )
    return {
        name: plan.covering[table].rows.table if table in plan.covering else table
        for name, table in about
        if table is not None
    }
