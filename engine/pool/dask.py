"""Who does the work: workers of a Dask cluster, on this machine or on others."""

from collections.abc import Iterator
from contextlib import contextmanager

from distributed import Client, LocalCluster

from engine.pool.hands import Hands

_ANSWERS_WITHIN = "10s"


@contextmanager
def cluster(count: int, address: str | None) -> Iterator[Hands]:
    """Give so many workers on this machine, or all of those of the cluster at an address.

    Raises: OSError where no cluster answers there.
    """
    if address is None:
        # no dashboard and nothing but the loopback address: no other machine can ask this one for anything
        with (
            LocalCluster(
                n_workers=count, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
            ) as local,
            Client(local) as client,
        ):
            yield _hands(client, count)
        return
    try:
        client = Client(address, timeout=_ANSWERS_WITHIN)
    except (TimeoutError, ValueError) as cause:
        raise OSError(f"no cluster answers at `{address}`") from cause
    with client:
        yield _hands(client, max(1, sum(client.nthreads().values())))


def _hands(client: Client, count: int) -> Hands:
    # a task is tried again by the course it is on, which also counts and reports it
    return Hands(count, lambda: client.get_executor(pure=False, retries=0))
