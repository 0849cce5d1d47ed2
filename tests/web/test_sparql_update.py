"""Updates over HTTP: who may, what they change, what they may not, and undo."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from graph.settings import Settings
from graph.store.embedded import EmbeddedStore
from web.app import create_app

UPDATE = {"Content-Type": "application/sparql-update"}
NOTE = "INSERT DATA { GRAPH <urn:notes> { :codex rdfs:comment 'A note.' } }"
LEDGER = "https://w3id.org/captivity/id/ledger"


def ask(client: FlaskClient, pattern: str) -> bool:
    return client.post("/sparql", data={"query": f"ASK {{ {pattern} }}"}).json["boolean"]


def update(client: FlaskClient, text: str, **options):
    return client.post("/sparql", data=text.encode(), headers=UPDATE, **options)


def test_update_is_seen_at_once_and_undone_by_its_name(small: FlaskClient) -> None:
    answer = update(small, NOTE)
    assert answer.status_code == 200
    assert answer.json["added"] == 1
    assert ask(small, "GRAPH <urn:notes> { :codex rdfs:comment 'A note.' }")
    name = answer.json["load_id"]
    assert ask(
        small,
        f"GRAPH <{LEDGER}> {{ <urn:notes> prov:wasDerivedFrom ?update . "
        f"?update dcterms:identifier '{name}' }}",
    )
    html = {"Accept": "text/html"}
    page = small.get(f"/loads/{name}", headers=html).text
    token = re.search(r'name="csrf" value="(\w+)"', page)
    assert token is not None
    assert small.post(f"/loads/{name}/undo", data={"csrf": token[1]}).status_code == 200
    assert not ask(small, "?s rdfs:comment 'A note.'")
    assert not ask(small, f"?s dcterms:identifier '{name}'")


def test_update_of_nothing_is_no_entry(small: FlaskClient, small_store: EmbeddedStore) -> None:
    before = small_store.revision
    answer = update(small, "DELETE WHERE { GRAPH <urn:none> { ?s ?p ?o } }")
    assert answer.json == {"load_id": None, "added": 0, "removed": 0}
    assert small_store.revision == before


@pytest.mark.parametrize(
    "text",
    [
        f"INSERT DATA {{ GRAPH <{LEDGER}> {{ :a rdf:type ctv:Load }} }}",
        f"DROP GRAPH <{LEDGER}>",
        "DELETE WHERE { GRAPH ?g { ?s ctv:asset :codex } }",
        "DELETE { GRAPH ?g { ?c ctv:asset ?a } } WHERE { GRAPH ?g { ?c ctv:asset ?a } }",
        "INSERT { GRAPH ?g { :x :y :z } } WHERE { GRAPH ?g { :codex ?p ?o } }",
    ],
)
def test_load_is_whole_or_gone_and_the_ledger_is_ours(
    small: FlaskClient, small_store: EmbeddedStore, text: str
) -> None:
    before = small_store.dump()
    answer = update(small, text)
    assert answer.status_code == 403
    assert answer.json["code"] == "not-allowed"
    assert small_store.dump() == before


def test_everything_can_be_dropped_and_comes_back(
    small: FlaskClient, small_store: EmbeddedStore
) -> None:
    from graph.ingest.loads import undo_load

    before = small_store.dump()
    name = update(small, "DROP ALL").json["load_id"]
    assert not ask(small, "?s ctv:asset ?o")
    undo_load(small_store, name)
    assert small_store.dump() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_other_sites_change_nothing(small: FlaskClient, headers: dict[str, str]) -> None:
    assert update(small, NOTE).status_code == 200
    assert small.post("/sparql", data=NOTE, headers={**UPDATE, **headers}).status_code == 403
    form = {"update": "DROP ALL"}
    assert small.post("/sparql", data=form, headers=headers).status_code == 403
    put = small.put(
        "/graphs?graph=urn:g", data=b"", headers={"Content-Type": "text/turtle"} | headers
    )
    assert put.status_code == 403


def test_form_of_a_browser_needs_the_token_of_its_page(small: FlaskClient) -> None:
    same = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert small.post("/sparql", data={"update": NOTE}, headers=same).status_code == 403
    assert small.post("/sparql", data={"update": NOTE}).status_code == 200


def test_writer_from_elsewhere_needs_the_secret(small_store: EmbeddedStore) -> None:
    settings = Settings(store=":memory:", public_host="captivity.example", token="secret")  # noqa: S106
    client = create_app(settings, small_store).test_client()
    assert update(client, NOTE).status_code == 403
    right = {**UPDATE, "Authorization": "Bearer secret"}
    assert client.post("/sparql", data=NOTE, headers=right).status_code == 200


def test_dataset_of_the_request_is_that_of_the_update(small: FlaskClient) -> None:
    update(small, "INSERT DATA { GRAPH <urn:one> { :a :b 1 } GRAPH <urn:two> { :a :b 2 } }")
    text = "INSERT { GRAPH <urn:out> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    small.post("/sparql?using-graph-uri=urn:one", data=text, headers=UPDATE)
    assert ask(small, "GRAPH <urn:out> { :a :b 1 }")
    assert not ask(small, "GRAPH <urn:out> { :a :b 2 }")
    both = "INSERT { :a :b ?o } USING <urn:two> WHERE { ?s ?p ?o }"
    conflict = small.post("/sparql?using-graph-uri=urn:one", data=both, headers=UPDATE)
    assert conflict.status_code == 400


def test_update_that_does_not_parse_says_where(small: FlaskClient) -> None:
    problem = update(small, "INSERT DATA {\n  :a :b }").json
    assert (problem["code"], problem["line"]) == ("invalid-query", 2)


def test_update_that_never_ends_is_stopped_and_harms_nobody(small_store: EmbeddedStore) -> None:
    client = create_app(Settings(store=":memory:", query_timeout_s=1.0), small_store).test_client()
    before = small_store.dump()
    text = (
        "INSERT { GRAPH <urn:g> { ?a :b ?n } } WHERE { "
        "GRAPH ?g { ?a ?b ?c . ?d ?e ?f . ?h ?i ?j BIND(RAND() AS ?n) } }"
    )
    answer = update(client, text)
    assert answer.status_code == 504
    assert "Retry-After" in answer.headers
    assert small_store.dump() == before


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://example.org/x>",
        "INSERT { :a :b ?c } WHERE { SERVICE <http://example.org/> { ?a ?b ?c } }",
    ],
)
def test_update_calls_nobody(small: FlaskClient, text: str) -> None:
    answer = update(small, text)
    assert answer.status_code == 400
    assert "refused" in answer.json["title"]
