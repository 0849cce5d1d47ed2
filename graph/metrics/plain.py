"""Records as plain JSON values, each with the claims about it and the sources it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.market.columns import slug_of
from graph.market.records import Channel, Claim, MarketRecords, Stake
from graph.metrics.claims import index_claims

Node = dict[str, Any]


class RecordWriter:
    """Writes the channels, stakes and sources of some records as plain JSON values."""

    def __init__(self, records: MarketRecords) -> None:
        self.records = records
        self._claims = index_claims(records)

    def cite(self, iri: str, own_sources: Iterable[str] = ()) -> Node:
        """The ``claims`` about a record, facts and surest first, and every ``source`` of both."""
        claims = self._claims.get(iri, ())
        sources = dict.fromkeys(own_sources)
        sources.update(dict.fromkeys(source for claim in claims for source in claim.sources))
        return {
            "claims": [describe_claim(claim) for claim in claims],
            "sources": [self.describe_source(source) for source in sources],
        }

    def describe_source(self, iri: str) -> Node:
        """The title, address and day of a source; the slug alone of one that nothing describes."""
        source = self.records.sources.get(iri)
        return {
            "name": slug_of(iri),
            "iri": iri,
            "title": source.title if source is not None else slug_of(iri),
            "url": source.url if source is not None else None,
            "issued": day_text(source.issued) if source is not None else None,
        }

    def name(self, iri: str) -> Node:
        """The name of an entity or channel, as slug, IRI and label."""
        return {"name": slug_of(iri), "iri": iri, "label": find_label(self.records, iri)}

    def describe_channel(self, channel: Channel) -> Node:
        """A channel with its dates, its confidence, the claims about it and its sources."""
        return {
            **self.name(channel.iri),
            "asset": slug_of(channel.asset),
            "asset_label": find_label(self.records, channel.asset),
            "platform": slug_of(channel.platform),
            "platform_label": find_label(self.records, channel.platform),
            "access_mode": channel.access_mode,
            "stage": channel.stage,
            "valid_from": day_text(channel.valid_from),
            "valid_to": day_text(channel.valid_to),
            "precision": channel.precision,
            "confidence": str(channel.asserted),
            "denied": str(channel.denied),
            **self.cite(channel.iri, channel.sources),
        }

    def describe_stake(self, stake: Stake) -> Node:
        """A stake with its shares, dates, the claims about it and their sources."""
        return {
            **self.name(stake.iri),
            "holder": slug_of(stake.holder),
            "holder_label": find_label(self.records, stake.holder),
            "issuer": slug_of(stake.issuer),
            "issuer_label": find_label(self.records, stake.issuer),
            "voting_min": number_text(stake.voting_min),
            "voting_max": number_text(stake.voting_max),
            "economic_min": number_text(stake.economic_min),
            "economic_max": number_text(stake.economic_max),
            "confers_control": stake.confers_control,
            "valid_from": day_text(stake.valid_from),
            "valid_to": day_text(stake.valid_to),
            **self.cite(stake.iri, stake.sources),
        }


def find_label(records: MarketRecords, iri: str) -> str:
    """The label of an entity or channel; its slug where it has none."""
    if (entity := records.entities.get(iri)) is not None:
        return entity.label
    channel = records.channels.get(iri)
    return channel.label if channel is not None else slug_of(iri)


def describe_claim(claim: Claim) -> Node:
    """One claim as plain values."""
    return {
        "name": slug_of(claim.iri),
        "statement": claim.statement,
        "kind": claim.kind.removesuffix("Kind"),
        "polarity": claim.polarity,
        "confidence": str(claim.confidence),
        "locator": claim.locator,
        "recorded_on": day_text(claim.recorded_on),
        "sources": [slug_of(source) for source in claim.sources],
    }


def day_text(day: object) -> str | None:
    """A day as YYYY-MM-DD; None stays None."""
    return None if day is None else str(day)


def number_text(number: object) -> str | None:
    """A number as text; None stays None."""
    return None if number is None else str(number)
