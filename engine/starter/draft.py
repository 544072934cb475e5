"""Answers and the starter of a phase -> a new school's policy: what the layers above already say is left out."""

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

from engine.assets import policies_folder
from engine.diagnostics import Diagnostic, Outcome
from engine.document import Path
from engine.parse import load, parse
from engine.policy import PolicyInForce
from engine.resolve import resolve_document
from engine.resolve.depends import named, rests_on
from engine.resolve.layers import is_name, shown
from engine.sections.lower import lower
from engine.source import Source
from engine.starter.answers import Answers, Draft
from engine.starter.lines import Lines
from engine.starter.tests import first_tests

FOLDER = "starters"
_GROUNDS = ("values", "sets", "measures")
_ALWAYS = frozenset({("values", "target")})
"""What is of use though no rule of the file asks about it: reports do."""


def phases() -> list[str]:
    """Name the phases for which there is a starter, in alphabetical order."""
    return sorted(file.stem for file in (policies_folder() / FOLDER).glob("*.yaml"))


def layers_above(answers: Answers, file: FilePath) -> Outcome[PolicyInForce]:
    """Merge the layers that a new school's file is to stand below, as they are found from there.

    Yields: R002 a name under which some system finds no file, and what resolving may find.
    """
    if not is_name(answers.name):
        message = f"`{answers.name}` is a device on some systems, and no file there can be called that"
        return Outcome(None, [Diagnostic("R002", message, None, "give the policy another name")])
    text = f"policy: {answers.name}\nlayer: school\nextends: [{', '.join(answers.layers)}]\n"
    read = parse(Source(shown(file), text))
    return resolve_document(read.value, file) if read.value is not None else Outcome(None, read.diagnostics)


def draft(answers: Answers, above: PolicyInForce) -> Outcome[Draft]:
    """Write a new school's policy below the layers in `above`, and its first tests.

    Yields: what parsing a starter may find.
    """
    read = load(policies_folder() / FOLDER / f"{answers.phase}.yaml", f"{FOLDER}/{answers.phase}.yaml")
    if read.value is None or not isinstance(read.value.value, dict):
        return Outcome(None, read.diagnostics)
    starter = read.value
    document: Mapping[str, Any] = read.value.value
    held = lower(above.document).document
    letters = bool(above.document.get("letters"))
    gone = set(_parts_above(document, held, foreign=_is_foreign(document, above), has_letters=letters))
    gone |= set(_idle(document, gone))
    lines = Lines(starter)
    for path, text in _said(answers, document):
        lines.put(path, text)
    for path in gone:
        lines.take_out(path)
    policy = lines.text().replace("../../schema/", f"{answers.schema}/")
    kept = [rule for at, rule in enumerate(document.get("rules", ())) if ("rules", at) not in gone]
    left = tuple(_named(document, path) for path in sorted(gone, key=str) if path[0] in ("rules", "letters"))
    return Outcome(Draft(policy, first_tests(answers, document, kept, held), left), read.diagnostics)


def _said(answers: Answers, document: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    yield ("policy",), answers.name
    yield ("title",), _quoted(f"{answers.school} attendance policy")
    yield ("extends",), f"[{', '.join(answers.layers)}]"
    yield ("in_force",), f"{{from: {answers.from_}}}"
    yield ("review_by",), f"{answers.from_.replace(year=answers.from_.year + 1, day=min(answers.from_.day, 28))}"
    authority = f", local_authority: {_quoted(answers.local_authority)}" if answers.local_authority else ""
    yield ("school",), f"{{name: {_quoted(answers.school)}, phase: {answers.phase}{authority}}}"
    for half, times in (("am", answers.am), ("pm", answers.pm)):
        for entry in document["registers"][half]:
            yield ("registers", half, entry, "opens"), clock(times.opens)
            yield ("registers", half, entry, "closes"), clock(times.closes)


def clock(minute: int) -> str:
    """Write a time of day."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _is_foreign(document: Mapping[str, Any], above: PolicyInForce) -> bool:
    """Whether the layers stand under another law than the one the starter was written for."""
    return not set(document["extends"]) & {layer.name for layer in above.layers}


def _parts_above(
    document: Mapping[str, Any], held: Mapping[str, Any], *, foreign: bool, has_letters: bool
) -> Iterator[Path]:
    """Find the parts of a starter that the layers above have already, or that another law knows nothing of."""
    known = named(held)  # a step of a ladder takes a name too
    for at, rule in enumerate(document.get("rules", ())):
        if foreign or rule["id"] in known:
            yield ("rules", at)
    thresholds = document.get("letters", {}).get("thresholds", {})
    if thresholds and (foreign or has_letters or known.keys() & set(thresholds)):
        yield ("letters",)
    for kind in _GROUNDS:
        for name in document.get(kind, ()):
            if name in held.get(kind, ()):
                yield (kind, name)


def _idle(document: Mapping[str, Any], gone: set[Path]) -> Iterator[Path]:
    """Find values, sets and figures that nothing of what is left asks about."""
    kept = [rule for at, rule in enumerate(document.get("rules", ())) if ("rules", at) not in gone]
    asked = [kept, document.get("letters") if ("letters",) not in gone else None]
    grounds = {path for part in asked for path in rests_on(document, part)}
    for kind in _GROUNDS:
        for name in document.get(kind, ()):
            if (kind, name) not in grounds | _ALWAYS:
                yield (kind, name)


def _named(document: Mapping[str, Any], path: Path) -> str:
    return str(document["rules"][path[1]]["id"]) if path[0] == "rules" else str(path[0])


def _quoted(text: str) -> str:
    """Write a text that may hold anything as one YAML value."""
    return "'" + text.replace("'", "''") + "'"
