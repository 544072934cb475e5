"""What the tests hand to other processes: it must stand in a module that they can import."""

import os
import signal
import time
from pathlib import Path

LOADED: list[int] = []
"""What this process has loaded."""


def load(number: int) -> None:
    LOADED.append(number)


def loaded(number: int) -> tuple[list[int], int]:
    """Give what the process that does a task had loaded, and which process it is."""
    return LOADED, os.getpid()


def fails_to_load(number: int) -> None:
    raise OSError("not there")


def square(number: int) -> int:
    return number * number


def seven_fails(number: int) -> int:
    if number == 7:
        raise ValueError("seven")
    return number


def fails_once(folder: str) -> str:
    """Fail the first time a folder is seen, and leave a sign there."""
    sign = Path(folder) / "seen"
    if not sign.exists():
        sign.write_text("", encoding="utf-8")
        raise OSError("not yet")
    return Path(folder).name


def slow(number: int) -> int:
    """Give the process that does a task, which takes a moment."""
    time.sleep(0.01)
    return os.getpid()


def dies_once(task: "tuple[int, str]") -> int:
    """Die the first time, if there is a folder to leave a sign in."""
    number, folder = task
    if folder:
        sign = Path(folder) / "seen"
        if not sign.exists():
            sign.write_text("", encoding="utf-8")
            os._exit(3)
    return number


def ends_when_told(number: int) -> bool:
    """Say whether the process that does a task ends as soon as it is told to, and without a word."""
    told = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    return all(signal.getsignal(each) is signal.SIG_DFL for each in told)


def is_deaf(number: int) -> bool:
    """Say whether the process that does a task does not hear Ctrl-C."""
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def waits_long(number: int) -> int:
    """Say which process does a task, and be at it for a minute."""
    os.write(1, f"{os.getpid()}\n".encode())
    time.sleep(60)
    return number


def dies(task: "tuple[int, bool]") -> int:
    number, is_fatal = task
    if is_fatal:
        os._exit(3)
    return number
