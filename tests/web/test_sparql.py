from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

ONE = "SELECT (1 AS ?one) {}"
GRAPH = "CONSTRUCT { <urn:a> <urn:b> <urn:c> } {}"
HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/sparql-results+json"}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("application/json", "application/sparql-results+json"),
        ("image/png;q=1, text/csv;q=0.2, */*;q=0.1", "text/csv"),
        ("application/json;q=0.1, application/xml", "application/sparql-results+xml"),
        ("text/csv, */*", "text/csv"),
    ],
)
def test_select_is_answered_in_the_form_asked_for(
    shipped: FlaskClient, accept: str, media_type: str
) -> None:
    answer = shipped.get(f"/sparql?query={quote(ONE)}", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.mimetype == media_type


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/trig", "application/trig"),
        ("application/n-quads;q=0.9, text/csv", "application/n-quads"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/json", "application/ld+json"),
        ("text/turtle;q=0, */*;q=0.5", "application/ld+json"),
    ],
)
def test_construct_is_answered_in_every_form_of_rdf(
    shipped: FlaskClient, accept: str, media_type: str
) -> None:
    answer = shipped.get(f"/sparql?query={quote(GRAPH)}", headers={"Accept": accept})
    assert answer.mimetype == media_type
    form = RdfFormat.from_media_type(media_type)
    found = [quad.triple for quad in parse(answer.data, form)]
    a, b, c = (NamedNode(f"urn:{name}") for name in "abc")
    assert found == [Triple(a, b, c)]


@pytest.mark.parametrize("accept", ["text/turtle; charset=utf-8", "text/turtle", "*/*"])
def test_construct_is_answered_in_turtle(shipped: FlaskClient, accept: str) -> None:
    answer = shipped.get(f"/sparql?query={quote(GRAPH)}", headers={"Accept": accept})
    assert answer.mimetype == "text/turtle"
    assert "<urn:a> <urn:b> <urn:c>" in answer.text


def test_ask_is_answered_yes_or_no(shipped: FlaskClient) -> None:
    answer = shipped.post("/sparql", data={"query": "ASK {}"})
    assert json.loads(answer.data)["boolean"] is True


def test_query_may_be_the_body_itself(shipped: FlaskClient) -> None:
    answer = shipped.post("/sparql", data=ONE, content_type="application/sparql-query")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (b"", "application/x-www-form-urlencoded", 400),
        (b"query=ASK%7B%7D&query=ASK%7B%7D", "application/x-www-form-urlencoded", 400),
        (b"query=ASK%7B%7D&update=X", "application/x-www-form-urlencoded", 400),
        (b"update=CLEAR%20XYZ", "application/x-www-form-urlencoded", 400),
        (b"update=X&update=X", "application/x-www-form-urlencoded", 400),
        (b"ASK {}", "text/plain", 415),
        (b"ASK {}", "application/sparql-query; charset=latin-1", 400),
        ("ASK {}".encode("utf-16"), "application/sparql-query", 400),
        (b"INSERT DATA { <urn:a> <urn:b> 1 }", "application/sparql-query", 400),
        (b"SELECT * { ?s ?p", "application/sparql-query", 400),
    ],
)
def test_what_the_protocol_refuses_is_refused(
    shipped: FlaskClient, data: bytes, content_type: str, status: int
) -> None:
    # A client of its own: with the cookie of a page it would pass for a browser.
    program = shipped.application.test_client()
    answer = program.post("/sparql", data=data, content_type=content_type)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_query_that_does_not_parse_says_line_and_column(shipped: FlaskClient) -> None:
    problem = shipped.post("/sparql", data={"query": "SELECT *\nWHERE { ?s ?p"}).json
    assert problem["code"] == "invalid-query"
    assert problem["line"] == 2
    page = shipped.get(f"/sparql?query={quote('SELECT * { ?s ?p')}", headers=HTML)
    assert page.status_code == 400
    assert "line 1, column" in page.text


def test_relative_names_are_read_from_the_address_and_the_column_stays(
    shipped: FlaskClient,
) -> None:
    answer = shipped.post("/sparql", data={"query": "CONSTRUCT { <s> <p> <o> } {}"})
    assert "<http://localhost/s> <http://localhost/p>" in answer.text
    problem = shipped.post("/sparql", data={"query": "SELECT * { <s> ?p"}).json
    assert (problem["line"], problem["column"]) == (1, 18)


def test_day_adds_its_graph_and_leaves_the_rest(shipped: FlaskClient) -> None:
    query = "SELECT (COUNT(?c) AS ?n) { GRAPH :as-of { ?c ctv:asset :codex } }"
    counts = [
        int(
            shipped.get(f"/sparql?query={quote(query)}&as-of={day}", headers=JSON).json["results"][
                "bindings"
            ][0]["n"]["value"]
        )
        for day in ("2025-01-01", "2026-06-02")
    ]
    # In 2025 only the channel whose beginning nobody states.
    assert counts[0] == 1
    assert counts[1] >= 2
    assert shipped.get(f"/sparql?query={quote(query)}").status_code == 400
    assert shipped.get(f"/sparql?query={quote(query)}&as-of=soon").status_code == 400


def test_default_graph_can_be_named(shipped: FlaskClient) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    everything = shipped.post("/sparql", data={"query": query}).json
    one = shipped.post(
        "/sparql",
        data={"query": query, "default-graph-uri": "https://w3id.org/captivity/id/ledger"},
    ).json
    counts = [int(r["results"]["bindings"][0]["n"]["value"]) for r in (everything, one)]
    assert counts[0] > counts[1] > 0


def test_page_shows_rows_with_links_to_entities(shipped: FlaskClient) -> None:
    query = "SELECT ?x { ?x <http://www.w3.org/2000/01/rdf-schema#label> 'Codex' }"
    page = shipped.get(f"/sparql?query={quote(query)}", headers=HTML).text
    assert 'href="/id/codex"' in page
    assert "<strong>1 row</strong>" in page


def test_result_can_be_saved_under_a_name(shipped: FlaskClient) -> None:
    answer = shipped.post(
        "/sparql", data={"query": ONE, "format": "csv", "download": "1"}, headers=HTML
    )
    assert answer.mimetype == "text/csv"
    assert "result.csv" in answer.headers["Content-Disposition"]
    assert answer.text.split() == ["one", "1"]


def test_form_that_the_kind_of_query_cannot_take_is_said(shipped: FlaskClient) -> None:
    answer = shipped.post("/sparql", data={"query": GRAPH, "format": "csv"})
    assert answer.status_code == 406


def test_every_named_question_answers_on_its_page(shipped: FlaskClient) -> None:
    from graph.questions import list_questions

    for question in list_questions():
        page = shipped.get(f"/sparql?question={question.name}&as_of=2026-06-02", headers=HTML)
        assert page.status_code == 200, question.name
        assert 'class="note bad"' not in page.text, question.name


def test_parameter_of_a_question_is_taken_from_the_address(shipped: FlaskClient) -> None:
    page = shipped.get("/sparql?question=channel-stages&p.asset=nope", headers=HTML)
    assert page.status_code == 404
    assert "No entity has the name" in page.text
