"""Who does the work: workers of a Dask cluster, on this machine or on others."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import dask
from distributed import Client, LocalCluster

from engine.pool.hands import Hands
from engine.pool.workers import NoHandsError

_ANSWERS_WITHIN, _HAS_WORKERS_WITHIN = 10, 30
_UNHEARD = logging.CRITICAL + 1
_OF_A_CLUSTER = {
    # a death is told at once, and whose task it was is found out by the course that the task is on
    "distributed.scheduler.allowed-failures": 0,
}


@contextmanager
def cluster(count: int, address: str | None) -> Iterator[Hands]:
    """Give so many workers on this machine, or all of those of the cluster at an address.

    Raises: NoHandsError where no cluster answers there within ten seconds, or it has no worker within thirty.
    """
    # what a worker cannot do is told for people; the library would print its tracebacks besides
    for name in [*logging.root.manager.loggerDict]:
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(_UNHEARD)
    if address is None:
        # no dashboard and nothing but the loopback address: no other machine can ask this one for anything
        with (
            dask.config.set(_OF_A_CLUSTER),
            LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                host="127.0.0.1",
                silence_logs=_UNHEARD,
            ) as local,
            Client(local) as client,
        ):
            yield _hands(client, count)
        return
    with _reached(address) as client:
        try:
            client.wait_for_workers(1, timeout=_HAS_WORKERS_WITHIN)
        except TimeoutError:
            message = f"the cluster at `{address}` has no worker"
            raise NoHandsError(message, help=f"start some: `dask worker {address}`") from None
        yield _hands(client, sum(client.nthreads().values()))


def _reached(address: str) -> Client:
    try:
        return Client(address, timeout=_ANSWERS_WITHIN)
    except (OSError, TimeoutError, ValueError):
        helped = "start one, or leave --cluster out for one on this machine"
        raise NoHandsError(f"no cluster answers at `{address}`", help=helped) from None


def _hands(client: Client, count: int) -> Hands:
    # a task is tried again by the course it is on, which also counts and reports it
    return Hands(count, lambda: client.get_executor(pure=False, retries=0))
