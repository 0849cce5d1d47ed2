"""The same facts as the pages show, as JSON under /api."""

from __future__ import annotations

from flask import Blueprint, Response, request

from graph.errors import UnknownEntity
from graph.terms import ID_BASE
from web.answer_shapes import CountsRow, EntityPage, Found, Network, ScoreRow
from web.answers import as_json
from web.choices import read_page
from web.describe import is_known
from web.entity_view import view_entity
from web.market.address import read_address
from web.market.parameters import PICTURE
from web.market.view import view_market
from web.operation import VIEWPOINT, Parameter, describe, in_path
from web.searching import SHOWN_ALONE, SUGGESTED, TITLES, suggest
from web.state import state
from web.viewpoint import read_viewpoint

api = Blueprint("api", __name__, url_prefix="/api")


@api.get("/search")
@describe(
    Parameter("q", "The text; nothing is found for none.", example="codex"),
    Parameter(
        "limit",
        "How many rows to give at most.",
        type="integer",
        default=SUGGESTED,
        at_least=1,
        at_most=SHOWN_ALONE,
    ),
    Parameter("section", "The group to look in; all of them when left out.", enum=tuple(TITLES)),
    answer=list[Found],
    topic="Names",
    tries="/api/search?q=codex",
)
def search() -> Response:
    """What ``q`` finds, best first within its group, ``limit`` rows, of one ``section`` or all."""
    args = request.args
    limit = min(read_page(args.get("limit", str(SUGGESTED))), SHOWN_ALONE)
    return as_json(suggest(state(), args.get("q", ""), limit, args.get("section") or None))


@api.get("/score")
@describe(
    Parameter("name", "Name, slug or IRI of an asset; repeatable.", many=True, example="codex"),
    *VIEWPOINT,
    answer=list[ScoreRow],
    raises=[UnknownEntity],
    tries="/api/score?name=codex&as_of=2026-06-02",
)
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
@describe(
    in_path("slug", "Slug or name of the node.", example="codex"),
    *VIEWPOINT,
    answer=EntityPage,
    raises=[UnknownEntity],
    tries="/api/entity/codex",
)
def entity(slug: str) -> Response:
    """Everything the page of an entity shows."""
    iri = ID_BASE + slug
    if not is_known(state().store, iri):
        iri = state().names().resolve(slug)
    return as_json(view_entity(state(), read_viewpoint(request.args), iri))


@api.get("/market")
@describe(*VIEWPOINT, *PICTURE, answer=Network, tries="/api/market?as_of=2026-06-02&focus=codex")
def market() -> Response:
    """Everything the market page shows: boxes, roads, what is hidden, filters, population."""
    return as_json(view_market(state(), read_address(request.args)).to_dict())


@api.get("/counts")
@describe(answer=CountsRow, topic="This service", tries="/api/counts")
def counts() -> Response:
    """How many things of each class the graph holds, and the date of the data."""
    found = state().counts()
    day = found.date.isoformat() if found.date else None
    return as_json({"by_class": dict(found.by_class), "date": day, "triples": found.triples})
