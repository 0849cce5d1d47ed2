"""Captivity: how much of an asset's reach the strongest single owner always holds.

Each live channel is a set of gatekeeping owners. The escape number E is the largest fractional
packing of these sets, the effective number of independent routes; captivity is K = 1/E, the value
of the hold-up game in which developers spread their volume and one owner refuses. Owners in every
gate set are veto owners: there is one exactly when K = 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from graph.market.columns import slug_of
from graph.market.gates import Owners, Route
from graph.market.market import Market
from graph.metrics.gatesets import GateSet, find_minimal
from graph.metrics.packing import Packing, pack


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
        }


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
    return _score(market, asset, {})


def score_market(market: Market) -> list[Score]:
    """The captivity of every asset, most captive first, then by label; undefined ones last."""
    solved: dict[frozenset[GateSet], Packing] = {}
    scores = [_score(market, asset, solved) for asset in market.assets]
    return sorted(scores, key=_rank)


def _rank(score: Score) -> tuple[bool, Fraction, str, str]:
    captivity = score.captivity if score.bounds is None else score.bounds[1]
    return captivity is None, -(captivity or Fraction(0)), score.label.casefold(), score.asset


def _score(market: Market, asset: str, solved: dict[frozenset[GateSet], Packing]) -> Score:
    routes = market.routes.get(asset, ())
    distinct = frozenset(route.owners for route in routes)
    veto = frozenset.intersection(*distinct) if distinct else frozenset[str]()
    captivity, escape, bounds = _solve(distinct, solved)
    return Score(
        asset=asset,
        label=market.label(asset),
        captivity=captivity,
        escape=escape,
        type=_classify(routes, veto, market.vendors.get(asset, frozenset())),
        veto=tuple(sorted(veto)),
        owners=tuple(sorted(frozenset[str]().union(*distinct))),
        gate_sets=find_minimal(distinct),
        channel_count=len(routes),
        platform_count=len({route.channel.platform for route in routes}),
        bounds=bounds,
    )


Numbers = tuple[Fraction | None, Fraction | None, tuple[Fraction, Fraction] | None]


def _solve(distinct: frozenset[GateSet], solved: dict[frozenset[GateSet], Packing]) -> Numbers:
    """Captivity, escape number and the bounds of captivity; equal families are solved once."""
    if not distinct:
        return None, Fraction(0), None
    if frozenset() in distinct:
        return Fraction(0), None, (Fraction(0), Fraction(0))
    if distinct not in solved:
        solved[distinct] = pack(distinct)
    packing = solved[distinct]
    bounds = (1 / packing.high, 1 / packing.low)
    value = packing.value
    return (None if value is None else 1 / value), value, bounds


def _classify(routes: tuple[Route, ...], veto: Owners, own: Owners) -> CaptivityType:
    if not routes:
        return CaptivityType.NO_CHANNEL
    if any(not route.owners for route in routes):
        return CaptivityType.UNGATED
    if not veto:
        return CaptivityType.MULTI_HOMED
    if veto <= own:
        return CaptivityType.SELF_CAPTIVE
    return CaptivityType.JOINTLY_CAPTIVE if veto & own else CaptivityType.THIRD_PARTY_CAPTIVE
