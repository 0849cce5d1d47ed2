"""What of market data cannot be read as it stands, and how it is taken: told, never silent.

Validation stops all of it on its way into a store; files that are only looked at are not validated.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from graph.errors import Finding
from graph.market.columns import Readable, local_name, node_name, parse_day, read_links, slug_of
from graph.market.records import LIVE_STAGES, Channel, MarketRecords, Stake
from graph.terms import CTV

DAYS = (CTV.validFrom, CTV.validTo, CTV.madeOn, CTV.horizon)
STAGES = LIVE_STAGES | {"Rumoured", "Announced", "Withdrawn"}
MODES = frozenset({"RawAPI", "Embedded", "ManagedAgent", "OpenWeights", "AccessUnstated"})
#: What a channel and a stake need beside each other.
PAIRS = ((CTV.asset, CTV.platform), (CTV.holder, CTV.issuer))


def find_unread(store: Readable, records: MarketRecords) -> Iterator[Finding]:
    """Yield a finding for everything about channels and stakes that is not taken as written."""
    yield from check_days(store)
    yield from check_halves(store)
    yield from check_codes(store, CTV.stage, STAGES)
    yield from check_codes(store, CTV.accessMode, MODES)
    yield from check_periods(records)


def check_days(store: Readable) -> Iterator[Finding]:
    """Yield a finding for each date that is no day, such as a year alone."""
    for predicate in DAYS:
        for quad in store.match(None, predicate):
            node = quad.object
            if not isinstance(node, Literal) or parse_day(node.value) is None:
                yield _finding(
                    _name(quad.subject),
                    f"{_local(predicate)} is no day of the calendar and is left out",
                    node.value if isinstance(node, Literal) else str(node),
                    "Write a day as YYYY-MM-DD.",
                )


def check_halves(store: Readable) -> Iterator[Finding]:
    """Yield a finding for each channel or stake that has only one of the two ends it needs."""
    for pair in PAIRS:
        first, second = (read_links(store, predicate) for predicate in pair)
        for subject in sorted(first.keys() ^ second.keys()):
            missing = pair[1] if subject in first else pair[0]
            yield _finding(
                subject, f"has no ctv:{_local(missing)} and is left out", "", "State one."
            )


def check_codes(store: Readable, predicate: NamedNode, known: frozenset[str]) -> Iterator[Finding]:
    """Yield a finding for each value of a code list that is a text, unknown, or one of several."""
    name = _local(predicate)
    advice = f"Write one of ctv:{', ctv:'.join(sorted(known))}."
    for quad in store.match(None, predicate):
        if isinstance(quad.object, Literal):
            said = f"ctv:{name} is a text and is left out"
            yield _finding(_name(quad.subject), said, quad.object.value, advice)
    for subject, nodes in sorted(read_links(store, predicate).items()):
        codes = [local_name(node) for node in nodes]
        if len(codes) > 1:
            said = f"states ctv:{name} {len(codes)} times; {codes[0]} is taken"
            yield _finding(subject, said, ", ".join(codes[1:]), "State one.")
        elif codes[0] not in known:
            yield _finding(subject, f"ctv:{name} is not known", codes[0], advice)


def check_periods(records: MarketRecords) -> Iterator[Finding]:
    """Yield a finding for each channel and stake that ends before it begins."""
    things: list[Channel | Stake] = [*records.channels.values(), *records.stakes.values()]
    for thing in things:
        start, end = thing.valid_from, thing.valid_to
        if start is not None and end is not None and end <= start:
            said = f"ends on {end} and begins on {start}, so that it holds on no day"
            yield _finding(thing.iri, said, "", "validTo is the first day on which it no longer "
                           "holds.")  # fmt: skip


def _finding(iri: str, said: str, found: str, advice: str) -> Finding:
    return Finding("warning", slug_of(iri), said, found, fix=advice)


def _local(predicate: NamedNode) -> str:
    return local_name(predicate.value)


def _name(node: object) -> str:
    return node_name(node) if isinstance(node, NamedNode) else str(node)
