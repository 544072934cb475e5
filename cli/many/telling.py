"""What is wrong with schools, told school by school; what was told of another one already, in a line."""

import sys
from collections.abc import Iterable
from contextlib import suppress

from cli import output
from engine.diagnostics import Diagnostic


class Telling:
    """Tells what is wrong with each of many schools: a mistake in their trust's file is told in full once."""

    def __init__(self) -> None:
        self._first: dict[tuple[Diagnostic, ...], str] = {}

    def tell(self, school: str, found: Iterable[Diagnostic]) -> None:
        """Tell what is wrong with a school; nothing where nothing is."""
        told = tuple(found)
        if not told:
            return
        first = self._first.setdefault(told, school)
        with suppress(BrokenPipeError):
            print(f"{school}:" if first == school else f"{school}: the same as at {first}", file=sys.stderr)
        if first == school:
            output.tell(told)
