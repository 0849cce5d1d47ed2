"""The closure index: the share of live assets whose every road one owner can close."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from graph.market.market import Market
from graph.market.populations import find_members, find_population

LIVE = "live"
LIVE_DEFINITION = "Every asset with a live channel that counts on the day."


@dataclass(frozen=True, slots=True)
class LiveSet:
    """The members of a population that have a live channel on the market's day, sorted by IRI."""

    name: str
    definition: str
    assets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closure:
    """How much of a population is closed, and which assets make it so.

    Attributes
    ----------
    index
        The weight of the closed assets over that of all live ones, in [0, 1]; None when no asset
        is live or none has weight.
    closed
        Closed asset -> its veto owners, each of whom can close every road to it alone.
    """

    index: Fraction | None
    population: LiveSet
    closed: Mapping[str, tuple[str, ...]]


def find_live(market: Market, population: str | None = None) -> LiveSet:
    """The live members of a population; of the whole market when none is named.

    Raises
    ------
    UnknownEntity
        There is no population of that name.
    """
    families = market.families
    if population is None or population.strip().lower() == LIVE:
        return LiveSet(LIVE, LIVE_DEFINITION, tuple(sorted(families)))
    found = find_population(population)
    members = tuple(asset for asset in find_members(market, found.name) if asset in families)
    return LiveSet(found.name, f"{found.definition} Those with a live channel.", members)


def measure_closure(
    market: Market, population: LiveSet, weights: Mapping[str, Fraction] | None = None
) -> Closure:
    """The closure index MCI: sum of weights of assets with K = 1 over that of all live assets.

    K = 1 exactly when some owner is in every gate set, so no game needs to be solved. The index
    is not monotone in time: a new model that opens captive raises it, although no road closed.

    Parameters
    ----------
    market
        The market on the day and in the view asked for.
    population
        What :func:`find_live` found on that market.
    weights
        Asset -> weight, 0 where missing; every asset weighs 1 when not given.
    """
    families = market.families
    closed = {
        asset: tuple(sorted(veto))
        for asset in population.assets
        if (veto := frozenset.intersection(*families[asset]))
    }
    if weights is None:
        part, whole = Fraction(len(closed)), Fraction(len(population.assets))
    else:
        part = sum((weights.get(asset, Fraction(0)) for asset in closed), Fraction(0))
        whole = sum((weights.get(asset, Fraction(0)) for asset in population.assets), Fraction(0))
    return Closure(part / whole if whole else None, population, closed)
