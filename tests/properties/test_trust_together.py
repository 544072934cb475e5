"""What schools of a trust share while they are run together carries nothing from one into another."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from engine import api
from engine.generate.spec import Spec
from tests.cli.command import run

TRUST = """\
policy: shared
layer: trust
extends: [england]
values: {lates_limit: 3 sessions, gone: 2, written: 5 school days, half: 90%}
sets:
  unexplained: 'session = "AM" and code in ("N", "O")'
  either: unexplained or late
measures:
  mornings: {count: sessions, of: unexplained, over: half_term}
  of_either: {count: sessions, of: either, over: term}
letters:
  figure: attendance_percent
  check: half_term
  thresholds: {low: {below: half, to: parents}}
rules:
  - {id: visit, when: mornings >= gone, then: [{do: visit, to: parents, due: written}]}
  - {id: late_letter, when: late_count >= lates_limit, check: week, then: [{do: letter, due: 3 school days}]}
  - {id: both, when: of_either > 4, then: [{do: note, to: office, due: next Friday}]}
  - {id: ask_ill, when: ill_count > 0, for: year_group >= 3, then: [{do: ask, to: parents}]}
"""
SETS = ('code in ("N", "O", "U")', 'code = "O"', 'session = "PM" and code in ("N", "O")', 'authorised or code = "N"')
CHOICES = st.fixed_dictionaries(
    {
        "lates_limit": st.sampled_from(["1 session", "2 sessions", "5 sessions"]),
        "gone": st.sampled_from(["1", "3", "[{until: 2025-01-06, value: 1}, {from: 2025-01-06, value: 4}]"]),
        "written": st.sampled_from(["1 school day", "2 weeks", "3 school weeks"]),
        "half": st.sampled_from(["96%", "92%", "85%"]),
        "unexplained": st.none() | st.sampled_from(SETS),
        "late": st.sampled_from(['code in ("L", "U")', 'code = "L" and session = "AM"']),
        "ill": st.sampled_from(['code = "I"', 'code in ("I", "M")', 'absent and code != "I"']),
        "opens": st.sampled_from(["08:45", "09:00"]),
        "seed": st.integers(min_value=0, max_value=3),
        "year": st.sampled_from([2023, 2024]),
    }
)
ALONE = """\
import os, sys
from cli.main import carry_out
from engine import api
api.get_ready()
for policy, dataset, out in zip(*[iter(sys.argv[1:])] * 3):
    # each begins from a process in which no policy was ever read
    if not os.fork():
        os._exit(int(carry_out(["run", policy, dataset, "--format", "jsonl", "--jobs", "1", "--out", out])))
    if os.wait()[1]:
        sys.exit(f"{policy} could not be run")
"""


def school(name: str, said: Mapping[str, object]) -> str:
    """Write the policy of a school, which says otherwise what another may say by the same names."""
    sets = f"  unexplained: '{said['unexplained']}'\n" if said["unexplained"] else ""
    return (
        f"policy: {name}\nlayer: school\nextends: [shared]\n"
        f"values: {{lates_limit: {said['lates_limit']}, gone: {said['gone']}, "
        f"written: {said['written']}, half: {said['half']}}}\n"
        f"sets:\n{sets}  own_late: '{said['late']}'\n  own_ill: '{said['ill']}'\n"
        "measures:\n  late_count: {count: sessions, of: own_late, over: half_term}\n"
        "  ill_count: {count: sessions, of: own_ill, over: day}\n"
        f"registers:\n  am: {{all: {{opens: {said['opens']}, closes: 09:10}}}}\n"
        "  pm: {all: {opens: 13:00, closes: 13:20}}\n"
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process in which nothing was read is a copy of one")
@settings(max_examples=3, phases=[Phase.generate])  # an example takes seconds: none is made smaller
@given(st.lists(CHOICES, min_size=4, max_size=5))
def test_schools_run_together_and_alone_give_the_same_bytes(choices: list[dict[str, object]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "trust").mkdir()
        (folder / "trust" / "shared.yaml").write_text(TRUST, encoding="utf-8")
        words: list[str] = []
        for number, said in enumerate(choices):
            one = f"school_{number}"
            policy, dataset = folder / "trust" / f"{one}.yaml", folder / "sets" / one
            policy.write_text(school(one, said), encoding="utf-8")
            api.generate(dataset, Spec(pupils=25, seed=int(str(said["seed"])), year=int(str(said["year"]))))
            words += [str(policy), str(dataset), str(folder / f"{one}.jsonl")]
        alone = subprocess.run(
            [sys.executable, "-c", ALONE, *words], check=False, capture_output=True, text=True, encoding="utf-8"
        )
        assert alone.returncode == 0, alone.stderr
        for _ in range(2):  # the second time all that can be kept of every school is
            done = run("run", folder / "trust", folder / "sets", "--format", "jsonl", "--jobs", "1")
            lines = done.out.splitlines()
            assert (done.code, json.loads(lines[-1])["kind"]) == (0, "total"), done.err
            for number in range(len(choices)):
                first = f'{{"school": "school_{number}", '
                mine = [f"{{{line.removeprefix(first)}" for line in lines if line.startswith(first)]
                assert mine == (folder / f"school_{number}.jsonl").read_text(encoding="utf-8").splitlines()
                assert len(mine) > 20
