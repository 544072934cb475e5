"""One policy -> its findings: every rule asked, severities set, what is allowed taken out."""

from collections.abc import Iterable, Iterator
from dataclasses import field, replace

from engine.diagnostics import Diagnostic, Severity
from engine.document import Path
from engine.lint.allowing import Permission, in_item, permissions
from engine.lint.finding import Finding
from engine.lint.levels import level, levels_of
from engine.lint.rule import STAGES, LintRule, rules
from engine.lint.subject import Subject
from engine.model.policy_file import PolicyFile
from engine.nouns import dataclass
from engine.source import Place

_OF_MEANING = ("L2", "L3")
_OF_FILE, _OF_ITEM = "file", "item"


@dataclass(slots=True)
class Judged:
    """What came of one policy: its findings, how many were allowed, and the permissions that allowed one."""

    findings: list[Diagnostic] = field(default_factory=list)
    allowed: int = 0
    used: set[tuple[str, Path]] = field(default_factory=set)


def judge(subject: Subject, only: str | None = None) -> Judged:
    """Ask every rule about one policy, as far as it could be understood; or one rule, by its code."""
    judged = Judged()
    asked = [rule for rule in rules() if only in (None, rule.code)]
    first = [rule for rule in asked if not rule.after]
    last = [rule for rule in asked if rule.after]
    _ask(judged, subject, first)
    _ask(judged, replace(subject, used=frozenset(judged.used)), last)
    return judged


def _ask(judged: Judged, subject: Subject, asked: Iterable[LintRule]) -> None:
    levels = levels_of(subject)
    asked = list(asked)
    _ask_of(judged, subject, [rule for rule in asked if _can(rule, subject)], levels)
    if subject.plan is None and subject.sound is not None:
        left = [rule for rule in asked if rule.needs == STAGES[-1] and not rule.after]
        _ask_of(judged, subject.sound, left, levels)


def _ask_of(judged: Judged, subject: Subject, asked: Iterable[LintRule], levels: dict[str, Severity]) -> None:
    given = list(permissions_of(subject))
    for rule in asked:
        for finding in rule.check(subject):
            if (rule.code.startswith(_OF_MEANING) or rule.whole == _OF_ITEM) and _rests_on_less(subject, finding):
                continue
            place = _place(subject, finding)
            permission = _permitted(subject, given, rule, finding, place)
            if permission is not None:
                judged.allowed += 1
                judged.used.add((permission.document.source.name, permission.path))
                continue
            severity = level(rule, finding.severity, levels)
            judged.findings.append(Diagnostic(rule.code, finding.message, place, finding.help, severity, finding.also))


def permissions_of(subject: Subject) -> Iterator[Permission]:
    """Give what a policy's layers allow."""
    layers = [layer.document for layer in subject.policy.layers] if subject.policy is not None else [subject.document]
    for document in layers:
        yield from permissions(document)


def _can(rule: LintRule, subject: Subject) -> bool:
    reached = (subject.document, subject.policy, subject.bound, subject.plan)
    return reached[STAGES.index(rule.needs)] is not None and (subject.whole or rule.whole != _OF_FILE)


def _rests_on_less(subject: Subject, finding: Finding) -> bool:
    """Whether what a finding is about, or anything behind it, lacks a part: then it does not mean what was written."""
    if not subject.cut or finding.path is None or subject.bound is None:
        return False
    names = [name for path in (finding.path, *finding.about) for name in _names_at(subject.bound.model, path)]
    behind: frozenset[str] = frozenset()
    if subject.plan is not None:
        from engine.narrow import names_behind

        behind = names_behind(subject.plan, names)
    return not subject.cut.isdisjoint({*names, *behind})


def _names_at(model: PolicyFile, path: Path) -> Iterator[str]:
    """Give the names that an item is known by: of a ladder those of its steps too, of registers those of the half."""
    if len(path) < 2:
        return
    section, item = path[:2]
    yield model.rules[item].id if section == "rules" and isinstance(item, int) else str(item)
    if section == "ladders":
        yield from (step.id for step in model.ladders[str(item)].steps)
    if section == "registers" and model.registers is not None:
        yield from (model.registers.am if item == "am" else model.registers.pm)


def _place(subject: Subject, finding: Finding) -> Place | None:
    if finding.place is not None or finding.path is None:
        return finding.place
    return subject.place(finding.path, finding.start, finding.end)


def _permitted(
    subject: Subject, given: list[Permission], rule: LintRule, finding: Finding, place: Place | None
) -> Permission | None:
    """Give the permission that allows a finding: one of its item, in whichever layer it stands."""
    items: set[tuple[str, Path]] | None = None
    for permission in given:
        if not permission.of(rule.code) or not permission.holds(subject.as_of):
            continue
        if items is None:
            items = set(_items(subject, finding.path)) if finding.path is not None else set()
        if not permission.item:
            # What a file allows at its top is for what can say no `allow` of its own.
            if permission.document is subject.document and not (place and in_item(permission.document, place)):
                return permission
        elif (permission.document.source.name, permission.path) in items:
            return permission
        elif place is not None and permission.covers(place):
            return permission
    return None


def _items(subject: Subject, path: Path) -> Iterator[tuple[str, Path]]:
    """Give the file and the path there of every entry of `allow` on an item that a path of the policy lies in."""
    if subject.policy is None:
        return
    written = subject.written(path)
    value: object = subject.policy.document
    for length in range(len(written) + 1):
        if length and isinstance(value, dict) and isinstance(value.get("allow"), dict):
            for code in value["allow"]:
                origin = subject.policy.origin((*written[:length], "allow", code))
                yield subject.policy.layers[origin.layer].document.source.name, origin.path
        step = written[length] if length < len(written) else None
        if isinstance(value, dict) and isinstance(step, str) and step in value:
            value = value[step]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return
