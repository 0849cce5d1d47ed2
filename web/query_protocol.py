"""The SPARQL 1.1 Protocol for queries: which result, in which form, of which dataset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain

from flask import Request, Response, current_app
from pyoxigraph import NamedNode
from werkzeug.wsgi import ClosingIterator

from graph.asof import DayGraphs
from graph.days import parse_date
from graph.errors import InvalidInput, InvalidQuery, UnknownFormat
from graph.store.port import QueryAnswer, QueryRequest
from graph.store.tokens import tokenize
from web import reading
from web.negotiation import (
    GRAPH_ALIASES,
    GRAPH_FORMATS,
    GRAPH_NAMES,
    RESULT_ALIASES,
    RESULT_FORMATS,
    match_format,
)

#: Kind of query -> the formats of its result and the plainer names for them.
OFFERS = {
    "select": (RESULT_FORMATS, RESULT_ALIASES),
    "ask": (RESULT_FORMATS, RESULT_ALIASES),
    "graph": (GRAPH_FORMATS, GRAPH_ALIASES),
}


def answer_query(incoming: Request, texts: list[str]) -> Response:
    """The result of one query in the form that the client wants, streamed.

    Raises
    ------
    InvalidInput
        There is no query, or more than one.
    UnknownFormat
        The result has no form that the client takes.
    """
    if len(texts) != 1:
        raise InvalidInput("Send exactly one query", f"{len(texts)} given", "Name it `query`.")
    formats = choose_formats(incoming)
    tag = reading.make_tag(texts[0], str(formats))
    if reading.is_known(incoming, tag):
        return reading.not_modified(tag)
    answer = ask_with_base(
        QueryRequest(
            text=texts[0],
            formats={kind: media_type for kind, (media_type, _) in formats.items()},
            default_graphs=tuple(incoming.values.getlist("default-graph-uri")),
            named_graphs=tuple(incoming.values.getlist("named-graph-uri")),
        ),
        incoming,
    )
    if not formats[answer.kind][1]:
        raise _no_form(incoming, answer.kind)
    response = Response(prime(answer.chunks), mimetype=answer.media_type)
    reading.set_tag(response, tag)
    response.vary.add("Accept")
    if incoming.values.get("download"):
        suffix = incoming.values.get("format", "txt")
        response.headers.set("Content-Disposition", "attachment", filename=f"result.{suffix}")
    return response


def ask_with_base(query: QueryRequest, incoming: Request) -> QueryAnswer:
    """The answer, with relative IRIs in the query read from the address that was asked."""
    day = read_day(incoming)
    if not any(token.kind == "iri" and ":" not in token.text for token in tokenize(query.text)):
        return day_graphs().ask(query, day)
    base = f"BASE {NamedNode(incoming.base_url)} "
    try:
        return day_graphs().ask(replace(query, text=base + query.text), day)
    except InvalidQuery as error:
        if error.line == 1 and error.column is not None:
            error.column = max(1, error.column - len(base))
        raise


def day_graphs() -> DayGraphs:
    """What answers queries, with the graph of a day where one is asked for."""
    found: DayGraphs = current_app.extensions["captivity_days"]
    return found


def read_day(incoming: Request) -> date | None:
    """The day that ``as-of`` names, if it is there.

    Raises
    ------
    InvalidDate
        It is no day of the form YYYY-MM-DD.
    """
    text = incoming.values.get("as-of", "")
    return parse_date(text) if text else None


def choose_formats(incoming: Request) -> dict[str, tuple[str, bool]]:
    """Kind of query -> the media type for its result, and whether the client asked for one such."""
    name, header = incoming.values.get("format", ""), incoming.headers.get("Accept", "")
    chosen = {}
    for kind, (offers, aliases) in OFFERS.items():
        if name in GRAPH_NAMES or any(name in known for known, _ in OFFERS.values()):
            short = GRAPH_NAMES.get(name, name) if kind == "graph" else name
            wanted = offers.get(short)
        else:
            # Some clients send names of their own there, and say in the header what they mean.
            wanted = match_format(header, offers, aliases)
        default = next(iter(offers.values()))
        chosen[kind] = (wanted or default, wanted is not None)
    return chosen


def prime(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same chunks, the first already made: an error before it still becomes an error answer."""
    first = next(chunks, b"")
    # Closing ends the query in its worker when the client goes away in the middle.
    return ClosingIterator(chain([first], chunks), getattr(chunks, "close", None))


def _no_form(incoming: Request, kind: str) -> UnknownFormat:
    offers = ", ".join(OFFERS[kind][0].values())
    return UnknownFormat(
        f"The result of this {kind} query cannot be given in the form asked for",
        incoming.values.get("format") or incoming.headers.get("Accept", ""),
        f"Ask for one of {offers}.",
    )
