"""Threads beside the one that asks: the order of the tasks, what they raise, and who works."""

import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from engine.pool.beside import beside, in_order

THREADS = pytest.mark.parametrize("threads", [1, 2, 3])


def tasks(count: int, begun: list[int], seconds: float = 0.0) -> Iterator[Callable[[], int]]:
    def task(number: int) -> Callable[[], int]:
        def work() -> int:
            begun.append(number)
            time.sleep(seconds * (count - number))
            return number

        return work

    return map(task, range(count))


@THREADS
def test_what_comes_of_tasks_comes_in_their_order(threads: int) -> None:
    assert list(in_order(tasks(7, [], 0.002), threads)) == list(range(7))
    assert list(in_order(tasks(1, []), threads)) == [0]
    assert list(in_order(tasks(0, []), threads)) == []


def test_the_first_task_is_done_alone_by_who_asks_and_others_beside() -> None:
    def who() -> threading.Thread:
        return threading.current_thread()

    first, *others = in_order(iter([who] * 5), 2)
    assert first is threading.current_thread()
    assert threading.current_thread() not in others
    assert list(in_order(iter([who] * 3), 1)) == [threading.current_thread()] * 3


def test_no_more_tasks_are_begun_than_threads_can_work_at() -> None:
    begun: list[int] = []
    found = in_order(tasks(50, begun), 3)
    for number in range(10):
        assert next(found) == number
        assert max(begun) <= number + 3
    found.close()
    time.sleep(0.02)
    assert len(begun) < 20


@THREADS
def test_what_a_task_raises_is_raised_in_its_place(threads: int) -> None:
    def fail() -> int:
        raise OSError("gone")

    usual = sys.getswitchinterval()
    found = in_order(iter([lambda: 1, lambda: 2, fail, lambda: 4]), threads)
    assert [next(found), next(found)] == [1, 2]
    with pytest.raises(OSError, match="gone"):
        next(found)
    assert sys.getswitchinterval() == usual


@THREADS
def test_work_beside_gives_what_it_gives_and_raises_what_it_raises(threads: int) -> None:
    usual = sys.getswitchinterval()
    with beside(lambda: 7, threads) as waited_for:
        assert waited_for() == 7
    assert sys.getswitchinterval() == usual

    def fail() -> int:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"), beside(fail, threads) as waited_for:
        waited_for()


def test_work_goes_on_beside_only_where_there_is_a_thread_for_it() -> None:
    for threads in (1, 2):
        done = threading.Event()
        with beside(done.set, threads) as waited_for:
            assert done.wait(2.0 if threads > 1 else 0.01) == (threads > 1)
            waited_for()
            assert done.is_set()
