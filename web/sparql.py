"""The SPARQL 1.1 protocol for queries, and at the same address a page to ask on."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from flask import Blueprint, Request, Response, render_template, request
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.wsgi import ClosingIterator

from graph.errors import CaptivityError, InvalidInput, InvalidQuery, NotAllowed, UnknownFormat
from graph.questions import build_request, list_questions, load_question
from graph.store.bind import bind_terms
from graph.store.port import QueryRequest
from web.negotiation import RDF_FORMATS, RESULT_FORMATS, best_match, wants_html
from web.results import ResultTable, read_results
from web.security import QUERY_BODY_BYTES
from web.state import state
from web.viewpoint import read_viewpoint

if TYPE_CHECKING:
    from graph.questions import Question

sparql = Blueprint("sparql", __name__)

QUERY_TYPE = "application/sparql-query"
FORM_TYPE = "application/x-www-form-urlencoded"
PAGE_FORMATS = {
    "select": RESULT_FORMATS["json"],
    "ask": RESULT_FORMATS["json"],
    "graph": RDF_FORMATS["nt"],
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


@sparql.get("/sparql")
def query_by_get() -> Response:
    """A query in the address; without one, the page or what the protocol says to that."""
    if wants_html(request) and not request.args.get("format"):
        return show_page(request.args.get("query", ""))
    return answer_protocol(request, request.args.getlist("query"))


@sparql.post("/sparql")
def query_by_post() -> Response:
    """A query as a form or as the body itself."""
    request.max_content_length = QUERY_BODY_BYTES
    if request.mimetype == FORM_TYPE:
        texts = request.form.getlist("query")
        if "update" in request.form:
            raise NotAllowed("Updates are not taken here", advice="Add data by file, at /add.")
        if texts and wants_html(request) and not request.values.get("format"):
            return show_page(texts[0])
        return answer_protocol(request, texts)
    if request.mimetype == QUERY_TYPE:
        return answer_protocol(request, [_body_text(request)])
    raise UnsupportedMediaType


def answer_protocol(incoming: Request, texts: list[str]) -> Response:
    """The result of one query in the form that the client wants, streamed."""
    if len(texts) != 1:
        raise InvalidInput("Send exactly one query", f"{len(texts)} given", "Name it `query`.")
    formats = choose_formats(incoming)
    answer = state().store.query(
        QueryRequest(
            text=texts[0],
            formats={kind: media_type for kind, (media_type, _) in formats.items()},
            default_graphs=tuple(incoming.values.getlist("default-graph-uri")),
            named_graphs=tuple(incoming.values.getlist("named-graph-uri")),
        )
    )
    if not formats[answer.kind][1]:
        raise UnknownFormat(
            f"The result of this {answer.kind} query cannot be given in the form asked for",
            incoming.values.get("format") or incoming.headers.get("Accept", ""),
        )
    response = Response(prime(answer.chunks), mimetype=answer.media_type)
    response.vary.add("Accept")
    if incoming.values.get("download"):
        suffix = incoming.values.get("format", "txt")
        response.headers.set("Content-Disposition", "attachment", filename=f"result.{suffix}")
    return response


def choose_formats(incoming: Request) -> dict[str, tuple[str, bool]]:
    """Kind of query -> the media type for its result, and whether the client asked for one such."""
    name, header = incoming.values.get("format", ""), incoming.headers.get("Accept", "")
    chosen = {}
    for kind, offers in (
        ("select", RESULT_FORMATS),
        ("ask", RESULT_FORMATS),
        ("graph", RDF_FORMATS),
    ):
        if name:
            wanted = offers.get(name)
        else:
            wanted = best_match(header, list(offers.values())) or _plain_kind(header, offers)
        default = next(iter(offers.values()))
        chosen[kind] = (wanted or default, wanted is not None)
    return chosen


def _plain_kind(header: str, offers: Mapping[str, str]) -> str | None:
    """``application/json`` and ``application/xml`` are understood as their SPARQL forms."""
    plain = {"application/json": "json", "application/xml": "xml", "text/xml": "xml"}
    media_type = best_match(header, list(plain))
    return offers.get(plain[media_type]) if media_type else None


def prime(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same chunks, the first already made: an error before it still becomes an error answer."""
    first = next(chunks, b"")
    # Closing ends the query in its worker when the client goes away in the middle.
    return ClosingIterator(chain([first], chunks), getattr(chunks, "close", None))


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
        asked = run(QueryRequest(text=text, formats=PAGE_FORMATS))
    page = render_template(
        "sparql.html",
        at=at,
        text=text or EXAMPLE,
        question=question,
        given=given,
        asked=asked,
        questions=list_questions(),
        timeout_s=state().settings.query_timeout_s,
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
    return text, run(QueryRequest(text=text, formats=PAGE_FORMATS))


def run(query: QueryRequest) -> Asked:
    """The result of a query as a table, or the error it ended in."""
    start = time.perf_counter()
    try:
        table = read_results(state().store.query(query))
    except CaptivityError as error:
        return Asked(error=error, seconds=time.perf_counter() - start)
    return Asked(table=table, seconds=time.perf_counter() - start)


def _body_text(incoming: Request) -> str:
    try:
        return incoming.get_data().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidQuery("The query is not UTF-8 text", advice="Send it as UTF-8.") from error
