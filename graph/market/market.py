"""The market on one day, as one perspective sees it: immutable, and all that a metric needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph.market.columns import slug_of
from graph.market.gates import GateFinder, Owners, Route, View
from graph.market.gatings import Family
from graph.market.live import LiveRows
from graph.market.network import build_network
from graph.market.ownership import MAJORITY, Ownership
from graph.market.records import Channel, MarketRecords
from graph.market.routes import LeftOut
from graph.market.table import ChannelTable, Ints

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Family", "LeftOut", "Market"]


@dataclass(frozen=True)
class Market:
    """The live channels of every asset with their gate sets, on one day in one view.

    Attributes
    ----------
    assets
        Every known asset, sorted by IRI, also those without a channel.
    routes
        Asset -> its live channels that count, sorted by IRI; no entry when there are none. They
        are made when asked for: what needs only the gate sets should take ``families``.
    left_out
        Asset -> its channels that do not count.
    vendors
        Asset -> the ultimate owners of its developers ("own group"); empty when not known.
    families
        Asset -> the distinct gate sets of its live channels; no entry when there are none.
    threshold
        The share of votes from which a holder is a gate; 1/2: who controls, and nobody else.
    table, live, finder
        All channels as columns, which of them count, and what finds their gates.
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
    families: Mapping[str, Family]
    table: ChannelTable = field(repr=False)
    live: LiveRows = field(repr=False)
    finder: GateFinder = field(repr=False)
    threshold: Decimal = MAJORITY
    _parties: dict[int, tuple[Owners, Owners]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def label(self, iri: str) -> str:
        """The label of an entity or channel; its slug where it has none."""
        if (entity := self.records.entities.get(iri)) is not None:
            return entity.label
        channel = self.records.channels.get(iri)
        return channel.label if channel is not None else slug_of(iri)

    def channel_count(self, asset: str) -> int:
        """The number of the asset's live channels that count."""
        return self.channel_counts.get(asset, 0)

    def platform_count(self, asset: str) -> int:
        """The number of platforms that these channels go through."""
        return self.platform_counts.get(asset, 0)

    @cached_property
    def channel_counts(self) -> Mapping[str, int]:
        """Asset -> the number of its live channels that count, for all that have any."""
        return self._count(self.table.columns.asset[self.live.counted])

    @cached_property
    def platform_counts(self) -> Mapping[str, int]:
        """Asset -> the number of platforms with a live channel, for all that have any."""
        columns, width = self.table.columns, max(1, len(self.table.codes["platform"]))
        pairs = columns.asset.astype(np.int64) * width + columns.platform
        return self._count(np.unique(pairs[self.live.counted]) // width)

    def listed_channels(self, asset: str) -> list[Channel]:
        """The asset's live channels in the order of their IRIs, with those that are set aside."""
        rows = self.table.rows_of(asset)
        return [self.table.channels[row] for row in rows[self.live.listed[rows]].tolist()]

    def unknown_parties(self, asset: str) -> frozenset[str]:
        """The owners in the asset's gate sets that stand in for somebody whom nobody names."""
        rows = self.table.rows_of(asset)
        gatings = set(self.table.gating[rows[self.live.counted[rows]]].tolist())
        parts = [self._find_parties(number) for number in gatings]
        unknown = frozenset[str]().union(*(unknown for unknown, _ in parts))
        known = frozenset[str]().union(*(known for _, known in parts))
        return unknown - known - self.vendors.get(asset, frozenset())

    def _find_parties(self, number: int) -> tuple[Owners, Owners]:
        """The unknown and the known owners behind all channels of one gating."""
        if number not in self._parties:
            owners: dict[bool, set[str]] = {False: set(), True: set()}
            for gate in self.finder.iter_gates(self.table.gatings[number]):
                owners[gate.is_known] |= gate.owners
            self._parties[number] = frozenset(owners[False]), frozenset(owners[True])
        return self._parties[number]

    def _count(self, assets: Ints) -> dict[str, int]:
        counts = np.bincount(assets, minlength=len(self.table.codes["asset"])).tolist()
        names = self.table.codes["asset"]
        return {name: count for name, count in zip(names, counts, strict=True) if count}

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The market as a NetworkX network of typed nodes; every edge carries the IRI behind it.

        See Also
        --------
        graph.market.network.build_network : the kinds of nodes and edges.
        """
        return build_network(self.records, self.ownership, self.routes, self.as_of)
