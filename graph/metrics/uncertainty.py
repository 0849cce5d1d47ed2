"""Captivity as an interval where an asset hangs on parties that nobody names.

An operator that is not known is counted as an owner of its own. It may as well be one of the other
owners, and captivity is then higher: merging owners never lowers it. The interval runs from the
first reading to the worst of all ways to hand the unknown parties to known owners.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from graph.market.gates import Owners
from graph.market.market import Family, Market
from graph.metrics.game import solve_game

#: The most ways to hand out unknown parties that are tried one by one.
MOST_WAYS = 4096
ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class CaptivityInterval:
    """Captivity in the best and in the worst case of who the unknown parties are.

    Attributes
    ----------
    optimistic
        K when every unknown party is an owner of its own.
    pessimistic
        K in the worst case, or a number that the worst case does not exceed.
    is_exact
        Whether ``pessimistic`` is the worst case itself.
    unknown
        The parties that nobody names, by the things that stand in for them, sorted.
    """

    optimistic: Fraction
    pessimistic: Fraction
    is_exact: bool
    unknown: tuple[str, ...]


def captivity_interval(market: Market, asset: str) -> CaptivityInterval | None:
    """How far the captivity of an asset depends on owners whom nobody names.

    None where all its gatekeepers are known, where it has no channel or an ungated one, and where
    its captivity has only proved bounds. The worst case is exact when one owner could stand behind
    every channel, or when there are at most 4096 ways to hand the unknown parties to the known
    owners; otherwise the upper end is the captivity of the channels without unknown parties, which
    the worst case does not exceed, because each further channel can only lower it.

    Parameters
    ----------
    market
        The market on the day and in the view asked for. In the vendor's view too an unknown party
        is taken to be none of the vendor's own.
    asset
        The IRI of the asset.
    """
    family = market.families.get(asset, frozenset())
    unknown = market.unknown_parties(asset) if family else frozenset[str]()
    optimistic = solve_game(family).captivity
    if not unknown or not optimistic:
        return None
    pessimistic, is_exact = _find_worst(family, unknown)
    return CaptivityInterval(
        optimistic, max(optimistic, pessimistic), is_exact, tuple(sorted(unknown))
    )


def interval_row(market: Market, asset: str) -> dict[str, Any]:
    """The interval as JSON values: ``interval`` as two fractions in text, or null, and its parts.

    ``interval_is_exact`` is null where there is no interval; ``unknown`` lists slugs.
    """
    from graph.market.columns import slug_of

    found = captivity_interval(market, asset)
    if found is None:
        return {"interval": None, "interval_is_exact": None, "unknown": []}
    return {
        "interval": [str(found.optimistic), str(found.pessimistic)],
        "interval_is_exact": found.is_exact,
        "unknown": [slug_of(party) for party in found.unknown],
    }


def _find_worst(family: Family, unknown: Owners) -> tuple[Fraction, bool]:
    """The highest captivity over all ways to hand out the unknown, and whether it is exact."""
    known = sorted(frozenset[str]().union(*family) - unknown)
    if not known or any(all(owner in g or g & unknown for g in family) for owner in known):
        # One owner may be behind everything that does not already hang on it.
        return ONE, True
    parties = sorted(unknown)
    if len(known) ** len(parties) > MOST_WAYS:
        settled = frozenset(gates for gates in family if not gates & unknown)
        bounds = solve_game(settled).bounds
        return (bounds[1] if bounds else ONE), False
    ways = product(known, repeat=len(parties))
    worst = Fraction(0)
    for way in ways:
        bounds = solve_game(_hand_out(family, dict(zip(parties, way, strict=True)))).bounds
        worst = max(worst, bounds[1] if bounds else ONE)
    return worst, True


def _hand_out(family: Family, owner_of: dict[str, str]) -> Family:
    return frozenset(frozenset(owner_of.get(x, x) for x in gates) for gates in family)
