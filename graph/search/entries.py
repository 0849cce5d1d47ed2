"""What of a market can be found, under which names, and what comes first among equals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from graph.market.columns import slug_of
from graph.market.kinds import broaden, main_kind
from graph.market.records import LIVE_STAGES, Entity, MarketRecords
from graph.search.index import Entry, SearchIndex

#: Broad class -> the section of its things, most telling first.
SECTIONS = (
    ("Asset", "asset"),
    ("Platform", "platform"),
    ("Organization", "organisation"),
    ("Cloud", "place"),
    ("Surface", "place"),
    ("ProcurementVehicle", "place"),
)
_KEPT = "search"


def market_index(records: MarketRecords) -> SearchIndex:
    """The index of the records, made once."""
    if _KEPT not in records.derived:
        records.derived[_KEPT] = SearchIndex(list_entries(records))
    found: SearchIndex = records.derived[_KEPT]
    return found


def list_entries(records: MarketRecords) -> Iterator[Entry]:
    """Yield every entity, claim and source of a market."""
    popularity = count_channels(records)
    for entity in records.entities.values():
        yield _entity_entry(records, entity, popularity[entity.iri])
    for claim in records.claims.values():
        told = [records.sources[iri].title for iri in claim.sources if iri in records.sources]
        yield Entry(
            claim.iri, claim.statement or slug_of(claim.iri), "Claim", "claim",
            (claim.statement, slug_of(claim.iri)), detail=told[0] if told else "",
        )  # fmt: skip
    for source in records.sources.values():
        day = source.issued.isoformat() if source.issued else ""
        yield Entry(
            source.iri, source.title, "Source", "source",
            (source.title, slug_of(source.iri)), detail=day,
        )  # fmt: skip


def count_channels(records: MarketRecords) -> Counter[str]:
    """Node -> the channels that it is part of and that nobody has closed.

    A developer or operator is part of those of what it makes or runs.
    """
    found: Counter[str] = Counter()
    for channel in records.channels.values():
        if channel.valid_to is None and channel.stage in LIVE_STAGES:
            parts = {channel.asset, channel.platform, *channel.billers, *channel.hosts}
            for iri in list(parts):
                entity = records.entities.get(iri)
                parts.update((*entity.developers, *entity.operators) if entity else ())
            found.update(parts | {*channel.surfaces, *channel.procured_under})
    return found


def _entity_entry(records: MarketRecords, entity: Entity, popularity: int) -> Entry:
    slug = slug_of(entity.iri)
    makers = entity.developers or entity.operators
    by = [records.entities[iri].label for iri in makers if iri in records.entities]
    return Entry(
        key=entity.iri,
        label=entity.label,
        kind=main_kind(entity.kinds),
        section=section_of(entity.kinds),
        names=(entity.label, *entity.alt_labels, slug, slug.rsplit("/", 1)[-1]),
        detail=", ".join(by[:2]),
        popularity=popularity,
    )


def section_of(kinds: frozenset[str]) -> str:
    """The section of an entity of these kinds; ``"thing"`` for what is none of the six.

    >>> section_of(frozenset({"Assistant"})), section_of(frozenset({"Strategy"}))
    ('asset', 'thing')
    """
    known = broaden(kinds)
    return next((section for kind, section in SECTIONS if kind in known), "thing")
