"""How much a finding matters in one policy: what its `lint` says, else the rule's own severity."""

from engine.diagnostics import Severity
from engine.lint.rule import LintRule, rule_of
from engine.lint.subject import Subject


def levels_of(subject: Subject) -> dict[str, Severity]:
    """Give the severities that a policy's layers set, by code; a word that is no severity sets none."""
    told = subject.policy.document.get("lint") if subject.policy is not None else None
    found: dict[str, Severity] = {}
    for name, word in told.items() if isinstance(told, dict) else ():
        rule = rule_of(name)
        if rule is not None and isinstance(word, str) and word.upper() in Severity.__members__:
            found[rule.code] = Severity[word.upper()]
    return found


def level(rule: LintRule, own: Severity | None, levels: dict[str, Severity]) -> Severity:
    """Give the severity of one finding: what a layer set for its rule, else its own, else the rule's."""
    return levels.get(rule.code, own or rule.severity)
