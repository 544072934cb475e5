"""What the tests hand to other processes: it must stand in a module that they can import."""

import os
from pathlib import Path


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


def dies(task: "tuple[int, bool]") -> int:
    number, is_fatal = task
    if is_fatal:
        os._exit(3)
    return number
