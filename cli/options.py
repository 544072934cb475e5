"""The kinds of option that several commands share."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from cli.output import Refused
from engine import api
from engine.nearest import close, nearest

_LONGEST_WORD = 100
_NEAR = 0.75


class Day(click.ParamType[date]):
    """A date as `2025-09-01`."""

    name = "date"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the date, strictly."""
        if isinstance(value, date):
            return value
        try:
            if len(value) == len("2025-09-01"):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise Refused(f"`{value}` is not a date", help="write it as 2025-09-01")


class Out(click.Path):
    """A file or folder to write; `-`, which elsewhere means standard output, would be a file of that name."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the path. Raises Refused for `-`."""
        if value == "-":
            raise Refused("`-` names no file", help="leave --out away, and the results go to standard output")
        return super().convert(value, param, ctx)


DAY = Day()
FILE = click.Path(path_type=Path)
OUT = Out(path_type=Path)


def today() -> date:
    """Give the day on which the command is run, where it is run: the engine has no clock, and is told."""
    return datetime.now().astimezone().date()


def meant(word: str, known: list[str]) -> str:
    """Say what a word may have meant, or what there is.

    >>> meant("leter_95", ["letter_95", "letter_90"])
    'did you mean `letter_95`?'
    """
    near = close(word, known)
    if near:
        return f"did you mean `{near[0]}`?"
    return "there are " + ", ".join(f"`{each}`" for each in known[:12]) + (" and more" if len(known) > 12 else "")


_TEXTS = ("table", "text", "txt", "log")
_ALSO = {"htm": "html", "xml": "junit"}
_ENDINGS = {"table": "txt", "text": "txt", "junit": "xml", "github": ""}


def beside(path: Path, otherwise: str) -> str:
    """Say which file or folder of its place may be meant by one that is not there; `otherwise` where none is near."""
    try:
        names = [each.name for each in path.parent.iterdir() if not each.name.startswith(".")]
    except (OSError, ValueError):
        return otherwise
    near = nearest(path.name, names, _NEAR)
    return f"did you mean `{path.with_name(near)}`?" if near is not None else otherwise


def format_by_name(out: Path | None, known: Iterable[str], usual: str) -> str:
    """Give the format that a file's name asks for by its ending; the usual one where it has none, or that of a text.

    Raises Refused where it has another one: a table that is called a workbook would open nowhere.

    >>> format_by_name(Path("why.HTML"), ("text", "html"), "text"), format_by_name(None, ("text", "html"), "text")
    ('html', 'text')
    """
    if out is None or out.is_dir():
        return usual
    ending = out.suffix.removeprefix(".").lower()
    form = _ALSO.get(ending, ending)
    if form in known:
        return form
    if not ending or (usual in _TEXTS and ending in _TEXTS):
        return usual
    endings = ", ".join(f".{each}" for each in dict.fromkeys(_ENDINGS.get(each, each) for each in known) if each)
    raise Refused(f"`{out.name}` asks for `{ending}`, which cannot be written", help=f"end it in one of {endings}")


def is_folder(text: str) -> bool:
    """Say whether a word of the command line names a folder; an empty one, or one that no file can have, does not."""
    try:
        return bool(text) and Path(text).is_dir()
    except ValueError:
        return False


def policy_named(text: str) -> str:
    """Give the file or the name of a policy that is there. Raises Refused otherwise."""
    try:
        there = Path(text).exists()
    except ValueError:  # a name that no file can have
        there = False
    if is_folder(text):
        raise Refused(
            f"`{text}` is a folder, and a policy is a file", help="name the file, as in `policies/school.yaml`"
        )
    if (text and there) or text in (known := api.bundled_policies()):
        return text
    word = text if len(text) <= _LONGEST_WORD else f"{text[:_LONGEST_WORD]}…"
    if "/" in text or "\\" in text or text.endswith((".yaml", ".yml")):
        raise Refused(f"there is no file `{word}`", help=beside(Path(text), "check the name and the folder"))
    raise Refused(f"there is no policy `{word}`", help=meant(text, known))


def policy_of_day(text: str, day: date) -> str:
    """Give the file or the name of a policy; of several files of one name the version in force on a day.

    Raises Refused where there is none.
    """
    if Path(text).exists() or text in api.bundled_policies():
        return policy_named(text)
    found = api.version_of_day(text, day)
    if found.value is not None:
        return str(found.value)
    for told in found.diagnostics:
        raise Refused(told.message, help=told.help)
    return policy_named(text)


def dataset_folder(path: Path) -> None:
    """Look whether the folder of a dataset is there. Raises Refused otherwise."""
    if not path.is_dir():
        there = path.exists()
        told = f"`{path}` is a file, and a dataset is a folder" if there else f"there is no folder `{path}`"
        act = "give the folder that holds `marks`, `pupils` and `calendar.yaml`"
        raise Refused(told, help=act if there else beside(path, act))


JOBS = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Share the work out over N processes, with the same results. Else one a processor, where that is sooner.",
)
