"""The claims about each record, indexed once for all who ask about the same records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from graph.market.records import Claim, MarketRecords

Index = Mapping[str, tuple[Claim, ...]]


def index_claims(records: MarketRecords) -> Index:
    """IRI -> the claims about it: facts before motives, opinions and predictions, surest first.

    Built once for the same records.
    """
    index: Index | None = records.derived.get("claims")
    if index is None:
        index = records.derived["claims"] = _build_index(records)
    return index


def _build_index(records: MarketRecords) -> Index:
    found: defaultdict[str, list[Claim]] = defaultdict(list)
    ordered = sorted(
        records.claims.values(), key=lambda c: (c.kind != "Fact", -c.confidence, c.iri)
    )
    for claim in ordered:
        for iri in claim.about:
            found[iri].append(claim)
    return {iri: tuple(claims) for iri, claims in found.items()}
