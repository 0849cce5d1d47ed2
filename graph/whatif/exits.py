"""Which single new road would lower the captivity of an asset, and whose would change nothing.

A candidate is a platform that does not offer the asset on the day; its gates are those of a plain
channel through it: its operator and the clouds below. A platform that passes on what others serve
(an aggregator, or one all of whose channels are set aside) has the gates of some road that is
there beside its own, so it never helps. A hub of weights is no candidate: it opens a road only
where the weights are open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from graph.market.gates import Owners, View
from graph.market.kinds import is_kind
from graph.market.market import Market
from graph.market.records import Channel, Entity
from graph.metrics.captivity import Score, score_asset
from graph.metrics.game import Game, solve_game

NO_ROAD = Fraction(2)


@dataclass(frozen=True, slots=True)
class Exit:
    """What a new road through any of some platforms with one gate set would do.

    Attributes
    ----------
    platforms
        Those with this gate set, the one with the most live assets first.
    owners
        The gate set of the new road.
    captivity
        K with the new road; None where only limits of it are known.
    fall
        How much K falls, 0 where it helps nobody; an asset without a road falls from 2.
    behind
        The owners in the new gate set who stand on roads that are there; of an asset that one
        owner holds, those who hold it.
    """

    platforms: tuple[str, ...]
    owners: Owners
    captivity: Fraction | None
    fall: Fraction
    behind: tuple[str, ...]

    @property
    def helps(self) -> bool:
        """Whether captivity would fall."""
        return self.fall > 0


@dataclass(frozen=True, slots=True)
class Exits:
    """Every candidate for one asset, those that help most first.

    ``passing_on`` are the platforms that would pass on a road that is there.
    """

    score: Score
    candidates: tuple[Exit, ...]
    passing_on: tuple[str, ...]

    @property
    def best(self) -> tuple[Exit, ...]:
        """The candidates that lower captivity most; empty when none lowers it."""
        most = max((one.fall for one in self.candidates), default=Fraction(0))
        return tuple(one for one in self.candidates if one.helps and one.fall == most)

    @property
    def futile(self) -> tuple[Exit, ...]:
        """The candidates that change nothing, because of who stands behind them."""
        return tuple(one for one in self.candidates if not one.helps)


def find_exits(market: Market, asset: str) -> Exits:
    """What each single new road would do to the captivity of the asset.

    Parameters
    ----------
    market
        The market on the day and in the view asked for.
    asset
        The IRI of the asset.
    """
    family = market.families.get(asset, frozenset())
    now = solve_game(family)
    groups: defaultdict[Owners, list[str]] = defaultdict(list)
    passing_on: list[str] = []
    for entity in iter_candidates(market, asset):
        if is_passing_on(market, entity):
            passing_on.append(entity.iri)
        else:
            groups[find_plain_gates(market, asset, entity.iri)].append(entity.iri)
    sizes = count_assets(market)
    found = []
    for owners, platforms in groups.items():
        platforms.sort(key=lambda iri: (-sizes.get(iri, 0), market.label(iri).casefold(), iri))
        then = solve_game(family | {owners})
        fall = _worst(now) - _worst(then)
        known = frozenset(now.veto) or frozenset(now.owners)
        behind = tuple(sorted(owners & known))
        found.append(Exit(tuple(platforms), owners, then.captivity, fall, behind))
    found.sort(key=lambda one: (-one.fall, -sizes.get(one.platforms[0], 0), one.platforms))
    return Exits(score_asset(market, asset), tuple(found), tuple(sorted(passing_on)))


def _worst(game: Game) -> Fraction:
    return NO_ROAD if game.bounds is None else game.bounds[1]


def iter_candidates(market: Market, asset: str) -> Iterator[Entity]:
    """Yield the platforms through which the asset cannot be had now, in the order of their IRIs."""
    offered = {route.channel.platform for route in market.routes.get(asset, ())}
    entities = market.records.entities
    for iri in sorted(entities):
        entity = entities[iri]
        if iri == asset or iri in offered or not is_kind(entity.kinds, "Platform"):
            continue
        if "WeightsHub" not in entity.kinds:
            yield entity


def is_passing_on(market: Market, platform: Entity) -> bool:
    """Whether the platform passes on what others serve; never where resale is counted."""
    if market.count_set_aside:
        return False
    if "Aggregator" in platform.kinds:
        return True
    number = market.table.codes["platform"].get(platform.iri)
    if number is None:
        return False
    rows = market.table.columns.platform == number
    return bool(rows.any() and market.table.columns.is_aside[rows].all())


def find_plain_gates(market: Market, asset: str, platform: str) -> Owners:
    """The gate set that a plain channel of the asset through the platform would have."""
    channel = Channel("", "", asset, platform)
    owners = frozenset[str]().union(*(g.owners for g in market.finder.find_gates(channel)))
    if market.view is View.VENDOR:
        owners -= market.vendors.get(asset, frozenset())
    return owners


def count_assets(market: Market) -> dict[str, int]:
    """Platform -> the number of its live channels that count."""
    import numpy as np

    names = tuple(market.table.codes["platform"])
    counts = np.bincount(market.table.columns.platform[market.live.counted], minlength=len(names))
    return dict(zip(names, counts.tolist(), strict=True))
