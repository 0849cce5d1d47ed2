"""The claims about a node: each as plain values, and those that contradict each other as pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph.market.records import Claim
from web.entity.nodes import describe_sources, name_nodes, text_of
from web.state import State, group_by

CLAIMS_SHOWN = 60


def find_claims(state: State, nodes: Iterable[str]) -> list[Claim]:
    """The claims about any of the nodes, strongest first, each once."""
    about = state.claims_about()
    found = {claim.iri: claim for node in nodes for claim in about.get(node, ())}
    return sorted(found.values(), key=lambda claim: (-claim.confidence, claim.iri))


def describe_claim(state: State, claim: Claim) -> dict[str, Any]:
    """One claim with what it rests on; ``contests`` are the claims that it speaks against."""
    records = state.records()
    return {
        "iri": claim.iri,
        "statement": claim.statement,
        "kind": claim.kind.removesuffix("Kind"),
        "denies": claim.polarity == "Denies",
        "confidence": str(claim.confidence),
        "locator": claim.locator,
        "recorded_on": text_of(claim.recorded_on),
        "note": claim.note,
        "sources": describe_sources(state, claim.sources),
        "about": name_nodes(state, claim.about),
        "contests": [iri for iri in claim.contests if iri in records.claims],
    }


def pair_contests(state: State, claims: Iterable[Claim]) -> list[list[dict[str, Any]]]:
    """The contradictions in which one of the claims stands: both sides alike, each pair once.

    The claim that contests comes first, whichever of the two is about the node.
    """
    every, against = state.records().claims, contested_by(state)
    pairs: dict[frozenset[str], tuple[Claim, Claim]] = {}
    for claim in claims:
        found = [(claim, every[iri]) for iri in claim.contests if iri in every]
        found += [(other, claim) for other in against.get(claim.iri, ())]
        for first, second in found:
            pairs.setdefault(frozenset((first.iri, second.iri)), (first, second))
    return [[describe_claim(state, side) for side in pair] for pair in pairs.values()]


def contested_by(state: State) -> Mapping[str, list[Claim]]:
    """Claim -> the claims that speak against it."""
    return state.kept(
        "contested",
        lambda: group_by(
            (iri, claim) for claim in state.records().claims.values() for iri in claim.contests
        ),
    )
