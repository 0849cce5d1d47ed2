"""Updates as changes that can be undone, and what a tokenizer can tell of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import DataRejected, InvalidInput, InvalidIRI, InvalidQuery
from graph.ingest.add import add_document
from graph.ingest.loads import list_loads, undo_load
from graph.settings import Settings
from graph.store.embedded import EmbeddedStore
from graph.store.opened import open_temporary
from graph.update.effect import Limits, UpdateRequest
from graph.update.record import read_account, run_update
from graph.update.scan import add_using, find_targets

LIMITS = Limits(20.0, 1024)


@pytest.fixture
def store() -> Iterator[EmbeddedStore]:
    with open_temporary(Settings(store=":memory:")) as opened:
        yield opened


def run(store: EmbeddedStore, text: str):
    return run_update(store, UpdateRequest(text), "a test", LIMITS)


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("INSERT DATA { <urn:a> <urn:b> 1 }", []),
        ("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }", ["<urn:g>"]),
        ("WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", ["<urn:g>"]),
        ("DELETE WHERE { GRAPH <urn:g> { ?s ?p ?o } }", ["<urn:g>"]),
        ("MOVE SILENT GRAPH <urn:a> TO <urn:b>", ["<urn:a>", "<urn:a>", "<urn:b>"]),
        ("COPY DEFAULT TO :x ; CLEAR GRAPH <urn:c>", [":x", "<urn:c>"]),
        ("INSERT { <urn:a> <urn:b> ?o } WHERE { GRAPH ?g { ?s ?p ?o } }", []),
        ("INSERT { GRAPH ?g { <urn:a> <urn:b> 1 } } WHERE { GRAPH ?g { ?s ?p ?o } }", None),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", None),
        ("DROP SILENT NAMED", None),
        ("INSERT DATA { <urn:a> <urn:b> 'GRAPH <urn:no>' } # GRAPH <urn:no>", []),
        (r"INSERT DATA { \u0047RAPH <urn:g> { <urn:a> <urn:b> 1 } }", None),
    ],
)
def test_graphs_that_an_update_may_change_are_told(text: str, targets: list[str] | None) -> None:
    found = find_targets(text)
    assert (found if found is None else [name for _, name in found]) == targets


def test_dataset_is_written_into_every_operation_but_not_into_data() -> None:
    text = (
        "INSERT DATA { :a :b 1 } ; DELETE { ?s ?p ?o } WHERE { ?s ?p ?o } ; "
        "DELETE WHERE { :a ?p ?o }"
    )
    assert add_using(text, ["urn:g"], ["urn:h"]) == (
        "INSERT DATA { :a :b 1 } ; DELETE { ?s ?p ?o } USING <urn:g> USING NAMED <urn:h> "
        "WHERE { ?s ?p ?o } ; DELETE { :a ?p ?o } USING <urn:g> USING NAMED <urn:h> "
        "WHERE { :a ?p ?o }"
    )


@pytest.mark.parametrize(
    "word", ["WITH <urn:g> DELETE { ?s ?p 1 }", "DELETE { ?s ?p 1 } USING <urn:g>"]
)
def test_two_datasets_contradict(word: str) -> None:
    with pytest.raises(InvalidInput):
        add_using(f"{word} WHERE {{ ?s ?p 1 }}", ["urn:h"], [])


def test_graph_of_the_dataset_cannot_break_out_of_its_brackets() -> None:
    with pytest.raises(InvalidIRI):
        add_using("DELETE WHERE { ?s ?p ?o }", ["urn:g> WHERE {} ; DROP ALL #"], [])


def test_account_says_exactly_what_changed(store: EmbeddedStore) -> None:
    run(store, "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 , 2 } }")
    done = run(
        store,
        "DELETE { GRAPH <urn:g> { ?s ?p 1 } } INSERT { GRAPH <urn:h> { ?s ?p 3 } } "
        "WHERE { GRAPH <urn:g> { ?s ?p 1 } }",
    )
    assert done is not None
    assert (done.added, done.removed) == (1, 1)
    account = read_account(store, done.load)
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    assert account["added"] == f'<urn:a> <urn:b> "3"^^<{integer}> <urn:h> .\n'
    assert account["removed"] == f'<urn:a> <urn:b> "1"^^<{integer}> <urn:g> .\n'
    assert [load.name for load in list_loads(store)] == ["SPARQL update", "SPARQL update"]


def test_undo_leaves_later_changes_and_loads_that_are_there_again(store: EmbeddedStore) -> None:
    content = b"<urn:x> <urn:y> [ <urn:z> 1 ] ."
    add_document(store, "x.ttl", content, check=False)
    dropped = run(store, "DROP ALL")
    again = add_document(store, "x.ttl", content, check=False)
    assert again.status == "added"
    later = run(store, "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }")
    before = len(store)
    assert dropped is not None
    undo_load(store, dropped.load.load_id)
    # Only the entry of the update is gone: eight statements.
    assert len(store) == before - 8
    assert later is not None
    undo_load(store, later.load.load_id)
    assert [load.name for load in list_loads(store)] == ["x.ttl"]


def test_value_that_no_result_can_carry_is_not_written(store: EmbeddedStore) -> None:
    with pytest.raises(DataRejected):
        run(store, r'INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> "\u0001" } }')
    with pytest.raises(DataRejected):
        run(store, "INSERT DATA { <urn:a> <urn:b> '1e999999999'^^xsd:decimal }")
    assert len(store) == 0


def test_text_that_crashes_the_engine_harms_nobody(store: EmbeddedStore) -> None:
    with pytest.raises((InvalidQuery, InvalidInput)):
        run(store, "INSERT { :a :b 1 } WHERE " + "{" * 5_000 + "}" * 5_000)
    assert run(store, "INSERT DATA { :a :b 1 }") is not None


TERMS = st.sampled_from(["<urn:a>", "<urn:b>", "1", "'x'@en", "_:n"])
GRAPHS = st.sampled_from(["", "<urn:g>", "<urn:h>"])
QUADS = st.tuples(GRAPHS, st.sampled_from(["<urn:a>", "_:n"]), TERMS)


def _block(quads) -> str:
    said = [(graph, f"{subject} <urn:p> {value}") for graph, subject, value in quads]
    return " ".join(f"GRAPH {g} {{ {t} }}" if g else f"{t} ." for g, t in said)


OPERATIONS = st.one_of(
    st.lists(QUADS, min_size=1, max_size=4).map(lambda quads: f"INSERT DATA {{ {_block(quads)} }}"),
    st.sampled_from(
        [
            "DELETE WHERE { GRAPH ?g { <urn:a> ?p ?o } }",
            "DELETE WHERE { ?s ?p ?o }",
            "MOVE SILENT <urn:g> TO <urn:h>",
            "ADD SILENT DEFAULT TO <urn:g>",
            "CLEAR ALL",
            "INSERT { GRAPH ?o { ?s ?p ?g } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        ]
    ),
)


@given(st.lists(OPERATIONS, min_size=1, max_size=3))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_undoing_every_update_from_the_last_gives_every_state_again(operations: list[str]) -> None:
    with open_temporary(Settings(store=":memory:")) as store:
        states = []
        for text in operations:
            before = store.dump()
            if (done := run(store, text)) is not None:
                states.append((done.load.load_id, before))
        for load_id, before in reversed(states):
            undo_load(store, load_id)
            assert store.dump() == before


@pytest.mark.parametrize("word", ["SERVICE", "SERVICE SILENT", r"SERV\u0049CE"])
def test_update_calls_nobody_even_where_queries_may(word: str) -> None:
    listed = "http://127.0.0.1:9/sparql"
    text = f"INSERT {{ <urn:a> <urn:b> ?o }} WHERE {{ {word} <{listed}> {{ ?s ?p ?o }} }}"
    allowing = Settings(store=":memory:", query_services=listed)
    with open_temporary(allowing) as store, pytest.raises(InvalidQuery, match="SERVICE"):
        run_update(store, UpdateRequest(text), "test", Limits(10, 1024))
