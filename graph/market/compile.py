"""From records of all dates to the market on one day: which channels count, and who gates them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from graph.market.gates import GateFinder, Owners, View
from graph.market.gatings import find_families
from graph.market.kinds import is_kind
from graph.market.live import find_live_rows
from graph.market.market import Market
from graph.market.ownership import MAJORITY, Ownership, close_ownership
from graph.market.records import MarketRecords
from graph.market.routes import ChannelsLeftOut, Routes
from graph.market.support import DEFAULT_FLOOR, supported_stakes
from graph.market.table import table_of

__all__ = ["DEFAULT_FLOOR", "MAJORITY", "View", "compile_market", "supported_stakes"]


def compile_market(
    records: MarketRecords,
    as_of: date,
    *,
    view: View = View.DEVELOPER,
    floor: Decimal = DEFAULT_FLOOR,
    count_set_aside: bool = False,
    threshold: Decimal = MAJORITY,
) -> Market:
    """The market on a day, as one perspective sees it.

    The columns of the channels are made once for the records; markets on other days or in other
    views share them.

    Parameters
    ----------
    records
        What :func:`graph.market.read.read_records` found.
    as_of
        The day; a channel or stake counts from its first day up to, not including, its last.
    view
        Developer: every gate. Vendor: without the vendor's own group. Procurement: billers only.
    floor
        The confidence in [0, 1] that the best claim for a channel or stake must reach, and must
        not be outdone by the best claim against it.
    count_set_aside
        Whether channels that a catalog marks as resale, app or local runtime count too.
    threshold
        The share of votes in (0, 1/2] from which a holder is a gate beside the controller; at 1/2
        nobody but who controls is one.

    Raises
    ------
    InvalidInput
        The threshold is none.
    """
    table = table_of(records)
    ownership = close_ownership(supported_stakes(records, floor), as_of, threshold)
    finder = GateFinder(records.entities, records.channels, ownership, view)
    vendors = _find_vendors(records, ownership)
    live = find_live_rows(table, as_of, floor, count_set_aside=count_set_aside)
    return Market(
        records=records,
        as_of=as_of,
        view=view,
        floor=floor,
        count_set_aside=count_set_aside,
        ownership=ownership,
        assets=_find_assets(records),
        routes=Routes(table, live.counted, finder=finder, vendors=vendors),
        left_out=ChannelsLeftOut(
            table, ~live.counted, channels=records.channels, day=as_of, floor=floor
        ),
        vendors=vendors,
        families=find_families(table, live.counted, finder, vendors),
        threshold=threshold,
        table=table,
        live=live,
        finder=finder,
    )


def _find_assets(records: MarketRecords) -> tuple[str, ...]:
    """Everything that is offered or said to be an asset, sorted; the same on every day."""
    found: tuple[str, ...] | None = records.derived.get("assets")
    if found is None:
        kinds = {e.iri for e in records.entities.values() if is_kind(e.kinds, "Asset")}
        offered = table_of(records).offered()
        found = records.derived["assets"] = tuple(sorted(kinds.union(offered)))
    return found


def _find_vendors(records: MarketRecords, ownership: Ownership) -> dict[str, Owners]:
    groups: dict[tuple[str, ...], Owners] = {}
    vendors: dict[str, Owners] = {}
    for entity in records.entities.values():
        if makers := entity.developers:
            if makers not in groups:
                groups[makers] = frozenset().union(*map(ownership.controllers, makers))
            vendors[entity.iri] = groups[makers]
    return vendors
