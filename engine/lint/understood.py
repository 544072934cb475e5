"""A policy in force -> what the rules look at of it: its general forms, its meaning, its plan."""

from dataclasses import replace

from engine.bind.bind import bind
from engine.compile.compile import compile_policy
from engine.diagnostics import Diagnostic
from engine.lint.subject import Subject
from engine.load import places_of
from engine.model.part import RefusedError
from engine.model.policy_file import PolicyFile
from engine.overtaken import overtaken
from engine.policy import PolicyInForce
from engine.resolve.caused import where_caused
from engine.resolve.taken import not_whole
from engine.sections.lower import lower


def understood(subject: Subject, policy: PolicyInForce) -> tuple[Subject, list[Diagnostic]]:
    """Expand, bind and compile a policy for a subject; `bound` and `plan` stay None where they cannot be made.

    Yields: B010 a section that is not whole, and whatever binding may find.
    """
    subject = replace(subject, policy=policy)
    lowered = lower(policy.document)
    found = [not_whole(policy, each) for each in lowered.complaints]
    place = places_of(policy, lowered)
    subject = replace(subject, expanded=lowered.document, place_of=place, written_at=lowered.origins)
    try:
        model = PolicyFile.model_validate(lowered.document)
    except RefusedError:
        if not found:
            raise
        return subject, found  # a section that is not whole has made nothing that holds
    bound = bind(model, place)
    subject = replace(subject, bound=bound.value)
    found += where_caused(policy, bound.diagnostics)
    if bound.value is None or bound.failed or lowered.complaints:
        return subject, found
    found += overtaken(policy, lowered, bound.value)
    # no rule asks which version it is about: to digest a whole document takes as long as many of them
    return replace(subject, plan=compile_policy(bound.value, "")), found
