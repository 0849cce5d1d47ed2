"""The pages about what the graph knows: one entity, a search, about."""

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
from web.searching import SHOWN, SHOWN_ALONE, TITLES, as_document, run_search
from web.state import state
from web.viewpoint import read_viewpoint

pages = Blueprint("pages", __name__)

ENTITY_OFFERS = {"html": negotiation.HTML, "json": "application/json", **negotiation.RDF_FORMATS}
SEARCH_OFFERS = {"html": negotiation.HTML, "json": "application/json"}


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


@pages.get("/about")
def about() -> str:
    """What the numbers mean, what the graph holds, and the forms it can be had in."""
    return render_template("about.html", counts=state().counts(), settings=state().settings)
