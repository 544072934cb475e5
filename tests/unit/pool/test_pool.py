"""One function over many tasks: the same results in the same order, whoever does the work; nothing is dropped."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.pool import hands
from engine.pool.copies import can_be_copied
from engine.pool.each import TRIES, Course, each
from engine.pool.hands import Hands
from engine.pool.workers import NoHandsError
from tests.unit.pool.work import (
    LOADED,
    dies,
    dies_once,
    fails_once,
    fails_to_load,
    is_deaf,
    load,
    loaded,
    seven_fails,
    slow,
    square,
)

LOCAL = {"in this process": {"jobs": 1}, "two processes": {"jobs": 2}}
ALONE = """
import signal

from engine.pool.copies import can_be_copied
from engine.pool.each import each
from tests.unit.pool.work import dies, ends_when_told, load, loaded

if __name__ == "__main__":
    assert can_be_copied()
    done = list(each(loaded, range(3), jobs=2, ready=load))
    assert [one.value[0] for one in done] == [[0]] * 3, done
    tasks = [(number, number == 2) for number in range(6)]
    assert [one.value for one in each(dies, tasks, jobs=2)] == [0, 1, None, 3, 4, 5]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    assert [one.value for one in each(ends_when_told, range(3), jobs=2)] == [True] * 3
    assert can_be_copied()
"""


LEFT = """
from engine.pool.each import each
from tests.unit.pool.work import waits_long

if __name__ == "__main__":
    list(each(waits_long, range(2), jobs=2))
