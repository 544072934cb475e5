"""Every kind of action and decision that the scenarios beside the shipped policies bring about, explained once each."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from engine import api
from engine.assets import policies_folder
from engine.decision import Run
from engine.load import Loaded
from engine.model.explanation import ExplainedOutput, ExplanationOutput
from engine.register import Register
from engine.testing.read import files_of_tests, read_tests
from engine.testing.runner import Runner


@dataclass(frozen=True, slots=True)
class Told:
    """One kind of action or decision: its policy and rule, and how the first of its kind is explained."""

    policy: str
    rule: str
    outcome: str | None
    loaded: Loaded
    whole: ExplanationOutput

    @property
    def item(self) -> ExplainedOutput:
        """The explanation of the first."""
        return self.whole.explained[0]


@cache
def every_kind() -> tuple[Told, ...]:
    """Give every kind once, by policy, rule and outcome."""
    found: dict[tuple[str, str, str | None], Told] = {}

    def run(loaded: Loaded, register: Register) -> Run:
        made = api.run_register(loaded, register)
        for each in (*made.actions, *made.decisions):
            rule = getattr(each, "rule", None) or each.table
            kind = (loaded.policy.name, rule, getattr(each, "outcome", None))
            if kind not in found:
                day = date.fromisoformat(str(each.date))
                whole = api.explain(loaded, register, each.pupil, rule=rule, day=day)
                found[kind] = Told(*kind, loaded, whole)
        return made

    runner = Runner(run)
    for file in files_of_tests(Path(policies_folder())).value or ():
        for placed in read_tests(file).value or ():
            runner.run(placed)
    return tuple(found[kind] for kind in sorted(found, key=lambda kind: tuple(map(str, kind))))
