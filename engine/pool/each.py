"""A function and tasks -> what came of each, in the order of the tasks, however many hands there are."""

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from contextlib import AbstractContextManager, ExitStack
from typing import Generic, TypeVar

from engine.pool.done import Done
from engine.pool.hands import Hands, processes, this_process
from engine.pool.workers import Engine, NoHandsError

T = TypeVar("T")
R = TypeVar("R")

TRIES = 3
"""How often a task is tried before it is reported as failed."""

_AHEAD = 2
"""Tasks a hand may be ahead of the one whose result is wanted next: what is held in memory is bounded by it."""

_BESIDE_IT = "a process ended without a word before it was done, as happens when there is not enough memory"
"""Why a task is taken up again that was out with others: whose process it was is not known then."""


def each(
    function: Callable[[T], R],
    tasks: Sequence[T],
    *,
    jobs: int = 1,
    engine: Engine = "local",
    address: str | None = None,
    tries: int = TRIES,
    ready: Callable[[T], object] | None = None,
) -> Generator[Done[R], None, None]:
    """Give what came of every task, in their order and as they come.

    `function` and `tasks` must be such that another process can be handed them. `jobs` are processes (1: this one
    alone); with `engine` dask they are workers of a cluster on this machine, or there is an `address` of one that
    runs already. A task that fails, or whose process dies, is tried again up to `tries` times and then given
    as failed; none is ever left out. At most two tasks a hand are held at once. `ready` is called with the first task
    before processes are made of this one: what it loads they have too. What goes wrong in it is left to the task.

    Raises: NoHandsError where Dask is asked for and is not installed, and where no cluster answers.
    """
    with ExitStack() as stack:
        if engine == "dask":
            hands = stack.enter_context(cluster_of(jobs, address))
        else:
            if ready is not None and tasks and jobs > 1:
                with this_process() as first:
                    wait([first.submit(ready, tasks[0])])
            hands = stack.enter_context(this_process() if jobs == 1 else processes(jobs))
        yield from Course(function, tasks, hands, tries).run()


def cluster_of(count: int, address: str | None) -> AbstractContextManager[Hands]:
    """Give the workers of a cluster. Raises NoHandsError where the extra is not installed, or none can be had."""
    try:
        from engine.pool.dask import cluster
    except ModuleNotFoundError as cause:
        helped = "`pip install attendance-policy[dask]` adds it; `--jobs N` shares the work out without it"
        raise NoHandsError("Dask is not installed", help=helped) from cause
    return cluster(count, address)


class Course(Generic[T, R]):
    """The tasks on their way: which are out, which have been tried how often, which wait to be given."""

    def __init__(self, function: Callable[[T], R], tasks: Sequence[T], hands: Hands, tries: int) -> None:
        self._function, self._tasks, self._hands, self._most = function, tasks, hands, tries
        self._tried = [0] * len(tasks)
        self._why: dict[int, str] = {}
        self._out: dict[Future[R], int] = {}
        self._done: dict[int, Done[R]] = {}
        self._again: list[int] = []
        self._suspects: set[int] = set()
        self._begun = 0
        self._lost: CancelledError | None = None

    def run(self) -> Iterator[Done[R]]:
        """Give what came of each task, in their order."""
        for wanted in range(len(self._tasks)):
            while wanted not in self._done:
                if self._lost is not None:
                    # what is handed to a cluster that is gone would be waited for for ever
                    self._done[wanted] = Done(wanted, None, fault_of(self._lost), self._tried[wanted])
                    break
                self._hand_out(wanted)
                finished, _ = wait(self._out, return_when=FIRST_COMPLETED)
                self._take_back(finished)
            yield self._done.pop(wanted)

    def _hand_out(self, wanted: int) -> None:
        """Send out as much as the hands can hold; after a process died, one task at a time of those it may be."""
        ahead = wanted + _AHEAD * self._hands.count
        while len(self._out) < (1 if self._suspects else _AHEAD * self._hands.count):
            if self._again:
                place = self._again.pop(0)
            elif self._suspects or self._begun >= min(ahead, len(self._tasks)):
                break
            else:
                place, self._begun = self._begun, self._begun + 1
            try:
                future = self._hands.submit(self._function, self._tasks[place])
            except BrokenExecutor:
                # a process died while nobody waited: what came of the others is being written meanwhile
                self._again.insert(0, place)
                self._mend()
                continue
            self._tried[place] += 1
            self._out[future] = place

    def _take_back(self, finished: set[Future[R]]) -> None:
        if any(isinstance(_cause(future), BrokenExecutor) for future in finished):
            self._mend()
            return
        alone = len(self._out) == 1
        for future in finished:
            place = self._out.pop(future)
            cause = _cause(future)
            if cause is None:
                self._well(place, future)
            elif isinstance(cause, CancelledError):
                self._lost = cause
            elif _killed(cause):
                self._died(place, cause, alone=alone)
            else:
                self._failed(place, cause)

    def _well(self, place: int, future: Future[R]) -> None:
        self._suspects.discard(place)
        self._done[place] = Done(place, future.result(), None, self._tried[place], self._why.get(place))

    def _failed(self, place: int, cause: BaseException, why: str | None = None) -> None:
        self._why[place] = why or fault_of(cause)
        if self._tried[place] < self._most:
            self._again.append(place)
            return
        self._suspects.discard(place)
        self._done[place] = Done(place, None, fault_of(cause), self._tried[place])

    def _died(self, place: int, cause: BaseException, *, alone: bool) -> None:
        """Take a task up again whose process died: only one that was out alone is known to be the cause.

        The others keep the try they had.
        """
        self._tried[place] -= 0 if alone else 1
        self._suspects.add(place)
        self._failed(place, cause, fault_of(cause) if alone else _BESIDE_IT)

    def _mend(self) -> None:
        """Begin anew after a process died: nobody says whose task it was, so each that was out is tried alone."""
        out, self._out = self._out, {}
        alone = len(out) == 1
        self._hands.renew()
        for future, place in sorted(out.items(), key=lambda item: item[1]):
            cause = _cause(future)
            if cause is None:
                self._well(place, future)
            else:
                self._died(place, cause, alone=alone)


def _cause(future: Future[R]) -> BaseException | None:
    return CancelledError() if future.cancelled() else future.exception()


def _killed(cause: BaseException) -> bool:
    return isinstance(cause, BrokenExecutor) or type(cause).__name__ == "KilledWorker"


def fault_of(cause: BaseException) -> str:
    """Say in a sentence why a task failed."""
    if isinstance(cause, MemoryError):
        return "there was not enough memory for it"
    if isinstance(cause, CancelledError):
        return "the cluster could not be reached any more"
    if _killed(cause):
        return "the process that worked on it ended without a word, as happens when there is not enough memory"
    told = f"{type(cause).__name__}: {cause}" if str(cause) else type(cause).__name__
    return f"the program failed on it ({told})"