"""


@pytest.mark.parametrize("how", LOCAL.values(), ids=LOCAL)
def test_results_come_in_the_order_of_the_tasks(how: dict[str, int]):
    assert [(done.place, done.value, done.fault) for done in each(square, range(9), **how)] == [
        (number, number * number, None) for number in range(9)
    ]


def test_no_task_is_no_work():
    assert list(each(square, [], jobs=2)) == []


@pytest.mark.parametrize("how", LOCAL.values(), ids=LOCAL)
def test_a_task_that_fails_is_tried_again_and_then_told(how: dict[str, int]):
    done = list(each(seven_fails, range(5, 10), **how))

    assert [each.value for each in done] == [5, 6, None, 8, 9]
    assert (done[2].fault, done[2].tries) == ("the program failed on it (ValueError: seven)", TRIES)
    assert [each.tries for each in done if each.fault is None] == [1, 1, 1, 1]


def test_a_task_that_fails_once_is_done_the_second_time(tmp_path: Path):
    folders = [tmp_path / name for name in ("a", "b", "c")]
    for folder in folders:
        folder.mkdir()

    done = list(each(fails_once, [str(folder) for folder in folders], jobs=1))

    assert [(each.value, each.tries) for each in done] == [("a", 2), ("b", 2), ("c", 2)]


def test_a_process_that_dies_takes_no_other_task_with_it():
    tasks = [(number, number == 2) for number in range(6)]

    done = list(each(dies, tasks, jobs=2))

    assert [each.value for each in done] == [0, 1, None, 3, 4, 5]
    assert done[2].fault is not None and "ended without a word" in done[2].fault


def test_what_was_taken_up_again_says_why(tmp_path: Path):
    tasks = [(number, str(tmp_path) if number == 2 else "") for number in range(12)]

    done = list(each(dies_once, tasks, jobs=2))

    assert [each.value for each in done] == [*range(12)]
    assert done[2].again is not None and "ended without a word" in done[2].again
    # those before it may have been on their way back, and the next were out with it; the last had not been begun
    assert done[-1].again is None


@pytest.mark.skipif(os.name == "nt", reason="a process is killed by a signal")
def test_a_process_that_dies_while_nobody_waits_takes_no_task_with_it():
    done = []
    for one in each(slow, range(12), jobs=2):
        done.append(one)
        if len(done) == 3:
            assert one.value is not None
            os.kill(one.value, signal.SIGKILL)
            time.sleep(0.3)  # what came of a school is being written, and the pool breaks meanwhile

    assert [each.place for each in done] == list(range(12))
    assert all(each.fault is None for each in done)


def test_no_more_is_begun_than_the_hands_can_hold():
    begun: list[int] = []

    def begin(number: int) -> int:
        begun.append(number)
        return number

    results = each(begin, range(50), jobs=1)
    assert next(results).value == 0
    assert len(begun) <= 4
    results.close()


def test_dask_gives_the_same_results_and_the_same_faults():
    pytest.importorskip("distributed")

    alone = list(each(seven_fails, range(5, 10), jobs=1))
    assert list(each(seven_fails, range(5, 10), jobs=2, engine="dask")) == alone


def test_two_runs_at_once_have_a_cluster_each_that_hears_this_machine_alone():
    pytest.importorskip("distributed")
    psutil = pytest.importorskip("psutil")

    runs = [each(square, range(4), jobs=1, engine="dask") for _ in range(2)]
    begun = [next(run).value for run in runs]
    this = psutil.Process()
    heard = [
        held.laddr.ip
        for process in (this, *this.children(recursive=True))
        for held in process.net_connections("inet")
        if held.status == psutil.CONN_LISTEN
    ]

    assert begun == [0, 0]
    assert [[one.value for one in run] for run in runs] == [[1, 4, 9]] * 2
    assert len(heard) >= 2 and set(heard) == {"127.0.0.1"}


def test_a_worker_of_dask_that_dies_takes_no_other_task_with_it():
    pytest.importorskip("distributed")
    tasks = [(number, number == 2) for number in range(6)]

    done = list(each(dies, tasks, jobs=2, engine="dask"))

    assert [each.value for each in done] == [0, 1, None, 3, 4, 5]
    assert done[2].fault is not None and "ended without a word" in done[2].fault
    assert done[2].tries == TRIES


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals that a process could be deaf to")
def test_workers_of_dask_leave_it_to_the_one_that_asked_to_hear_that_it_is_stopped():
    pytest.importorskip("distributed")

    assert [done.value for done in each(is_deaf, range(4), jobs=2, engine="dask")] == [True] * 4
    assert not is_deaf(0)


def test_a_worker_of_dask_that_ends_before_it_is_ready_is_told(monkeypatch):
    def ends(**_: object) -> None:
        raise RuntimeError("Nanny failed to start.")

    monkeypatch.setattr("engine.pool.dask.LocalCluster", ends)

    with pytest.raises(NoHandsError, match="could not be started") as told:
        list(each(square, [1], engine="dask"))
    assert "fewer --jobs" in told.value.help


def test_without_dask_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "engine.pool.dask", None)

    with pytest.raises(NoHandsError, match="Dask is not installed") as told:
        list(each(square, [1], engine="dask"))
    assert "pip install attendance-policy[dask]" in told.value.help


def test_what_is_handed_to_a_cluster_that_goes_is_told_and_waited_for_no_longer():
    hands = Hands(2, lambda: Goes())

    done = list(Course(square, range(9), hands, TRIES).run())

    assert [each.place for each in done] == list(range(9))
    assert [each.value for each in done if each.fault is None] == [0]
    assert {each.fault for each in done[1:]} == {"the cluster could not be reached any more"}


class Goes(ThreadPoolExecutor):
    """Does one task, and cancels whatever comes after."""

    def __init__(self):
        super().__init__(1)
        self.left = 1

    def submit(self, function, *tasks):
        self.left -= 1
        if self.left >= 0:
            return super().submit(function, *tasks)
        future: Future = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future


def test_a_cluster_that_does_not_answer_is_an_error():
    pytest.importorskip("distributed")

    with pytest.raises(NoHandsError, match="no cluster answers at `nowhere`"):
        list(each(square, [1], engine="dask", address="nowhere"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are copied on Linux alone")
def test_copies_have_what_was_loaded_before_and_outlive_one_that_dies():
    root = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, "-W", "error", "-c", ALONE]
    came = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert (came.returncode, came.stderr) == (0, "")


def test_processes_started_afresh_give_the_same(monkeypatch):
    monkeypatch.setattr(hands, "can_be_copied", lambda: False)
    LOADED.clear()

    assert [done.value for done in each(square, range(4), jobs=2)] == [0, 1, 4, 9]
    done = list(each(loaded, range(4), jobs=2, ready=load))
    assert LOADED == [0]
    assert [each.value[0] if each.value else None for each in done] == [[]] * 4
    tasks = [(number, number == 2) for number in range(4)]
    assert [done.value for done in each(dies, tasks, jobs=2)] == [0, 1, None, 3]


def test_a_process_with_another_thread_is_not_copied():
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    try:
        assert not can_be_copied()
    finally:
        over.set()
        other.join()


def test_what_goes_wrong_beforehand_is_left_to_the_tasks():
    assert [done.value for done in each(square, range(3), jobs=2, ready=fails_to_load)] == [0, 1, 4]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are copied on Linux alone")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGHUP, signal.SIGINT])
def test_no_copy_outlives_the_one_that_asked(how):
    root = Path(__file__).parents[3]
    asking = subprocess.Popen(
        [sys.executable, "-c", LEFT],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    with asking:
        assert asking.stdout is not None
        copies = [int(asking.stdout.readline()) for _ in range(2)]
        asking.send_signal(how)
        asking.wait(timeout=20)
        until = time.monotonic() + 10
        while not all(map(_is_over, copies)) and time.monotonic() < until:
            time.sleep(0.05)
        left = [copy for copy in copies if not _is_over(copy)]
        for copy in left:
            os.kill(copy, signal.SIGKILL)

    assert left == []


def _is_over(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] in "ZX"
    except FileNotFoundError:
        return True
