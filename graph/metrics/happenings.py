"""What opened, closed and changed hands, day by day: the reasons why a series moved.

Unlike a list of news this leaves nothing out: a channel that the first copy of a catalog showed
moves a number on the day of that copy, so it is told as seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from graph.market.changes import (
    OPENED,
    SEEN,
    Change,
    begins_in,
    ends_in,
    find_roads,
    is_told,
    iter_hands,
    name,
    name_channel,
    pair_channels,
)
from graph.market.compile import supported_stakes
from graph.market.narrowing import find_event_days, iter_with_upstream
from graph.market.records import LIVE_STAGES, Channel, MarketRecords

FIRST_SEEN = "first-seen"

Happenings = Mapping[date, tuple[Change, ...]]


def keep_counted(records: MarketRecords, floor: Decimal, *, set_aside: bool) -> MarketRecords:
    """The records without the channels and stakes that never count at this floor.

    What a counted channel needs upstream stays too, set aside or not: it opens and closes both.
    """
    counted = (
        channel
        for channel in records.channels.values()
        if channel.stage in LIVE_STAGES
        and is_told(channel, floor)
        and (set_aside or channel.set_aside is None)
    )
    channels = {channel.iri: channel for channel in iter_with_upstream(records, counted)}
    stakes = {stake.iri: stake for stake in supported_stakes(records, floor)}
    return replace(records, channels=channels, stakes=stakes)


def find_channel_days(records: MarketRecords) -> list[date]:
    """Every day on which a channel of the records begins or ends, sorted."""
    return find_event_days(replace(records, stakes={}))


def find_happenings(records: MarketRecords, since: date, until: date, floor: Decimal) -> Happenings:
    """Day -> what happened on it, from ``since`` up to, not including, ``until``.

    Parameters
    ----------
    records
        What :func:`keep_counted` left.
    since, until
        The period.
    floor
        The confidence in [0, 1] that the best claim for a stake must reach.
    """
    # Changes are told against the day before, which the first day of the calendar has not.
    since = max(since, date.min + timedelta(days=1))
    begun = [c for c in records.channels.values() if begins_in(c, since, until)]
    ended = [c for c in records.channels.values() if ends_in(c, since, until)]
    roads = find_roads(records, floor, count_set_aside=True)
    found: defaultdict[date, list[Change]] = defaultdict(list)
    for change in pair_channels(records, begun, ended, roads):
        found[change.day].append(_as_seen(records, change))
    for change in (*iter_hands(records, since, until, floor), *iter_stakes(records)):
        if since <= change.day < until:
            found[change.day].append(change)
    return {
        day: tuple(sorted(changes, key=lambda c: (c.kind, c.title.casefold(), c.subject)))
        for day, changes in found.items()
    }


def iter_stakes(records: MarketRecords) -> Iterator[Change]:
    """Yield the beginning and the end of every stake, whether or not control moved with it."""
    for stake in records.stakes.values():
        title = f"The stake of {name(records, stake.holder)} in {name(records, stake.issuer)}"
        for day, kind in ((stake.valid_from, "began"), (stake.valid_to, "ended")):
            if day is not None:
                yield Change(day, f"stake-{kind}", stake.iri, f"{title} {kind}")


def _as_seen(records: MarketRecords, change: Change) -> Change:
    """The change, or for a channel first seen in a copy of a catalog, that."""
    channel: Channel | None = records.channels.get(change.subject)
    if change.kind != OPENED or channel is None or channel.precision != SEEN:
        return change
    title = f"{name_channel(records, channel)} first seen in a catalog"
    return replace(change, kind=FIRST_SEEN, title=title)
