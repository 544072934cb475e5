"""How often each pupil is absent for each reason: pupils' totals and published rates, met at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.generate.spec import Floats

_ROUNDS = 40
_MOST = 0.98
"""The greatest share of sessions that one reason may take."""


def mixture(
    throw: np.random.Generator,
    propensity: Floats,
    rates: Mapping[str, float],
    spells: Mapping[str, Any],
    counted: float,
) -> dict[str, Floats]:
    """Give the share of sessions that each pupil misses for each code.

    A pupil's shares add up to the propensity and a code's mean is its rate, up to what both leave open: rows and
    columns are scaled in turn. Which pupils a reason never concerns is drawn first. `counted` is how much less than
    the mean those tend to who are there for most of the sessions.
    """
    relative = propensity / propensity.mean()
    columns: list[Floats] = []
    for code, rate in rates.items():
        shape = spells[code]
        concerned = throw.random(len(relative)) < shape["may"] / 100
        differ = np.exp(shape["varies"] * throw.standard_normal(len(relative)))
        columns.append(rate * concerned * differ * relative ** shape["grows"])
    shares = np.array(columns)
    wanted = np.array(list(rates.values())) * len(relative) / counted
    rows = propensity * (wanted.sum() / propensity.sum())
    for _ in range(_ROUNDS):
        shares *= _ratio(rows, shares.sum(axis=0))
        shares *= _ratio(wanted, shares.sum(axis=1))[:, None]
    return dict(zip(rates, np.minimum(shares, _MOST), strict=True))


def _ratio(wanted: Floats, found: Floats) -> Floats:
    return np.asarray(np.divide(wanted, found, out=np.zeros_like(wanted), where=found > 0))


def hazards(shares: Mapping[str, Floats]) -> dict[str, Floats]:
    """Turn shares of sessions into rates of spells that fall on one another, the later code on the earlier.

    A rate `h` of random spells covers `1 - exp(-h)` of the days, and of that the codes painted later leave what they
    do not cover. Each code is scaled until its mean comes out.
    """
    codes = list(shares)
    wanted = np.array([shares[code].mean() for code in codes])
    rates = -np.log1p(-np.minimum(np.array([shares[code] for code in codes]), _MOST))
    for _ in range(_ROUNDS):
        later = np.cumsum(rates[::-1], axis=0)[::-1] - rates
        seen = -np.expm1(-rates) * np.exp(-later)
        rates *= _ratio(wanted, seen.mean(axis=1))[:, None]
    return dict(zip(codes, rates, strict=True))


def day_shares(target: Floats, lengths: Sequence[int], weights: Floats) -> Floats:
    """Give how spells should begin over the days so that the days they cover follow a target.

    Spells of several days smear what their beginnings look like; this turns it round (Richardson and Lucy).
    """
    reach = np.zeros(max(lengths))
    for length, weight in zip(lengths, weights, strict=True):
        reach[:length] += weight
    starts = np.full(len(target), 1 / len(target))
    wanted = target / target.sum() * reach.sum()
    backwards = reach[::-1]
    inside = np.convolve(np.ones(len(target)), backwards)[len(reach) - 1 :][: len(target)]
    for _ in range(200):
        covered = np.convolve(starts, reach)[: len(target)]
        error = np.divide(wanted, covered, out=np.zeros_like(wanted), where=covered > 0)
        starts *= np.convolve(error, backwards)[len(reach) - 1 :][: len(target)] / inside
        starts /= starts.sum()
    return starts
