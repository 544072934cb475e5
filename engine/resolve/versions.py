"""Several versions of one policy side by side: files of one name in one folder, told apart by the days they are for."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path as FilePath

from engine.dates import Period, gaps, in_turn, on_day, overlaps
from engine.diagnostics import Diagnostic, Outcome, Severity
from engine.document import Document, Value
from engine.nouns import dataclass
from engine.parse import load
from engine.resolve.layers import RECORDS, shown
from engine.source import Place
from engine.words import day_in_words


@dataclass(frozen=True, slots=True)
class Version:
    """One file of a policy; `period` are the days of its `in_force`, every day where it says none."""

    file: FilePath
    document: Document
    period: Period

    @property
    def place(self) -> Place:
        """Where it says from when it is in force, or else what it is called."""
        held = self.document.value if isinstance(self.document.value, dict) else {}
        return self.document.key_place(("in_force",) if "in_force" in held else ("policy",))


def versions(files: Iterable[tuple[FilePath, Document]]) -> dict[tuple[FilePath, str], tuple[Version, ...]]:
    """Group files by their folder and the name of their policy, the earliest of each first."""
    found: dict[tuple[FilePath, str], list[Version]] = {}
    for file, document in files:
        name = document.value.get("policy") if isinstance(document.value, dict) else None
        if isinstance(name, str):
            found.setdefault((file.parent, name), []).append(Version(file, document, _period(document)))
    return {
        key: tuple(sorted(group, key=lambda each: (each.period.from_ or date.min, str(each.file))))
        for key, group in found.items()
    }


def named(name: str) -> tuple[Version, ...]:
    """Give the files of a policy by its name: in this folder, else in `policies` and the folders below it.

    A name with a folder before it, as in `trust/oakfield`, is looked for in that folder alone.
    """
    folder, _, last = name.replace("\\", "/").rpartition("/")
    places = [FilePath(folder)] if folder else [FilePath(), FilePath("policies")]
    for place in places:
        if not place.is_dir():
            continue
        files = sorted(place.rglob("*.y*ml") if place.name == "policies" else place.glob("*.y*ml"))
        read = ((file, load(file, shown(file)).value) for file in files if is_policy(file))
        held = [(file, document) for file, document in read if document is not None]
        found = [group for (_, called), group in versions(held).items() if called == last]
        if found:
            return found[0]
    return ()


def is_policy(file: FilePath) -> bool:
    """Whether a file may be a policy by its name and its folder: no scenario tests, no record of an approval."""
    return not file.stem.endswith(".test") and file.parent.name != RECORDS


def of_day(name: str, day: date) -> Outcome[FilePath]:
    """Give the file of the version of a policy that is in force on a day; see `named` for where it is looked for.

    Yields: R020 several are in force on the day, R022 none is. Without a file of the name nothing is told.
    """
    group = named(name)
    held = all_in_force(group, day)
    if len(held) > 1:
        return Outcome(None, [several(name, held, day)])
    if held:
        return Outcome(held[0].file)
    if not group:
        return Outcome(None)
    files = ", ".join(f"`{version.file.as_posix()}`" for version in group)
    message = f"no version of `{name}` is in force on {day}: there are {files}"
    return Outcome(None, [Diagnostic("R022", message, None, "give another --as-of")])


def in_force(group: Sequence[Version], day: date) -> Version | None:
    """Give the version in force on a day; one that says no end lasts until the next begins. None where none is."""
    at = on_day([each.period for each in group], day)
    return None if at is None else group[at]


def all_in_force(group: Sequence[Version], day: date) -> tuple[Version, ...]:
    """Give the versions in force on a day: several only where it is not clear which is meant."""
    whole = in_turn([each.period for each in group])
    return tuple(each for each, period in zip(group, whole, strict=True) if period.covers(day))


def several(name: str, held: Sequence[Version], day: date) -> Diagnostic:
    """Say that several versions of a policy are in force on a day: which is meant is not guessed."""
    files = ", ".join(f"`{version.file.as_posix()}`" for version in held)
    message = f"{len(held)} versions of `{name}` are in force on {day}: {files}"
    return Diagnostic("R020", message, held[-1].place, "end one by `in_force: {until: …}`, or name the file")


def at_odds(name: str, group: Sequence[Version]) -> Iterator[Diagnostic]:
    """Find days for which two versions of a policy hold, or none between two of them does.

    Yields: R020 two for one day, R021 days without one.
    """
    periods = [each.period for each in group]
    for first, second in overlaps(periods):
        begins = periods[second].from_
        days = f"the days from {day_in_words(begins)}" if begins is not None else "the same days"
        message = f"two files are the policy `{name}` for {days}"
        act = "end one by `in_force: {until: …}`, or give one of them another name"
        yield Diagnostic("R020", message, group[second].place, act, also=(("the other", group[first].place),))
    whole = in_turn(periods)
    for first, second in gaps(periods):
        ends, begins = whole[first].until, whole[second].from_
        assert ends is not None and begins is not None
        message = f"no version of `{name}` is in force from {day_in_words(ends)} until {day_in_words(begins)}"
        act = f"let this one begin on {ends}, or add the version that held in between"
        also = (("the version before", group[first].place),)
        yield Diagnostic("R021", message, group[second].place, act, Severity.WARNING, also)


def _period(document: Document) -> Period:
    held = document.value.get("in_force") if isinstance(document.value, dict) else None
    return Period(_date(held.get("from")), _date(held.get("until"))) if isinstance(held, dict) else Period()


def _date(text: Value) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
