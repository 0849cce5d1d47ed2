"""Power of owners estimated from random orders and coalitions, where counting all takes too long.

The seed is fixed, so the same game always gives the same numbers, and the error is bounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log, sqrt
from typing import TYPE_CHECKING, Any

from graph.metrics.gatesets import GateSet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: How many orders, and how many coalitions, are drawn for one game.
SAMPLES = 40_000
CHUNK = 2_000
SEED = 20_260_602
#: The probability with which some estimate may miss its error bound.
RISK = Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Shapley-Shubik and absolute Banzhaf powers as shares of the samples drawn."""

    shapley: dict[str, Fraction]
    banzhaf: dict[str, Fraction]
    samples: int


def bound_error(samples: int, numbers: int, risk: Fraction = RISK) -> float:
    """How far any of so many estimated shares may be off, but for the risk.

    Parameters
    ----------
    samples
        Independent samples behind each estimate, each 0 or 1.
    numbers
        How many estimates are to hold at once.

    References
    ----------
    Hoeffding, W. (1963), Probability inequalities for sums of bounded random variables, Journal of
    the American Statistical Association 58 (301), 13-30.

    Examples
    --------
    >>> round(bound_error(40_000, 1), 4)
    0.0081
    """
    return sqrt(log(2 * numbers / float(risk)) / (2 * samples))


def sample_power(minimal: Sequence[GateSet], samples: int = SAMPLES) -> Estimate:
    """Estimates of the power of the owners in these minimal gate sets."""
    import numpy as np

    owners = sorted(frozenset().union(*minimal))
    stands = np.array([[owner in gates for owner in owners] for gates in minimal])
    random = np.random.default_rng(SEED)
    pivots, swings = np.zeros(len(owners), dtype=int), np.zeros(len(owners), dtype=int)
    drawn = 0
    while drawn < samples:
        size = min(CHUNK, samples - drawn)
        pivots += _count_pivots(random.random((size, len(owners))), stands)
        swings += _count_swings(random.random((size, len(owners))) < 0.5, stands)
        drawn += size
    return Estimate(_shares(owners, pivots, samples), _shares(owners, swings, samples), samples)


def _shares(owners: list[str], counts: NDArray[Any], samples: int) -> dict[str, Fraction]:
    return {o: Fraction(int(count), samples) for o, count in zip(owners, counts, strict=True)}


def _count_pivots(arrivals: NDArray[np.float64], stands: NDArray[np.bool_]) -> NDArray[Any]:
    """How often each owner is the one whose arrival first completes a gate set."""
    import numpy as np

    opened = np.full(len(arrivals), 2.0)
    for members in stands:
        np.minimum(opened, arrivals[:, members].max(axis=1), out=opened)
    counts: NDArray[Any] = (arrivals == opened[:, None]).sum(axis=0)
    return counts


def _count_swings(present: NDArray[np.bool_], stands: NDArray[np.bool_]) -> NDArray[Any]:
    """How often each owner decides: with it some gate set is complete, without it none."""
    import numpy as np

    missing = (~present).astype(np.int32) @ stands.T.astype(np.int32)
    counts = np.zeros(stands.shape[1], dtype=int)
    for owner in range(stands.shape[1]):
        through = stands[:, owner]
        short = missing[:, through] - (~present[:, owner])[:, None]
        opens = (short == 0).any(axis=1)
        counts[owner] = (opens & ~(missing[:, ~through] == 0).any(axis=1)).sum()
    return counts
