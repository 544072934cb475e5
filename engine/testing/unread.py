"""What a scenario test says of its pupils and that its policy never reads: a misspelt name, told at its line."""

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches

from engine.diagnostics import Diagnostic
from engine.document import Path
from engine.model.dataset import PUPILS
from engine.testing.ground import Ground
from engine.testing.read import Placed


def unread(placed: Placed, ground: Ground) -> Iterator[Diagnostic]:
    """Tell each name under `pupils`, `defaults` and `facts` that is no column of this policy's datasets (T012)."""
    test = placed.test
    known = ("pupil", *PUPILS, *ground.expected.pupil_columns)
    yield from _names(placed, ("defaults",), test.defaults, known, "pupils")
    for pupil, rows in test.pupils.items():
        for number, row in enumerate(rows):
            listed = (*placed.at, "pupils", pupil, number) in placed.document.spans
            yield from _names(placed, ("pupils", pupil, number) if listed else ("pupils", pupil), row, known, "pupils")
    shapes = ground.shapes
    for table, held in test.facts.items():
        if table in shapes:
            for number, row in enumerate(held):
                yield from _names(placed, ("facts", table, number), row, ("pupil", *shapes[table].columns), table)


def _names(
    placed: Placed, path: Path, names: Iterable[str], known: Collection[str], table: str
) -> Iterator[Diagnostic]:
    for name in names:
        if name not in known:
            near = get_close_matches(name, sorted(known), n=1)
            helped = (
                f"did you mean `{near[0]}`?" if near else f"the names are {', '.join(known)}; a policy may add some"
            )
            place = placed.document.key_place((*placed.at, *path, name))
            yield Diagnostic("T012", f"the policy reads no `{name}` of `{table}`", place, helped)
