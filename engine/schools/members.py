"""A folder of policies -> the schools in it, each with its layers merged; of several versions the one of a day."""

from dataclasses import field
from datetime import date
from pathlib import Path

from engine.diagnostics import Diagnostic, Outcome, Severity, in_order
from engine.document import Document
from engine.model.policy_file import LAYERS
from engine.nouns import dataclass
from engine.policy import PolicyInForce
from engine.resolve import resolve_document
from engine.resolve.layers import shown
from engine.resolve.versions import Version, all_in_force, at_odds, several, versions
from engine.schools.once_each import once_each
from engine.schools.school import LeftOut, left_out
from engine.validate import problems

SCHOOL_LAYER = "school"
NO_POLICY = "S010"


@dataclass(frozen=True, slots=True)
class Member:
    """One school: the file of its policy, and the policy in force."""

    name: str
    file: Path
    policy: PolicyInForce = field(repr=False)

    @property
    def title(self) -> str:
        """What people call it: the school's name, else that of its policy."""
        school = self.policy.document.get("school")
        name = school.get("name") if isinstance(school, dict) else None
        return name if isinstance(name, str) else self.name


@dataclass(frozen=True, slots=True)
class Members:
    """The schools of a folder in the order of their names, and what could not be used, with the reason."""

    schools: tuple[Member, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def members(folder: Path, as_of: date) -> Outcome[Members]:
    """Give the schools of a folder; a policy that cannot be used is told and left out.

    Yields: M003 a name that two have, M005 no school's policy, R022 a school without a version in force on the day,
    R020 and R021 of versions, and what keeps a policy from being resolved.
    """
    from engine.lint.files import find_files  # a run of one school needs none of what it loads

    files = find_files([folder])
    told = [each for each in files.found if each.code != NO_POLICY]  # M005 says so of schools
    schools = [(file, each) for file, each in files.policies if file is not None and is_school(each)]
    if not schools:
        message = f"`{shown(folder)}` has no policy of a school"
        told.append(Diagnostic("M005", message, None, f"a school's policy says `layer: {SCHOOL_LAYER}`"))
    found: list[Member] = []
    lacking = [
        (Path(each.place.source.name).stem, each)
        for each in files.found
        if each.place is not None and each.severity is Severity.ERROR
    ]
    for file, document in files.policies:
        wrong = unclear(document)
        told += wrong
        lacking += [(called(document, file), each) for each in wrong]
    for (_, name), group in versions(schools).items():
        told += at_odds(name, group)
        held = all_in_force(group, as_of)
        if len(held) > 1:
            lacking.append((name, several(name, held, as_of)))
            continue
        chosen = held[0] if held else None
        if chosen is None:
            told.append(out_of_force(name, group, as_of))
            lacking.append((name, told[-1]))
            continue
        resolved = resolve_document(chosen.document, chosen.file, root=folder)
        told += resolved.diagnostics
        if resolved.value is not None and not resolved.failed:
            found.append(Member(name, chosen.file, resolved.value))
        else:
            lacking += [(name, each) for each in resolved.diagnostics if each.severity is Severity.ERROR]
    once, twice = once_each(((member.name, member.file) for member in found), "policies")
    told += dict.fromkeys(each for _, each in twice)
    lacking += twice
    found = [member for member in found if member.file in once.values()]
    found.sort(key=lambda member: (member.name, str(member.file)))
    return Outcome(Members(tuple(found), left_out(lacking)), in_order(dict.fromkeys(told)))


def unclear(document: Document) -> list[Diagnostic]:
    """Give what is wrong with a file of which it cannot be told whether it is a school's, or which school's."""
    value = document.value if isinstance(document.value, dict) else {}
    if value.get("layer") in LAYERS and isinstance(value.get("policy"), str):
        return []
    return [each for each in problems(document) if each.severity is Severity.ERROR]


def is_school(document: Document) -> bool:
    """Whether a file is the policy of a school."""
    return isinstance(document.value, dict) and document.value.get("layer") == SCHOOL_LAYER


def called(document: Document, file: Path | None) -> str:
    """Give the name by which a file's policy is known: its own, else the file's."""
    name = document.value.get("policy") if isinstance(document.value, dict) else None
    if isinstance(name, str):
        return name
    return "" if file is None else file.stem


def out_of_force(name: str, group: tuple[Version, ...], day: date) -> Diagnostic:
    """Say that no version of a policy is in force on a day."""
    message = f"no version of `{name}` is in force on {day}"
    act = "name a day with --as-of for which there is one"
    return Diagnostic("R022", message, group[0].place, act, Severity.ERROR)
