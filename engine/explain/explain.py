"""One pupil's run, explained: what was asked for and why, or why a rule asked for nothing."""

from datetime import date

from engine.explain.reading import Tools
from engine.explain.why import run_alone, why
from engine.explain.why_not import why_not
from engine.load import Loaded
from engine.model.explanation import ExplanationOutput
from engine.narrow import of_pupil
from engine.register import Register


def explain(
    loaded: Loaded, register: Register, pupil: int, *, rule: str | None = None, day: date | None = None
) -> ExplanationOutput:
    """Explain the actions and decisions of one pupil, by place; of one rule or day alone where they are given.

    A rule that did not act is told why not: on the day, or without one on the day on which it came nearest.
    `day` is a school day of the register.
    """
    one = of_pupil(register, pupil)
    run = run_alone(loaded, one)
    said = None if day is None else day.isoformat()
    actions = [
        each for each in run.actions if (rule is None or each.rule == rule) and (said is None or each.date == said)
    ]
    decisions = [
        each for each in run.decisions if (rule is None or each.table == rule) and (said is None or each.date == said)
    ]
    tools = Tools(loaded, one)
    explained = why(tools, one, actions, decisions)
    missed = []
    if rule is not None and not explained:
        acted = [(each.rule, date.fromisoformat(each.date)) for each in run.actions]
        acted += [(each.table, date.fromisoformat(str(each.date))) for each in run.decisions]
        missed = why_not(tools, one, rule, day, acted)
    return ExplanationOutput(
        policy=run.policy,
        version=run.version,
        dataset=run.dataset,
        as_of=run.as_of.isoformat(),
        pupil=one.pupils[0],
        explained=explained,
        why_not=missed,
    )
