"""The market report: every figure beside its date and its population, from records alone."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from graph.market.columns import slug_of
from graph.market.compile import DEFAULT_FLOOR, compile_market
from graph.market.market import Market
from graph.market.panels import PANELS, count_owners_over_time
from graph.market.populations import LISTING, POPULATIONS, find_members
from graph.market.records import MarketRecords
from graph.metrics.firsts import find_watched
from graph.metrics.shares import (
    Held,
    Roads,
    captives_of,
    find_illusory,
    hold_members,
    share_captive,
    share_on_two_platforms,
    share_one_owner,
)
from graph.terms import ID_BASE

SIZED = ("core", "closed-core", "all-listings", "closed-listings")
SHARED = ("core", "closed-core", "all-listings")
TREND_LABS = ("anthropic", "openai", "google")
TOP = 10

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the report: ``note`` says what is counted, ``rows`` are plain values."""

    name: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class MarketReport:
    """The report as data; ``newest_snapshot`` is the day of the newest catalog it rests on."""

    as_of: date
    newest_snapshot: date | None
    sections: tuple[Section, ...]

    def to_dict(self) -> Row:
        """The report as plain JSON values."""
        return {
            "as_of": self.as_of.isoformat(),
            "newest_snapshot": self.newest_snapshot and self.newest_snapshot.isoformat(),
            "populations": {name: POPULATIONS[name].definition for name in SIZED},
            "panels": {panel.name: panel.definition for panel in PANELS.values()},
            **{section.name: list(section.rows) for section in self.sections},
        }


def report_market(
    records: MarketRecords, as_of: date, floor: Decimal = DEFAULT_FLOOR
) -> MarketReport:
    """The figures of the market on a day.

    Parameters
    ----------
    records
        What :func:`graph.market.read.read_records` found.
    as_of
        The day.
    floor
        The confidence in [0, 1] that the best claim for a channel must reach.
    """
    market = compile_market(records, as_of, floor=floor, count_set_aside=True)
    members = {name: find_members(market, name) for name in SIZED}
    sections = (
        _sizes(market, members),
        _shares(market, members),
        _illusory(market, members),
        _gatekeepers(market, members),
        _firsts(records, as_of),
        _trends(records, as_of),
    )
    return MarketReport(as_of, _newest_snapshot(market), sections)


Members = Mapping[str, Sequence[str]]


def _sizes(market: Market, members: Members) -> Section:
    rows = []
    for name in SIZED:
        resale = name.endswith("listings")
        held = hold_members(market, members[name], Roads(resale=resale))
        two = share_on_two_platforms(held)
        rows.append(
            {
                "as_of": market.as_of.isoformat(),
                "population": name,
                "resale": _yes(resale),
                "models": len(held),
                "listings": sum(one.listings for one in held),
                "platforms": len({p for one in held for p in one.platforms}),
                "owners": len({o for one in held for o in one.owners}),
                "labs": len({lab for one in held for lab in _labs(market, one)}),
                "on_two_platforms": two.count,
                "share": two.percent,
            }
        )
    note = "The share is of models found on two or more platforms."
    return _section("sizes", "Sizes", note, rows)


def _labs(market: Market, held: Held) -> tuple[str, ...]:
    entity = market.records.entities.get(held.asset)
    return entity.developers if entity is not None else ()


def _shares(market: Market, members: Members) -> Section:
    rows = []
    for name in SHARED:
        for resale in (False, True):
            for deprecated in (True, False):
                held = hold_members(market, members[name], Roads(resale, deprecated))
                one, captive = share_one_owner(held), share_captive(held)
                rows.append(
                    {
                        "as_of": market.as_of.isoformat(),
                        "population": name,
                        "resale": _yes(resale),
                        "deprecated": _yes(deprecated),
                        "models": len(held),
                        "one_owner": one.count,
                        "one_owner_share": one.percent,
                        "captive": captive.count,
                        "captive_share": captive.percent,
                    }
                )
    note = (
        "One owner: all listings belong to one ultimate owner. Captive (K = 1): one owner can "
        "close every road, which nobody can where weights are open."
    )
    return _section("shares", "Models held by one owner", note, rows)


