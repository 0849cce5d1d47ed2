"""Dependence between a vendor and an owner of platforms: who would miss the other more.

The numbers rest on the recorded catalogue. A platform whose other models are not recorded seems to
depend on the few that are, so a low D(v, o) on a thin catalogue says little.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from graph.market.columns import slug_of
from graph.market.market import Market
from graph.metrics.captivity import fraction_text
from graph.metrics.closure import LiveSet

CATALOGUE_NOTE = (
    "Both numbers rest on the recorded catalogue: where a platform's other models are not "
    "recorded, it seems to depend more on those that are."
)


@dataclass(frozen=True, slots=True)
class Dependence:
    """How much a vendor v and an owner o of platforms depend on each other, on the market's day.

    Attributes
    ----------
    vendor, owner
        The vendor as named, and the ultimate owner.
    made, lost
        The live assets of the population that v developed, and those of them that o can close
        alone.
    offered, supplied
        The assets reachable through platforms that o operates, and those of them from v.
    """

    vendor: str
    owner: str
    made: tuple[str, ...]
    lost: tuple[str, ...]
    offered: tuple[str, ...]
    supplied: tuple[str, ...]

    @property
    def of_vendor(self) -> Fraction | None:
        """D(v, o) in [0, 1]: the share of v's assets lost if o refuses; None where v has none."""
        return Fraction(len(self.lost), len(self.made)) if self.made else None

    @property
    def of_owner(self) -> Fraction | None:
        """D(o, v) in [0, 1]: the share of o's catalogue that v developed; None where empty."""
        return Fraction(len(self.supplied), len(self.offered)) if self.offered else None

    @property
    def asymmetry(self) -> Fraction | None:
        """Lambda = D(v, o) - D(o, v) in [-1, 1]: above 0 the vendor needs the platform more."""
        if self.of_vendor is None or self.of_owner is None:
            return None
        return self.of_vendor - self.of_owner

    @property
    def joint(self) -> Fraction | None:
        """D(v, o) + D(o, v) in [0, 2]."""
        if self.of_vendor is None or self.of_owner is None:
            return None
        return self.of_vendor + self.of_owner

    def to_row(self, market: Market, population: LiveSet) -> dict[str, Any]:
        """The dependence as plain JSON values, with the assets behind every share."""
        return {
            "vendor": slug_of(self.vendor),
            "vendor_label": market.label(self.vendor),
            "owner": slug_of(self.owner),
            "owner_label": market.label(self.owner),
            "as_of": market.as_of.isoformat(),
            "view": str(market.view),
            "population": population.name,
            "population_definition": population.definition,
            "vendor_on_owner": fraction_text(self.of_vendor),
            "owner_on_vendor": fraction_text(self.of_owner),
            "asymmetry": fraction_text(self.asymmetry),
            "joint": fraction_text(self.joint),
            "lost_assets": f"{len(self.lost)} of {len(self.made)}",
            "supplied_assets": f"{len(self.supplied)} of {len(self.offered)}",
            "made": [slug_of(asset) for asset in self.made],
            "lost": [slug_of(asset) for asset in self.lost],
            "offered": [slug_of(asset) for asset in self.offered],
            "supplied": [slug_of(asset) for asset in self.supplied],
            "note": CATALOGUE_NOTE,
        }


class DependenceFinder:
    """Finds the dependences of one market, over one population; looks at each channel once.

    Parameters
    ----------
    market
        The market on the day and in the view asked for.
    population
        What :func:`graph.metrics.closure.find_live` found on that market.
    """

    def __init__(self, market: Market, population: LiveSet) -> None:
        self.market = market
        self.population = population

    def find(self, vendor: str, owner: str) -> Dependence:
        """The dependence of a vendor and an ultimate owner on each other.

        A vendor's assets are those developed by it or by what it controls.
        """
        made = self._made_by(vendor)
        offered = self._offered.get(owner, frozenset())
        return Dependence(
            vendor,
            owner,
            tuple(sorted(made)),
            tuple(sorted(made & self._closed.get(owner, frozenset()))),
            tuple(sorted(offered)),
            tuple(sorted(made & offered)),
        )

    def find_owners(self, vendor: str) -> list[str]:
        """Who operates a platform with an asset of the vendor, or can close one; not itself."""
        made = self._made_by(vendor)
        own = self.market.ownership.controllers(vendor)
        owners = self._offered.keys() | self._closed.keys()
        return sorted(
            owner
            for owner in owners - own
            if not made.isdisjoint(self._offered.get(owner, frozenset()))
            or not made.isdisjoint(self._closed.get(owner, frozenset()))
        )

    def find_vendors(self, owner: str) -> list[str]:
        """The other vendors with an asset on the owner's platforms, or one that it can close."""
        reached = self._offered.get(owner, frozenset()) | self._closed.get(owner, frozenset())
        return sorted(
            vendor
            for vendor, assets in self._by_developer.items()
            if not assets.isdisjoint(reached)
            and owner not in self.market.ownership.controllers(vendor)
        )

    def _made_by(self, vendor: str) -> frozenset[str]:
        controls = self.market.ownership.controls
        makers = (maker for maker in self._by_developer if controls(vendor, maker))
        return frozenset().union(*(self._by_developer[maker] for maker in makers))

    @cached_property
    def _by_developer(self) -> Mapping[str, frozenset[str]]:
        entities = self.market.records.entities
        pairs = (
            (maker, asset)
            for asset in self.population.assets
            if asset in entities
            for maker in entities[asset].developers
        )
        return _collect(pairs)

    @cached_property
    def _closed(self) -> Mapping[str, frozenset[str]]:
        """Owner -> the assets of which it is in every gate set."""
        families = self.market.families
        return _collect(
            (owner, asset)
            for asset in self.population.assets
            for owner in frozenset.intersection(*families[asset])
        )

    @cached_property
    def _offered(self) -> Mapping[str, frozenset[str]]:
        """Owner -> the assets with a live channel through a platform that it ultimately operates.

        A platform of unknown operator stands for itself.
        """
        market = self.market
        members = frozenset(self.population.assets)
        operators: dict[str, frozenset[str]] = {}
        pairs: set[tuple[str, str]] = set()
        for row in market.live.counted.nonzero()[0].tolist():
            channel = market.table.channels[row]
            if channel.asset not in members:
                continue
            platform = channel.platform
            if platform not in operators:
                entity = market.records.entities.get(platform)
                parties = entity.operators if entity is not None else ()
                found = frozenset[str]().union(*map(market.ownership.controllers, parties))
                operators[platform] = found or frozenset({platform})
            pairs.update((owner, channel.asset) for owner in operators[platform])
        return _collect(pairs)


def _collect(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}
