"""The W3C's evaluation and syntax tests through our own store: no worse than the engine itself."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)
from w3c_manifests import BASE, MF, QT, RDFS, UT, Case, file_of, list_cases

from graph.errors import InvalidQuery, QueryFailed
from graph.ingest.loads import undo_load
from graph.settings import Settings
from graph.store.embedded import EmbeddedStore
from graph.store.memory import MemoryStore
from graph.store.opened import open_temporary
from graph.store.port import QueryRequest
from graph.terms import LEDGER_GRAPH
from graph.update.effect import Limits, UpdateRequest
from graph.update.record import run_update

QUERIES = list_cases("QueryEvaluationTest", "CSVResultFormatTest")
UPDATES = list_cases("UpdateEvaluationTest")
GOOD = list_cases("PositiveSyntaxTest11")
BAD = list_cases("NegativeSyntaxTest11")
GOOD_UPDATES = list_cases("PositiveUpdateSyntaxTest11")
BAD_UPDATES = list_cases("NegativeUpdateSyntaxTest11")
DEFAULT = NamedNode("urn:w3c:default")
LIMITS = Limits(20, 1024)

#: What the engine itself does otherwise (pyoxigraph 0.5.13), asked directly on the same data.
KNOWN = {
    "aggregates/agg-groupconcat-04": "GROUP_CONCAT keeps the language that all values share",
    "aggregates/agg-groupconcat-06": "GROUP_CONCAT keeps the language that all values share",
    "aggregates/agg-empty-group-count-graph": "GRAPH ?g does not reach into an aggregate",
    "bindings/graph": "GRAPH ?g does not reach into VALUES",
    "functions/bnode01": "BNODE of a text is another node in each solution, and in each column",
    "negation/graph-minus": "MINUS inside GRAPH shares the graph's variable",
    "property-path/zero_or_more_set_start": "a path of length 0 from a term the data lack",
    "property-path/zero_or_more_set_end": "a path of length 0 from a term the data lack",
    "property-path/zero_or_one_set_start": "a path of length 0 from a term the data lack",
    "property-path/zero_or_one_set_end": "a path of length 0 from a term the data lack",
}
#: What is refused here on purpose: SERVICE and LOAD make the server call others.
REFUSED = {
    *(f"service/service{number}" for number in ("1", "2", "3", "4a", "5", "6", "7")),
    *(f"syntax-fed/test_{number}" for number in (1, 2, 3)),
    *(f"syntax-update-1/test_{number}" for number in (1, 2, 3, 4, 37)),
    "update-silent/load-silent",
    "update-silent/load-into-silent",
}
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"


@pytest.fixture
def store(shared: Path) -> Iterator[EmbeddedStore]:
    with open_temporary(Settings(store=":memory:", query_timeout_s=20)) as opened:
        yield opened


@pytest.mark.parametrize("case", QUERIES, ids=str)
def test_query_gives_what_the_suite_says(store: EmbeddedStore, case: Case) -> None:
    expect(case)
    action = case.manifest.value(case.node, f"{MF}action")
    text = file_of(case.manifest.value(action, f"{QT}query")).read_text(encoding="utf-8")
    named = case.manifest.values(action, f"{QT}graphData")
    quads = [q for data in case.manifest.values(action, f"{QT}data") for q in read(data, DEFAULT)]
    quads += [q for graph in named for q in read(graph, NamedNode(graph.value))]
    store.commit(quads)
    result = file_of(case.manifest.value(case.node, f"{MF}result"))
    says = "FROM" in text
    request = QueryRequest(
        f"BASE <{BASE}{Path(case.name).parent}/>\n{text}",
        formats(result),
        default_graphs=() if says else (DEFAULT.value,),
        named_graphs=() if says else tuple(graph.value for graph in named),
    )
    answer = store.query(request)
    expected = result.read_bytes()
    if answer.kind == "select" and result.suffix == ".ttl":
        here = f"{BASE}{Path(case.name).parent}/"
        wanted = canonical(rows_of_graph(list(parse(expected, RdfFormat.TURTLE, base_iri=here))))
        assert comparable(answer.read(), ".srj") == wanted
    else:
        assert comparable(answer.read(), result.suffix) == comparable(expected, result.suffix)


@pytest.mark.parametrize("case", UPDATES, ids=str)
def test_update_does_what_the_suite_says_and_undo_takes_it_back(
    store: EmbeddedStore, case: Case
) -> None:
    expect(case)
    action = case.manifest.value(case.node, f"{MF}action")
    result = case.manifest.value(case.node, f"{MF}result")
    request = file_of(case.manifest.value(action, f"{UT}request")).read_text(encoding="utf-8")
    store.commit(dataset_of(case, action))
    before = store.dump()
    done = run_update(store, UpdateRequest(request, base=BASE), "W3C", LIMITS)
    left = [quad for quad in store.match() if quad.graph_name != LEDGER_GRAPH]
    assert canonical(left) == canonical(dataset_of(case, result))
    if done is not None:
        undo_load(store, done.load.load_id)
    assert store.dump() == before


@pytest.mark.parametrize("case", GOOD, ids=str)
def test_good_query_is_taken(shared: Path, case: Case) -> None:
    expect(case)
    ask(case)


@pytest.mark.parametrize("case", BAD, ids=str)
def test_bad_query_is_refused(shared: Path, case: Case) -> None:
    expect(case)
    with pytest.raises(InvalidQuery):
        ask(case)


@pytest.mark.parametrize("case", GOOD_UPDATES, ids=str)
def test_good_update_is_taken(store: EmbeddedStore, case: Case) -> None:
    expect(case)
    try:
        run_update(store, UpdateRequest(action_text(case), base=BASE), "W3C", LIMITS)
    except InvalidQuery as error:
        # It names a graph that is not there, which is no fault of its syntax.
        if "does not exist" not in error.thing:
            raise


@pytest.mark.parametrize("case", BAD_UPDATES, ids=str)
def test_bad_update_is_refused(store: EmbeddedStore, case: Case) -> None:
    expect(case)
    with pytest.raises(InvalidQuery):
        run_update(store, UpdateRequest(action_text(case), base=BASE), "W3C", LIMITS)
    assert len(store) == 0


def expect(case: Case) -> None:
    """Mark what must fail; that it does is a test too, so that the list stays true."""
    if case.name in REFUSED:
        pytest.xfail("SERVICE and LOAD are refused")
    if case.name in KNOWN:
        pytest.xfail(KNOWN[case.name])


def ask(case: Case) -> None:
    with MemoryStore([]) as empty:
        try:
            empty.query(QueryRequest(f"BASE <{BASE}>\n{action_text(case)}", ALL))
        except QueryFailed as error:
            # The text is good, and calls a function that nobody has.
            if "custom function" not in error.thing:
                raise


def action_text(case: Case) -> str:
    return file_of(case.manifest.value(case.node, f"{MF}action")).read_text(encoding="utf-8")


ALL = {
    "select": "application/sparql-results+json",
    "ask": "application/sparql-results+json",
    "graph": "application/n-triples",
}
RESULTS = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
}


def formats(result: Path) -> dict[str, str]:
    form = RESULTS.get(result.suffix, ALL["select"])
    return {"select": form, "ask": form, "graph": "text/turtle"}


def read(node, graph) -> Iterator[Quad]:
    path = file_of(node)
    form = RdfFormat.from_extension(path.suffix[1:])
    for quad in parse(path=str(path), format=form, base_iri=node.value, rename_blank_nodes=True):
        yield Quad(quad.subject, quad.predicate, quad.object, graph)


def dataset_of(case: Case, state) -> list[Quad]:
    """The quads of a state of an update test, as the engine stores them."""
    quads = [q for n in case.manifest.values(state, f"{UT}data") for q in read(n, DefaultGraph())]
    for entry in case.manifest.values(state, f"{UT}graphData"):
        name = NamedNode(case.manifest.text(entry, f"{RDFS}label"))
        node = case.manifest.value(entry, f"{UT}graph") or case.manifest.value(entry, f"{UT}data")
        quads += read(node, name)
    return quads


def comparable(content: bytes, suffix: str):
    if suffix == ".csv":
        return sorted(map(plain, csv.DictReader(content.decode().splitlines())))
    if suffix in RESULTS:
        found = parse_query_results(content, QueryResultsFormat.from_extension(suffix[1:]))
        return bool(found) if isinstance(found, QueryBoolean) else canonical(rows(found))
    quads = list(parse(content, RdfFormat.TURTLE, base_iri=BASE))
    return canonical(quads)


def plain(row: dict[str, str]) -> list[tuple[str, str]]:
    """A row of CSV, where numbers may be written in several ways and blank nodes have no names."""
    return sorted(
        (name, "_:" if text.startswith("_:") else number(text)) for name, text in row.items()
    )


def number(text: str) -> str:
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        return text


def rows_of_graph(quads: list[Quad]) -> list[Quad]:
    """The rows of a result set that is written as RDF."""
    about: dict = {}
    for quad in quads:
        about.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
    found = []
    for node in about:
        for solution in about[node].get(f"{RS}solution", ()):
            found.append(Quad(solution, NamedNode("urn:row"), NamedNode("urn:row")))
            for binding in about[solution].get(f"{RS}binding", ()):
                name, value = (about[binding][RS + part][0] for part in ("variable", "value"))
                found.append(Quad(solution, NamedNode(f"urn:var:{name.value}"), value))
    return found


def rows(solutions) -> Iterator[Quad]:
    for solution in solutions:
        row = BlankNode()
        yield Quad(row, NamedNode("urn:row"), NamedNode("urn:row"))
        for variable in solutions.variables:
            if (value := solution[variable]) is not None:
                yield Quad(row, NamedNode(f"urn:var:{variable.value}"), value)


def canonical(quads) -> list[str]:
    """The quads with literals as the engine stores them and blank nodes by their place."""
    engine = Store()
    engine.extend(quads)
    dataset = Dataset(engine)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return sorted(map(str, dataset))
