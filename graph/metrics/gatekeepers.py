"""Gatekeepers of a population: what an owner can take away alone, and what share that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from graph.market.market import Family
from graph.metrics.game import solve_game

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Gatekeepers:
    """Who can shut out which assets alone.

    Attributes
    ----------
    captives
        Owner -> the assets that are lost if it refuses, sorted; only owners with any.
    shares
        Owner -> their share of the whole in [0, 1]; shares of several owners may exceed 1
        together, because each of two veto owners of an asset can take it away.
    whole
        The weight of all assets with a live channel; their number when nothing is weighed.
    """

    captives: Mapping[str, tuple[str, ...]]
    shares: Mapping[str, Fraction]
    whole: Fraction


def find_gatekeepers(
    families: Mapping[str, Family],
    members: Iterable[str],
    weights: Mapping[str, Fraction] | None = None,
) -> Gatekeepers:
    """The gatekeepers of these members, each counted once or by its weight.

    Parameters
    ----------
    families
        ``market.families``: asset -> its gate sets, no entry without a live channel.
    members
        The assets of the population; those without a live channel do not count.
    weights
        Asset -> its weight, at least 0; one that is missing counts 0. Without weights 1 each.
    """
    captives: defaultdict[str, list[str]] = defaultdict(list)
    lost: defaultdict[str, Fraction] = defaultdict(Fraction)
    whole = ZERO
    for asset in sorted(members):
        family = families.get(asset)
        if not family:
            continue
        weight = ONE if weights is None else weights.get(asset, ZERO)
        whole += weight
        for owner in solve_game(family).veto:
            captives[owner].append(asset)
            lost[owner] += weight
    return Gatekeepers(
        captives={owner: tuple(captives[owner]) for owner in sorted(captives)},
        shares={owner: lost[owner] / whole for owner in sorted(lost) if whole},
        whole=whole,
    )
