"""The DMN conformance kit, where it is present (DMN_TCK_HOME)."""

from collections import Counter

import pytest

from tests.tck.kit import cases, folder, run
from tests.tck.run import line, main


def test_every_case_of_the_kit_gives_what_the_kit_expects() -> None:
    counts: Counter[str] = Counter()
    forms: Counter[str] = Counter()
    failed = []
    for case in cases():
        outcome = run(case)
        counts[outcome.state] += 1
        forms[outcome.columns] += 1
        if outcome.state == "failed":
            failed.append(line(case, outcome))
    if not counts:
        pytest.skip(f"no case of the conformance kit in {folder().name}: set DMN_TCK_HOME")
    assert not failed, "\n".join(failed)
    assert counts["passed"] and counts["refused"]
    assert forms["array"] > forms["rows"]


def test_without_the_kit_the_command_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("DMN_TCK_HOME", str(tmp_path))
    assert main() == 0
    assert "skipped" in capsys.readouterr().out


def test_a_case_that_fails_makes_the_command_fail(monkeypatch: pytest.MonkeyPatch, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    text = (
        '{"dir": "made", "file": "", "case": "1", "node": "n", "expect": "value", "tier": "core", "types": {},'
        ' "decision": {"expr": {"lit": "1 + 1"}}, "requires": {}, "inputs": {}, "intypes": {},'
        ' "expected": {"t": "decimal", "v": "3"}}\n'
    )
    (tmp_path / "made.jsonl").write_text(text, encoding="utf-8")
    monkeypatch.setenv("DMN_TCK_HOME", str(tmp_path))
    assert main() == 1
    assert "gave 2, not Fraction(3, 1)" in capsys.readouterr().out
