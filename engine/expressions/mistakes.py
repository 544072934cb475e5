"""A text that cannot be read -> the mistake in it, named, with its correction."""

from engine.expressions.types import Problem


def explain(text: str, start: int, end: int, expected: frozenset[str], *, cell: bool = False) -> Problem:
    """Say what is wrong at a place where the grammar could not go on."""
    found = text[start:end]
    if not found:
        return Problem("X001", "the expression ends too early", "", start, end)
    return Problem("X001", f"`{found}` cannot stand here", "", start, end)
