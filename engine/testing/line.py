r"""A register in one line: `/\ x18  OO x5  ..` -> the two codes of each school day."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

NO_MARK = "_"
NO_SCHOOL = "."
_MOST_DAYS = 1000
_WORD = re.compile(r"\S+")
_TIMES = re.compile(r"x([0-9]+)")
_NEARLY_TIMES = re.compile(r"[*×xX]([0-9]+)[,;.]?|([0-9]+)[*×xX]?[,;.]?")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be read, from character `start` to `end` (excluded) of the line."""

    message: str
    help: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """The codes of one day, morning then afternoon; an empty code is no mark. `start` and `end` say where it stands."""

    codes: tuple[str, str]
    start: int
    end: int


def read_line(text: str, codes: Collection[str], not_required: str) -> tuple[list[SchoolDay], list[Fault]]:
    r"""Read a register line; the faults are in the order of the text.

    `codes` are all that the policy knows; where two readings are possible the longer first code is taken.
    `.` stands for `not_required` and `_` for no mark.

    >>> days, faults = read_line(r"/\ x2  C2C2  .. _O", ["/", "\\", "C", "C2", "O", "X"], "X")
    >>> [day.codes for day in days], faults
    ([('/', '\\'), ('/', '\\'), ('C2', 'C2'), ('X', 'X'), ('', 'O')], [])
    """
    days: list[SchoolDay] = []
    faults: list[Fault] = []
    before: SchoolDay | None = None
    for found in _WORD.finditer(text):
        word, start, end = found.group(), found.start(), found.end()
        times = _TIMES.fullmatch(word)
        if times is None:
            pair = _pair(word, codes, not_required)
            if pair is None:
                capital = _pair(word.upper(), codes, not_required) is not None
                faults.append(_unread(word, codes, start, end, capital=capital))
                before = None
                continue
            before = SchoolDay(pair, start, end)
            days.append(before)
            continue
        count = int(times[1][:6])
        if before is None:
            if not faults:
                faults.append(Fault(f"`{word}` repeats nothing", "it stands after the two codes of a day", start, end))
        elif not 0 < count <= _MOST_DAYS:
            told = f"`{word}` asks for {count:,} days; a day is repeated 1 to {_MOST_DAYS:,} times"
            faults.append(Fault(told, "write how many days there are in all, as `x5`", start, end))
        else:
            days.extend(SchoolDay(before.codes, start, end) for _ in range(count - 1))
        before = None
    return days, faults


def _pair(word: str, codes: Collection[str], not_required: str) -> tuple[str, str] | None:
    known = {NO_MARK: "", NO_SCHOOL: not_required, **{code: code for code in codes if code}}
    for length in range(len(word) - 1, 0, -1):
        first, second = word[:length], word[length:]
        if first in known and second in known:
            return known[first], known[second]
    return None


def _unread(word: str, codes: Collection[str], start: int, end: int, *, capital: bool) -> Fault:
    if word in codes:
        helped = "write the morning's and the afternoon's, as `/\\`; `_` stands for no mark"
        return Fault(f"`{word}` is one code, and a school day has two", helped, start, end)
    helped = f"the codes are {_listed(codes)}; a day is two of them without a space"
    if times := _NEARLY_TIMES.fullmatch(word):
        helped = f"after the two codes of a day, `x{times[1] or times[2]}` repeats it"
    elif capital:
        helped = f"write `{word.upper()}`"
    return Fault(f"`{word}` is not two codes", helped, start, end)


def _listed(codes: Iterable[str]) -> str:
    return " ".join(sorted(filter(None, codes)))