def _illusory(market: Market, members: Members) -> Section:
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in find_illusory(hold_members(market, members["closed-listings"], Roads())):
        groups.setdefault((one.owners[0], one.platforms), []).append(one.asset)
    rows: list[Row] = [
        {
            "as_of": market.as_of.isoformat(),
            "population": "closed-listings",
            "owner": market.label(owner),
            "platforms": [market.label(platform) for platform in platforms],
            "models": len(assets),
            "names": [slug_of(asset) for asset in assets],
            "labels": [market.label(asset) for asset in assets],
        }
        for (owner, platforms), assets in groups.items()
    ]
    rows.sort(key=lambda row: (-row["models"], row["owner"], row["platforms"]))
    note = "Closed models on two or more platforms, all of one owner; resale left out."
    columns = ("owner", "platforms", "models", "labels")
    return Section("illusory", "Illusory diversity", note, columns, tuple(rows))


def _gatekeepers(market: Market, members: Members) -> Section:
    rows = []
    for name in ("core", "closed-listings"):
        held = hold_members(market, members[name], Roads())
        captives = captives_of(held)
        for owner in sorted(captives, key=lambda o: (-len(captives[o]), o))[:TOP]:
            rows.append(
                {
                    "as_of": market.as_of.isoformat(),
                    "population": name,
                    "owner": market.label(owner),
                    "name": slug_of(owner),
                    "captive_models": len(captives[owner]),
                    "of_models": len(held),
                    "examples": [market.label(asset) for asset in captives[owner][:3]],
                }
            )
    note = (
        "Owners who can shut models out alone, resale left out; a model may have several. Outside "
        "the core, weights that no catalog calls open count as closed: read it as an upper bound."
    )
    columns = ("population", "owner", "captive_models", "of_models", "examples")
    return Section("gatekeepers", "Top captive owners", note, columns, tuple(rows))


def _firsts(records: MarketRecords, as_of: date) -> Section:
    rows = []
    for first in find_watched(records, as_of):
        any_one, closed = first.first, first.first_closed
        rows.append(
            {
                "as_of": as_of.isoformat(),
                "population": "all-listings",
                "developer": records.entities[first.developer].label,
                "platform": records.entities[first.platform].label,
                "first_listed": any_one and str(any_one.valid_from),
                "first_closed": closed and str(closed.valid_from),
                "listing": closed and closed.listing_id,
            }
        )
    note = "The day on which a catalog first listed it, which may be later than the offer."
    return _section("firsts", "Firsts", note, rows)


def _trends(records: MarketRecords, as_of: date) -> Section:
    days = [months_before(as_of, months) for months in (12, 9, 6, 3, 0)]
    rows = []
    for panel in PANELS.values():
        for lab in TREND_LABS:
            for point in count_owners_over_time(records, panel, ID_BASE + lab, days):
                mean = point.owners_per_model
                rows.append(
                    {
                        "as_of": point.day.isoformat(),
                        "panel": panel.name,
                        "developer": lab,
                        "models": point.models,
                        "owners_per_model": None if mean is None else f"{float(mean):.2f}",
                    }
                )
    note = "Owners per model listed on the panel. Only the fixed panel of eight is a trend."
    return _section("trends", "Owners per model over a year", note, rows)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or the last day of that month where it has none.

    >>> months_before(date(2026, 7, 2), 12), months_before(date(2024, 5, 31), 3)
    (datetime.date(2025, 7, 2), datetime.date(2024, 2, 29))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _newest_snapshot(market: Market) -> date | None:
    """The day of the newest catalog behind a listing that was live on the day."""
    records = market.records
    used = {
        source
        for routes in market.routes.values()
        for route in routes
        if route.channel.iri.startswith(LISTING)
        for source in route.channel.sources
    }
    issued = (records.sources[iri].issued for iri in used if iri in records.sources)
    return max((day for day in issued if day is not None), default=None)


def _section(name: str, title: str, note: str, rows: Sequence[Row]) -> Section:
    columns = tuple(rows[0]) if rows else ()
    return Section(name, title, note, columns, tuple(rows))


def _yes(flag: bool) -> str:
    return "counted" if flag else "left out"
