"""The same facts as the pages show, as JSON under /api."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, request

from graph.errors import UnknownEntity
from graph.terms import ID_BASE
from web.answer_shapes import CountsRow, EntityPage, Found, Network, ScoreRow
from web.answers import as_json
from web.describe import is_known
from web.entity_view import view_entity
from web.market.address import read_address
from web.market.parameters import PICTURE
from web.market.view import view_market
from web.operation import LIMIT, OFFSET, VIEWPOINT, Parameter, describe, in_path
from web.paging import as_list, read_part
from web.searching import SUGGESTED, TITLES, suggest
from web.state import state
from web.viewpoint import read_viewpoint

api = Blueprint("api", __name__, url_prefix="/api")

#: A search is for a box that has little room.
SUGGESTIONS = replace(LIMIT, default=SUGGESTED)
#: A bare list that is cut short looks whole: all of it, unless less is asked for.
EVERY = replace(LIMIT, default=100_000, at_most=100_000)


@api.get("/search")
@describe(
    Parameter("q", "The text; nothing is found for none.", example="codex"),
    Parameter("section", "The group to look in; all of them when left out.", enum=tuple(TITLES)),
    SUGGESTIONS, OFFSET,
    answer=list[Found],
    topic="Names",
    tries="/api/search?q=codex",
)  # fmt: skip
def search() -> Response:
    """What ``q`` finds, best first within its group, ``limit`` rows, of one ``section`` or all.

    Of one section the list is everything found in it; of all together it is what the search box
    offers, the few best of each.
    """
    args = request.args
    part = read_part(args, SUGGESTIONS)
    rows, total = suggest(state(), args.get("q", ""), part, args.get("section") or None)
    return as_list(request, rows, part, total)


@api.get("/score")
@describe(
    Parameter("name", "Name, slug or IRI of an asset; repeatable.", many=True, example="codex"),
    *VIEWPOINT,
    EVERY, OFFSET,
    answer=list[ScoreRow],
    raises=[UnknownEntity],
    tries="/api/score?name=codex&as_of=2026-06-02",
)  # fmt: skip
def score() -> Response:
    """The captivity of every asset, most captive first, or of those that ``name`` names."""
    from graph.metrics.captivity import score_asset

    at, part = read_viewpoint(request.args), read_part(request.args, EVERY)
    market = state().market(at)
    names = request.args.getlist("name")
    if names:
        assets = [state().names().resolve(name, "Asset") for name in names]
        total, found = len(assets), [score_asset(market, asset) for asset in part.of(assets)]
    else:
        total, found = len(state().scores(at)), list(part.of(state().scores(at)))
    return as_list(request, [score.to_row(market) for score in found], part, total)


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
