"""What every store does in the same way: the embedded one and a remote one on Virtuoso."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from virtuoso import empty, settings_for

from graph.errors import InvalidInput, InvalidQuery, QueryFailed, ReadOnlyStore, UnknownLoad
from graph.ingest.add import add_document, preview_document
from graph.ingest.loads import list_loads, undo_load
from graph.market.kept import load_records
from graph.market.read import read_records
from graph.query import run_query, select_rows
from graph.settings import Settings
from graph.store import open_store
from graph.store.embedded import EmbeddedStore
from graph.store.port import QueryRequest
from graph.store.remote.store import RemoteStore
from graph.terms import XSD
from ontology import DATA

AnyStore = EmbeddedStore | RemoteStore
P = NamedNode("https://example.org/p")
G = NamedNode("https://example.org/g")
ARTICLE = (DATA / "article.ttl").read_bytes()


@pytest.fixture(params=["embedded", "virtuoso"])
def place(request, tmp_path, monkeypatch) -> Settings:
    """The settings of an empty store."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    if request.param == "embedded":
        return Settings(store=str(tmp_path / "store"))
    server = request.getfixturevalue("virtuoso")
    empty(server)
    return settings_for(server)


@pytest.fixture
def opened(place: Settings) -> Iterator[AnyStore]:
    with open_store(place, write=True) as store:
        yield store


def test_committed_quads_come_back_in_another_handle(place, make_quads) -> None:
    with open_store(place, write=True) as store:
        assert store.commit(make_quads(5)) == 1
        before = store.dump()
    with open_store(place, write=False) as store:
        assert (len(store), store.revision, store.dump()) == (5, 1, before)


def test_more_triples_than_one_answer_may_have_come_back(place, make_quads) -> None:
    quads = make_quads(6_000)
    with open_store(place, write=True) as store:
        store.commit(quads)
        assert set(store.match()) == set(quads)
        # From the copy in a file, where there is one.
    with open_store(place, write=False) as store:
        assert set(store.match()) == set(quads)


def test_match_finds_by_each_part_of_the_pattern(opened: AnyStore, make_quads) -> None:
    opened.commit(make_quads(3))
    subject = NamedNode("https://example.org/s1")
    assert [quad.object for quad in opened.match(subject)] == [Literal(1)]
    assert [quad.subject for quad in opened.match(None, None, Literal(1))] == [subject]
    assert len(list(opened.match(None, P))) == 3
    assert len(list(opened.match(graph_name=NamedNode("https://example.org/one")))) == 3
    assert list(opened.match(graph_name=NamedNode("https://example.org/other"))) == []


LITERALS = [
    Literal("plain"), Literal(""), Literal('a\nb\t"c\\\''), Literal("caf\u00e9 \U0001f600"),
    Literal("x", language="en"), Literal("x", language="de-at"), Literal(True), Literal(-3),
    Literal("1.5", datatype=XSD.decimal), Literal("100", datatype=XSD.decimal),
    Literal("2026-06-02", datatype=XSD.date), Literal("0.25", datatype=XSD.decimal),
    Literal("2026-06-02T10:00:00Z", datatype=XSD.dateTime),
    Literal("https://example.org/", datatype=XSD.anyURI),
    Literal("1", datatype=NamedNode("https://example.org/type")),
]  # fmt: skip


def test_every_kind_of_literal_comes_back_as_it_was(opened: AnyStore) -> None:
    quads = {
        Quad(NamedNode(f"https://example.org/{number}"), P, literal, G)
        for number, literal in enumerate(LITERALS)
    }
    opened.commit(quads)
    assert set(opened.match()) == quads
    for quad in quads:
        # Asked alone, a remote is asked in another way.
        assert list(opened.match(quad.subject)) == [quad]


def test_blank_nodes_keep_their_label_and_can_be_removed(opened: AnyStore) -> None:
    first = Quad(BlankNode("a"), P, BlankNode("b"), G)
    second = Quad(BlankNode("b"), P, Literal("x"), G)
    opened.commit([first, second])
    assert set(opened.match()) == {first, second}
    assert list(opened.match(BlankNode("b"))) == [second]
    opened.commit([Quad(BlankNode("a"), P, BlankNode("c"), G)], removals=[first])
    assert second in set(opened.match())
    assert first not in set(opened.match())
    assert len(opened) == 2


def test_removed_graph_and_additions_are_one_change(opened: AnyStore, make_quads) -> None:
    opened.commit(make_quads(3, "old"))
    opened.commit(make_quads(2, "new"), [NamedNode("https://example.org/old")])
    assert {quad.graph_name.value for quad in opened.match()} == {"https://example.org/new"}
    assert opened.revision == 2


def test_reader_cannot_write(place: Settings, opened: AnyStore, make_quads) -> None:
    opened.commit(make_quads(1))
    with open_store(place, write=False) as reader, pytest.raises(ReadOnlyStore):
        reader.commit(make_quads(1))


