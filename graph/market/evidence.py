"""From the store to evidence: claims, sources, and how sure what nobody speaks about is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from pyoxigraph import BlankNode, NamedNode

from graph.market import columns
from graph.market.columns import Readable, node_name, slug_of
from graph.market.records import Channel, Claim, Source, Stake
from graph.terms import CTV, DCTERMS, LEDGER_GRAPH, RDF, SCHEMA

DENIES = "Denies"


def read_claims(store: Readable, sources: columns.Links) -> dict[str, Claim]:
    """Every claim that is about something, by its IRI."""
    abouts = columns.read_links(store, CTV.about)
    statements = columns.read_text(store, CTV.statement)
    kinds = columns.read_codes(store, CTV.claimKind)
    polarities = columns.read_codes(store, CTV.polarity)
    confidences = columns.read_numbers(store, CTV.confidence, share=True)
    locators = columns.read_text(store, CTV.locator)
    recorded = columns.read_dates(store, CTV.recordedOn)
    contests = columns.read_links(store, CTV.contests)
    notes = columns.read_text(store, CTV.curatorNote)
    return {
        iri: Claim(
            iri=iri,
            about=about,
            statement=statements.get(iri, ""),
            kind=kinds.get(iri, "Fact"),
            polarity=polarities.get(iri, "Asserts"),
            confidence=confidences.get(iri, Decimal(1)),
            sources=sources.get(iri, ()),
            locator=locators.get(iri, ""),
            recorded_on=recorded.get(iri),
            contests=contests.get(iri, ()),
            note=notes.get(iri, ""),
        )
        for iri, about in abouts.items()
    }


def weigh_claims(claims: Iterable[Claim]) -> dict[str, tuple[Decimal | None, Decimal]]:
    """What claims speak of -> best confidence for it (None: no claim for it) and against it."""
    weighed: dict[str, tuple[Decimal | None, Decimal]] = {}
    for claim in claims:
        for iri in claim.about:
            asserted, denied = weighed.get(iri, (None, Decimal(0)))
            if claim.polarity == DENIES:
                denied = max(denied, claim.confidence)
            else:
                asserted = max(asserted or Decimal(0), claim.confidence)
            weighed[iri] = (asserted, denied)
    return weighed


def read_load_confidence(store: Readable) -> dict[str, Decimal]:
    """Channel -> the confidence of the load that states it, for those in loads that give one.

    A channel in several loads has the best of theirs; a load without a confidence is sure.
    """
    stated = columns.read_numbers(store, CTV.confidence, share=True)
    loads = {
        quad.subject: stated[quad.subject.value]
        for quad in store.match(None, RDF.type, CTV.Load, LEDGER_GRAPH)
        if isinstance(quad.subject, NamedNode) and quad.subject.value in stated
    }
    found: dict[str, Decimal] = {}
    for load in loads:
        for quad in store.match(None, CTV.asset, None, load):
            channel = quad.subject
            if isinstance(channel, NamedNode | BlankNode) and node_name(channel) not in found:
                graphs = {other.graph_name for other in store.match(channel, CTV.asset)}
                found[node_name(channel)] = max(
                    loads.get(graph, Decimal(1)) for graph in graphs if isinstance(graph, NamedNode)
                )
    return found


def read_sources(
    store: Readable,
    labels: Mapping[str, str],
    kinds: Mapping[str, set[str]],
    channels: Mapping[str, Channel],
    stakes: Mapping[str, Stake],
    claims: Mapping[str, Claim],
) -> dict[str, Source]:
    """Every source, and whatever a record names as one, by its IRI."""
    titles = columns.read_text(store, DCTERMS.title)
    urls = _read_urls(store)
    issued = columns.read_dates(store, DCTERMS.issued)
    named = {iri for iri, names in kinds.items() if names & {"Source", "Load"}}
    for channel in channels.values():
        named.update(channel.sources)
    for stake in stakes.values():
        named.update(stake.sources)
    for claim in claims.values():
        named.update(claim.sources)
    return {
        iri: Source(
            iri=iri,
            title=titles.get(iri) or labels.get(iri) or urls.get(iri) or slug_of(iri),
            url=urls.get(iri),
            issued=issued.get(iri),
        )
        for iri in named
    }


def _read_urls(store: Readable) -> dict[str, str]:
    """Subject -> its address, be it written as a text or as a node; web addresses only."""
    found = columns.read_link(store, SCHEMA.url) | columns.read_text(store, SCHEMA.url)
    return {iri: url for iri, url in found.items() if url.startswith(("https://", "http://"))}
