"""The pages that show the market: the picture, the rankings, a search, about."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from graph.market.populations import POPULATIONS
from web import negotiation
from web.answers import as_csv, as_json
from web.picture import draw_market, make_network, summarise
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

SHOWS = ("graph", "columns", "table")
RANKING_OFFERS = {"html": negotiation.HTML, "json": "application/json", "csv": "text/csv"}


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
