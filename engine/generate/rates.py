"""The data file of rates -> numbers, and dice that give the same throws for the same seed and purpose."""

import re
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from engine.document import Value
from engine.generate.spec import Floats
from engine.parse import load

_FILE: Final = Path(__file__).with_name("rates.yaml")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@cache
def rates() -> Mapping[str, Any]:
    """Give the data file with its numbers as numbers; keys, codes, dates and times stay text."""
    document = load(_FILE, _FILE.name)
    if document.value is None:
        raise ValueError("\n".join(str(found) for found in document.diagnostics))
    plain: Mapping[str, Any] = _plain(document.value.value)
    return plain


def _plain(value: Value) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value) if "." in value else int(value)
    return value


def phase_rates(phase: str) -> Mapping[str, Any]:
    """Give what is particular to a phase, with the figures it is held to: published ones, or a mean of such.

    `alike` has the year groups that are like those of another phase; `compared` says whether the figures are the
    phase's own.
    """
    own = rates()["phases"][phase]
    figures: Mapping[str, Mapping[str, float]] = {**rates()["assumed"], **rates()["published"]}
    alike = {like: [*map(str, groups)] for like, groups in own.get("like", {phase: own["year_groups"]}).items()}
    weights = {like: sum(own["year_groups"][group] for group in groups) for like, groups in alike.items()}
    part = dict(zip(weights, shares(weights).tolist(), strict=True))
    names = dict.fromkeys(name for like in alike for name in figures[like])
    mean = {name: sum(part[like] * figures[like].get(name, 0) for like in alike) for name in names}
    known = rates()["weekdays"]
    weekdays = [(part[like], known.get(like, known["secondary"])) for like in alike]
    return {
        **own,
        "published": mean,
        "compared": phase in rates()["published"],
        "alike": {group: figures[like]["overall_absence"] for like, groups in alike.items() for group in groups},
        "weekdays": {
            code: [sum(share * held[code][day] for share, held in weekdays) for day in range(5)]
            for code in weekdays[0][1]
        },
    }


def dice(seed: int, *purpose: object) -> np.random.Generator:
    """Give the dice for one purpose: what is thrown for one never shifts what is thrown for another."""
    name = zlib.crc32(" ".join(str(part) for part in purpose).encode())
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, name])))


def shares(weights: Mapping[str, float] | Sequence[float]) -> Floats:
    """Give weights as shares that add up to 1."""
    values = np.array(list(weights.values() if isinstance(weights, Mapping) else weights), dtype=np.float64)
    total = values.sum()
    return values / total if total else np.full(len(values), 1 / max(len(values), 1))


def pick_one(throw: np.random.Generator, weights: Mapping[str, float]) -> str:
    """Draw one word by its weight."""
    left = throw.random() * sum(weights.values())
    for word, weight in weights.items():
        left -= weight
        if left < 0:
            return word
    return list(weights)[-1]


def pick(throw: np.random.Generator, weights: Mapping[str, float], count: int) -> list[str]:
    """Draw words by their weights."""
    words = list(weights)
    return [words[place] for place in throw.choice(len(words), size=count, p=shares(weights)).tolist()]
