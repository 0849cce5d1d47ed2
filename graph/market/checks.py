"""What is odd about market data and still computed: each oddity named, with how it is taken.

Validation stops such data on its way into a store. Files that are only looked at are not
validated, so that a finding must say what the numbers rest on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from graph.errors import Finding
from graph.market.columns import Readable, node_name, parse_number, read_links, slug_of
from graph.market.gates import OPEN_WEIGHTS
from graph.market.ownership import close_ownership
from graph.market.records import Channel, MarketRecords, Stake, holds_on
from graph.market.support import supported_stakes
from graph.market.votes import take_best, votes_of
from graph.terms import CTV

SHARES = (CTV.votingShareMin, CTV.votingShareMax, CTV.economicShareMin, CTV.economicShareMax)
SINGLE = (CTV.asset, CTV.platform, CTV.holder, CTV.issuer)


def check_shares(store: Readable) -> Iterator[Finding]:
    """Yield a finding for each stake with a share that is no number from 0 to 1."""
    for predicate in SHARES:
        for quad in store.match(None, predicate):
            node = quad.object
            number = parse_number(node.value) if isinstance(node, Literal) else None
            if number is None or not 0 <= number <= 1:
                shown = node.value if isinstance(node, Literal) else str(node)
                yield Finding(
                    "warning",
                    slug_of(_name(quad.subject)),
                    f"{CTV.local_name(predicate.value)} is not a share from 0 to 1 and is left out",
                    shown,
                    fix="Write one half as 0.5.",
                )


def check_repeats(store: Readable) -> Iterator[Finding]:
    """Yield a finding for each channel or stake that states twice what can be one thing only."""
    for predicate in SINGLE:
        name = CTV.local_name(predicate.value)
        for subject, nodes in read_links(store, predicate).items():
            if len(nodes) > 1:
                others = ", ".join(map(slug_of, nodes[1:]))
                yield Finding(
                    "warning",
                    slug_of(subject),
                    f"states ctv:{name} {len(nodes)} times; {slug_of(nodes[0])} is taken",
                    others,
                    fix="Write one node for each.",
                )


def check_circles(records: MarketRecords) -> Iterator[Finding]:
    """Yield a finding for each channel that stands upstream of itself, directly or not."""
    above = {
        channel.iri: channel.upstream
        for channel in records.channels.values()
        if channel.upstream and channel.access_mode != OPEN_WEIGHTS
    }
    for iri in sorted(above):
        seen: set[str] = set()
        waiting = [*above[iri]]
        while waiting and iri not in seen:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                waiting.extend(above.get(current, ()))
        if iri in seen:
            yield Finding(
                "warning",
                slug_of(iri),
                "stands upstream of itself; all channels of the circle share all their gates",
                fix="Follow ctv:upstream from it and remove the link that leads back.",
            )


def check_ownership(records: MarketRecords, day: date, floor: Decimal) -> Iterator[Finding]:
    """Yield a finding for each circle of owners and each issuer with more votes than there are."""
    stakes = supported_stakes(records, floor)
    live = [stake for stake in stakes if holds_on(day, stake.valid_from, stake.valid_to)]
    yield from _check_sums(live)
    ownership = close_ownership(stakes, day)
    groups = {ownership.group_of(holder) for holder in ownership.reach}
    for group in sorted(group for group in groups if len(group) > 1):
        yield Finding(
            "warning",
            slug_of(group[0]),
            f"and {', '.join(map(slug_of, group[1:]))} control each other on {day}; they count as "
            "one owner of this name",
        )


def find_empty_notes(records: MarketRecords, day: date) -> Iterator[str]:
    """Yield in a sentence why nothing has a captivity on the day, if nothing has."""
    if not records.channels:
        yield "The data holds no channel, so that nothing has a captivity."
    elif not any(channel.is_live(day) for channel in records.channels.values()):
        yield f"No channel is live on {day}, so that nothing has a captivity on that day."


def find_day_notes(records: MarketRecords, day: date) -> Iterator[str]:
    """Yield what is to be said of a day before or after all that the data knows."""
    if not records.channels:
        return
    first, last = find_known_days(records)
    if first is not None and day < first:
        yield (
            f"{day} lies before the first day that the data knows, {first}: only what has no "
            "first day counts as open."
        )
    if last is not None and day > last:
        yield f"{day} lies after the last day that the data knows, {last}: what was open then is "\
              "taken to be open still."  # fmt: skip


def find_known_days(records: MarketRecords) -> tuple[date | None, date | None]:
    """The first and the last day that the data speaks of; None where it names no day at all.

    The last may be the day of a claim or source: what was said then holds for the market then.
    """
    things: list[Channel | Stake] = [*records.channels.values(), *records.stakes.values()]
    dated = {day for thing in things for day in (thing.valid_from, thing.valid_to) if day}
    said = {claim.recorded_on for claim in records.claims.values()}
    said |= {source.issued for source in records.sources.values()}
    return min(dated, default=None), max(dated.union(day for day in said if day), default=None)


def _check_sums(live: list[Stake]) -> Iterator[Finding]:
    held: defaultdict[str, dict[str, Stake]] = defaultdict(dict)
    for stake in live:
        if stake.holder != stake.issuer:
            take_best(held[stake.issuer], stake)
    for issuer, stakes in sorted(held.items()):
        total = sum(map(votes_of, stakes.values()))
        if total > 1:
            names = ", ".join(sorted(slug_of(stake.iri) for stake in stakes.values()))
            yield Finding(
                "warning",
                slug_of(issuer),
                f"its holders have more votes together than there are, by {names}",
                str(total),
                fix="Correct the shares; control is computed from them as they stand.",
            )


def _name(node: object) -> str:
    return node_name(node) if isinstance(node, NamedNode) else str(node)
