"""The page of what a search finds, for who pressed Enter or has no JavaScript."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from web import negotiation
from web.answers import as_json
from web.searching import SHOWN, SHOWN_ALONE, TITLES, as_document, run_search
from web.state import state

search_page = Blueprint("search", __name__)

SEARCH_OFFERS = {"html": negotiation.HTML, "json": "application/json"}


@search_page.get("/search")
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
