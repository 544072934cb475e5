"""A function and tasks -> what came of each, in the order of the tasks, however many hands there are."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from contextlib import ExitStack
from typing import Generic, Literal, TypeVar

from engine.pool.done import Done
from engine.pool.hands import Hands, processes, this_process

T = TypeVar("T")
R = TypeVar("R")
Engine = Literal["local", "dask"]

TRIES = 3
"""How often a task is tried before it is reported as failed."""

_AHEAD = 2
"""Tasks a hand may be ahead of the one whose result is wanted next: what is held in memory is bounded by it."""


def each(
    function: Callable[[T], R],
    tasks: Sequence[T],
    *,
    jobs: int = 1,
    engine: Engine = "local",
    address: str | None = None,
    tries: int = TRIES,
    ready: Callable[[T], object] | None = None,
) -> Iterator[Done[R]]:
    """Give what came of every task, in their order and as they come.

    `function` and `tasks` must be such that another process can be handed them. `jobs` are processes (1: this one
    alone); with `engine` dask they are workers of a cluster on this machine, or there is an `address` of one that
    runs already. A task that fails, or whose process dies, is tried again up to `tries` times and then given
    as failed; none is ever left out. At most two tasks a hand are held at once. `ready` is called with the first task
    before processes are made of this one: what it loads they have too. What goes wrong in it is left to the task.

    Raises: ImportError where Dask is asked for and is not installed; OSError where no cluster answers.
    """
    with ExitStack() as stack:
        if engine == "dask":
            from engine.pool.dask import cluster

            hands = stack.enter_context(cluster(jobs, address))
        else:
            if ready is not None and tasks and jobs > 1:
                with this_process() as first:
                    wait([first.submit(ready, tasks[0])])
            hands = stack.enter_context(this_process() if jobs == 1 else processes(jobs))
        yield from _Course(function, tasks, hands, tries).run()


class _Course(Generic[T, R]):
    """The tasks on their way: which are out, which have been tried how often, which wait to be given."""

    def __init__(self, function: Callable[[T], R], tasks: Sequence[T], hands: Hands, tries: int) -> None:
        self._function, self._tasks, self._hands, self._most = function, tasks, hands, tries
        self._tried = [0] * len(tasks)
        self._out: dict[Future[R], int] = {}
        self._done: dict[int, Done[R]] = {}
        self._again: list[int] = []
        self._suspects: set[int] = set()
        self._begun = 0

    def run(self) -> Iterator[Done[R]]:
        for wanted in range(len(self._tasks)):
            while wanted not in self._done:
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
            self._tried[place] += 1
            self._out[self._hands.submit(self._function, self._tasks[place])] = place

    def _take_back(self, finished: set[Future[R]]) -> None:
        broken = [future for future in finished if isinstance(future.exception(), BrokenExecutor)]
        if broken:
            self._mend()
            return
        for future in finished:
            place = self._out.pop(future)
            cause = future.exception()
            if cause is None:
                self._done[place] = Done(place, future.result(), None, self._tried[place])
                self._suspects.discard(place)
            else:
                self._failed(place, cause)

    def _failed(self, place: int, cause: BaseException) -> None:
        if self._tried[place] < self._most:
            self._again.append(place)
            return
        self._suspects.discard(place)
        self._done[place] = Done(place, None, fault_of(cause), self._tried[place])

    def _mend(self) -> None:
        """Begin anew after a process died: nobody says whose task it was, so each that was out is tried alone."""
        out, self._out = self._out, {}
        alone = len(out) == 1
        self._hands.renew()
        for future, place in sorted(out.items(), key=lambda item: item[1]):
            cause = future.exception()
            if cause is None:
                self._done[place] = Done(place, future.result(), None, self._tried[place])
                self._suspects.discard(place)
                continue
            # only a task that was out alone is known to be the one; the others keep the try they had
            self._tried[place] -= 0 if alone else 1
            self._suspects.add(place)
            self._failed(place, cause)


def fault_of(cause: BaseException) -> str:
    """Say in a sentence why a task failed."""
    if isinstance(cause, MemoryError):
        return "there was not enough memory for it"
    if isinstance(cause, BrokenExecutor) or type(cause).__name__ == "KilledWorker":
        return "the process that worked on it ended without a word, as happens when there is not enough memory"
    told = f"{type(cause).__name__}: {cause}" if str(cause) else type(cause).__name__
    return f"the program failed on it ({told})"
