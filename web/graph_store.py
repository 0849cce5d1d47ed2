"""The SPARQL 1.1 Graph Store Protocol: whole graphs, named by ``?graph=`` or by their address."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping

from flask import Blueprint, Request, Response, request
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Triple, serialize
from werkzeug.exceptions import UnsupportedMediaType

from graph.errors import InvalidInput, InvalidIRI, ParseFailed, UnknownFormat
from graph.ingest.formats import FORMATS
from graph.store.port import QueryRequest
from graph.update.graphs import Body, Graph, delete_graph, read_graph, require_graph, write_graph
from web import reading
from web.negotiation import GRAPH_ALIASES, GRAPH_FORMATS, match_format
from web.query_protocol import prime
from web.state import state
from web.update_protocol import show_change
from web.writers import require_program, writer_name

graph_store = Blueprint("graph_store", __name__)
reading.open_to_readers(graph_store)

METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"]
MULTIPART = "multipart/form-data"
MEDIA_TYPES = frozenset(name for _, _, names in FORMATS.values() for name in names)
EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@graph_store.route("/graphs", methods=METHODS)
@graph_store.route("/graphs/<path:path>", methods=METHODS)
@graph_store.route("/rdf-graphs", methods=METHODS)
@graph_store.route("/rdf-graphs/<path:path>", methods=METHODS)
def answer_graph_store(path: str = "") -> Response:
    """One operation on one graph; the second pair of addresses is what other stores use."""
    if request.method == "OPTIONS":
        return reading.answer_preflight("GET, HEAD")
    graph = find_graph(request, path)
    if request.method in ("GET", "HEAD"):
        return get_graph(request, require_named(graph))
    require_program(request, state().settings)
    return WRITERS[request.method](request, graph)


def find_graph(incoming: Request, path: str) -> Graph | None:
    """The graph that a request is about; None for the graph store itself.

    Raises
    ------
    InvalidInput
        More than one graph is named.
    InvalidIRI
        What should name one is no absolute IRI.
    """
    names = incoming.args.getlist("graph")
    is_default = "default" in incoming.args
    if len(names) + is_default > 1:
        raise InvalidInput("Name one graph", advice="Give ?graph=IRI or ?default, once.")
    if is_default:
        return DefaultGraph()
    if not names and path in ("", "service"):
        return None
    name = names[0] if names else incoming.base_url
    try:
        return NamedNode(name)
    except ValueError as error:
        raise InvalidIRI("Not the IRI of a graph", name, "Write the IRI in full.") from error


def require_named(graph: Graph | None) -> Graph:
    """The graph, when the request names one.

    Raises
    ------
    InvalidInput
        It names none.
    """
    if graph is None:
        raise InvalidInput("Name a graph", advice="Give ?graph=IRI or ?default.")
    return graph


def get_graph(incoming: Request, graph: Graph) -> Response:
    """The triples of a graph, streamed."""
    media_type = choose_form(incoming)
    require_graph(state().store, graph)
    tag = reading.make_tag("", media_type)
    if reading.is_known(incoming, tag):
        return reading.not_modified(tag)
    if incoming.method == "HEAD":
        answer = Response(mimetype=media_type)
    elif isinstance(graph, DefaultGraph):
        answer = Response(write_default(graph, media_type), mimetype=media_type)
    else:
        query = QueryRequest(EVERYTHING, {"graph": media_type}, default_graphs=(graph.value,))
        answer = Response(prime(state().store.query(query).chunks), mimetype=media_type)
    reading.set_tag(answer, tag)
    answer.vary.add("Accept")
    return answer


def choose_form(incoming: Request) -> str:
    """The media type to give a graph in.

    Raises
    ------
    UnknownFormat
        The client takes none that there is.
    """
    name, header = incoming.args.get("format", ""), incoming.headers.get("Accept", "")
    found = GRAPH_FORMATS.get(name) if name else match_format(header, GRAPH_FORMATS, GRAPH_ALIASES)
    if found is None:
        offers = ", ".join(GRAPH_FORMATS.values())
        raise UnknownFormat("A graph cannot be given so", name or header, f"Ask for: {offers}.")
    return found


def write_default(graph: DefaultGraph, media_type: str) -> bytes:
    """The triples of the default graph, which holds only what updates put there."""
    quads = read_graph(state().store, graph)
    triples = (Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
    return serialize(triples, format=RdfFormat.from_media_type(media_type)) or b""


def put_graph(incoming: Request, graph: Graph | None) -> Response:
    """Put the body in the place of the graph."""
    return write(incoming, require_named(graph), replace=True)


def post_graph(incoming: Request, graph: Graph | None) -> Response:
    """Add the body to the graph; to the graph store itself, as a graph with a new name."""
    if graph is not None:
        return write(incoming, graph, replace=False)
    named = NamedNode(f"{incoming.url_root}graphs/{uuid.uuid4()}")
    answer = write(incoming, named, replace=False)
    answer.headers["Location"] = named.value
    return answer


def write(incoming: Request, graph: Graph, *, replace: bool) -> Response:
    """Write the bodies of a request: 201 for a new graph, else 200 with what changed."""
    settings = state().settings
    try:
        is_new, change = write_graph(
            state().store,
            graph,
            read_bodies(incoming),
            writer_name(incoming),
            replace=replace,
            max_mb=settings.max_upload_mb,
        )
    except ParseFailed as error:
        # Here the body is the request: the protocol wants 400 (5.3), not 422.
        raise InvalidInput(
            error.what, error.thing, error.advice, line=error.line, column=error.column
        ) from error
    if change is None:
        return Response(status=201 if is_new else 204)
    return show_change(change, 201 if is_new else 200)


def remove_graph(incoming: Request, graph: Graph | None) -> Response:
    """Take the graph out."""
    change = delete_graph(state().store, require_named(graph), writer_name(incoming))
    return show_change(change) if change else Response(status=204)


WRITERS: Mapping[str, Callable[[Request, Graph | None], Response]] = {
    "PUT": put_graph,
    "POST": post_graph,
    "DELETE": remove_graph,
}


def read_bodies(incoming: Request) -> list[Body]:
    """The body with its media type, or each part of a multipart body with its own.

    Raises
    ------
    UnsupportedMediaType
        One of them is not RDF by its media type.
    """
    if incoming.mimetype == MULTIPART:
        files = [file for _, file in incoming.files.items(multi=True)]
        bodies = [(file.read(), file.mimetype) for file in files]
    else:
        bodies = [(incoming.get_data(), incoming.mimetype)]
    if not bodies or any(media_type not in MEDIA_TYPES for _, media_type in bodies):
        raise UnsupportedMediaType
    return bodies
