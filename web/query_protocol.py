"""The SPARQL 1.1 Protocol for queries: which result, in which form, of which dataset."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import chain

from flask import Request, Response, current_app
from pyoxigraph import NamedNode
from werkzeug.wsgi import ClosingIterator

from graph.asof import DayGraphs, mentions_day
from graph.days import parse_date
from graph.errors import InvalidInput, InvalidQuery, UnknownFormat
from graph.store.guard import SHORT
from graph.store.parts import Parts
from graph.store.port import BeginsQueries, BegunQuery, QueryAnswer, QueryRequest, Store
from graph.store.tokens import tokenize
from web import reading
from web.asking import Asking, Reply, content_type, read_request
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
#: What a relative IRI looks like; few queries have it, and only those are read token by token.
RELATIVE = re.compile("<[^:<>]*>")
#: No header that a client needs is longer; longer ones are not remembered.
LONGEST_KEPT = 500

Formats = Mapping[str, tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Order:
    """One query of the protocol with the forms for its result, and the tag of that."""

    asking: Asking
    formats: Formats
    tag: str


@dataclass(frozen=True, slots=True)
class QueryDesk:
    """Answers queries by the protocol; ``secret`` is what the tags of this server are made with."""

    store: Store
    days: DayGraphs
    secret: bytes
    _starter: BeginsQueries | None = field(init=False)

    def __post_init__(self) -> None:
        # Looked up once: it takes as long as all that a query needs here besides.
        starter = self.store if isinstance(self.store, BeginsQueries) else None
        object.__setattr__(self, "_starter", starter)

    def answer(self, asking: Asking) -> Reply:
        """The result of one query in the form that the client wants, streamed.

        Raises
        ------
        InvalidInput
            There is no query, or more than one.
        UnknownFormat
            The result has no form that the client takes.
        """
        order = self.read(asking)
        if isinstance(order, Reply):
            return order
        return self.reply(order, self.ask(asking, order.formats))

    def read(self, asking: Asking) -> Order | Reply:
        """What is to be found out and how it is to be given; or that the client has it already."""
        if len(asking.texts) != 1:
            raise InvalidInput(
                "Send exactly one query", f"{len(asking.texts)} given", "Name it `query`."
            )
        formats = choose_formats(asking)
        tag = self._make_tag(asking, formats)
        if reading.knows(asking.known_tags, tag):
            return Reply(304, [*reading.tag_headers(tag), ("Vary", "Accept")], [])
        return Order(asking, formats, tag)

    def begin(self, order: Order) -> BegunQuery | None:
        """The query under way, nobody waiting for it; None where that cannot be or is not plain."""
        asking, text = order.asking, order.asking.texts[0]
        is_plain = len(text) <= SHORT and not asking.first("as-of")
        if not is_plain or has_relative(text) or mentions_day(text):
            return None
        if self._starter is None:
            return None
        return self._starter.begin(make_request(asking, order.formats))

    def reply(self, order: Order, answer: QueryAnswer) -> Reply:
        """The answer as the client gets it."""
        asking = order.asking
        if not order.formats[answer.kind][1]:
            raise _no_form(asking, answer.kind)
        parts = prime(answer.chunks)
        headers = [content_type(answer.media_type), *reading.tag_headers(order.tag)]
        headers.append(("Vary", "Accept"))
        if asking.first("download"):
            headers.append(save_as(asking.first("format") or "txt"))
        return Reply(200, headers, parts)

    def ask(self, asking: Asking, formats: Formats) -> QueryAnswer:
        """The answer, with relative IRIs in the query read from the address that was asked."""
        query = make_request(asking, formats)
        day = parse_day(asking.first("as-of"))
        if not has_relative(query.text):
            return self.days.ask(query, day)
        base = f"BASE {NamedNode(asking.address())} "
        try:
            return self.days.ask(replace(query, text=base + query.text), day)
        except InvalidQuery as error:
            if error.line == 1 and error.column is not None:
                error.column = max(1, error.column - len(base))
            raise

    def _make_tag(self, asking: Asking, formats: Formats) -> str:
        return reading.tag_of(
            asking.method,
            self.secret,
            self.store.revision,
            (asking.path, asking.texts[0], str(formats)),
            asking.encodings,
        )


def make_request(asking: Asking, formats: Formats) -> QueryRequest:
    """The query as the store is asked it."""
    return QueryRequest(
        text=asking.texts[0],
        formats={kind: media_type for kind, (media_type, _) in formats.items()},
        default_graphs=asking.all("default-graph-uri"),
        named_graphs=asking.all("named-graph-uri"),
        client=asking.client,
        is_cancelled=asking.is_cancelled,
    )


def answer_query(incoming: Request, texts: list[str]) -> Response:
    """The result of one query; see :meth:`QueryDesk.answer`."""
    desk: QueryDesk = current_app.extensions["captivity_desk"]
    reply = desk.answer(read_request(incoming, texts))
    body = b"".join(reply.parts) if isinstance(reply.parts, list) else reply.parts
    response = Response(body, reply.status, headers=reply.headers)
    if reply.status == 304:
        for name in ("Content-Type", "Content-Length"):
            response.headers.pop(name, None)
    return response


def has_relative(text: str) -> bool:
    """Whether a query names anything by a relative IRI."""
    return RELATIVE.search(text) is not None and any(
        token.kind == "iri" and ":" not in token.text for token in tokenize(text)
    )


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
    return parse_day(incoming.values.get("as-of", ""))


def parse_day(text: str) -> date | None:
    """The day of that form; None for no text."""
    return parse_date(text) if text else None


def choose_formats(asking: Asking) -> Formats:
    """Kind of query -> the media type for its result, and whether the client asked for one such."""
    name = asking.first("format")
    is_short = len(name) + len(asking.accept) < LONGEST_KEPT
    return (_kept_formats if is_short else _find_formats)(name, asking.accept)


def _find_formats(name: str, header: str) -> Formats:
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


_kept_formats = lru_cache(maxsize=256)(_find_formats)


def prime(chunks: Iterator[bytes]) -> Iterable[bytes]:
    """The same chunks, the first already made: an error before it still becomes an error answer.

    A list when that was all.
    """
    first = next(chunks, b"")
    if isinstance(chunks, Parts) and chunks.is_over:
        return [first]
    # Closing ends the query in its worker when the client goes away in the middle.
    return ClosingIterator(chain([first], chunks), getattr(chunks, "close", None))


def save_as(suffix: str) -> tuple[str, str]:
    """The header that has a browser save the result."""
    headers = Response().headers
    headers.set("Content-Disposition", "attachment", filename=f"result.{suffix}")
    return "Content-Disposition", headers["Content-Disposition"]


def _no_form(asking: Asking, kind: str) -> UnknownFormat:
    offers = ", ".join(OFFERS[kind][0].values())
    return UnknownFormat(
        f"The result of this {kind} query cannot be given in the form asked for",
        asking.first("format") or asking.accept,
        f"Ask for one of {offers}.",
    )
