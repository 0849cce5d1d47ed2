"""Claims as lines of a report: the surest of different sources first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.metrics.citations import Citations, Node

CLAIMS_SHOWN = 2


def pick_claims(
    claims: Sequence[Node], floor: Decimal, *, show_all: bool
) -> tuple[list[Node], int]:
    """The claims to show, and how many are left.

    Everything that speaks against the channel, then statements of fact at or above the floor, one
    of each source before a second of the same. Without any of these the surest claim alone.
    """
    if show_all:
        return list(claims), 0
    against = [claim for claim in claims if claim["polarity"] == "Denies"]
    facts = [
        claim
        for claim in claims
        if claim not in against
        and claim["kind"] == "Fact"
        and Decimal(claim["confidence"]) >= floor
    ]
    firsts: dict[tuple[str, ...], Node] = {}
    for claim in facts:
        firsts.setdefault(tuple(claim["sources"]), claim)
    ordered = [*firsts.values(), *(claim for claim in facts if claim not in firsts.values())]
    shown = ordered[:CLAIMS_SHOWN] + against or list(claims[:1])
    return shown, len(claims) - len(shown)


def say_claim(claim: Node, sources: Mapping[str, Node], citations: Citations) -> str:
    """One claim with its kind, confidence and sources, as in ``Evidence: ... (fact, 0.9) [1]``."""
    grade = f"{claim['kind'].lower()}, confidence {claim['confidence']}"
    against = "Against: " if claim["polarity"] == "Denies" else "Evidence: "
    cited = "".join(citations.cite(sources[iri], claim["locator"]) for iri in claim["sources"])
    statement = str(claim["statement"]).rstrip(".")
    return f"{against}{statement} ({grade}) {cited}".rstrip()
