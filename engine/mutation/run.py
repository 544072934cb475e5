"""Tests -> every change of their policies with its fate, worked out over processes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from engine.load import expand
from engine.mutation.judge import Judge
from engine.mutation.make import mutants_of
from engine.mutation.mutant import Fate, Judged, Mutant, Mutation, Unmoved
from engine.policy import PolicyInForce
from engine.pool.each import each
from engine.testing.read import Placed
from engine.testing.runner import Runner, RunPolicy

NATIONAL = "national"
Progress = Callable[[str, int, int], None]

_AT_ONCE = 6
"""So many changes are one task: few enough that progress is seen, many enough that handing over costs little."""

_NOT_RUN = frozenset({"statistics", "checks", "lint"})
"""Parts of a policy that no run reads."""


@dataclass(frozen=True, slots=True)
class Task:
    """Some changes of one policy, and the tests that are of it; without a change: which tests no removal troubles."""

    policy: PolicyInForce
    tests: tuple[Placed, ...]
    mutants: tuple[Mutant, ...]
    run: RunPolicy


def mutate(
    tests: Iterable[Placed], runner: Runner, run: RunPolicy, *, jobs: int, progress: Progress | None
) -> Mutation:
    """Change each value of the policies that some tests are of, one at a time, and see whether a test fails.

    A layer that no test is of is changed with the first policy that rests on it, but for a national one. Every test
    passes as it stands.
    """
    tasks = list(_tasks(tests, runner, run))
    total = sum(len(task.mutants) for task in tasks)
    judged: list[Judged] = []
    unmoved: list[Unmoved] = []
    for task, done in zip(tasks, each(work, tasks, jobs=jobs), strict=True):
        if done.value is None:
            judged.extend(Judged(mutant, Fate.SURVIVED) for mutant in task.mutants)
        else:
            judged.extend(done.value[0])
            unmoved.extend(done.value[1])
        if progress is not None:
            progress("changes", len(judged), total)
    return Mutation(tuple(judged), tuple(unmoved))


def _tasks(tests: Iterable[Placed], runner: Runner, run: RunPolicy) -> Iterator[Task]:
    of_policy: dict[str, list[Placed]] = {}
    policies: dict[str, PolicyInForce] = {}
    for placed in tests:
        policy = runner.in_force(placed)
        if policy is None or placed.test.skip is not None:
            continue
        if placed.inline() is not None:
            # it stands in the test itself, which would be changed with it: only its rules are taken away
            yield Task(policy, (placed,), (), run)
            continue
        of_policy.setdefault(policy.version, []).append(placed)
        policies[policy.version] = policy
    tested = {policy.layers[-1].document.source.name for policy in policies.values()}
    taken: set[str] = set()
    for version, held in of_policy.items():
        policy = policies[version]
        own = len(policy.layers) - 1
        layers = []
        for number, layer in enumerate(policy.layers):
            name = layer.document.source.name
            # the law is nobody's to test but its own tests'
            free = layer.kind != NATIONAL and name not in tested and name not in taken
            if number == own or free:
                layers.append(number)
                taken.add(name)
        loaded = expand(policy).value
        assert loaded is not None, "INVARIANT: its tests have run"
        mutants = [mutant for mutant in mutants_of(loaded, layers) if mutant.path[0] not in _NOT_RUN]
        for first in range(0, len(mutants), _AT_ONCE):
            yield Task(policy, tuple(held), tuple(mutants[first : first + _AT_ONCE]), run)
        yield Task(policy, tuple(held), (), run)


_JUDGES: dict[tuple[str, tuple[tuple[str, str, str], ...]], Judge] = {}


def work(task: Task) -> tuple[list[Judged], list[Unmoved]]:
    """Do one task; what is made ready for a policy serves all its tasks in a process."""
    told = tuple((each.document.source.name, each.document.source.text, str(each.at)) for each in task.tests)
    key = (task.policy.version, told)
    if key not in _JUDGES:
        _JUDGES[key] = Judge(task.policy, task.tests, task.run)
    judge = _JUDGES[key]
    if not task.mutants:
        return [], judge.unmoved()
    return [judge.judge(mutant) for mutant in task.mutants], []
