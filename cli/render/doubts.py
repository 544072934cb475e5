"""What is missing, doubtful or contradictory in a dataset, as a page and as JSON."""

import json
import textwrap
from collections.abc import Iterator
from itertools import groupby
from pathlib import PurePath

from cli.render.safe import shown
from engine.doubts.finding import Checked, Doubt, Kind
from engine.words import day_in_words

_WIDTH = 80
_MOST_LINES = 150
_MOST_ROWS = 20
_TITLES = {
    Kind.MISSING: "Missing",
    Kind.DOUBTFUL: "Doubtful",
    Kind.CONTRADICTORY: "Contradictory",
}


def page(checked: Checked, *, whole: bool) -> Iterator[str]:
    """Yield what was found by kind, then by class and pupil; long lists are cut unless `whole`."""
    pupils = f"{checked.pupils:,} pupil{'' if checked.pupils == 1 else 's'}"
    yield f"{pupils}, {checked.marks:,} marks up to {day_in_words(checked.as_of)}"
    yield f", looked at as `{shown(checked.policy)}` would read them\n"
    if not checked.doubts and not checked.bad_rows:
        yield "\nNothing is missing, doubtful or contradictory.\n"
        return
    if checked.bad_rows:
        yield f"\nRows that cannot be used: {checked.counts.get('bad_rows', len(checked.bad_rows)):,}\n"
        told = checked.bad_rows if whole else checked.bad_rows[:_MOST_ROWS]
        for found in told:
            where = f"{PurePath(found.place.source.name).name}:{found.place.span.line}: " if found.place else ""
            yield from _line(f"{where}{found.message}", found.help)
        if len(told) < len(checked.bad_rows):
            yield f"  … and {len(checked.bad_rows) - len(told):,} more; --format json has them all\n"
    for kind in Kind:
        doubts = [each for each in checked.doubts if each.kind is kind]
        if doubts:
            yield from _section(kind, doubts, whole=whole)


def _section(kind: Kind, doubts: list[Doubt], *, whole: bool) -> Iterator[str]:
    pupils = {each.pupil for each in doubts if each.pupil}
    of_pupils = f", of {len(pupils):,} pupil{'' if len(pupils) == 1 else 's'}" if pupils else ""
    yield f"\n{_TITLES[kind]}: {len(doubts):,}{of_pupils}\n"
    lines = 0
    left = len(doubts)
    for (pupil, group), held in groupby(doubts, key=lambda each: (each.pupil, each.group)):
        if lines >= _MOST_LINES and not whole:
            break
        mine = list(held)
        left -= len(mine)
        if pupil or group:
            yield f"  {shown(pupil) if pupil else f'class {shown(group)}'}\n"
        for (week, message, helped), same in groupby(mine, key=lambda each: (each.week, each.message, each.help)):
            count = len(list(same))
            again = f" ({count} times)" if count > 1 else ""
            before = f"week of {day_in_words(week)}: " if week else ""
            yield from _line(
                f"{before}{message}{again}", helped if not pupil else "", indent="    " if pupil or group else "  "
            )
            lines += 1
    if left:
        yield f"  … and {left:,} more; --format json, or --out, has them all\n"
    for helped in dict.fromkeys(each.help for each in doubts if each.pupil and each.help):
        yield from _line(f"help: {helped}")


def _line(message: str, helped: str = "", indent: str = "  ") -> Iterator[str]:
    inner = f"{indent}  "
    yield textwrap.fill(shown(message), _WIDTH, initial_indent=indent, subsequent_indent=inner) + "\n"
    if helped:
        yield textwrap.fill(f"help: {shown(helped)}", _WIDTH, initial_indent=inner, subsequent_indent=inner) + "\n"


def one_object(checked: Checked) -> Iterator[str]:
    """Yield everything as one JSON object; places are file names and rows, no paths."""
    whole = {
        "policy": checked.policy,
        "as_of": checked.as_of.isoformat(),
        "pupils": checked.pupils,
        "marks": checked.marks,
        "counts": dict(checked.counts),
        "bad_rows": [
            {
                "code": found.code,
                "file": PurePath(found.place.source.name).name if found.place else None,
                "row": found.place.span.line if found.place else None,
                "column": found.place.span.column if found.place else None,
                "message": found.message,
                "help": found.help or None,
            }
            for found in checked.bad_rows
        ],
        "findings": [
            {
                "kind": each.kind.value,
                "code": each.code,
                "pupil": each.pupil or None,
                "class": each.group or None,
                "week": each.week and each.week.isoformat(),
                "count": each.count,
                "message": each.message,
                "help": each.help or None,
            }
            for each in checked.doubts
        ],
    }
    yield json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
