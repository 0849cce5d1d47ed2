"""The Graph Store Protocol beyond what the W3C's tests ask."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient

from graph.store.embedded import EmbeddedStore

TURTLE = {"Content-Type": "text/turtle"}
ONE = b"<urn:a> <urn:b> 1 ."
TWO = b"<urn:a> <urn:b> 2 ."


def article_of(store: EmbeddedStore) -> str:
    from graph.ingest.loads import list_loads

    return list_loads(store)[0].iri


def test_graph_is_put_added_to_and_taken_out(small: FlaskClient) -> None:
    address = "/graphs?graph=urn:g"
    assert small.put(address, data=ONE, headers=TURTLE).status_code == 201
    assert small.put(address, data=ONE, headers=TURTLE).status_code == 204
    assert small.post(address, data=TWO, headers=TURTLE).status_code == 200
    text = small.get(address, headers={"Accept": "application/n-triples"}).text
    assert sorted(line.split()[2][1] for line in text.splitlines()) == ["1", "2"]
    assert small.put(address, data=TWO, headers=TURTLE).json["removed"] == 1
    assert small.delete(address).status_code == 200
    assert small.get(address).status_code == 404
    assert small.delete(address).status_code == 404


def test_graph_that_is_put_is_undone_with_one_command(
    small: FlaskClient, small_store: EmbeddedStore
) -> None:
    from graph.ingest.loads import undo_load

    small.put("/graphs?graph=urn:g", data=ONE, headers=TURTLE)
    before = small_store.dump()
    name = small.put("/graphs?graph=urn:g", data=TWO, headers=TURTLE).json["load_id"]
    undo_load(small_store, name)
    assert small_store.dump() == before


def test_empty_body_empties_a_graph(small: FlaskClient) -> None:
    small.put("/graphs/mine", data=ONE, headers=TURTLE)
    assert small.put("/graphs/mine", data=b"", headers=TURTLE).json["removed"] == 1
    assert small.get("/graphs/mine").status_code == 404


def test_load_is_read_dropped_whole_and_otherwise_left_alone(
    small: FlaskClient, small_store: EmbeddedStore
) -> None:
    address = f"/graphs?graph={article_of(small_store)}"
    assert small.get(address).status_code == 200
    assert small.post(address, data=ONE, headers=TURTLE).status_code == 403
    assert small.put(address, data=ONE, headers=TURTLE).status_code == 403
    before = small_store.dump()
    name = small.delete(address).json["load_id"]
    assert [load["load_id"] for load in loads(small_store)] == [name]
    from graph.ingest.loads import undo_load

    undo_load(small_store, name)
    assert small_store.dump() == before


def loads(store: EmbeddedStore) -> list[dict]:
    from graph.ingest.loads import list_loads

    return [load.to_dict() for load in list_loads(store)]


@pytest.mark.parametrize(
    ("method", "address", "data", "media_type", "status"),
    [
        ("PATCH", "/graphs?graph=urn:g", ONE, "application/sparql-update", 405),
        ("PUT", "/graphs?graph=urn:g", ONE, "text/plain", 415),
        ("PUT", "/graphs?graph=urn:g", ONE, "application/octet-stream", 415),
        ("PUT", "/graphs?graph=urn:g", b"<urn:a> <urn:b>", "text/turtle", 400),
        (
            "PUT",
            "/graphs?graph=urn:g",
            b"<?xml version='1.0'?><!DOCTYPE x>",
            "application/rdf+xml",
            400,
        ),
        ("PUT", "/graphs?graph=urn:g&default", ONE, "text/turtle", 400),
        ("PUT", "/graphs?graph=not an iri", ONE, "text/turtle", 400),
        ("PUT", "/graphs", ONE, "text/turtle", 400),
        ("GET", "/graphs", None, None, 400),
        ("GET", "/graphs?graph=urn:none", None, None, 404),
    ],
)
def test_what_the_protocol_refuses_is_refused(
    small: FlaskClient, small_store: EmbeddedStore, method, address, data, media_type, status
) -> None:
    before = small_store.revision
    answer = small.open(address, method=method, data=data, content_type=media_type)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert small_store.revision == before
    if status == 405:
        assert {"GET", "PUT", "POST", "DELETE"} <= set(answer.headers["Allow"].split(", "))


def test_body_that_does_not_parse_says_the_line(small: FlaskClient) -> None:
    data = b"<urn:a> <urn:b> 1 .\n<urn:a> <urn:b> ."
    problem = small.put("/graphs?graph=urn:g", data=data, headers=TURTLE).json
    assert problem["line"] == 2


def test_parts_of_a_form_each_have_their_own_type(small: FlaskClient) -> None:
    parts = {
        "a": (io.BytesIO(ONE), "a.ttl", "text/turtle"),
        "b": (io.BytesIO(b"<urn:a> <urn:b> <urn:c> ."), "b.nt", "application/n-triples"),
    }
    answer = small.post("/graphs?graph=urn:g", data=parts, content_type="multipart/form-data")
    assert answer.json["added"] == 2
