"""What happened in the market between two days: channels opened and closed, control changed hands.

Listings come and go without any road opening or closing: what is told as opened was not open the
day before under any listing, and what is told as closed is open under none. A channel that ends
on the day on which another of the same asset and platform begins is one change, not two. A
channel that the only copy of a catalog shows is no news of the day of that copy, so it is counted
apart. What a later load withdrew never happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from graph.market.columns import slug_of
from graph.market.ownership import close_ownership
from graph.market.records import LIVE_STAGES, Channel, MarketRecords, Stake
from graph.market.support import DEFAULT_FLOOR, supported_stakes

OPENED, CLOSED, RENAMED, CHANGED, HANDS = (
    "opened",
    "closed",
    "renamed",
    "changed",
    "changed-hands",
)
#: A start of this precision is the day of a copy, not of an event.
SEEN = "SnapshotSeen"
#: How well a date is known, in words that follow it.
PRECISIONS = {
    "FirstListed": "as first listed in a catalog",
    "DayInferred": "the day is inferred",
    "YearApprox": "to the year",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened on one day.

    ``kind`` is ``"opened"``, ``"closed"``, ``"renamed"``, ``"changed"`` or ``"changed-hands"``.
    ``subject`` is the IRI of the channel or organisation, ``asset`` and ``platform`` those of a
    channel. ``title`` says it in a sentence, ``detail`` what more there is to say.
    """

    day: date
    kind: str
    subject: str
    title: str
    detail: str = ""
    asset: str | None = None
    platform: str | None = None
    sources: tuple[str, ...] = ()

    def to_row(self) -> dict[str, Any]:
        """The change as plain JSON values, with slugs for names."""
        return {
            "day": self.day.isoformat(),
            "change": self.kind,
            "title": self.title,
            "detail": self.detail,
            "subject": slug_of(self.subject),
            "asset": slug_of(self.asset) if self.asset else None,
            "platform": slug_of(self.platform) if self.platform else None,
            "sources": [slug_of(source) for source in self.sources],
        }


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that happened from ``since`` up to, not including, ``until``; newest first.

    ``seen`` counts the channels that a first copy of a catalog showed in that time, which are
    left out because nobody knows when they opened; ``set_aside`` those left out as resale.
    """

    since: date
    until: date
    changes: tuple[Change, ...]
    seen: int = 0
    set_aside: int = 0


def find_changes(
    records: MarketRecords,
    since: date,
    until: date,
    *,
    floor: Decimal = DEFAULT_FLOOR,
    count_set_aside: bool = False,
) -> Changes:
    """What opened, closed and changed hands in a period, its first day included, its last not.

    Parameters
    ----------
    records
        What :func:`graph.market.read.read_records` found.
    since, until
        The period.
    floor
        The confidence in [0, 1] that the best claim for a channel or stake must reach.
    count_set_aside
        Whether resale, consumer apps and local runtimes are told too.
    """
    begun: list[Channel] = []
    ended: list[Channel] = []
    seen = set_aside = 0
    for channel in records.channels.values():
        if not is_told(channel, floor):
            continue
        begins, ends = begins_in(channel, since, until), ends_in(channel, since, until)
        if channel.set_aside is not None and not count_set_aside:
            set_aside += begins or ends
            continue
        if begins and channel.precision == SEEN:
            seen += 1
        elif begins:
            begun.append(channel)
        if ends:
            ended.append(channel)
    roads = find_roads(records, floor, count_set_aside)
    found = [
        *pair_channels(records, begun, ended, roads),
        *iter_hands(records, since, until, floor),
    ]
    found.sort(key=lambda change: (-change.day.toordinal(), change.kind, change.title.casefold(),
                                   change.subject))  # fmt: skip
    return Changes(since, until, tuple(found), seen, set_aside)


def is_told(channel: Channel, floor: Decimal) -> bool:
    """Whether a channel is one to tell of: supported, and held on some day."""
    is_supported = channel.asserted >= max(floor, channel.denied)
    start, end = channel.valid_from, channel.valid_to
    return is_supported and not (start is not None and end is not None and end <= start)


def begins_in(channel: Channel, since: date, until: date) -> bool:
    """Whether the channel opened to developers in the period."""
    start = channel.valid_from
    return channel.stage in LIVE_STAGES and start is not None and since <= start < until


def ends_in(channel: Channel, since: date, until: date) -> bool:
    """Whether the channel closed in the period, be it one of which only the end is known."""
    is_open_kind = channel.stage in LIVE_STAGES or channel.stage == "Withdrawn"
    return is_open_kind and channel.valid_to is not None and since <= channel.valid_to < until


Roads = dict[tuple[str, str], list[Channel]]


def find_roads(records: MarketRecords, floor: Decimal, count_set_aside: bool) -> Roads:
    """The channels that are told, by asset and platform: together they are one road."""
    roads: Roads = defaultdict(list)
    for channel in records.channels.values():
        if is_told(channel, floor) and (count_set_aside or channel.set_aside is None):
            roads[channel.asset, channel.platform].append(channel)
    return roads


def pair_channels(
    records: MarketRecords, begun: Iterable[Channel], ended: Iterable[Channel], roads: Roads
) -> Iterator[Change]:
    """Yield the openings and closings of roads, what happened on one day as one change."""
    waiting: defaultdict[Place, list[Channel]] = defaultdict(list)
    for channel in sorted(ended, key=lambda item: item.iri, reverse=True):
        assert channel.valid_to is not None  # noqa: S101 - tells the type checker
        waiting[channel.valid_to, channel.asset, channel.platform].append(channel)
    opened: defaultdict[Place, list[Channel]] = defaultdict(list)
    for channel in sorted(begun, key=lambda item: item.iri):
        assert channel.valid_from is not None  # noqa: S101 - tells the type checker
        place = (channel.valid_from, channel.asset, channel.platform)
        if before := waiting.get(place):
            yield tell_sequel(records, before.pop(), channel)
        else:
            opened[place].append(channel)
    for place, channels in opened.items():
        was_open = is_road_open(roads[place[1:]], place[0] - timedelta(days=1))
        yield tell_listings(records, CHANGED if was_open else OPENED, channels, place)
    for place, channels in waiting.items():
        if channels:
            is_open = is_road_open(roads[place[1:]], place[0])
            yield tell_listings(records, CHANGED if is_open else CLOSED, channels[::-1], place)


Place = tuple[date, str, str]


def is_road_open(road: Iterable[Channel], day: date) -> bool:
    """Whether the asset could be reached through the platform on the day, by any listing."""
    return any(channel.is_live(day) for channel in road)


def tell_listings(
    records: MarketRecords, kind: str, channels: list[Channel], place: Place
) -> Change:
    """What happened to one road on one day, with every listing that came or went."""
    first = channels[0]
    begins = first.valid_from == place[0]
    ids = ", ".join(channel.listing_id for channel in channels if channel.listing_id)
    words = {OPENED: "listed as", CLOSED: "listed as"}.get(
        kind, "now also listed as" if begins else "no longer listed as"
    )
    parts = [f"{words} {ids}"] if ids else []
    if kind == OPENED and first.precision in PRECISIONS:
        parts.append(PRECISIONS[first.precision])
    if first.set_aside is not None:
        parts.append("set aside")
    return Change(
        place[0],
        kind,
        first.iri,
        f"{name_channel(records, first)} {kind}",
        "; ".join(parts),
        first.asset,
        first.platform,
        tuple(sorted({source for channel in channels for source in channel.sources})),
    )


def tell_sequel(records: MarketRecords, before: Channel, after: Channel) -> Change:
    """One channel that took the place of another on the same day."""
    assert after.valid_from is not None  # noqa: S101 - tells the type checker
    is_renamed = before.listing_id != after.listing_id
    kind = RENAMED if is_renamed else CHANGED
    detail = (
        f"listed as {after.listing_id}, before as {before.listing_id}"
        if is_renamed
        else f"{after.stage}, {after.access_mode}; before {before.stage}, {before.access_mode}"
    )
    return Change(
        after.valid_from,
        kind,
        after.iri,
        f"{name_channel(records, after)} {kind}",
        detail,
        after.asset,
        after.platform,
        after.sources,
    )


def iter_hands(
    records: MarketRecords, since: date, until: date, floor: Decimal
) -> Iterator[Change]:
    """Yield the organisations whose ultimate owners are others from a day of the period on."""
    stakes = supported_stakes(records, floor)
    for day in sorted({day for stake in stakes for day in days_of(stake) if since <= day < until}):
        before = close_ownership(stakes, day - timedelta(days=1))
        after = close_ownership(stakes, day)
        for issuer in sorted({stake.issuer for stake in stakes}):
            old, new = before.ultimate_owners(issuer), after.ultimate_owners(issuer)
            if old != new:
                yield Change(
                    day,
                    HANDS,
                    issuer,
                    f"{name(records, issuer)} changed hands",
                    f"to {join(records, new, issuer)}, from {join(records, old, issuer)}",
                )


def days_of(stake: Stake) -> Iterator[date]:
    """Yield the days on which a stake begins or ends."""
    for day in (stake.valid_from, stake.valid_to):
        if day is not None:
            yield day


def join(records: MarketRecords, owners: Iterable[str], issuer: str) -> str:
    """The owners by name; an organisation that owns itself is in nobody's hands."""
    names = sorted(name(records, owner) for owner in owners if owner != issuer)
    return " and ".join(names) or "nobody"


def name_channel(records: MarketRecords, channel: Channel) -> str:
    """The asset and the platform by name."""
    return f"{name(records, channel.asset)} through {name(records, channel.platform)}"


def name(records: MarketRecords, iri: str) -> str:
    """The label of an entity, else its slug."""
    entity = records.entities.get(iri)
    return slug_of(iri) if entity is None else entity.label
