"""A peer: the npm package `feelin` gives the same for thousands of random expressions, where it is present.

`npm install feelin` in a folder, and FEELIN_HOME=that folder. The expressions are given fully
bracketed, so that only meanings are compared; they keep to what both define.
"""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from engine.expressions.check import check
from engine.expressions.parse import parse_expression
from engine.expressions.printing import print_tree
from engine.expressions.record import evaluate

ROOT = Path(__file__).resolve().parents[2]
EXPRESSIONS = 2500
SCRIPT = """
import { readFileSync } from "node:fs";
const { evaluate } = await import(process.argv[2]);
const told = JSON.parse(readFileSync(0, "utf8")).map((text) => {
  try {
    const found = evaluate(text, {});
    const value = found !== null && typeof found === "object" && "value" in found ? found.value : found;
    return value === undefined ? null : value;
  } catch (error) {
    return "error: " + error.message;
  }
});
process.stdout.write(JSON.stringify(told));
"""


def package() -> Path | None:
    """Where the package is, or None."""
    for folder in (os.environ.get("FEELIN_HOME"), str(ROOT)):
        path = Path(folder or "/nowhere") / "node_modules" / "feelin" / "dist" / "index.js"
        if path.is_file():
            return path
    return None


class Author:
    """Writes expressions of literals alone."""

    def __init__(self, seed: int) -> None:
        self.at = random.Random(seed)

    def number(self, depth: int) -> str:
        if depth <= 0 or self.at.random() < 0.3:
            return self.at.choice(["0", "1", "2", "3", "5", "10", "0.5", "2.5"])
        one, two = self.number(depth - 1), self.number(depth - 1)
        forms = (
            f"(({one}) + ({two}))",
            f"(({one}) - ({two}))",
            f"(({one}) * ({two}))",
            f"(({one}) / 4)",
            f"(-({one}))",
            f"abs({one})",
            f"floor({one})",
            f"ceiling({one})",
            f"max({one}, {two})",
            f"min([{one}, {two}])",
            f"sum([{one}, {two}, 1])",
            f"(if ({self.truth(depth - 1)}) then ({one}) else ({two}))",
            f"string length({self.text()})",
            f"{self.date()}.{self.at.choice(['year', 'month', 'day', 'weekday'])}",
        )
        return self.at.choice(forms)

    def text(self) -> str:
        return self.at.choice(
            ['"L"', '"U"', '"late"', '""', '"L" + "U"', 'upper case("late")', 'substring("late", 2, 2)']
        )

    def date(self) -> str:
        return self.at.choice(['@"2024-02-29"', '@"2024-09-02"', 'date("2023-12-31")', "date(2024, 1, 31)"])

    def later(self) -> str:
        gap = self.at.choice(["P1D", "P1M", "P1Y2M", "P30D"])
        return f'({self.date()} {self.at.choice("+-")} @"{gap}")'

    def truth(self, depth: int) -> str:
        if depth <= 0:
            return self.at.choice(["true", "false", "null"])
        operator = self.at.choice(["=", "!=", "<", "<=", ">", ">="])
        one, two, three = (self.number(depth - 1) for _ in range(3))
        # The peer reads a range whose ends are the wrong way round as if they were not.
        low, high = f"min([{two}, {three}])", f"max([{two}, {three}])"
        forms = (
            f"({one}) {operator} ({two})",
            f"({self.text()}) {operator} ({self.text()})",
            f"{self.later()} {operator} {self.later()}",
            f"({one}) in {self.at.choice('[(')}({low})..({high}){self.at.choice('])')}",
            f"({one}) between ({low}) and ({high})",
            f"({one}) in (({two}), > ({three}))",
            f"({one}) = null",
            f"(({self.truth(depth - 1)}) and ({self.truth(depth - 1)}))",
            f"(({self.truth(depth - 1)}) or ({self.truth(depth - 1)}))",
            f"not({self.truth(depth - 1)})",
            f"some x in [1, 2, ({one})] satisfies x > ({two})",
            f"every x in [1, 2, ({one})] satisfies x > ({two})",
            f"contains({self.text()}, {self.text()})",
            f"list contains([1, ({one})], ({two}))",
            f"(if ({self.truth(depth - 1)}) then ({self.truth(depth - 1)}) else ({self.truth(depth - 1)}))",
        )
        return self.at.choice(forms)


def asked(texts: list[str], home: Path) -> list[Any]:
    """Ask the peer."""
    node = shutil.which("node")
    assert node is not None
    command = [node, "--input-type=module", "-e", SCRIPT, "-", home.as_uri()]
    done = subprocess.run(
        command, input=json.dumps(texts), capture_output=True, text=True, check=True, encoding="utf-8"
    )
    found: list[Any] = json.loads(done.stdout)
    return found


def test_the_peer_gives_the_same() -> None:
    home = package()
    if home is None or shutil.which("node") is None:
        pytest.skip("feelin is not here: npm install feelin somewhere and set FEELIN_HOME to that folder")
    author, texts, wanted = Author(20_260_901), [], []
    while len(texts) < EXPRESSIONS:
        node = parse_expression(author.truth(author.at.randint(1, 3))).tree
        if node is None:
            continue
        checked = check(node, {}, expect=None, conformance=True)
        if not checked.problems:
            texts.append(print_tree(node, full=True))
            wanted.append(evaluate(checked, {}))
    told = [
        f"{text}: {found!r}, not {ours!r}"
        for text, found, ours in zip(texts, asked(texts, home), wanted, strict=True)
        if found is not ours
    ]
    assert not told, f"{len(told)} of {len(texts)}:\n" + "\n".join(told[:40])
