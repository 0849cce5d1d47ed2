"""The market on one day, as one perspective sees it: immutable, and all that a metric needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from graph.market.columns import slug_of
from graph.market.gates import Owners, Route, View
from graph.market.network import build_network
from graph.market.ownership import Ownership
from graph.market.records import Channel, MarketRecords

if TYPE_CHECKING:
    import networkx as nx


#: The distinct gate sets of one asset: all that decides who can close its roads.
Family = frozenset[Owners]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A channel that does not count, and why.

    ``code`` is ``"stage"``, ``"not-yet-open"``, ``"closed"``, ``"upstream-closed"``,
    ``"below-floor"``, ``"denied"`` or ``"set-aside"``; ``reason`` says it in words.
    """

    channel: Channel
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Market:
    """The live channels of every asset with their gate sets, on one day in one view.

    Attributes
    ----------
    assets
        Every known asset, sorted by IRI, also those without a channel.
    routes
        Asset -> its live channels that count, sorted by IRI; no entry when there are none.
    left_out
        Asset -> its channels that do not count.
    vendors
        Asset -> the ultimate owners of its developers ("own group"); empty when not known.
    """

    records: MarketRecords
    as_of: date
    view: View
    floor: Decimal
    count_set_aside: bool
    ownership: Ownership
    assets: tuple[str, ...]
    routes: Mapping[str, tuple[Route, ...]]
    left_out: Mapping[str, tuple[LeftOut, ...]]
    vendors: Mapping[str, Owners]

    @property
    def families(self) -> Mapping[str, Family]:
        """Asset -> the distinct gate sets of its live channels; no entry when there are none."""
        return {
            asset: frozenset(route.owners for route in found)
            for asset, found in self.routes.items()
        }

    def label(self, iri: str) -> str:
        """The label of an entity or channel; its slug where it has none."""
        if (entity := self.records.entities.get(iri)) is not None:
            return entity.label
        channel = self.records.channels.get(iri)
        return channel.label if channel is not None else slug_of(iri)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The market as a NetworkX network of typed nodes; every edge carries the IRI behind it.

        See Also
        --------
        graph.market.network.build_network : the kinds of nodes and edges.
        """
        return build_network(self.records, self.ownership, self.routes, self.as_of)
