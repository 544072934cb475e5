"""What is wrong with schools, told school by school; what was told of another one already, in a line."""

import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cli import output
from engine.diagnostics import Diagnostic, Severity

_MOST_NAMED = 3


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


def tell_of_earlier(files: Iterable[Path]) -> None:
    """Tell of files of schools that could not be looked at which lie there from before: nobody takes them for new."""
    old = [f"`{file}`" for file in sorted(files) if file.is_file()]
    if old:
        others = f" and {len(old) - _MOST_NAMED:,} more" if len(old) > _MOST_NAMED else ""
        message = f"what could not be done now lies there from an earlier time: {', '.join(old[:_MOST_NAMED])}{others}"
        act = "take it away, or mend what is wrong with those schools"
        output.tell([Diagnostic("M009", message, None, act, Severity.WARNING)])
