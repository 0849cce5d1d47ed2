"""Records about a few assets only, small enough to compile a market on every day they changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date

from graph.market.gates import OPEN_WEIGHTS
from graph.market.records import Channel, MarketRecords, Stake


def narrow_records(records: MarketRecords, assets: Collection[str]) -> MarketRecords:
    """The records on which the numbers of these assets rest, and no others.

    Kept are their channels, everything upstream of these, the stakes above every party in a role
    on them or above their developers, and the claims about what is kept. A market compiled from
    the result gives these assets the same routes on every day as one compiled from the whole.
    """
    wanted = frozenset(assets)
    own = [channel for channel in records.channels.values() if channel.asset in wanted]
    channels = {channel.iri: channel for channel in iter_with_upstream(records, own)}
    parties = {party for channel in channels.values() for party in iter_parties(records, channel)}
    for asset in wanted & records.entities.keys():
        parties.update(records.entities[asset].developers)
    stakes = {stake.iri: stake for stake in iter_stakes_above(records, parties)}
    kept = channels.keys() | stakes.keys()
    return replace(
        records,
        channels=channels,
        stakes=stakes,
        claims={c.iri: c for c in records.claims.values() if not kept.isdisjoint(c.about)},
    )


def narrow_to_always(records: MarketRecords) -> MarketRecords:
    """The channels of which no first day is known, and the records on which their owners rest.

    These are open on every early day, so that a stake can move a number before any channel opens.
    """
    always = {c.iri: c for c in records.channels.values() if c.valid_from is None}
    return narrow_records(replace(records, channels=always), {c.asset for c in always.values()})


def iter_with_upstream(records: MarketRecords, channels: Iterable[Channel]) -> Iterator[Channel]:
    """Yield the channels and each one upstream of them, once each."""
    seen: set[str] = set()
    waiting = list(channels)
    while waiting:
        channel = waiting.pop()
        if channel.iri in seen:
            continue
        seen.add(channel.iri)
        yield channel
        if channel.access_mode != OPEN_WEIGHTS:
            waiting += [records.channels[i] for i in channel.upstream if i in records.channels]


def iter_parties(records: MarketRecords, channel: Channel) -> Iterator[str]:
    """Yield every organisation with a role on the channel; operators of clouds below too."""
    yield from channel.billers
    seen: set[str] = set()
    # What stands upstream may be a platform or cloud instead of a channel.
    waiting = [channel.platform, *channel.hosts, *channel.surfaces, *channel.upstream]
    while waiting:
        thing = waiting.pop()
        entity = records.entities.get(thing)
        if thing in seen or entity is None:
            continue
        seen.add(thing)
        yield from entity.operators
        waiting.extend(entity.runs_on)


def iter_stakes_above(records: MarketRecords, parties: Iterable[str]) -> Iterator[Stake]:
    """Yield the stakes in the parties, in those who hold them, and so on upward."""
    by_issuer: defaultdict[str, list[Stake]] = defaultdict(list)
    for stake in records.stakes.values():
        by_issuer[stake.issuer].append(stake)
    seen: set[str] = set()
    waiting = list(parties)
    while waiting:
        party = waiting.pop()
        if party in seen:
            continue
        seen.add(party)
        for stake in by_issuer.get(party, ()):
            yield stake
            waiting.append(stake.holder)


def find_event_days(records: MarketRecords) -> list[date]:
    """Every day on which a channel or stake of the records begins or ends, sorted."""
    things: list[Channel | Stake] = [*records.channels.values(), *records.stakes.values()]
    days = {day for thing in things for day in (thing.valid_from, thing.valid_to)}
    return sorted(day for day in days if day is not None)
