"""An explanation -> what of it concerns one parent of the pupil, and not another."""

from engine.model.explanation import ExplainedOutput, ExplanationOutput, WhyNotOutput


def parents_in(told: ExplanationOutput) -> list[str]:
    """Give the parents that single actions, decisions and reasons why not are about."""
    items: list[ExplainedOutput | WhyNotOutput] = [*told.explained, *told.why_not]
    return sorted({parent for each in items if (parent := _parent(each)) is not None})


def of_one_parent(told: ExplanationOutput, parent: str) -> ExplanationOutput:
    """Leave out what is about another parent; what is about none stays."""
    explained = [each for each in told.explained if _parent(each) in (None, parent)]
    why_not = [each for each in told.why_not if _parent(each) in (None, parent)]
    return told.model_copy(update={"explained": explained, "why_not": why_not})


def _parent(item: ExplainedOutput | WhyNotOutput) -> str | None:
    if isinstance(item, WhyNotOutput):
        return item.parent
    about = item.action or item.decision
    return about.parent if about is not None else None
