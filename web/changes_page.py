"""The page ``/changes`` and its feed: what opened, closed and changed hands between two days."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from graph.market.changes import CHANGED, CLOSED, HANDS, OPENED, RENAMED
from graph.market.feed import MEDIA_TYPE, to_atom
from web import negotiation
from web.answers import as_csv, as_json
from web.links import entity_url
from web.periods import Told, read_period, read_wanted, tell_changes
from web.state import state

changes_page = Blueprint("changes", __name__)

PAGE_ROWS = 100
OFFERS = {
    "html": negotiation.HTML,
    "json": negotiation.JSON,
    "csv": "text/csv",
    "atom": MEDIA_TYPE,
}
CSV_COLUMNS = ("day", "change", "title", "detail", "subject", "asset", "platform", "sources")
#: The kinds in the order of the sentence that counts them, and in its words.
KIND_WORDS = {
    OPENED: "opened",
    CLOSED: "closed",
    RENAMED: "renamed",
    CHANGED: "otherwise changed",
    HANDS: "changed hands",
}


@changes_page.get("/changes")
def changes() -> AnyResponse:
    """What happened in a period, newest first, in the form that is asked for."""
    form = negotiation.choose(request, OFFERS)
    told = read_told()
    if form == MEDIA_TYPE:
        return as_feed(told)
    rows = [change.to_row() for change in told.changes]
    if form == "text/csv":
        return as_csv(rows, CSV_COLUMNS, "captivity-changes.csv")
    if form == negotiation.JSON:
        period = {"since": told.period.since.isoformat(), "until": told.period.until.isoformat()}
        left_out = {"seen": told.found.seen, "set_aside": told.found.set_aside}
        return as_json({**period, **left_out, "changes": rows})
    answer = Response(
        render_template("changes.html", told=told, words=KIND_WORDS, page_rows=PAGE_ROWS)
    )
    answer.vary.add("Accept")
    return answer


@changes_page.get("/changes.atom")
def feed() -> AnyResponse:
    """The same as an Atom feed."""
    return as_feed(read_told())


def read_told() -> Told:
    """What the address asks for."""
    wanted = read_wanted(request.args)
    return tell_changes(state(), read_period(state(), request.args, wanted.resale), wanted)


def as_feed(told: Told) -> AnyResponse:
    """The changes as Atom, which readers fetch again only when it is another one."""
    site = request.host_url.rstrip("/")
    query = told.query()
    tail = f"?{query}" if query else ""
    document = to_atom(
        told.found_wanted(),
        lambda iri: site + entity_url(iri),
        address=f"{site}/changes.atom{tail}",
        page=f"{site}/changes{tail}",
        query=query,
    )
    answer = Response(document, mimetype=MEDIA_TYPE)
    answer.vary.add("Accept")
    answer.add_etag()
    return answer.make_conditional(request)
