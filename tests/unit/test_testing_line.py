r"""A register in one line: `/\ x18  OO x5  ..`."""

import pytest

from engine.testing.line import read_line

CODES = ("/", "\\", "C", "C1", "C2", "I", "L", "N", "O", "X", "Y4", "#")


def days(text: str) -> list[tuple[str, str]]:
    read, faults = read_line(text, CODES, "X")
    assert faults == []
    return [day.codes for day in read]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (r"/\ ", [("/", "\\")]),
        (r"/\ x3", [("/", "\\")] * 3),
        (r"/\ x2  OO  .. x2", [("/", "\\")] * 2 + [("O", "O")] + [("X", "X")] * 2),
        ("C2C2", [("C2", "C2")]),
        (r"Y4\ ", [("Y4", "\\")]),
        ("CC2 C2C CC", [("C", "C2"), ("C2", "C"), ("C", "C")]),
        ("_O O_ __", [("", "O"), ("O", ""), ("", "")]),
        (r".\ /.", [("X", "\\"), ("/", "X")]),
        ("##", [("#", "#")]),
    ],
)
def test_a_day_is_two_codes(text: str, expected: list[tuple[str, str]]):
    assert days(text) == expected


@pytest.mark.parametrize(
    ("text", "start", "message"),
    [
        ("/ x30", 0, "`/` is one code, and a school day has two"),
        ("x5", 0, "`x5` repeats nothing"),
        (r"/\ OQ", 3, "`OQ` is not two codes"),
        (r"/\ x0", 3, "`x0` asks for 0 days; a day is repeated 1 to 1,000 times"),
        (r"/\ x99999999", 3, "`x99999999` asks for 999,999 days; a day is repeated 1 to 1,000 times"),
        (r"/\/\ ", 0, "`/\\/\\` is not two codes"),
        (r"/\ x2 x2", 6, "`x2` repeats nothing"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_place(text: str, start: int, message: str):
    _, faults = read_line(text, CODES, "X")

    assert [(fault.start, fault.message) for fault in faults] == [(start, message)]


def test_the_help_says_how_to_write_it():
    _, faults = read_line("/", CODES, "X")

    assert faults[0].help == "write the morning's and the afternoon's, as `/\\`; `_` stands for no mark"
