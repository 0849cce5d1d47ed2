"""What every reader may count on: CORS, ETag per revision, gzip when asked, descriptions."""

from __future__ import annotations

import gzip
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, Store

ALL = f"/sparql?query={quote('SELECT * { ?s rdfs:label ?o } ORDER BY ?s ?o LIMIT 500')}"
SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"


def graph_of(answer) -> Store:
    store = Store()
    store.load(answer.data, format=RdfFormat.from_media_type(answer.mimetype))
    return store


def values(store: Store, predicate: str) -> set[str]:
    return {q.object.value for q in store.quads_for_pattern(None, NamedNode(predicate), None)}


@pytest.mark.parametrize(
    "address", ["/sparql?query=ASK{}", "/sparql", "/.well-known/void", "/sparql?query=X"]
)
def test_pages_elsewhere_may_read(shipped: FlaskClient, address: str) -> None:
    headers = shipped.get(address, headers={"Origin": "https://other.example"}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers


@pytest.mark.parametrize("address", ["/sparql", "/graphs?graph=urn:g", "/.well-known/void"])
def test_pages_elsewhere_are_told_what_they_may(shipped: FlaskClient, address: str) -> None:
    answer = shipped.options(
        address,
        headers={"Origin": "https://other.example", "Access-Control-Request-Method": "GET"},
    )
    assert answer.status_code == 204
    allowed = answer.headers["Access-Control-Allow-Methods"]
    assert "GET" in allowed
    assert not {"PUT", "DELETE", "PATCH"} & set(allowed.split(", "))


def test_page_itself_is_not_for_pages_elsewhere(shipped: FlaskClient) -> None:
    headers = shipped.get("/sparql", headers={"Accept": "text/html"}).headers
    assert "Access-Control-Allow-Origin" not in headers


def test_answer_is_not_sent_twice_at_one_revision(small: FlaskClient) -> None:
    first = small.get(ALL)
    tag = {"If-None-Match": first.headers["ETag"]}
    assert small.get(ALL, headers=tag).status_code == 304
    assert small.get(ALL, headers={**tag, "Accept": "text/csv"}).status_code == 200
    small.put("/graphs?graph=urn:g", data=b"<urn:a> <urn:b> 1 .", content_type="text/turtle")
    assert small.get(ALL, headers=tag).status_code == 200


def test_answer_that_is_another_each_time_has_no_tag(shipped: FlaskClient) -> None:
    answer = shipped.get(f"/sparql?query={quote('SELECT (RAND() AS ?x) {}')}")
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("asked", ["gzip", "br, gzip;q=0.5"])
def test_answer_is_compressed_when_asked(shipped: FlaskClient, asked: str) -> None:
    plain = shipped.get(ALL)
    squeezed = shipped.get(ALL, headers={"Accept-Encoding": asked})
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in squeezed.headers["Vary"]
    assert gzip.decompress(squeezed.data) == plain.data
    assert len(squeezed.data) * 4 < len(plain.data)


@pytest.mark.parametrize("asked", ["", "identity", "gzip;q=0", "br"])
def test_answer_is_plain_otherwise(shipped: FlaskClient, asked: str) -> None:
    assert "Content-Encoding" not in shipped.get(ALL, headers={"Accept-Encoding": asked}).headers


def test_endpoint_describes_itself(shipped: FlaskClient) -> None:
    answer = shipped.get("/sparql", headers={"Accept": "text/turtle"})
    found = graph_of(answer)
    assert "http://localhost/sparql" in values(found, f"{SD}endpoint")
    assert values(found, f"{SD}supportedLanguage") == {f"{SD}SPARQL11Query", f"{SD}SPARQL11Update"}
    assert f"{SD}UnionDefaultGraph" in values(found, f"{SD}feature")
    assert len(values(found, f"{SD}name")) > 5
    assert shipped.get("/sparql", headers={"Accept": "application/rdf+xml"}).status_code == 200


def test_dataset_is_counted_as_it_is_now(small: FlaskClient) -> None:
    def triples() -> int:
        found = graph_of(small.get("/.well-known/void"))
        query = f"SELECT ?n {{ <http://localhost/.well-known/void#dataset> <{VOID}triples> ?n }}"
        return int(next(iter(found.query(query)))["n"].value)

    before = triples()
    update = "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }"
    small.post("/sparql", data=update, content_type="application/sparql-update")
    # The triple, what the ledger says of the update (eight statements), and of its graph.
    assert triples() == before + 10
