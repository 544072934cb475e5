"""Who does the work: workers of a Dask cluster, on this machine or on others."""

import logging
import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import resource_tracker

import dask
from distributed import Client, LocalCluster

from engine.pool.hands import Hands
from engine.pool.workers import NoHandsError

_ANSWERS_WITHIN, _HAS_WORKERS_WITHIN = 10, 30
_THIS = "127.0.0.1"
_UNHEARD = logging.CRITICAL + 1
_OF_A_CLUSTER = {
    # a death is told at once, and whose task it was is found out by the course that the task is on
    "distributed.scheduler.allowed-failures": 0,
}


@contextmanager
def cluster(count: int, address: str | None) -> Iterator[Hands]:
    """Give so many workers on this machine, or all of those of the cluster at an address.

    Raises: NoHandsError where no cluster answers there within ten seconds, or it has no worker within thirty, and where
    one of those on this machine ends before it is ready.
    """
    # what a worker cannot do is told for people; the library would print its tracebacks besides
    for name in [*logging.root.manager.loggerDict]:
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(_UNHEARD)
    if address is None:
        with dask.config.set(_OF_A_CLUSTER), _begun_here(count) as local, Client(local) as client:
            yield _hands(client, count)
        return
    with _reached(address) as client:
        try:
            client.wait_for_workers(1, timeout=_HAS_WORKERS_WITHIN)
        except TimeoutError:
            message = f"the cluster at `{address}` has no worker"
            raise NoHandsError(message, help=f"start some: `dask worker {address}`") from None
        yield _hands(client, sum(client.nthreads().values()))


@contextmanager
def _begun_here(count: int) -> Iterator[LocalCluster]:
    """Give a cluster on this machine whose workers do not hear Ctrl-C, which a terminal sends to all that run in it.

    This process hears it and ends them. Of themselves they would end with a traceback each.
    """
    heard: Iterable[int] = ()
    if os.name == "posix":
        # begun before, as whoever begins it lets its own thread hear again
        resource_tracker.ensure_running()
        heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    with ExitStack() as deaf:
        deaf.callback(_hear, heard)
        local = _started(count)
        deaf.close()
        with local:
            yield local


def _started(count: int) -> LocalCluster:
    # nothing but the loopback address: no other machine can ask this one for anything. No dashboard; its server
    # begins all the same, and so at any port that is free: another run may have the usual one
    try:
        return LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            processes=True,
            dashboard_address=f"{_THIS}:0",
            scheduler_kwargs={"dashboard": False},
            host=_THIS,
            silence_logs=_UNHEARD,
        )
    except (RuntimeError, OSError, TimeoutError):
        # a worker that ends before it is ready, for lack of memory or as somebody ends it, or no port that is free
        helped = "fewer --jobs need less memory at once; without --engine dask no cluster is needed"
        raise NoHandsError("the workers of a cluster on this machine could not be started", help=helped) from None


def _hear(signals: Iterable[int]) -> None:
    if os.name == "posix":
        signal.pthread_sigmask(signal.SIG_SETMASK, signals)


def _reached(address: str) -> Client:
    try:
        return Client(address, timeout=_ANSWERS_WITHIN)
    except (OSError, TimeoutError, ValueError):
        helped = "start one, or leave --cluster out for one on this machine"
        raise NoHandsError(f"no cluster answers at `{address}`", help=helped) from None


def _hands(client: Client, count: int) -> Hands:
    # a task is tried again by the course it is on, which also counts and reports it
    return Hands(count, lambda: client.get_executor(pure=False, retries=0))
