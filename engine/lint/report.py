"""What linting found, file by file."""

from dataclasses import field
from datetime import date

from engine.diagnostics import Diagnostic, Severity
from engine.nouns import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, sorted by place, each once.

    `policies` are the names of the files that hold a policy, `tests` how many scenario tests were read beside them,
    `records` how many records of approvals were named or lay in a folder, `allowed` how many findings an `allow` took
    out, `assumptions` how many items say what they assume. `names` and `pages` are those of the linter's rules, by
    code: what the stages of reading find has none.
    """

    as_of: date
    policies: tuple[str, ...]
    findings: tuple[Diagnostic, ...] = field(repr=False)
    tests: int = 0
    allowed: int = 0
    assumptions: int = 0
    names: dict[str, str] = field(default_factory=dict, repr=False)
    pages: dict[str, str] = field(default_factory=dict, repr=False)
    records: int = 0

    @property
    def checked(self) -> bool:
        """Whether there was anything to look at."""
        return bool(self.policies or self.tests or self.records)

    def count(self, severity: Severity) -> int:
        """Count the findings of one severity."""
        return sum(found.severity is severity for found in self.findings)

    def worst(self, level: Severity) -> bool:
        """Whether a finding is at or above a level."""
        return any(found.severity >= level for found in self.findings)
