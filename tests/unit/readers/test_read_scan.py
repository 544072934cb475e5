"""Cells found in bytes: the same as the csv module finds, and words looked up exactly."""

import csv
import random

import numpy as np
import pytest

from engine.readers.csv_sheet import split_line
from engine.readers.lookup import LONGEST, Lookup
from engine.readers.scan import scan
from engine.readers.sheet import cell_at
from engine.readers.twins import pair

PIECES = [
    "P1",
    "a b",
    "/",
    "\\",
    "",
    "",
    "2024-09-03",
    '"x"',
    '"x,y"',
    '"a ""b"""',
    '""',
    " z ",
    "'",
    "é",
    "-",
    "\t",
    '"',
]


def plain(line: str, width: int) -> list[str] | None:
    """Read one line as the csv module does; None where it is no row of that width."""
    if line.count('"') % 2:
        return None
    try:
        cells = next(csv.reader([line], strict=True), [])
    except csv.Error:
        return None
    return [cell.strip(" \t") for cell in cells] if len(cells) == width else None


@pytest.mark.parametrize("seed", range(60))
def test_cells_are_those_that_the_csv_module_finds(seed: int) -> None:
    dice = random.Random(seed)
    width = dice.randrange(2, 6)
    lines = []
    for _ in range(dice.randrange(1, 30)):
        count = width if dice.random() < 0.8 else dice.randrange(0, 8)
        lines.append(",".join(dice.choice(PIECES if dice.random() < 0.5 else PIECES[:7]) for _ in range(count)))
    end = dice.choice(["\n", "\r\n"])
    cells = scan((end.join(lines) + end).encode(), width)
    found = {}
    for row, line in enumerate(cells.lines.tolist()):
        texts = [cells.raw(row, column).decode().replace('""', '"') for column in range(width)]
        found[line] = [text.strip(" \t") for text in texts]
    wrong = {line for line, _ in cells.malformed}
    assert cells.height == len(lines)
    for number, line in enumerate(lines):
        expected = plain(line, width)
        if not any(expected or ()) and not line.strip(","):
            assert number not in found
            assert number not in wrong or line.count(",") != width - 1
        elif expected is None:
            assert number in wrong, line
        else:
            assert found[number] == expected, line
    assert not wrong & set(found)


@pytest.mark.parametrize("seed", range(10))
def test_words_are_found_and_nothing_else(seed: int) -> None:
    dice = random.Random(seed)
    letters = "ABab01-" if seed % 2 else "A"
    words = list(
        {"".join(dice.choices(letters, k=dice.randrange(0, LONGEST + 1 if seed < 5 else 12))) for _ in range(3000)}
    )
    known, unknown = words[: len(words) // 2], words[len(words) // 2 :]
    lookup = Lookup([word.encode() for word in known])
    cells = scan("".join(f"{word},x\n" for word in words).encode(), 2)
    found = lookup.find(cells.numbers, cells.starts[0], cells.lengths[0])
    for place, row in zip(found.tolist(), cells.lines.tolist(), strict=True):
        word = words[row]
        assert (known[place] == word) if word in known else (place == -1 and word in unknown)


def test_the_same_word_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="must differ"):
        Lookup([b"A", b"A"])


@pytest.mark.parametrize("size", [LONGEST - 1, LONGEST, LONGEST + 1, LONGEST + 30])
def test_a_word_that_is_too_long_is_not_found_and_hides_no_other(size: int) -> None:
    words = [b"A", b"B" * size]
    cells = scan(b"".join(word + b",x\n" for word in (*words, b"", b"C" * size, b"\0" * 7 + b"\1")), 2)
    found = Lookup(words).find(cells.numbers, cells.starts[0], cells.lengths[0])
    assert found.tolist() == [0, 1 if size <= LONGEST else -1, -1, -1, -1]


def test_no_words_find_nothing() -> None:
    cells = scan(b"A,x\n,x\n", 2)
    assert Lookup([]).find(cells.numbers, cells.starts[0], cells.lengths[0]).tolist() == [-1, -1]


def test_a_zero_byte_is_no_end_of_a_word() -> None:
    cells = scan(b"A\0,x\nA,x\n", 2)
    assert Lookup([b"A"]).find(cells.numbers, cells.starts[0], cells.lengths[0]).tolist() == [-1, 0]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("a,b", ["a", "b"]),
        ('"a,b",c', ["a,b", "c"]),
        ('"a"b,c', None),
        ('"a', None),
        ("", [""]),
        ('a"b,c', ['a"b', "c"]),
    ],
)
def test_one_line_is_cut_at_its_commas(line: str, cells: list[str] | None) -> None:
    assert split_line(line) == cells


@pytest.mark.parametrize("place", range(4))
def test_where_a_cell_stands_on_its_line(place: int) -> None:
    line = 'ab,"c,""d",,e'
    column, width = cell_at(line, place)
    assert line[column - 1 : column - 1 + width] == ["ab", '"c,""d"', "", "e"][place]
    assert cell_at(line, 4) == (1, 1)


def test_rows_of_one_cell_are_put_together_whatever_their_order() -> None:
    rows = [(5, 2, 1, -1, -1), (7, 3, 1, 9, -1), (5, 4, 1, -1, -1), (7, 9, 1, 8, -1), (5, 8, 1, -1, -1)]
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        twins = pair(*(np.array(column) for column in zip(*rows, strict=True)))
        assert [(twin.line, twin.other, twin.same) for twin in twins.bad()] == [
            (3, 9, False),
            (4, 2, True),
            (8, 2, True),
            (9, 3, False),
        ]
        assert twins.differ.tolist() == [7]
        assert twins.count == 4
