"""The pages about what the graph knows: a search, about."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from web import negotiation
from web.answers import as_json
from web.searching import SHOWN, SHOWN_ALONE, TITLES, as_document, run_search
from web.state import state

pages = Blueprint("pages", __name__)

SEARCH_OFFERS = {"html": negotiation.HTML, "json": "application/json"}


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
