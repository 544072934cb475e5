"""What a benchmark is asked that it cannot do is said in a line, before anything is measured."""

import subprocess
import sys

import pytest

from tests.architecture.tree import ROOT


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("benchmarks --pupils 20000", "unrecognized arguments: --pupils 20000"),
        ("benchmarks.many_schools --datasets 0", "`0` is not a number from 1 on"),
        ("benchmarks.cold_start --runs x", "`x` is not a number from 1 on"),
        ("benchmarks.whole_run --pupils 0", "`0` is not a number from 1 on"),
        ("benchmarks.whole_run --policy nowhere", "there is no policy `nowhere` that can be run"),
        ("benchmarks.reading --pupils -3", "`-3` is not a number from 1 on"),
        ("benchmarks.simulations nowhere", "there is no folder `nowhere`"),
        ("benchmarks.simulations --pupils 3", "unrecognized arguments: --pupils"),
    ],
)
def test_what_cannot_be_measured_is_said(asked: str, told: str):
    pytest.importorskip("polars")
    done = subprocess.run(
        [sys.executable, "-m", *asked.split()], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )

    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
