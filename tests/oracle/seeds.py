"""A seed -> a random policy over a few random registers."""

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.oracle.ages import of_ages, of_rolls
from tests.oracle.cases import Case
from tests.oracle.clocks import at_clocks, of_clocks
from tests.oracle.corners import corner
from tests.oracle.dating import dated
from tests.oracle.figures import Said
from tests.oracle.foresight import foreseen
from tests.oracle.partings import at_edges, of_parts
from tests.oracle.people import of_people, with_people
from tests.oracle.policies import FLAGS, policy, rule_ids
from tests.oracle.policy_parts import Scale
from tests.oracle.registers import Size, register
from tests.oracle.verdicts import of_verdicts

REGISTERS_A_POLICY = 3
EACH = 0.08
"""How often a seed draws each of `MORE`, with numbers of its own, so that the other seeds stay what they were."""

Data = dict[str, Any]
MORE: Mapping[str, tuple[Callable[[random.Random, Said], Said], Callable[[random.Random, Said, Data], Data]]] = {
    "ages": (of_ages, of_rolls),
    "people": (of_people, with_people),
    "foresight": (foreseen, lambda _rng, _said, data: data),
    "verdicts": (of_verdicts, lambda _rng, _said, data: data),
    "clocks": (of_clocks, at_clocks),
    "partings": (of_parts, at_edges),
}
"""What may be said besides, and what of it the registers hold."""


def cases(seed: int, more: Mapping[str, float] = dict.fromkeys(MORE, EACH)) -> Iterator[Case]:
    """A random policy over a few random registers; `more` is how often each of `MORE` is drawn.

    One seed in three is a policy out of a corner, one in ten of the others a large one; nearly half have dated items.
    """
    rng = random.Random(seed)
    is_corner = seed % 3 == 2
    large = seed % 10 == 0 and not is_corner
    most = 12 if large else 7
    scale = Scale(
        rng.randint(1, most), rng.randint(1, most // 2), rng.randint(0, 2), rng.randint(0, 1), rng.randint(0, 2)
    )
    said = corner(rng) if is_corner else policy(rng, scale)
    ids = rule_ids(said)
    if seed % 3 == 1 or seed % 9 == 8:
        said = dated(random.Random(f"in force {seed}"), said)
    drawn = {}
    for name, (says, holds) in MORE.items():
        others = random.Random(f"{name} {seed}")
        if others.random() < more.get(name, 0):
            drawn[name] = (others, holds)
            said = says(others, said)
    for _ in range(REGISTERS_A_POLICY):
        pupils, weeks = (2, 6) if is_corner else (8, 12) if large else (3, 7)
        size = Size(rng.randint(1, pupils), rng.randint(2, weeks), rng.randint(1, 3))
        data, as_of = register(rng, size, FLAGS, ids)
        for others, holds in drawn.values():
            data = holds(others, said, data)
        if data["marks"]:  # a dataset without a mark is refused
            yield Case(said, data, as_of)
