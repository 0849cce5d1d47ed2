"""A query of a user at a remote: guarded, given its dataset, and answered in the format wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from tempfile import SpooledTemporaryFile
from typing import IO

from pyoxigraph import QueryResultsFormat, RdfFormat, Triple, serialize

from graph.errors import InvalidQuery, QueryFailed, QueryTimeout, UnknownFormat
from graph.store.bind import FORMS, bind_terms
from graph.store.guard import check_query
from graph.store.port import QueryAnswer, QueryRequest
from graph.store.remote.address import Addresses
from graph.store.remote.blanks import from_remote
from graph.store.remote.client import IN_MEMORY, JSON_RESULTS, N_TRIPLES, Call, RemoteClient, Reply
from graph.store.remote.kinds import MOST_ROWS_HEADER
from graph.store.remote.results import (
    damaged,
    iterate,
    read_boolean,
    read_solutions,
    read_triples,
)
from graph.store.remote.texts import STATE_GRAPH
from graph.store.tokens import tokenize
from graph.terms import PREFIXES

PIECE = 64 * 1024
#: A remote that cuts off triples says nothing of it; fewer than this are never a cut.
SUSPICIOUS = 500
#: An answer that one engine sent before it was done, with this state.
PARTIAL_HEADER = "x-sql-state"


@dataclass(frozen=True, slots=True)
class Shape:
    """What the text of a query tells without parsing it."""

    form: str
    names_dataset: bool
    limit: int | None


def look_at(text: str) -> Shape:
    """The form of a query, whether it names its dataset, and its outermost limit.

    >>> look_at("SELECT * FROM <urn:g> { ?s ?p ?o } LIMIT 5")
    Shape(form='SELECT', names_dataset=True, limit=5)

    Raises
    ------
    InvalidQuery
        It has no form that reads, or begins with commands to one engine.
    """
    form, previous, depth, limit, names = "", "", 0, None, False
    for token in tokenize(text):
        word = token.keyword
        if word == "DEFINE" and not form:
            raise InvalidQuery("DEFINE is refused", "it commands one engine", "Take it out.")
        if not form and word in FORMS:
            form = word
        depth += (token.text == "{") - (token.text == "}")
        names = names or (word == "FROM" and depth == 0)
        if previous == "LIMIT" and depth == 0 and token.text.isdigit():
            limit = int(token.text)
        previous = word
    if not form:
        raise InvalidQuery("The text is no query", advice="Write SELECT, ASK, CONSTRUCT, DESCRIBE.")
    return Shape(form, names, limit)


def answer(
    client: RemoteClient,
    addresses: Addresses,
    request: QueryRequest,
    graphs: Sequence[str],
    most_rows: Callable[[], int | None],
    timeout_s: float,
) -> QueryAnswer:
    """The answer of a remote, read to its end and checked before anything of it is given on.

    ``graphs`` make up the union that stands for the default graph where the request names none;
    ``most_rows`` finds out where the remote cuts answers off.

    Raises
    ------
    InvalidQuery, QueryTooLarge, UnknownFormat
        The query is refused, here or there.
    QueryTimeout, QueryFailed, RemoteMisbehaved, RemoteUnreachable
        The remote did not answer, or not wholly.
    """
    check_query(request.text)
    text = bind_terms(request.text, request.bindings)
    shape = look_at(text)
    form: dict[str, str | list[str]] = {"query": with_prefixes(text)}
    if request.default_graphs or request.named_graphs:
        form["default-graph-uri"] = list(request.default_graphs)
        form["named-graph-uri"] = list(request.named_graphs)
    elif not shape.names_dataset:
        form["default-graph-uri"] = form["named-graph-uri"] = list(graphs)
    is_graph = shape.form in ("CONSTRUCT", "DESCRIBE")
    accept = N_TRIPLES if is_graph else JSON_RESULTS
    reply = client.send(
        Call("POST", addresses.query, form=form, accept=accept), request.timeout_s or timeout_s
    )
    if PARTIAL_HEADER in reply.headers:
        raise QueryTimeout("The remote ended the query early", addresses.query, "Ask for less.")
    with reply.body:
        if is_graph:
            return _as_graph(reply, addresses.query, request, shape, most_rows)
        return _as_rows(reply, addresses.query, request, shape)


def with_prefixes(text: str) -> str:
    """The query with the usual prefixes declared, those left out that it declares itself."""
    tokens = list(tokenize(text))
    own = {
        after.text.removesuffix(":")
        for token, after in pairwise(tokens)
        if token.keyword == "PREFIX"
    }
    used = {token.text.partition(":")[0] for token in tokens if token.kind == "prefixed"}
    # On the same line, so that a complaint about a line is about the user's line.
    head = "".join(
        f"PREFIX {name}: <{iri}> "
        for name, iri in PREFIXES.items()
        if name in used and name not in own
    )
    return head + text


def require_whole(rows: int, most: int, shape: Shape) -> None:
    """Refuse an answer that the remote has cut off.

    Raises
    ------
    QueryFailed
        It has as many rows as the remote gives at most, and the query did not ask for so few.
    """
    if rows >= most and (shape.limit is None or shape.limit > most):
        raise QueryFailed(
            f"The remote cuts answers off after {most:,} rows",
            "the rest is missing",
            "Add LIMIT and OFFSET, or have its operator raise the limit.",
        )


def _as_rows(reply: Reply, address: str, request: QueryRequest, shape: Shape) -> QueryAnswer:
    kind = "ask" if shape.form == "ASK" else "select"
    media_type = request.formats[kind]
    form = QueryResultsFormat.from_media_type(media_type)
    if form is None:
        raise UnknownFormat("Rows cannot be given in this format", media_type)
    if (most := reply.headers.get(MOST_ROWS_HEADER, "")).isdigit() and kind == "select":
        rows = sum(1 for _ in iterate(read_solutions(reply.body, address), address))
        require_whole(rows, int(most), shape)
        reply.body.seek(0)
    read = read_boolean if kind == "ask" else read_solutions
    with _spool() as spool:
        try:
            read(reply.body, address).serialize(spool, form)
        except (SyntaxError, ValueError, OSError) as error:
            raise damaged(address, error) from error
        return QueryAnswer(kind, media_type, _chunks(spool))


def _as_graph(
    reply: Reply,
    address: str,
    request: QueryRequest,
    shape: Shape,
    most_rows: Callable[[], int | None],
) -> QueryAnswer:
    media_type = request.formats["graph"]
    form = RdfFormat.from_media_type(media_type)
    if form is None:
        raise UnknownFormat("Triples cannot be given in this format", media_type)
    count = 0

    def triples() -> Iterator[Triple]:
        nonlocal count
        for triple in read_triples(reply.body, address):
            count += 1
            yield from_remote(triple, STATE_GRAPH).triple

    # RDF/XML takes no empty prefix.
    prefixes = {name: iri for name, iri in PREFIXES.items() if name or form != RdfFormat.RDF_XML}
    with _spool() as spool:
        serialize(triples(), spool, form, prefixes=prefixes)
        if count >= SUSPICIOUS and (most := most_rows()) is not None:
            require_whole(count, most, shape)
        return QueryAnswer("graph", media_type, _chunks(spool))


@contextmanager
def _spool() -> Iterator[IO[bytes]]:
    """A file for an answer, closed if the answer is none."""
    with ExitStack() as stack:
        spool = stack.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
        yield spool
        stack.pop_all()


def _chunks(spool: IO[bytes]) -> Iterator[bytes]:
    spool.seek(0)
    with spool:
        while piece := spool.read(PIECE):
            yield piece
