"""A-priori power of owners over reach: Shapley-Shubik and Banzhaf, of one asset or a population.

The game is simple: a coalition of owners wins when its consent opens a road. Over a population
the worth of a coalition is the share of assets that it opens, and power adds up over assets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import factorial

from graph.market.market import Family
from graph.metrics.game import KEPT
from graph.metrics.gatesets import GateSet, find_minimal
from graph.metrics.sampling import RISK, bound_error, sample_power
from graph.metrics.swings import Sizes, count_swings

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Power:
    """The power of owners; an owner that is not named has none.

    Attributes
    ----------
    shapley
        Owner -> Shapley-Shubik index in [0, 1].
    banzhaf
        Owner -> absolute Banzhaf index in [0, 1]: the share of the coalitions of the others that
        the owner turns from losing to winning.
    samples
        How many random samples the numbers come from; None when they are exact.
    error
        How far any of them may be off with a confidence of 99 %; None when they are exact.
    """

    shapley: Mapping[str, Fraction]
    banzhaf: Mapping[str, Fraction]
    samples: int | None = None
    error: float | None = None

    @property
    def banzhaf_shares(self) -> dict[str, Fraction]:
        """Owner -> normalised Banzhaf index: the absolute ones scaled to add up to 1."""
        whole = sum(self.banzhaf.values(), ZERO)
        return {owner: power / whole for owner, power in self.banzhaf.items() if whole}

    @property
    def is_sampled(self) -> bool:
        """Whether the numbers are estimates."""
        return self.samples is not None


@lru_cache(maxsize=KEPT)
def solve_power(family: Family) -> Power:
    """The power of each owner over the roads of one asset.

    Without a channel and with an ungated route nobody has any.

    Parameters
    ----------
    family
        The distinct gate sets of the asset's live channels.

    Examples
    --------
    >>> power = solve_power(frozenset({frozenset("ab"), frozenset("ac")}))
    >>> power.shapley["a"], power.banzhaf["a"], power.banzhaf_shares["b"]
    (Fraction(2, 3), Fraction(3, 4), Fraction(1, 5))

    References
    ----------
    Shapley, L. S. and Shubik, M. (1954), A method for evaluating the distribution of power in a
    committee system, American Political Science Review 48 (3), 787-792. Banzhaf, J. F. (1965),
    Weighted voting doesn't work, Rutgers Law Review 19, 317-343.
    """
    return _solve(find_minimal(family))


@lru_cache(maxsize=KEPT)
def _solve(minimal: tuple[GateSet, ...]) -> Power:
    if not minimal or not minimal[0]:
        return Power({}, {})
    counted = count_swings(minimal)
    if counted is None:
        found = sample_power(minimal)
        error = bound_error(found.samples, 2 * len(found.shapley))
        return Power(found.shapley, found.banzhaf, found.samples, error)
    swings = dict(sorted(counted.swings.items()))
    return Power(
        {owner: _shapley(sizes) for owner, sizes in swings.items()},
        {owner: Fraction(sum(sizes), 1 << (len(sizes) - 1)) for owner, sizes in swings.items()},
    )


def _shapley(sizes: Sizes) -> Fraction:
    """The chance to be the one who turns the coalition when owners arrive in a random order."""
    players = len(sizes)
    ways = sum(
        count * factorial(k) * factorial(players - 1 - k) for k, count in enumerate(sizes) if count
    )
    return Fraction(ways, factorial(players))


def solve_coverage(weighted: Iterable[tuple[Fraction | int, Family]]) -> Power | None:
    """The power of each owner over the reach of many assets; None when none has a live channel.

    The worth of a coalition is the weight of the assets that it opens as a share of all assets
    with a live channel. Ungated assets are open to everybody: they count in the whole and give
    power to nobody, so the Shapley values add up to the gated share.

    Parameters
    ----------
    weighted
        For each asset its weight, at least 0 (1 each for plain counts), and its family.
    """
    weights: defaultdict[Family, Fraction] = defaultdict(Fraction)
    for weight, family in weighted:
        if family:
            weights[family] += weight
    whole = sum(weights.values(), ZERO)
    if not whole:
        return None
    shapley: defaultdict[str, Fraction] = defaultdict(Fraction)
    banzhaf: defaultdict[str, Fraction] = defaultdict(Fraction)
    sampled: list[tuple[Fraction, Power]] = []
    for family, weight in weights.items():
        power = solve_power(family)
        for total, one in ((shapley, power.shapley), (banzhaf, power.banzhaf)):
            for owner, value in one.items():
                total[owner] += value * weight / whole
        if power.is_sampled:
            sampled.append((weight / whole, power))
    return Power(
        dict(sorted(shapley.items())), dict(sorted(banzhaf.items())), *_add_errors(sampled)
    )


def _add_errors(sampled: list[tuple[Fraction, Power]]) -> tuple[int | None, float | None]:
    """The fewest samples and the error of a weighted sum, so that all bounds hold at once."""
    if not sampled:
        return None, None
    risk = RISK / len(sampled)
    errors = (
        float(share) * bound_error(power.samples or 1, 2 * len(power.shapley), risk)
        for share, power in sampled
    )
    return min(power.samples or 1 for _, power in sampled), sum(errors)
