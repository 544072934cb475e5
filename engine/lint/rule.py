"""The rules of the linter: every module beside this one whose name begins with a code."""

import importlib
from collections.abc import Callable, Iterator
from dataclasses import field
from functools import cache
from pathlib import Path
from types import ModuleType

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.nouns import dataclass
from engine.once import regex

_FILE = regex(r"l(\d{3})_(\w+)")
STAGES = ("document", "policy", "bound", "plan")
"""How far a policy must have been understood for a rule to look at it, from less to more."""


@dataclass(frozen=True, slots=True)
class LintRule:
    """One rule: its code, which never changes its meaning, its name, its usual severity and its manual page.

    `needs` is one of `STAGES`; `after` says that it is asked when the others have been. `whole` says that it speaks of
    what is not there: in the `file`, and it is not asked where parts of a wrong shape were left out, or in an `item`,
    and what it finds of one that lacks such a part is not told. `page` is the module's docstring: the general form of
    the message, then the sections Why, Avoid, Prefer and Source.
    """

    code: str
    name: str
    severity: Severity
    needs: str
    after: bool
    whole: str
    page: str = field(repr=False)
    check: Callable[[Subject], Iterator[Finding]] = field(repr=False)

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.page.split("\n", 1)[0]


@cache
def rules() -> tuple[LintRule, ...]:
    """Give all rules in the order of their codes."""
    package = __name__.rpartition(".")[0]
    names = sorted(each.stem for each in Path(__file__).parent.glob("l*.py") if _FILE.fullmatch(each.stem))
    return tuple(_rule(name, importlib.import_module(f"{package}.{name}")) for name in names)


@cache
def rule_of(code: str) -> LintRule | None:
    """Give the rule of a code or of a name; None where there is none."""
    word = code.strip()
    return next((rule for rule in rules() if word.upper() == rule.code or word.lower() == rule.name), None)


def _rule(file: str, module: ModuleType) -> LintRule:
    found = _FILE.fullmatch(file)
    if found is None:
        raise AssertionError("INVARIANT: a rule's file bears its code")
    needs = getattr(module, "NEEDS", "bound")
    page = (module.__doc__ or "").strip()
    after, whole = getattr(module, "AFTER", False), getattr(module, "WHOLE", "")
    code = f"{file[0].upper()}{found[1]}"
    return LintRule(code, found[2].replace("_", "-"), module.SEVERITY, needs, after, whole, page, module.check)
