"""The shape of a market as plain values: each measure with its definition and its warning."""

from __future__ import annotations

from typing import Any

from graph.market.columns import slug_of
from graph.market.market import Market
from graph.metrics.layered import DEVELOPERS, Place
from graph.metrics.structure import Position, Structure

Node = dict[str, Any]

#: Measure -> what it is, its unit and range, what it hides, and where its definition is from.
MEASURES: dict[str, dict[str, str]] = {
    "constraint": {
        "definition": "The sum over an organisation's neighbours of the squared share that it "
        "invests in them, directly and through common neighbours; ties are weighted by the number "
        "of assets.",
        "range": "above 0; 1/n with n equal ties to neighbours who are not tied; above 1 in small "
        "closed groups (9/8 in a triangle)",
        "warning": "It tells how concentrated the ties are, not who can close a road: a vendor "
        "with two ties of equal weight has 1/2 even when both owners stand on every road.",
        "source": "Burt (1992), Structural Holes, chapter 2",
    },
    "effective_size": {
        "definition": "The number of an organisation's neighbours less what is redundant because "
        "they are tied to each other; ties are weighted by the number of assets.",
        "range": "from 1 to the number of neighbours",
        "warning": "A neighbour counts as one whatever it can close; captivity may be 1 at any "
        "effective size.",
        "source": "Burt (1992), chapter 2; Borgatti (1997), Connections 20 (1), 35-38",
    },
    "betweenness": {
        "definition": "The mean over live assets of the share of the drawn roads from the asset to "
        "developers that lead through a platform, or through an owner in one role.",
        "range": "[0, 1]",
        "warning": "It halves when the same owner opens a second platform, though nobody has "
        "gained a way out; and it counts drawn roads that no channel offers.",
        "source": "Freeman (1977), Sociometry 40 (1), 35-41; Brandes (2008), section 3",
    },
    "dominators": {
        "definition": "The platforms, and the owners in one role, that every drawn road from the "
        "asset to developers leads through.",
        "range": "a list, nearest to the asset first; empty when no place is on every road",
        "warning": "Every owner listed is a veto owner, but not every veto owner is listed: one "
        "who operates one road and bills another stands in two places. Trust the veto owners.",
        "source": "Cooper, Harvey and Kennedy (2006), Rice University TR-06-33870",
    },
}


def to_document(market: Market, structure: Structure) -> Node:
    """Everything as plain JSON values; numbers that do not exist are None with a ``reason``."""
    return {
        "as_of": market.as_of.isoformat(),
        "view": str(market.view),
        "floor": str(market.floor),
        "measures": MEASURES,
        "organisations": [_position_row(market, found) for found in structure.positions],
        "places": [
            {**_place_row(market, place), "betweenness": share}
            for place, share in structure.betweenness.items()
        ],
        "assets": [
            {
                **_name(market, found.asset),
                "dominators": [_place_row(market, place) for place in found.dominators],
                "veto": [slug_of(owner) for owner in found.veto],
                "veto_labels": [market.label(owner) for owner in found.veto],
            }
            for found in structure.dominated
        ],
    }


def to_flat_rows(document: Node) -> list[Node]:
    """One row per measure and thing, for CSV: ``measure``, ``layer``, ``name``, ``value`` ..."""
    rows = []
    for found in document["organisations"]:
        parts = [p for p in ("vendor", "owner") if found[f"is_{p}"]]
        for measure in ("constraint", "effective_size"):
            rows.append(_flat(measure, " and ".join(parts), found, found[measure]))
    for found in document["places"]:
        rows.append(_flat("betweenness", found["layer"], found, found["betweenness"]))
    for found in document["assets"]:
        names = [f"{place['label']} ({place['layer']})" for place in found["dominators"]]
        rows.append(_flat("dominators", "asset", found, ", ".join(names)))
    return rows


def _flat(measure: str, layer: str, node: Node, value: object) -> Node:
    return {
        "measure": measure,
        "layer": layer,
        "name": node["name"],
        "label": node["label"],
        "value": value,
        "reason": node.get("reason"),
    }


def _position_row(market: Market, position: Position) -> Node:
    holes = position.holes
    return {
        **_name(market, position.organisation),
        "is_vendor": position.is_vendor,
        "is_owner": position.is_owner,
        "constraint": None if holes is None else holes.constraint,
        "effective_size": None if holes is None else holes.effective_size,
        "reason": position.reason,
        "ties": [
            {**_name(market, other), "assets": count}
            for other, count in sorted(position.ties.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
    }


def _place_row(market: Market, place: Place) -> Node:
    if place == DEVELOPERS:
        return {"layer": place.layer, "name": place.iri, "iri": None, "label": "developers"}
    return {"layer": place.layer, **_name(market, place.iri)}


def _name(market: Market, iri: str) -> Node:
    return {"name": slug_of(iri), "iri": iri, "label": market.label(iri)}
