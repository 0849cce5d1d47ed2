"""From records of all dates to the market on one day: which channels count, and who gates them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from graph.market.gates import GateFinder, Owners, Route, View, join_owners
from graph.market.kinds import is_kind
from graph.market.market import LeftOut, Market
from graph.market.ownership import Ownership, close_ownership
from graph.market.read import weigh_claims
from graph.market.records import LIVE_STAGES, Channel, MarketRecords, Stake, holds_on

__all__ = ["DEFAULT_FLOOR", "View", "compile_market", "supported_stakes"]

DEFAULT_FLOOR = Decimal("0.5")


def compile_market(
    records: MarketRecords,
    as_of: date,
    *,
    view: View = View.DEVELOPER,
    floor: Decimal = DEFAULT_FLOOR,
    count_set_aside: bool = False,
) -> Market:
    """The market on a day, as one perspective sees it.

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
    """
    ownership = close_ownership(supported_stakes(records, floor), as_of)
    finder = GateFinder(records.entities, records.channels, ownership, view)
    routes: defaultdict[str, list[Route]] = defaultdict(list)
    left_out: defaultdict[str, list[LeftOut]] = defaultdict(list)
    vendors = _find_vendors(records, ownership)
    judge = _judge(finder, as_of, floor, count_set_aside)
    for channel in sorted(records.channels.values(), key=lambda c: c.iri):
        if (verdict := judge(channel)) is not None:
            left_out[channel.asset].append(LeftOut(channel, *verdict))
            continue
        gates = finder.find_gates(channel)
        owners = join_owners(gates)
        if view is View.VENDOR:
            owners -= vendors.get(channel.asset, frozenset())
        routes[channel.asset].append(Route(channel, gates, owners))
    return Market(
        records=records,
        as_of=as_of,
        view=view,
        floor=floor,
        count_set_aside=count_set_aside,
        ownership=ownership,
        assets=_find_assets(records),
        routes={asset: tuple(found) for asset, found in routes.items()},
        left_out={asset: tuple(found) for asset, found in left_out.items()},
        vendors=vendors,
    )


def _find_assets(records: MarketRecords) -> tuple[str, ...]:
    offered = {channel.asset for channel in records.channels.values()}
    kinds = {e.iri for e in records.entities.values() if is_kind(e.kinds, "Asset")}
    return tuple(sorted(offered | kinds))


def _find_vendors(records: MarketRecords, ownership: Ownership) -> dict[str, Owners]:
    return {
        entity.iri: frozenset().union(*map(ownership.ultimate_owners, entity.developers))
        for entity in records.entities.values()
        if entity.developers
    }


def supported_stakes(records: MarketRecords, floor: Decimal = DEFAULT_FLOOR) -> list[Stake]:
    """The stakes that the claims about them support, at all dates."""
    weighed = weigh_claims(records.claims.values())
    supported = []
    for stake in records.stakes.values():
        asserted, denied = weighed.get(stake.iri, (None, Decimal(0)))
        if _doubt(Decimal(1) if asserted is None else asserted, denied, floor) is None:
            supported.append(stake)
    return supported


def _doubt(asserted: Decimal, denied: Decimal, floor: Decimal) -> tuple[str, str] | None:
    if asserted < denied:
        return "denied", f"denied with confidence {denied}, asserted with {asserted}"
    if asserted < floor:
        return "below-floor", f"asserted with confidence {asserted}, below the floor of {floor}"
    return None


Verdict = tuple[str, str] | None


def _judge(
    finder: GateFinder, day: date, floor: Decimal, count_set_aside: bool
) -> Callable[[Channel], Verdict]:
    """The rule that says of a channel why it does not count, or None when it does."""

    def judge(channel: Channel) -> Verdict:
        if (closed := _closed(channel, day)) is not None:
            return closed
        for upstream in finder.find_required(channel):
            if not upstream.is_live(day):
                return "upstream-closed", f"needs {upstream.label}, which is not live"
        if (doubt := _doubt(channel.asserted, channel.denied, floor)) is not None:
            return doubt
        if channel.set_aside is not None and not count_set_aside:
            return "set-aside", f"set aside as {SET_ASIDE.get(channel.set_aside, 'not a road')}"
        return None

    return judge


SET_ASIDE = {
    "Resale": "resale of another platform's service",
    "ConsumerApp": "a consumer app, not a road for developers",
    "LocalRuntime": "a local runtime, which needs the weights from elsewhere",
}


def _closed(channel: Channel, day: date) -> Verdict:
    if channel.stage not in LIVE_STAGES:
        return "stage", f"{channel.stage.lower()}, not open to developers"
    if holds_on(day, channel.valid_from, channel.valid_to):
        return None
    if channel.valid_from is not None and day < channel.valid_from:
        return "not-yet-open", f"opens on {channel.valid_from}"
    return "closed", f"closed on {channel.valid_to}"
