"""The address of SPARQL: queries and updates by the protocol, and for people a page to ask on."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, Request, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import CaptivityError, InvalidInput, InvalidQuery
from graph.questions import build_request, list_questions, load_question
from graph.store.bind import bind_terms
from graph.store.port import QueryRequest
from web import reading
from web.cancelling import Switch, cancel_run, new_run, open_switch
from web.negotiation import GRAPH_FORMATS, RESULT_FORMATS, wants_html
from web.query_protocol import answer_query, day_graphs, read_day
from web.results import ResultTable, read_results
from web.security import QUERY_BODY_BYTES, check_csrf, check_origin
from web.service import describe_service, wants_description
from web.state import state
from web.update_protocol import answer_update
from web.viewpoint import read_viewpoint

if TYPE_CHECKING:
    from graph.questions import Question

sparql = Blueprint("sparql", __name__)
reading.open_to_readers(sparql)

QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
FORM_TYPE = "application/x-www-form-urlencoded"
PAGE_FORMATS = {
    "select": RESULT_FORMATS["json"],
    "ask": RESULT_FORMATS["json"],
    "graph": GRAPH_FORMATS["nt"],
}
EXAMPLE = """\
PREFIX ctv: <https://w3id.org/captivity/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?platform ?name (COUNT(DISTINCT ?asset) AS ?assets)
WHERE {
  ?channel ctv:asset ?asset ; ctv:platform ?platform .
  ?platform rdfs:label ?name .
}
GROUP BY ?platform ?name
ORDER BY DESC(?assets)
LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page shows of a query: the table or the error, and how long it took."""

    table: ResultTable | None = None
    error: CaptivityError | None = None
    seconds: float = 0.0


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
    return redirect(url_for("sparql.query_by_get"), 303)


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


def show_page(text: str) -> Response:
    """The page: the text area, the named questions, and the result if something was asked."""
    at = read_viewpoint(request.args)
    question = load_question(name) if (name := request.args.get("question", "")) else None
    given: dict[str, str] = {}
    asked = Asked()
    if question is not None and not text:
        given = {
            p.name: request.args.get(f"p.{p.name}", p.default or "") for p in question.parameters
        }
        text, asked = ask_question(question, {k: v for k, v in given.items() if v}, at.as_of)
    elif text:
        asked = run(text, read_day(request))
    page = render_template(
        "sparql.html",
        at=at,
        text=text or EXAMPLE,
        question=question,
        given=given,
        asked=asked,
        questions=list_questions(),
        timeout_s=state().settings.query_timeout_s,
        run=new_run(),
    )
    status = asked.error.status if asked.error else 200
    response = Response(page, status)
    response.vary.add("Accept")
    return response


def ask_question(question: Question, params: Mapping[str, str], as_of: date) -> tuple[str, Asked]:
    """The query text behind a named question, with its values in it, and its result."""
    try:
        built = build_request(question, params, as_of, state().records)
    except CaptivityError as error:
        return question.text, Asked(error=error)
    text = bind_terms(built.text, built.bindings)
    return text, run(text, as_of)


def run(text: str, day: date | None = None) -> Asked:
    """The result of a query as a table, or the error it ended in."""
    start = time.perf_counter()
    try:
        with open_switch() as switch:
            table = read_results(day_graphs().ask(page_request(text, switch), day))
    except CaptivityError as error:
        return Asked(error=error, seconds=time.perf_counter() - start)
    return Asked(table=table, seconds=time.perf_counter() - start)


def page_request(text: str, switch: Switch) -> QueryRequest:
    """What the page asks, until its reader stops it or goes away."""
    client = request.remote_addr or ""
    return QueryRequest(text, PAGE_FORMATS, client=client, is_cancelled=switch.is_off)


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
