"""Mutants of valid policies linted one after another, and where the first finding of each stands."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from engine.analysis.compare import compare
from engine.approvals.read import record_of
from engine.approvals.record import Record
from engine.diagnostics import Diagnostic, Severity, in_order
from engine.lint.follows import told_once
from engine.lint.gather import gather
from engine.lint.judge import judge
from engine.lint.rule import rule_of
from engine.lint.subject import Subject
from engine.load import Loaded
from engine.parse import decode, parse
from engine.resolve import resolve
from tests.lint.mutants import Mutant, Mutator

AS_OF = date(2026, 11, 28)
NEAR, AT_USE, FAR, NONE = "near", "at a use", "elsewhere", "not found"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one mutant: `effect` is shape, meaning or none; `how` says where the first finding stands.

    `first` says whether the very first finding as printed stands by the change.
    """

    mutant: Mutant
    effect: str
    how: str
    found: tuple[str, ...] = ()
    first: bool = False


@dataclass(slots=True)
class Harvest:
    """Looks at mutants of some policies, with the records of what was approved of them or without."""

    files: tuple[Path, ...]
    seed: int
    approved: bool = True
    law: Subject = field(init=False)

    def __post_init__(self) -> None:
        national = resolve("england").value
        assert national is not None
        self.law = gather(national.layers[-1].document, None, as_of=AS_OF)[0]

    def outcomes(self, number: int) -> Iterator[Outcome]:
        """Look at so many mutants, the policies in turn."""
        chance = random.Random(self.seed)
        mutators = [Mutator(file, chance) for file in self.files]
        streams = [each.mutants() for each in mutators]
        records = [record_of(each.document, file).value for each, file in zip(mutators, self.files, strict=True)]
        records = records if self.approved else [None] * len(records)
        bases = [self.look(each.text, record) for each, record in zip(mutators, records, strict=True)]
        for at in range(number):
            which = at % len(mutators)
            yield self.outcome(next(streams[which]), records[which], *bases[which])

    def look(self, text: str, record: Record | None) -> tuple[Loaded | None, list[Diagnostic]]:
        """Lint a text; give the policy too, where it can run."""
        source = decode("-", text.encode())
        if source.value is None:
            return None, list(source.diagnostics)
        read = parse(source.value)
        if read.value is None:
            return None, list(read.diagnostics)
        subject, found = gather(read.value, None, as_of=AS_OF, law=self.law, root=Path(), record=record)
        every = in_order([*read.diagnostics, *told_once(found, judge(subject).findings)])
        if subject.policy is None or subject.bound is None or subject.plan is None or subject.place_of is None:
            return None, every
        place = subject.place_of
        return Loaded(subject.policy, subject.expanded, subject.bound, subject.plan, place, subject.written), every

    def outcome(
        self, mutant: Mutant, record: Record | None, base: Loaded | None, before: Iterable[Diagnostic]
    ) -> Outcome:
        """Look at one mutant."""
        assert base is not None
        known = {(each.code, each.message) for each in before}
        loaded, every = self.look(mutant.text, record)
        new = [each for each in every if (each.code, each.message) not in known and each.severity > Severity.INFO]
        first = any(_near(mutant, each) for each in new[:1])
        # the first as printed, and the first of the gravest: a warning that follows from an error is no second mistake
        found = [*new[:1], *[each for each in new if each.severity is max(one.severity for one in new)][:1]]
        told = tuple(str(each).split("\n")[0] for each in found[:3])
        if loaded is None or any(each.severity is Severity.ERROR and rule_of(each.code) is None for each in new):
            effect = "shape"
        elif (
            "with" in mutant.path
            or "notes" in mutant.path
            or loaded.policy.version == base.policy.version
            or not compare(base, loaded).differences
        ):
            return Outcome(mutant, "none", NONE, told, first)
        else:
            effect = "meaning"
        return Outcome(mutant, effect, _how(mutant, found), told, first)


def _how(mutant: Mutant, found: list[Diagnostic]) -> str:
    if not found:
        return NONE
    if any(_near(mutant, each) for each in found):
        return NEAR
    # what was deleted or renamed is found missing where it is asked about: no line is left that could be pointed at
    return AT_USE if any(f"`{word}`" in each.message for word in mutant.words for each in found) else FAR


def _near(mutant: Mutant, found: Diagnostic) -> bool:
    spans = [each.span for each in (found.place, *(place for _, place in found.also)) if each is not None]
    return any(
        abs(span.line - line) <= 1 or span.line <= line <= min(span.end_line, span.line + 2)
        for span in spans
        for line in mutant.lines
    )


def summary(outcomes: Iterable[Outcome]) -> tuple[Counter[tuple[str, str, str]], list[str]]:
    """Count outcomes by effect, kind and place, and write them down as a table."""
    counts = Counter((each.effect, each.mutant.kind, each.how) for each in outcomes)
    lines = [f"{effect:8} {kind:11} {how:10} {number:6,}" for (effect, kind, how), number in sorted(counts.items())]
    return counts, lines


def share(counts: Counter[tuple[str, str, str]], effect: str) -> float:
    """Give the share of mutants of an effect whose first finding stands by the change, or at a use of what it took."""
    every = sum(number for (one, _, _), number in counts.items() if one == effect)
    good = sum(number for (one, _, how), number in counts.items() if one == effect and how in (NEAR, AT_USE))
    return good / every if every else 1.0


def first_share(outcomes: Iterable[Outcome], effect: str) -> float:
    """Give the share of mutants of an effect whose very first finding stands within a line of the change."""
    found = [each.first for each in outcomes if each.effect == effect]
    return sum(found) / len(found) if found else 1.0
