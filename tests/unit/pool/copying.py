"""Run by itself, in a process that can be copied: what copies of it make, and what becomes of it where they die."""

import os
import signal
import sys
from collections.abc import Iterator
from functools import partial

import numpy as np

from engine.pool import copies
from engine.pool.ahead import Ahead
from engine.pool.coming import Coming
from engine.pool.copies import can_be_copied
from engine.pool.in_turn import in_turn, with_last

HERE = os.getpid()
NUMBERS = {"bytes": np.arange(5, dtype=np.uint8), "none": np.zeros(0), "many": np.arange(60.0).reshape(6, 10).T}


def die() -> None:
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    if os.getpid() != HERE:
        raise MemoryError


def part(name: str, wrong: object = None) -> Iterator[bytes]:
    for number in range(3):
        yield f"{name}{number}, made {'here' if os.getpid() == HERE else 'there'}\n".encode() * 40_000
        if number == 1 and callable(wrong):
            wrong()


def made(first: object = None, second: object = None) -> list[str]:
    text = b"".join(in_turn([partial(part, "a"), partial(part, "b", first), partial(part, "c", second)])).decode()
    return list(dict.fromkeys(text.splitlines()))


def lines(*where: str) -> list[str]:
    return [f"{name}{number}, made {place}" for name, place in zip("abc", where, strict=True) for number in range(3)]


def main() -> None:
    assert can_be_copied()
    assert sys.modules.keys().isdisjoint({"concurrent.futures", "multiprocessing", "logging", "socket"})
    with Coming(lambda: (os.getpid(), NUMBERS)) as coming:
        number, found = coming.value() or (HERE, {})
    assert number != HERE
    assert list(found) == list(NUMBERS)
    for name, wanted in NUMBERS.items():
        assert found[name].dtype == wanted.dtype
        assert np.array_equal(found[name], wanted)
    found["many"][0, 0] = 7  # what came over is this process's own
    with Coming(die) as coming:
        assert coming.value() is None
    with Coming(fail) as coming:
        assert coming.value() is None
    with Ahead(lambda: None, lambda asked: [*asked, os.getpid() == HERE]) as ahead:
        assert ahead.ask(["x" * 200_000, 2]) == ["x" * 200_000, 2, False]
    with Ahead(die, lambda asked: asked) as ahead:
        assert ahead.ask("x" * 200_000) is None
    with Ahead(lambda: None, lambda asked: asked):
        pass  # nobody asks, and it is let go
    assert made() == lines("here", "there", "there")
    assert made(first=die) == lines("here", "here", "there")
    assert made(second=fail) == lines("here", "there", "here")
    assert list(in_turn([])) == []
    both = b"".join(in_turn(with_last([partial(part, "a"), partial(part, "b")], partial(part, "c")))).decode()
    assert list(dict.fromkeys(both.splitlines())) == lines("here", "there", "there")
    left = in_turn([partial(part, "a"), partial(part, "b")])
    next(left)
    left.close()
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        pass
    else:
        sys.exit("a copy was left behind")
    copies.can_be_copied = lambda: False
    assert made() == lines("here", "here", "here")
    with Coming(lambda: 1) as coming:
        assert coming.value() is None


if __name__ == "__main__":
    main()
