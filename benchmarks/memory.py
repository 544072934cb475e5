"""The memory of a process and of those below it, together, at its highest."""

import threading
from pathlib import Path


class Memory(threading.Thread):
    """Looks, `every` so many seconds, at what the processes hold; what they share counts once.

    Where the system does not say, it is nothing.
    """

    def __init__(self, process: int, every: float) -> None:
        super().__init__(daemon=True)
        self._process, self._every, self._peak = process, every, 0
        self._stop_asked = threading.Event()

    def run(self) -> None:
        """Look until it is told to stop."""
        while not self._stop_asked.wait(self._every):
            self._peak = max(self._peak, sum(map(held, family(self._process))))

    def finish(self) -> int:
        """Stop, and give the most that they held, in kilobytes."""
        self._stop_asked.set()
        self.join()
        return self._peak


def family(process: int) -> list[int]:
    """Give a process and all that it has begun, and those that they have."""
    try:
        below = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:
        return [process]
    return [process, *(each for child in below for each in family(int(child)))]


def held(process: int) -> int:
    """Give the kilobytes that a process holds, and its part of those that it shares; nothing where nobody says."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
