"""The roads of an asset, made when asked for: a whole market needs numbers, a page needs roads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

import numpy as np

from graph.market.gates import GateFinder, Owners, Route, View, find_needs, join_owners
from graph.market.records import LIVE_STAGES, Channel, holds_on
from graph.market.support import Verdict, find_doubt
from graph.market.table import ChannelTable, Flags


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A channel that does not count, and why.

    ``code`` is ``"stage"``, ``"not-yet-open"``, ``"closed"``, ``"upstream-closed"``,
    ``"below-floor"``, ``"denied"`` or ``"set-aside"``; ``reason`` says it in words.
    """

    channel: Channel
    code: str
    reason: str


Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, eq=False)
class _ByAsset(Mapping[str, tuple[Item, ...]]):
    """Asset -> something for each of its rows that are marked; made at the first look."""

    table: ChannelTable
    rows: Flags
    _made: dict[str, tuple[Item, ...]] = field(default_factory=dict)

    def make(self, channel: Channel) -> Item:
        """What stands for one channel."""
        raise NotImplementedError

    def __getitem__(self, asset: str) -> tuple[Item, ...]:
        if (made := self._made.get(asset)) is None:
            rows = self.table.rows_of(asset)
            marked = rows[self.rows[rows]].tolist()
            if not marked:
                raise KeyError(asset)
            made = tuple(self.make(self.table.channels[row]) for row in marked)
            self._made[asset] = made
        return made

    def __iter__(self) -> Iterator[str]:
        """Yield the assets in the order of their first channels."""
        names = tuple(self.table.codes["asset"])
        found, first = np.unique(self.table.columns.asset[self.rows], return_index=True)
        return (names[asset] for asset in found[np.argsort(first)].tolist())

    def __len__(self) -> int:
        """The number of assets."""
        return len(np.unique(self.table.columns.asset[self.rows]))

    def __eq__(self, other: object) -> bool:
        """Whether the other says the same of the same assets."""
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Routes(_ByAsset[Route]):
    """Asset -> its live channels that count, with their gates, in the order of their IRIs."""

    finder: GateFinder
    vendors: Mapping[str, Owners]

    def make(self, channel: Channel) -> Route:
        """The channel with its gates and its gate set."""
        gates = self.finder.find_gates(channel)
        owners = join_owners(gates)
        if self.finder.view is View.VENDOR:
            owners -= self.vendors.get(channel.asset, frozenset())
        return Route(channel, gates, owners)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ChannelsLeftOut(_ByAsset[LeftOut]):
    """Asset -> its channels that do not count, with the reason."""

    channels: Mapping[str, Channel]
    day: date
    floor: Decimal

    def make(self, channel: Channel) -> LeftOut:
        """The channel with the first reason that holds."""
        verdict = self._judge(channel)
        return LeftOut(channel, *(verdict or SET_ASIDE.get(channel.set_aside or "", _ASIDE)))

    def _judge(self, channel: Channel) -> Verdict:
        if (closed := _find_closed(channel, self.day)) is not None:
            return closed
        for iri in find_needs(channel, self.channels).channels:
            if not (upstream := self.channels[iri]).is_live(self.day):
                return "upstream-closed", f"needs {upstream.label}, which is not live"
            if doubt := find_doubt(upstream.asserted, upstream.denied, self.floor):
                return f"upstream-{doubt[0]}", f"needs {upstream.label}, which is {doubt[1]}"
        return find_doubt(channel.asserted, channel.denied, self.floor)


_ASIDE = ("set-aside", "set aside as not a road")
SET_ASIDE = {
    "Resale": ("set-aside", "set aside as resale of another platform's service"),
    "ConsumerApp": ("set-aside", "set aside as a consumer app, not a road for developers"),
    "LocalRuntime": (
        "set-aside",
        "set aside as a local runtime, which needs the weights from elsewhere",
    ),
}


def _find_closed(channel: Channel, day: date) -> Verdict:
    if channel.stage not in LIVE_STAGES:
        return "stage", f"{channel.stage.lower()}, not open to developers"
    if holds_on(day, channel.valid_from, channel.valid_to):
        return None
    if channel.valid_from is not None and day < channel.valid_from:
        return "not-yet-open", f"opens on {channel.valid_from}"
    return "closed", f"closed on {channel.valid_to}"
