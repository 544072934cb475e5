"""The benchmark of data larger than memory: it says what is wrong with what it is asked, and holds its own limit."""

import json
import sys

import pytest

from benchmarks import many_schools


def ended(monkeypatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["many_schools", *words])
    monkeypatch.setattr("signal.signal", lambda *_: None)
    return many_schools.main()


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_there_is_at_least_one_dataset(monkeypatch, capsys, number: str):
    with pytest.raises(SystemExit) as left:
        ended(monkeypatch, "--datasets", number)

    assert left.value.code == 2
    assert f"`{number}` is not a number from 1 on" in capsys.readouterr().err


def test_it_counts_what_it_ran_and_fails_above_its_limit(monkeypatch, capsys):
    few = ("--datasets", "2", "--pupils", "12", "--jobs", "1")

    assert ended(monkeypatch, *few) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["pupils"], told["actions"] > 10) == (24, True)
    if told["peak_memory_of_all_processes_mb"]:
        assert ended(monkeypatch, *few, "--most-mb", "1") == 1
        assert "allowed are 1" in capsys.readouterr().err


def test_a_policy_that_is_not_there_is_told(monkeypatch, capsys):
    assert ended(monkeypatch, "--datasets", "1", "--pupils", "12", "--jobs", "1", "--policy", "nosuch") == 1
    assert "there is no layer `nosuch`" in capsys.readouterr().err
