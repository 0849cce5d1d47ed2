"""The pages that show the market: the picture, and a search."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from web import negotiation
from web.answers import as_json
from web.picture import draw_market, make_network, summarise
from web.searching import SHOWN, SHOWN_ALONE, TITLES, as_document, run_search
from web.state import state
from web.viewpoint import read_viewpoint

pages = Blueprint("pages", __name__)

SHOWS = ("graph", "columns", "table")
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
