"""The same facts as the pages show, as JSON under /api."""

from __future__ import annotations

from flask import Blueprint, Response, request

from graph.terms import ID_BASE
from web.answers import as_json
from web.describe import is_known
from web.entity_view import view_entity
from web.kinds import in_words
from web.links import entity_url
from web.market.address import read_address
from web.market.view import view_market
from web.state import state
from web.viewpoint import read_viewpoint

api = Blueprint("api", __name__, url_prefix="/api")

SUGGESTIONS = 10


@api.get("/search")
def search() -> Response:
    """The entities whose names contain ``q``, best first."""
    found = state().names().search(request.args.get("q", ""), SUGGESTIONS)
    return as_json(
        [
            {"iri": iri, "label": label, "kind": in_words(kind), "url": entity_url(iri)}
            for iri, label, kind in found
        ]
    )


@api.get("/score")
def score() -> Response:
    """The captivity of every asset, or of those that ``name`` names (repeatable)."""
    from graph.metrics.captivity import score_asset

    at = read_viewpoint(request.args)
    market = state().market(at)
    names = request.args.getlist("name")
    if not names:
        return as_json([found.to_row(market) for found in state().scores(at)])
    assets = [state().names().resolve(name, "Asset") for name in names]
    return as_json([score_asset(market, asset).to_row(market) for asset in assets])


@api.get("/entity/<path:slug>")
def entity(slug: str) -> Response:
    """Everything the page of an entity shows."""
    iri = ID_BASE + slug
    if not is_known(state().store, iri):
        iri = state().names().resolve(slug)
    return as_json(view_entity(state(), read_viewpoint(request.args), iri))


@api.get("/market")
def market() -> Response:
    """Everything the market page shows: boxes, roads, what is hidden, filters, population."""
    return as_json(view_market(state(), read_address(request.args)).to_dict())


@api.get("/counts")
def counts() -> Response:
    """How many things of each class the graph holds, and the date of the data."""
    found = state().counts()
    day = found.date.isoformat() if found.date else None
    return as_json({"by_class": dict(found.by_class), "date": day, "triples": found.triples})
