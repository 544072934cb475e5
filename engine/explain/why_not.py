"""Why a rule did not act: what failed and by how much, and what would have made it act."""

from collections.abc import Sequence
from datetime import date

from engine.explain.reading import Tools
from engine.model.explanation import WhyNotOutput
from engine.register import Register


def why_not(tools: Tools, one: Register, rule: str, day: date | None, acted: Sequence[date]) -> list[WhyNotOutput]:
    """Say why a rule did not act."""
    return []
