"""The counts on the page are those that SPARQL gives."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

PREFIXES = """
PREFIX ctv: <https://w3id.org/captivity/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""
OF_CLASS = """SELECT (COUNT(DISTINCT ?x) AS ?n) {
  ?x a/rdfs:subClassOf* ctv:%s FILTER(!STRSTARTS(STR(?x), STR(ctv:)))
}"""


def ask(client: FlaskClient, query: str) -> str:
    answer = client.post("/sparql", data={"query": PREFIXES + query}).json
    assert answer is not None
    (row,) = answer["results"]["bindings"]
    (cell,) = row.values()
    return str(cell["value"])


@pytest.mark.parametrize("name", ["Channel", "Model", "Platform", "Organization", "Claim", "Stake"])
def test_count_of_a_class_agrees_with_sparql(shipped: FlaskClient, name: str) -> None:
    counted = shipped.get("/api/counts").json["by_class"][name]
    assert counted == int(ask(shipped, OF_CLASS % name))


def test_count_of_sources_leaves_out_the_loads(shipped: FlaskClient) -> None:
    counted = shipped.get("/api/counts").json["by_class"]["Source"]
    assert counted == int(ask(shipped, "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a ctv:Source }"))


def test_date_of_the_data_is_the_newest_source_or_record(shipped: FlaskClient) -> None:
    newest = ask(
        shipped,
        "SELECT (MAX(?d) AS ?day) { { ?x dcterms:issued ?d } UNION { ?x ctv:recordedOn ?d } }",
    )
    assert shipped.get("/api/counts").json["date"] == newest


def test_front_page_shows_the_counts(shipped: FlaskClient) -> None:
    counts = shipped.get("/api/counts").json
    page = " ".join(shipped.get("/", headers={"Accept": "text/html"}).text.split())
    for name, words in (
        ("Channel", "channels"), ("Model", "models"), ("Platform", "platforms"),
        ("Organization", "organisations"), ("Source", "sources"),
    ):  # fmt: skip
        assert f" {counts['by_class'][name]:,} {words}" in page
    assert f"the newest source or claim of {counts['date']}." in page
