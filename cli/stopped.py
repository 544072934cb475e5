"""A run that is told to end ends as by Ctrl-C: what it laid down on its way is taken away."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_TOLD = ("SIGTERM", "SIGHUP")
"""By whatever runs it nightly, and by a terminal that is closed, of which Windows knows nothing."""


@contextmanager
def ends_tidily() -> Iterator[None]:
    """Let the process hear meanwhile that it is to end; what it was begun not to hear, as by `nohup`, it does not hear.

    A thread that is not the first one can hear nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = {getattr(signal, name) for name in _TOLD if hasattr(signal, name)}
    were = {told: signal.getsignal(told) for told in heard if signal.getsignal(told) is not signal.SIG_IGN}
    for told in were:
        signal.signal(told, signal.default_int_handler)
    try:
        yield
    finally:
        for told, was in were.items():
            signal.signal(told, was)
