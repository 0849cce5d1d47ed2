"""The pages that show the market: the picture, one entity, a search."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from graph.terms import ID_BASE
from web import negotiation
from web.answers import as_json, as_rdf
from web.describe import describe_node, is_known
from web.entity_columns import draw_entity
from web.entity_view import view_entity
from web.links import entity_url
from web.picture import draw_market, make_network, summarise
from web.searching import SHOWN, SHOWN_ALONE, TITLES, as_document, run_search
from web.state import state
from web.viewpoint import read_viewpoint

pages = Blueprint("pages", __name__)

SHOWS = ("graph", "columns", "table")
ENTITY_OFFERS = {"html": negotiation.HTML, "json": "application/json", **negotiation.RDF_FORMATS}
SEARCH_OFFERS = {"html": negotiation.HTML, "json": "application/json"}


@pages.get("/")
def market() -> str:
    """The market picture, as a graph, as columns or as a table."""
    at = read_viewpoint(request.args)
    show = request.args.get("show", "")
    picture = state().picture(at)
    return render_template(
        "market.html",
        at=at,
        show=show if show in SHOWS else SHOWS[0],
        picture=picture,
        summary=summarise(picture),
        network=make_network(picture, at.args()),
        drawing=draw_market(picture, at.args()),
        counts=state().counts(),
    )


@pages.get("/id")
@pages.get("/id/<path:slug>")
def entity(slug: str = "") -> AnyResponse:
    """One node: for people what follows from it, for machines what is said of it."""
    at = read_viewpoint(request.args)
    iri = ID_BASE + slug if slug else request.args.get("iri", "")
    if not is_known(state().store, iri):
        return redirect(entity_url(state().names().resolve(slug or iri), **at.args()))
    form = negotiation.choose(request, ENTITY_OFFERS)
    if form in negotiation.RDF_FORMATS.values():
        return as_rdf(describe_node(state().store, iri), form)
    page = view_entity(state(), at, iri)
    if form == negotiation.JSON:
        return as_json(page)
    drawing = draw_entity(state(), at, page)
    answer = Response(render_template("entity.html", at=at, page=page, drawing=drawing))
    answer.vary.add("Accept")
    return answer


@pages.get("/search")
def search() -> Response:
    """What the text finds, in groups: the best of each, or one group by itself."""
    section = request.args.get("section") or None
    limit = SHOWN_ALONE if section else SHOWN
    found = run_search(state(), request.args.get("q", ""), limit, section)
    if negotiation.choose(request, SEARCH_OFFERS) == negotiation.JSON:
        return as_json(as_document(found))
    answer = Response(render_template("search.html", search=found, titles=TITLES))
    answer.vary.add("Accept")
    return answer
