"""The pages about what the graph knows: one entity, the rankings, a search, about."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from graph.market.populations import POPULATIONS
from graph.terms import ID_BASE
from web import negotiation
from web.answers import as_csv, as_json, as_rdf
from web.describe import describe_node, is_known
from web.entity_columns import draw_entity
from web.entity_view import view_entity
from web.links import entity_url
from web.ranking import (
    CSV_COLUMNS,
    csv_rows,
    describe_population,
    make_ranking,
    ranking_rows,
    read_choice,
)
from web.state import state
from web.viewpoint import read_viewpoint

pages = Blueprint("pages", __name__)

ENTITY_OFFERS = {"html": negotiation.HTML, "json": "application/json", **negotiation.RDF_FORMATS}
RANKING_OFFERS = {"html": negotiation.HTML, "json": "application/json", "csv": "text/csv"}


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


@pages.get("/rankings")
def rankings() -> AnyResponse:
    """Every asset by captivity, filtered and sorted by the address."""
    at = read_viewpoint(request.args)
    ranking = make_ranking(state(), at, read_choice(request.args))
    form = negotiation.choose(request, RANKING_OFFERS)
    if form == "text/csv":
        rows = csv_rows(ranking_rows(state(), ranking.scores))
        return as_csv(rows, CSV_COLUMNS, "captivity-rankings.csv")
    if form == negotiation.JSON:
        told = {"population": describe_population(ranking)}
        return as_json({**at.args(), **told, "assets": ranking_rows(state(), ranking.scores)})
    rows = ranking_rows(state(), ranking.shown)
    page = render_template(
        "rankings.html", at=at, ranking=ranking, rows=rows, populations=POPULATIONS
    )
    return Response(page)


@pages.get("/search")
def search() -> str:
    """The entities whose names contain the text."""
    text = request.args.get("q", "").strip()
    found = state().names().search(text, 60)
    return render_template("search.html", text=text, found=found)


@pages.get("/about")
def about() -> str:
    """What the numbers mean, what the graph holds, and the forms it can be had in."""
    return render_template("about.html", counts=state().counts(), settings=state().settings)
