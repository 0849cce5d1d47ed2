"""What this service is, in RDF: the SPARQL 1.1 Service Description and VoID, counted now."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Request, Response, request
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from graph.errors import UnknownFormat
from graph.ingest.ledger import read_loads
from graph.store.port import Store
from graph.terms import (
    CTV,
    DCTERMS,
    LEDGER_GRAPH,
    ONTOLOGY_GRAPH,
    PREFIXES,
    PROV,
    RDF,
    VOCABULARY_BASE,
    XSD,
)
from web import reading
from web.negotiation import GRAPH_ALIASES, GRAPH_FORMATS, match_format, wants_html
from web.state import Counts, state

service = Blueprint("service", __name__)
reading.open_to_readers(service)

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
LANGUAGES = ("SPARQL11Query", "SPARQL11Update")
RESULTS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "TriG",
    "N-Triples",
    "N-Quads",
    "JSON-LD",
    "RDF_XML",
)
INPUTS = ("Turtle", "TriG", "N-Triples", "N-Quads", "JSON-LD", "RDF_XML")
Node = NamedNode | BlankNode


@service.get("/.well-known/void", provide_automatic_options=False)
def describe_dataset() -> Response:
    """What the graph holds, in VoID."""
    root = request.url_root
    return answer_triples(request, list(void_triples(state().store, state().counts(), root)))


@service.route("/.well-known/void", methods=["OPTIONS"])
def preflight() -> Response:
    """Pages elsewhere may read it."""
    return reading.answer_preflight("GET, HEAD")


def wants_description(incoming: Request) -> bool:
    """Whether a request to the endpoint asks nothing but what the endpoint is."""
    asks = {"query", "update"} & incoming.args.keys()
    return not asks and _match(incoming) is not None


def describe_service(incoming: Request) -> Response:
    """The description of the endpoint that was asked (SPARQL 1.1 Service Description, 2)."""
    endpoint = NamedNode(incoming.base_url.rstrip("/"))
    triples = service_triples(state().store, endpoint, NamedNode(incoming.base_url))
    return answer_triples(incoming, list(triples))


def answer_triples(incoming: Request, triples: list[Triple]) -> Response:
    """The triples in the form that the client wants most.

    Raises
    ------
    UnknownFormat
        It wants none that there is.
    """
    media_type = _match(incoming)
    if media_type is None:
        header = incoming.headers.get("Accept", "")
        offers = ", ".join(GRAPH_FORMATS.values())
        raise UnknownFormat("This cannot be given so", header, f"Ask for one of {offers}.")
    tag = reading.make_tag("", media_type)
    if reading.is_known(incoming, tag):
        return reading.not_modified(tag)
    form = RdfFormat.from_media_type(media_type)
    # Only Turtle writes the empty prefix in a way that every reader understands.
    prefixes = {name: base for name, base in PREFIXES.items() if name} | {"sd": SD, "void": VOID}
    answer = Response(serialize(triples, format=form, prefixes=prefixes), mimetype=media_type)
    reading.set_tag(answer, tag)
    answer.vary.add("Accept")
    return answer


def service_triples(store: Store, *endpoints: NamedNode) -> Iterator[Triple]:
    """Yield the description: languages, formats, and the graphs with their sizes."""
    service, dataset, default = BlankNode(), BlankNode(), BlankNode()
    yield Triple(service, RDF.type, _sd("Service"))
    for endpoint in dict.fromkeys(endpoints):
        yield Triple(service, _sd("endpoint"), endpoint)
    for name in LANGUAGES:
        yield Triple(service, _sd("supportedLanguage"), _sd(name))
    yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    for name in RESULTS:
        yield Triple(service, _sd("resultFormat"), NamedNode(FORMATS + name))
    for name in INPUTS:
        yield Triple(service, _sd("inputFormat"), NamedNode(FORMATS + name))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, RDF.type, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), default)
    yield Triple(default, RDF.type, _sd("Graph"))
    yield _number(default, "triples", len(store))
    for name, triples in sorted(named_graphs(store).items()):
        entry, graph = BlankNode(), BlankNode()
        yield Triple(dataset, _sd("namedGraph"), entry)
        yield Triple(entry, RDF.type, _sd("NamedGraph"))
        yield Triple(entry, _sd("name"), NamedNode(name))
        yield Triple(entry, _sd("graph"), graph)
        yield Triple(graph, RDF.type, _sd("Graph"))
        if triples is not None:
            yield _number(graph, "triples", triples)


def named_graphs(store: Store) -> dict[str, int | None]:
    """The graphs that the ledger knows, with their size where it says one."""
    found: dict[str, int | None] = {LEDGER_GRAPH.value: None, ONTOLOGY_GRAPH.value: None}
    for quad in store.match(None, PROV.wasDerivedFrom, None, LEDGER_GRAPH):
        if isinstance(quad.subject, NamedNode):
            found[quad.subject.value] = None
    files = {load.iri: load.triples for load in read_loads(store) if "/update/" not in load.iri}
    return found | files


def void_triples(store: Store, counts: Counts, root: str) -> Iterator[Triple]:
    """Yield the description of the dataset: its size by class, its loads, where to ask."""
    dataset = NamedNode(f"{root}.well-known/void#dataset")
    yield Triple(NamedNode(f"{root}.well-known/void"), RDF.type, _void("DatasetDescription"))
    yield Triple(dataset, RDF.type, _void("Dataset"))
    yield Triple(
        dataset, DCTERMS.title, Literal("Captivity: who sells which AI model", language="en")
    )
    yield Triple(dataset, _void("sparqlEndpoint"), NamedNode(f"{root}sparql"))
    for ending in ("nq", "trig"):
        dump = NamedNode(f"{root}download/captivity.{ending}")
        yield Triple(dataset, _void("dataDump"), dump)
    yield Triple(dataset, _void("vocabulary"), NamedNode(VOCABULARY_BASE))
    yield Triple(dataset, _void("uriSpace"), Literal(PREFIXES[""]))
    yield _number(dataset, "triples", counts.triples)
    if counts.date is not None:
        yield Triple(dataset, DCTERMS.issued, Literal(counts.date.isoformat(), datatype=XSD.date))
    for name, count in sorted(counts.by_class.items()):
        part = BlankNode()
        yield Triple(dataset, _void("classPartition"), part)
        yield Triple(part, _void("class"), NamedNode(CTV.base + name))
        yield _number(part, "entities", count)
    for name, triples in sorted(named_graphs(store).items()):
        if triples is not None:
            yield Triple(dataset, _void("subset"), NamedNode(name))
            yield _number(NamedNode(name), "triples", triples)


def _match(incoming: Request) -> str | None:
    if name := incoming.args.get("format", ""):
        return GRAPH_FORMATS.get(name)
    header = incoming.headers.get("Accept", "")
    if wants_html(incoming):
        # A browser that opens the description itself.
        return GRAPH_FORMATS["turtle"]
    return match_format(header, GRAPH_FORMATS, GRAPH_ALIASES)


def _number(node: Node, name: str, value: int) -> Triple:
    return Triple(node, _void(name), Literal(str(value), datatype=XSD.integer))


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)


def _void(name: str) -> NamedNode:
    return NamedNode(VOID + name)
