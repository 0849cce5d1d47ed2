"""Records with a few of them replaced, added or removed: the ground of every what-if.

Nothing is read or tabulated again: the edited records share all that did not change, so that the
market after one edit is there within milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from graph.market.market import Market
from graph.market.records import Channel, Entity, MarketRecords, Stake
from graph.market.table import edit_table, table_of

Record = TypeVar("Record")


def edit_records(
    records: MarketRecords,
    *,
    channels: Mapping[str, Channel | None] | None = None,
    stakes: Mapping[str, Stake | None] | None = None,
    entities: Mapping[str, Entity | None] | None = None,
) -> MarketRecords:
    """The records after an edit; those given stay as they are.

    Parameters
    ----------
    records
        The records before.
    channels, stakes, entities
        The IRI of each record to replace or add, with the record, or None to remove it. A channel
        or stake that no claim is about counts with the confidence that it carries itself.
    """
    edited = replace(
        records,
        channels=_patch(records.channels, channels),
        stakes=_patch(records.stakes, stakes),
        entities=_patch(records.entities, entities),
    )
    table = table_of(records)
    edited.derived["table"] = edit_table(table, edited, channels) if channels else table
    kept = ["weighed"] if channels or entities else ["weighed", "assets"]
    edited.derived.update((name, records.derived[name]) for name in kept if name in records.derived)
    return edited


def find_moved(before: Market, after: Market) -> tuple[str, ...]:
    """The assets whose gate sets differ between two markets, sorted by IRI.

    For all others every number that depends on the gate sets alone is the same.
    """
    old, new = before.families, after.families
    moved = {asset for asset, family in old.items() if new.get(asset) != family}
    return tuple(sorted(moved.union(new.keys() - old.keys())))


def _patch(
    table: Mapping[str, Record], changes: Mapping[str, Record | None] | None
) -> Mapping[str, Record]:
    if not changes:
        return table
    patched = {**table}
    for iri, record in changes.items():
        if record is None:
            patched.pop(iri, None)
        else:
            patched[iri] = record
    return patched
