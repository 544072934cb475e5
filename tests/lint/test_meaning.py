"""What the rules about meaning say of a policy full of mistakes, and of a sensible one."""

from datetime import date
from pathlib import Path

from engine.api import lint
from engine.diagnostics import Severity

GOLDEN = Path(__file__).parents[1] / "golden" / "lint"
AS_OF = date(2026, 11, 28)


def told(name: str) -> list[str]:
    findings = lint([GOLDEN / f"{name}.yaml"], as_of=AS_OF, select=["L2"]).findings
    return [
        f"{each.place.span.line}:{each.place.span.column} {each.severity.name.lower()} {each.code}: {each.message}\n"
        f"  help: {each.help}"
        for each in findings
        if each.place is not None and each.severity > Severity.INFO
    ]


def test_every_mistake_is_told_at_its_place_with_an_example(golden):
    golden(GOLDEN / "meaning_bad.txt", "\n".join(told("meaning_bad")) + "\n")


def test_a_sensible_policy_has_no_finding():
    assert told("meaning_good") == []