def test_load_is_added_once_and_undone_without_a_trace(opened: AnyStore) -> None:
    before = opened.dump()
    preview = preview_document(opened, "article.ttl", ARTICLE)
    report = add_document(opened, "article.ttl", ARTICLE, who="me")
    assert (preview.status, report.status) == ("preview", "added")
    assert (report.triples, report.new) == (preview.triples, preview.new)
    assert add_document(opened, "again.ttl", ARTICLE).status == "already-loaded"
    [load] = list_loads(opened)
    assert (load.name, load.who, load.triples) == ("article.ttl", "me", report.triples)
    assert undo_load(opened, "article").load_id == report.load_id
    assert opened.dump() == before
    with pytest.raises(UnknownLoad):
        undo_load(opened, "article")


def test_market_read_from_any_store_is_that_of_an_embedded_one(opened: AnyStore) -> None:
    add_document(opened, "article.ttl", ARTICLE, check=False)
    with open_store(Settings(store=":memory:"), write=True) as other:
        add_document(other, "article.ttl", ARTICLE, check=False)
        wanted = read_records(other)
    found = load_records(opened)
    for table in ("entities", "channels", "stakes", "claims", "collections"):
        assert getattr(found, table) == getattr(wanted, table)
    assert load_records(opened).channels == found.channels


QUERIES = {
    "SELECT ?s ?o { ?s <https://example.org/p> ?o } ORDER BY ?o": "json",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(?o > ?least) }": "csv",
    "SELECT ?g { GRAPH ?g { ?s ?p 1 } }": "tsv",
    "ASK { ?s ?p 2 }": "json",
    "SELECT ?s FROM <https://example.org/one> { ?s ?p 1 }": "csv",
}


@pytest.mark.parametrize("text", QUERIES)
def test_query_has_the_same_answer_everywhere(opened: AnyStore, make_quads, text: str) -> None:
    opened.commit(make_quads(4))
    with open_store(Settings(store=":memory:"), write=True) as other:
        other.commit(make_quads(4))
        answers = [
            run_query(store, text, results=QUERIES[text], bindings={"least": Literal(1)}).read()
            for store in (opened, other)
        ]
    if QUERIES[text] == "json":
        assert json.loads(answers[0]) == json.loads(answers[1])
    else:
        assert answers[0] == answers[1]


@pytest.mark.parametrize("graph", ["turtle", "ntriples", "jsonld", "rdfxml"])
def test_triples_come_in_every_format(opened: AnyStore, make_quads, graph: str) -> None:
    opened.commit(make_quads(1))
    answer = run_query(opened, "CONSTRUCT WHERE { ?s ?p ?o }", graph=graph)
    assert b"https://example.org/s0" in answer.read()


def test_usual_prefixes_need_no_declaration(opened: AnyStore, make_quads) -> None:
    opened.commit(make_quads(1))
    assert select_rows(opened, "SELECT ?s { ?s ctv:asset ?o }") == []


@pytest.mark.parametrize(
    "text", ["SELEC ?s {}", "SELECT ?s { SERVICE <http://x/> { ?s ?p ?o } }", "DROP ALL", ""]
)
def test_text_that_is_no_query_is_refused(opened: AnyStore, text: str) -> None:
    with pytest.raises(InvalidQuery):
        opened.query(QueryRequest(text))


Open = Callable[[], AnyStore]


@pytest.fixture
def remote(virtuoso, tmp_path, monkeypatch) -> Iterator[RemoteStore]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    empty(virtuoso)
    with open_store(settings_for(virtuoso), write=True) as store:
        yield store


def test_answer_that_the_remote_cut_off_is_refused(remote: RemoteStore, make_quads) -> None:
    remote.commit(make_quads(6_000))
    for text in ("SELECT ?s { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"):
        with pytest.raises(QueryFailed, match="cuts answers off after 5,000 rows"):
            run_query(remote, text).read()
        assert run_query(remote, f"{text} LIMIT 5000").read()
    assert "It cuts answers off after 5,000 rows." in remote.capabilities.lacks()


def test_commands_to_one_engine_are_refused(remote: RemoteStore) -> None:
    with pytest.raises(InvalidQuery, match="DEFINE"):
        run_query(remote, 'DEFINE get:soft "replace" SELECT ?s FROM <http://x/> { ?s ?p ?o }')


def test_quads_of_the_default_graph_are_refused_by_a_remote(remote: RemoteStore) -> None:
    with pytest.raises(InvalidInput, match="named graphs only"):
        remote.commit([Quad(G, P, G)])


def test_what_a_remote_lacks_is_said(remote: RemoteStore) -> None:
    assert remote.capabilities.kind == "virtuoso"
    assert "It counts a triple once for each graph that holds it." in remote.capabilities.lacks()
