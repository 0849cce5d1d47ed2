"""The address of SPARQL: queries and updates by the protocol, and for people a page to ask on."""

from __future__ import annotations

from flask import Blueprint, Request, Response, redirect, request
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import InvalidInput, InvalidQuery
from web import reading
from web.cancelling import cancel_run
from web.negotiation import wants_html
from web.query_page import show_page
from web.query_protocol import answer_query, read_day
from web.security import QUERY_BODY_BYTES, check_csrf, check_origin
from web.service import describe_service, wants_description
from web.short_links import KeptQuery
from web.update_protocol import answer_update
from web.wish import PAGE, link_page, short_links

sparql = Blueprint("sparql", __name__)
reading.open_to_readers(sparql)

QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
FORM_TYPE = "application/x-www-form-urlencoded"


@sparql.get("/sparql", provide_automatic_options=False)
@sparql.get("/sparql/", provide_automatic_options=False)
def query_by_get() -> Response:
    """A query in the address; without one, the page or the description of the service."""
    if wants_html(request) and not request.args.get("format"):
        return show_page(request.args.get("query", ""))
    if wants_description(request):
        return describe_service(request)
    return answer_query(request, request.args.getlist("query"))


@sparql.post("/sparql", provide_automatic_options=False)
@sparql.post("/sparql/", provide_automatic_options=False)
def query_by_post() -> Response:
    """A query or an update, as a form or as the body itself."""
    request.max_content_length = QUERY_BODY_BYTES
    if request.mimetype == FORM_TYPE:
        return answer_form()
    if request.mimetype == QUERY_TYPE:
        return answer_query(request, [read_text(request)])
    if request.mimetype == UPDATE_TYPE:
        return answer_update(request, [read_text(request)])
    raise UnsupportedMediaType


@sparql.post("/sparql/cancel", provide_automatic_options=False)
def cancel() -> AnyResponse:
    """Stop the query that this browser runs under the id of the form, and go back to the page."""
    request.max_content_length = QUERY_BODY_BYTES
    check_origin(request)
    check_csrf(request)
    cancel_run(request.form.get("run", ""))
    return redirect(PAGE, 303)


@sparql.post("/q")
def keep_query() -> AnyResponse:
    """Keep the query of the form, and go to the page under its short link."""
    request.max_content_length = QUERY_BODY_BYTES
    check_origin(request)
    check_csrf(request)
    kept = KeptQuery(request.form.get("query", ""), read_day(request))
    name = short_links().keep(kept)
    show = request.form.get("show") or None
    return redirect(f"{link_page(name, show)}#share", 303)


@sparql.get("/q/<name>")
def find_query(name: str) -> AnyResponse:
    """The query behind a short link: its page for people, its text for programs."""
    kept = short_links().find(name)
    if wants_html(request):
        return redirect(link_page(name, request.args.get("show")))
    return Response(kept.text, mimetype=QUERY_TYPE)


@sparql.route("/sparql", methods=["OPTIONS"])
@sparql.route("/sparql/", methods=["OPTIONS"])
def preflight() -> Response:
    """Pages elsewhere may ask."""
    return reading.answer_preflight("GET, HEAD, POST")


def answer_form() -> Response:
    """The answer to a form with a query or an update in it."""
    texts, updates = request.form.getlist("query"), request.form.getlist("update")
    if texts and updates:
        raise InvalidInput("Send a query or an update, not both", advice="Send two requests.")
    if updates:
        return answer_update(request, updates)
    if texts and wants_html(request) and not request.values.get("format"):
        return show_page(texts[0])
    return answer_query(request, texts)


def read_text(incoming: Request) -> str:
    """The body as text, which the protocol wants in UTF-8 (SPARQL 1.1 Protocol, 2.1.3).

    Raises
    ------
    InvalidQuery
        It is in another encoding.
    """
    charset = incoming.mimetype_params.get("charset", "utf-8").lower()
    try:
        if charset in ("utf-8", "utf8", "us-ascii"):
            return incoming.get_data().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidQuery("The query is not UTF-8 text", advice="Send it as UTF-8.") from error
    raise InvalidQuery("The query is not UTF-8 text", charset, "Send it as UTF-8.")
