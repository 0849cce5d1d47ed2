"""What claims support: what enough confidence stands behind, and no denial outdoes."""

from __future__ import annotations

from decimal import Decimal

from graph.market.evidence import weigh_claims
from graph.market.records import MarketRecords, Stake

DEFAULT_FLOOR = Decimal("0.5")

#: A short code and the reason in words.
Verdict = tuple[str, str] | None


def supported_stakes(records: MarketRecords, floor: Decimal = DEFAULT_FLOOR) -> list[Stake]:
    """The stakes that the claims about them support, at all dates."""
    weighed = records.derived.get("weighed")
    if weighed is None:
        weighed = records.derived["weighed"] = weigh_claims(records.claims.values())
    supported = []
    for stake in records.stakes.values():
        asserted, denied = weighed.get(stake.iri, (None, Decimal(0)))
        if find_doubt(Decimal(1) if asserted is None else asserted, denied, floor) is None:
            supported.append(stake)
    return supported


def find_doubt(asserted: Decimal, denied: Decimal, floor: Decimal) -> Verdict:
    """Why claims of these confidences do not support a thing, or None when they do."""
    if asserted < denied:
        return "denied", f"denied with confidence {denied}, asserted with {asserted}"
    if asserted < floor:
        return "below-floor", f"asserted with confidence {asserted}, below the floor of {floor}"
    return None
