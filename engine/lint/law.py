"""The checks that a policy's layers carry, by kind, those alone that are in force on the day asked about."""

from collections.abc import Iterator

from engine.dates import Period
from engine.diagnostics import Severity
from engine.lint.subject import Subject
from engine.model.checks import Check
from engine.nouns import dataclass
from engine.source import Place


@dataclass(frozen=True, slots=True)
class Asked:
    """One check, its name, and where it stands."""

    name: str
    check: Check
    place: Place

    def told(self, message: str) -> str:
        """Give a message followed by what the check says of it, and by what is not certain about it."""
        parts = [part.rstrip(".") for part in (message, self.check.say) if part]
        text = ": ".join(parts)
        return f"{text} (not certain in the public text: {self.check.assumes})" if self.check.assumes else text

    def help(self, otherwise: str = "") -> str:
        """Give the next act, and the clause."""
        act = self.check.help or otherwise
        if not self.check.source:
            return act
        return f"{act} ({self.check.source})" if act else f"see {self.check.source}"

    @property
    def severity(self) -> Severity | None:
        """How much the check itself says that it matters."""
        return Severity[self.check.severity.upper()] if self.check.severity else None

    @property
    def also(self) -> tuple[tuple[str, Place], ...]:
        """Where the check stands."""
        return ((f"asked here, by the check `{self.name}`", self.place),)


def checks(subject: Subject, kind: str) -> Iterator[Asked]:
    """Give the checks of a kind: those of the policy's own layers, or of the national layer that judges it."""
    for each in (subject, subject.law):
        if each is None or each.policy is None:
            continue
        for name, check in each.policy.model.checks.items():
            in_force = check.in_force
            period = Period(in_force.from_, in_force.until) if in_force is not None else Period()
            if getattr(check, kind) and period.covers(subject.as_of):
                yield Asked(name, check, each.policy.key_place(("checks", name)))
