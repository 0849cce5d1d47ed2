"""What an edit does to the records, and how to take it back: replaced, added and removed ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graph.market.compile import compile_market
from graph.market.edit import edit_records
from graph.market.market import Market
from graph.market.records import Channel, Entity, MarketRecords, Stake

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Patch:
    """The IRI of each record that is another now, with the record, or None where it is gone."""

    channels: Mapping[str, Channel | None] = field(default_factory=dict)
    stakes: Mapping[str, Stake | None] = field(default_factory=dict)
    entities: Mapping[str, Entity | None] = field(default_factory=dict)

    def apply(self, records: MarketRecords) -> MarketRecords:
        """The records after; those given stay as they are."""
        return edit_records(
            records, channels=self.channels, stakes=self.stakes, entities=self.entities
        )

    def invert(self, records: MarketRecords) -> Patch:
        """The patch that leads back to ``records``, those before this one was applied."""
        return Patch(
            _former(self.channels, records.channels),
            _former(self.stakes, records.stakes),
            _former(self.entities, records.entities),
        )


def _former(changes: Mapping[str, Any], table: Mapping[str, Record]) -> Mapping[str, Record | None]:
    return {iri: table.get(iri) for iri in changes}


def recompile(market: Market, records: MarketRecords) -> Market:
    """The market of other records, seen from where this one is seen."""
    return compile_market(
        records,
        market.as_of,
        view=market.view,
        floor=market.floor,
        count_set_aside=market.count_set_aside,
        threshold=market.threshold,
    )
