"""How much of a population one owner holds: by storefronts listed, and by who can close the road.

Two numbers that are easily mixed up. A model is *one-owner* when all its listings belong to one
ultimate owner, open weights or not. It is *captive* (K = 1) when one owner can close every road,
which nobody can where the weights are open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from graph.market.gates import OPEN_WEIGHTS, Route
from graph.market.market import Market

DEPRECATED = "Deprecated"


@dataclass(frozen=True, slots=True)
class Roads:
    """Which live channels of a market count; both switches widen the set."""

    resale: bool = False
    deprecated: bool = True

    def of(self, market: Market, asset: str) -> list[Route]:
        """The asset's routes that count; the market must be compiled with what is set aside."""
        return [
            route
            for route in market.routes.get(asset, ())
            if (self.resale or route.channel.set_aside is None)
            and (self.deprecated or route.channel.stage != DEPRECATED)
        ]


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds one asset: its storefronts, their ultimate owners, and the veto owners."""

    asset: str
    listings: int
    platforms: tuple[str, ...]
    owners: tuple[str, ...]
    veto: tuple[str, ...]
    is_open: bool

    @property
    def is_one_owner(self) -> bool:
        """Whether every listing belongs to the same ultimate owner."""
        return len(self.owners) == 1

    @property
    def is_captive(self) -> bool:
        """Whether one owner can close every road, K = 1."""
        return bool(self.veto)

    @property
    def is_illusory(self) -> bool:
        """Whether two or more platforms of a closed asset all belong to one owner."""
        return len(self.platforms) > 1 and self.is_one_owner and not self.is_open


@dataclass(frozen=True, slots=True)
class Share:
    """A count out of a whole; ``value`` is in [0, 1], None of an empty whole."""

    count: int
    whole: int

    @property
    def value(self) -> Fraction | None:
        """The share as a fraction."""
        return Fraction(self.count, self.whole) if self.whole else None

    @property
    def percent(self) -> str:
        """The share in per cent with one decimal; empty of an empty whole.

        >>> Share(1, 3).percent, Share(0, 0).percent
        ('33.3 %', '')
        """
        return f"{100 * self.count / self.whole:.1f} %" if self.whole else ""


def hold_members(market: Market, members: Iterable[str], roads: Roads) -> list[Held]:
    """Who holds each member that some counted listing offers; the others are left out.

    Parameters
    ----------
    market
        A market compiled with ``count_set_aside=True``; ``roads`` narrows it.
    members
        The assets of a population.
    roads
        Which channels count.
    """
    return [held for asset in members for held in _hold(market, asset, roads.of(market, asset))]


def _hold(market: Market, asset: str, routes: Sequence[Route]) -> Iterator[Held]:
    listed = [route for route in routes if route.channel.access_mode != OPEN_WEIGHTS]
    if not listed:
        return
    owners = frozenset[str]().union(*(_storefront_owners(route) for route in listed))
    yield Held(
        asset,
        len(listed),
        tuple(sorted({route.channel.platform for route in listed})),
        tuple(sorted(owners)),
        tuple(sorted(frozenset.intersection(*(route.owners for route in routes)))),
        is_open=len(listed) < len(routes),
    )


def _storefront_owners(route: Route) -> frozenset[str]:
    """The ultimate owners of whoever operates the platform, whatever other gates there are."""
    return next(
        (gate.owners for gate in route.gates if gate.thing == route.channel.platform),
        frozenset({route.channel.platform}),
    )


def share_one_owner(held: Sequence[Held]) -> Share:
    """The share of models all of whose listings belong to one ultimate owner."""
    return Share(sum(one.is_one_owner for one in held), len(held))


def share_captive(held: Sequence[Held]) -> Share:
    """The share of models of which one owner can close every road."""
    return Share(sum(one.is_captive for one in held), len(held))


def share_on_two_platforms(held: Sequence[Held]) -> Share:
    """The share of models that were found on two or more platforms."""
    return Share(sum(len(one.platforms) > 1 for one in held), len(held))


def find_illusory(held: Iterable[Held]) -> list[Held]:
    """The closed models on several platforms of one owner, most platforms first."""
    return sorted((h for h in held if h.is_illusory), key=lambda h: (-len(h.platforms), h.asset))


def captives_of(held: Iterable[Held]) -> dict[str, list[str]]:
    """Owner -> the models that it can shut out alone."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in held:
        for owner in one.veto:
            found[owner].append(one.asset)
    return dict(found)
