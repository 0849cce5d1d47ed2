"""Captivity: how much of an asset's reach the strongest single owner always holds.

Each live channel is a set of gatekeeping owners. The escape number E is the largest fractional
packing of these sets, the effective number of independent routes; captivity is K = 1/E, the value
of the hold-up game in which developers spread their volume and one owner refuses. Owners in every
gate set are veto owners: there is one exactly when K = 1.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from graph.market.columns import slug_of
from graph.market.gates import Owners
from graph.market.market import Family, Market
from graph.metrics.concentration import concentration_row
from graph.metrics.cutting import Coalition
from graph.metrics.game import CountBounds, solve_game
from graph.metrics.gatesets import GateSet


class CaptivityType(StrEnum):
    """Who holds the asset: its own group, others, both, nobody alone, or nothing is known."""

    NO_CHANNEL = "no-channel"
    UNGATED = "ungated"
    MULTI_HOMED = "multi-homed"
    SELF_CAPTIVE = "self-captive"
    JOINTLY_CAPTIVE = "jointly-captive"
    THIRD_PARTY_CAPTIVE = "third-party-captive"


@dataclass(frozen=True, slots=True)
class Score:
    """The captivity of one asset on one day in one view.

    Attributes
    ----------
    captivity, escape
        K in [0, 1] and E = 1/K, exact. Without a channel K is None and E is 0; with an ungated
        route K is 0 and E is None (no limit). Both None beside ``bounds``: see there.
    veto
        The owners in every gate set, sorted.
    owners
        Every owner in any gate set, sorted.
    bounds
        Proved limits of K when a very large market leaves the exact value open; otherwise both
        equal to it, and None without a channel.
    gate_sets
        The gate sets that contain no other.
    cut, coalitions, coalitions_complete
        The fewest owners that close every road together, and the coalitions of that size: all of
        them when complete.
    routes
        The most roads that share no owner.
    cut_bounds, routes_bounds
        Proved limits of ``cut`` and ``routes`` when these are left open.
    """

    asset: str
    label: str
    captivity: Fraction | None
    escape: Fraction | None
    type: CaptivityType
    veto: tuple[str, ...]
    owners: tuple[str, ...]
    gate_sets: tuple[GateSet, ...]
    channel_count: int
    platform_count: int
    bounds: tuple[Fraction, Fraction] | None
    cut: int | None
    coalitions: tuple[Coalition, ...]
    coalitions_complete: bool
    routes: int | None
    cut_bounds: CountBounds | None
    routes_bounds: CountBounds | None

    @property
    def owner_count(self) -> int:
        """The number of owners that gate any channel."""
        return len(self.owners)

    def to_row(self, market: Market) -> dict[str, Any]:
        """The score as plain JSON values: fractions as texts, owners as slugs and as labels."""
        return {
            "name": slug_of(self.asset),
            "iri": self.asset,
            "label": self.label,
            "as_of": market.as_of.isoformat(),
            "view": str(market.view),
            "captivity": fraction_text(self.captivity),
            "escape": fraction_text(self.escape),
            "type": str(self.type),
            "veto": [slug_of(owner) for owner in self.veto],
            "veto_labels": [market.label(owner) for owner in self.veto],
            "owners": [slug_of(owner) for owner in self.owners],
            "owner_labels": [market.label(owner) for owner in self.owners],
            "channel_count": self.channel_count,
            "platform_count": self.platform_count,
            "owner_count": self.owner_count,
            "bounds": None if self.bounds is None else [str(bound) for bound in self.bounds],
            "cut": self.cut,
            "cut_bounds": _pair(self.cut_bounds),
            "coalitions": [[slug_of(owner) for owner in group] for group in self.coalitions],
            "coalition_labels": [[market.label(o) for o in group] for group in self.coalitions],
            "coalitions_complete": self.coalitions_complete,
            "routes": self.routes,
            "routes_bounds": _pair(self.routes_bounds),
            **concentration_row(market, self.asset),
        }


def _pair(bounds: CountBounds | None) -> list[int] | None:
    return None if bounds is None else list(bounds)


def fraction_text(number: Fraction | None) -> str | None:
    """A fraction as people write it; None stays None.

    >>> fraction_text(Fraction(1, 2)), fraction_text(Fraction(3)), fraction_text(None)
    ('1/2', '3', None)
    """
    return None if number is None else str(number)


def score_asset(market: Market, asset: str) -> Score:
    """The captivity of one asset, with its type, veto owners and counts.

    An asset without a live channel has no captivity (None): the graph asserts no road, which does
    not say that none exists.

    Parameters
    ----------
    market
        The market on the day and in the view asked for.
    asset
        The IRI of the asset.

    References
    ----------
    von Neumann, J. and Morgenstern, O. (1944), Theory of Games and Economic Behavior: simple games
    and the minimax value. Scheinerman and Ullman (1997), Fractional Graph Theory: packing.
    """
    return _score(market, asset, market.families.get(asset, frozenset()))


def score_market(market: Market) -> list[Score]:
    """The captivity of every asset, most captive first, then by label; undefined ones last."""
    families = market.families
    nothing: Family = frozenset()
    scores = [_score(market, asset, families.get(asset, nothing)) for asset in market.assets]
    return _in_order(scores)


def _in_order(scores: list[Score]) -> list[Score]:
    """Most captive first, then by label; few fractions are compared, which is slow."""
    alike: defaultdict[Fraction, list[Score]] = defaultdict(list)
    undefined: list[Score] = []
    for score in sorted(scores, key=lambda one: (one.label.casefold(), one.asset)):
        worth = score.captivity if score.bounds is None else score.bounds[1]
        (undefined if worth is None else alike[worth]).append(score)
    return [score for worth in sorted(alike, reverse=True) for score in alike[worth]] + undefined


def _score(market: Market, asset: str, family: Family) -> Score:
    game = solve_game(family)
    return Score(
        asset=asset,
        label=market.label(asset),
        captivity=game.captivity,
        escape=game.escape,
        type=classify(family, game.veto, market.vendors.get(asset, frozenset())),
        veto=game.veto,
        owners=game.owners,
        gate_sets=game.minimal,
        channel_count=market.channel_count(asset),
        platform_count=market.platform_count(asset),
        bounds=game.bounds,
        cut=game.cut,
        coalitions=game.coalitions,
        coalitions_complete=game.coalitions_complete,
        routes=game.routes,
        cut_bounds=game.cut_bounds,
        routes_bounds=game.routes_bounds,
    )


def classify(family: Family, veto: tuple[str, ...], own: Owners) -> CaptivityType:
    """Who holds an asset of this family and these veto owners; ``own`` is its vendor's group."""
    if not family:
        return CaptivityType.NO_CHANNEL
    if frozenset() in family:
        return CaptivityType.UNGATED
    if not veto:
        return CaptivityType.MULTI_HOMED
    if own.issuperset(veto):
        return CaptivityType.SELF_CAPTIVE
    is_joint = not own.isdisjoint(veto)
    return CaptivityType.JOINTLY_CAPTIVE if is_joint else CaptivityType.THIRD_PARTY_CAPTIVE
