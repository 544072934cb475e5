"""A policy file -> everything that the commands need of it: in force, expanded, bound and ready to run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from engine.bind.bind import bind
from engine.bind.bound import Bound, PlaceOf
from engine.calendar import Calendar
from engine.compile.compile import compile_policy
from engine.diagnostics import Diagnostic, Outcome, in_order
from engine.document import Path, Value, at
from engine.model.windows import FIXED
from engine.nouns import dataclass
from engine.overtaken import overtaken
from engine.plan import Plan
from engine.policy import PolicyInForce
from engine.resolve import resolve
from engine.resolve.caused import where_caused
from engine.resolve.taken import not_whole
from engine.sections.lower import lower
from engine.sections.lowered import Lowered
from engine.source import Place
from engine.unsaid import unsaid
from engine.validate.near import meant
from engine.validate.typed import typed


@dataclass(frozen=True, slots=True)
class Loaded:
    """One policy, from its layers to its plan.

    `expanded` is its document in general forms only; `written` gives the path of the policy in force at which a path
    of it was written.
    """

    policy: PolicyInForce = field(repr=False)
    expanded: Mapping[str, Any] = field(repr=False)
    bound: Bound = field(repr=False)
    plan: Plan = field(repr=False)
    place: PlaceOf = field(repr=False)
    written: Callable[[Path], Path] = field(repr=False)

    def unready(self, calendar: Calendar, days: Sequence[date]) -> tuple[Diagnostic, ...]:
        """Say what keeps the policy from being run over some school days of a calendar."""
        return (*self.wrong_periods(calendar), *unsaid(self.plan, self.expanded, self.place, days))

    def wrong_periods(self, calendar: Calendar) -> tuple[Diagnostic, ...]:
        """Say which windows name a period that a calendar does not have, or a flag that is one of its periods too.

        Yields: B011, B015.
        """
        flags, known = self.bound.model.flags, calendar.periods
        listed = ", ".join(f"`{each}`" for each in known) or "none"
        unknown = (
            Diagnostic(
                "B011",
                f"`{name}` is neither a window, nor a flag, nor a period of the dataset's calendar",
                self.place(path, None, None),
                meant(name, [*FIXED, *flags, *known]) or f"add it to `periods` in calendar.yaml, which has {listed}",
            )
            for name, path in self.bound.periods.items()
            if name not in known
        )
        both = (
            Diagnostic(
                "B015",
                f"`{name}` is both a flag of the policy and a period of the dataset's calendar",
                self.place(path, None, None),
                "call one of the two otherwise",
            )
            for name, path in self.bound.flag_windows.items()
            if name in known
        )
        return (*unknown, *both)


def load(file: str | FilePath, *, root: FilePath | None = None) -> Outcome[Loaded]:
    """Load a policy by its path, or a bundled one by its name.

    Yields: whatever parsing, resolving and binding may find.
    """
    resolved = resolve(file, root=root)
    if resolved.value is None or resolved.failed:
        return Outcome(None, resolved.diagnostics)
    loaded = expand(resolved.value)
    return Outcome(loaded.value, in_order([*resolved.diagnostics, *loaded.diagnostics]))


def expand(policy: PolicyInForce) -> Outcome[Loaded]:
    """Lower a policy's sections, bind its names, and compile it."""
    lowered = lower(policy.document)
    found = [not_whole(policy, each) for each in lowered.complaints]
    if found:
        return Outcome(None, in_order(found))
    model = typed(lowered.document)
    place = places_of(policy, lowered)
    bound = bind(model, place)
    if bound.value is None or bound.failed:
        return Outcome(None, in_order(where_caused(policy, bound.diagnostics)))
    taken = tuple(overtaken(policy, lowered, bound.value))
    if taken:
        return Outcome(None, in_order([*bound.diagnostics, *taken]))
    plan = compile_policy(bound.value, policy.version)
    return Outcome(Loaded(policy, lowered.document, bound.value, plan, place, lowered.origin), bound.diagnostics)


def _piece(lowered: Lowered, path: Path, start: int | None, end: int | None) -> tuple[Path, int] | None:
    """Give where a condition was written that a section put into a text, and where it begins in that text.

    None where the characters asked about are not within one, or are all of it: then it is a name.
    """
    text = _text(lowered.document, path)
    if text is None or start is None or end is None:
        return None
    for key, origin in lowered.origins.items():
        if key[:-1] == path and isinstance(piece := key[-1], str) and piece in text:
            begin = text.rindex(piece)
            if begin <= start and end <= begin + len(piece) and end - start < len(piece):
                return origin, begin
    return None


def _text(document: Value, path: Path) -> str | None:
    """Give the text at a path; None where there is none, or something else."""
    try:
        found = at(document, path)
    except (KeyError, IndexError):
        return None
    return found if isinstance(found, str) else None


def places_of(policy: PolicyInForce, lowered: Lowered) -> PlaceOf:
    """Give the function that says where a path of the expanded policy was written.

    A field that a section hands on under its own name stands where the section says it; a line of a table's rows where
    the section says what became that line, and a name in a text that a section put together where it says the name.
    """

    def place(path: Path, start: int | None, end: int | None) -> Place:
        written = lowered.origin(path)
        line = (*path, (_text(lowered.document, path) or "").count("\n", 0, start)) if start is not None else path
        if line != path and line in lowered.origins:
            return policy.key_place(lowered.origins[line])
        piece = _piece(lowered, path, start, end)
        if piece is not None and start is not None and end is not None:
            written, begin = piece
            return policy.place(written, start - begin, end - begin)
        word = (*path, (_text(lowered.document, path) or "")[start:end]) if start is not None else path
        if word != path and word in lowered.origins:
            return policy.place(lowered.origins[word])
        handed_on = (*written, path[-1]) if path else written
        if written != path and _text(policy.document, handed_on) == _text(lowered.document, path) is not None:
            written = handed_on
        # characters can be pointed at only where the very text was written, not one that a section made
        same = written == path or _text(policy.document, written) == _text(lowered.document, path) is not None
        return policy.place(written, start if same else None, end if same else None)

    return place
