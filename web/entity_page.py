"""The page of one entity under ``/id``, and its other forms at the same address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from graph.terms import ID_BASE
from web import negotiation
from web.answers import as_csv, as_file, as_json, as_rdf
from web.describe import describe_node, is_known
from web.entity.exports import list_table, write_network
from web.entity.pictures import draw_page, write_svg
from web.entity_view import view_entity
from web.links import entity_url
from web.state import state
from web.viewpoint import Viewpoint, read_viewpoint

entity_page = Blueprint("entity", __name__)

SVG, GRAPHML, CSV = "image/svg+xml", "application/graphml+xml", "text/csv"
OFFERS = {
    "html": negotiation.HTML,
    "json": negotiation.JSON,
    **negotiation.RDF_FORMATS,
    "csv": CSV,
    "svg": SVG,
    "graphml": GRAPHML,
}


@entity_page.get("/id")
@entity_page.get("/id/<path:slug>")
def entity(slug: str = "") -> AnyResponse:
    """One node: for people what follows from it, for machines what is said of it."""
    at = read_viewpoint(request.args)
    iri = ID_BASE + slug if slug else request.args.get("iri", "")
    if not is_known(state().store, iri):
        return redirect(entity_url(state().names().resolve(slug or iri), **at.args()))
    form = negotiation.choose(request, OFFERS)
    if form in negotiation.RDF_FORMATS.values():
        return as_rdf(describe_node(state().store, iri), form)
    return answer_page(at, view_entity(state(), at, iri), form)


def answer_page(at: Viewpoint, page: Mapping[str, Any], form: str) -> Response:
    """What the page shows, in one of the forms that are not RDF.

    Raises
    ------
    UnknownFormat
        It has no table, picture or network to give in the form asked for.
    """
    name = f"captivity-{str(page['slug']).replace('/', '-')}"
    if form == negotiation.JSON:
        return as_json(page)
    if form == CSV:
        return as_csv(*list_table(page), f"{name}.csv")
    if form == GRAPHML:
        return as_file(write_network(state(), at, page), GRAPHML, f"{name}.graphml")
    if form == SVG:
        return as_file(write_svg(state(), at, page, request.url_root), SVG, f"{name}.svg")
    drawn = draw_page(state(), at, page)
    answer = Response(render_template("entity.html", at=at, page=page, drawn=drawn))
    answer.vary.add("Accept")
    return answer
