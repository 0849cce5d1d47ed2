"""A file full of attacks shows as text on every page there is, and in every file to take away."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hostile_names import IRIS, MARKUP, NAMES, PageReader, hostile_file
from werkzeug.routing import Rule

from graph.ingest.add import add_document
from graph.settings import Settings
from graph.store import open_store
from ontology import DATA
from web.app import create_app
from web.links import entity_url

HTML = {"Accept": "text/html"}
DAY = "as_of=2026-07-01"
#: What stands for the parts of a path.
PARTS = {
    "slug": "evil-markup", "load_id": "evil", "name": "how-captive", "table": "owners",
    "number": "1", "form": "channel", "path": "x",
}  # fmt: skip
#: Not pages: our own files, and the graph store, which gives RDF only.
SKIPPED = ("/static/", "/graphs", "/rdf-graphs", "/add/template")
ASKED = [
    f"q={quote(MARKUP)}&iri={quote(IRIS[0])}&name=evil-markup&population=none",
    "population=none&by=models&against=owners&table=owners&name=evil-markup&name=evil-long",
    f"population=none&table=vendors&query={quote('SELECT * { ?s ?p ?o FILTER(ISLITERAL(?o)) }')}",
    f"name={quote(MARKUP)}&table={quote(MARKUP)}&sort={quote(MARKUP)}&figure={quote(MARKUP)}",
]
FORMS = ("json", "csv", "svg", "graphml", "gexf", "atom", "turtle", "jsonld", "nt", "xml")


@pytest.fixture(scope="module")
def poisoned() -> Iterator[FlaskClient]:
    """The article and the hostile file, in a store for all tests here: they only read."""
    settings = Settings(store=":memory:")
    with open_store(settings, write=True) as store:
        article = DATA / "article.ttl"
        add_document(store, article.name, article.read_bytes(), check=False)
        name = "evil<evil-tag onload=alert(1)>.ttl"
        add_document(store, name, hostile_file().encode(), check=False)
        yield create_app(settings, store).test_client()


def fill(rule: Rule) -> str:
    """The path of a rule with something in each of its parts."""
    values = {name: PARTS.get(name, "1") for name in rule.arguments}
    built = rule.build(values)
    assert built is not None
    return built[1]


def list_paths(client: FlaskClient) -> list[str]:
    """Every path that takes GET, and that of each entity and record of the file."""
    rules = client.application.url_map.iter_rules()
    paths = {fill(rule) for rule in rules if "GET" in (rule.methods or ())}
    ends = ("", "-org", "-platform", "-channel", "-claim", "-source")
    paths |= {f"/id/evil-{key}{end}" for key in NAMES for end in ends}
    paths |= {entity_url(iri) for iri in IRIS}
    return sorted(path for path in paths if not path.startswith(SKIPPED))


def with_query(path: str, query: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{query}"


def test_every_page_shows_it_as_text(poisoned: FlaskClient) -> None:
    faults = {}
    paths = list_paths(poisoned)
    plain = [with_query(path, DAY) for path in paths]
    asked = [with_query(p, f"{DAY}&{q}") for p in paths if not p.startswith("/id") for q in ASKED]
    seen = 0
    for address in plain + asked:
        answer = poisoned.get(address, headers=HTML)
        assert answer.status_code < 500, (address, answer.text[:300])
        if answer.mimetype == "text/html" and answer.status_code != 302:
            reader = PageReader()
            reader.feed(answer.text)
            seen += 1
            if reader.faults:
                faults[address] = reader.faults[:3]
    assert faults == {}
    assert seen > 150


def test_every_file_to_take_away_is_well_formed(poisoned: FlaskClient) -> None:
    taken = set()
    for path in list_paths(poisoned):
        for form in FORMS:
            for query in ("", "population=none&asset=evil-markup&name=evil-formula"):
                answer = poisoned.get(with_query(path, f"{DAY}&format={form}&{query}"))
                assert answer.status_code < 500, (path, form)
                if answer.status_code == 200:
                    check_file(answer.mimetype, answer.text)
                    taken.add(answer.mimetype)
    assert taken >= {
        "application/json", "text/csv", "application/atom+xml", "application/graphml+xml",
        "text/turtle", "application/rdf+xml",
    }  # fmt: skip


def check_file(mimetype: str, text: str) -> None:
    """The file parses as what it says it is, and holds no element or formula of strangers."""
    if mimetype.endswith("json"):
        json.loads(text)
    elif mimetype.endswith("xml"):
        tags = {element.tag for element in ElementTree.fromstring(text).iter()}  # noqa: S314 - ours
        assert not any("evil" in str(tag) for tag in tags)
    elif mimetype == "text/csv":
        for row in csv.reader(io.StringIO(text)):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_names_are_whole_where_they_are_the_subject(poisoned: FlaskClient) -> None:
    for key, name in NAMES.items():
        found = poisoned.get(f"/api/entity/evil-{key}?{DAY}").get_json()
        assert found["label"] == name


def test_name_of_a_file_to_save_is_ours(poisoned: FlaskClient) -> None:
    loads = poisoned.get("/api/loads").get_json()["loads"]
    for load in loads:
        answer = poisoned.get(f"/loads/{load['load_id']}/turtle")
        header = answer.headers["Content-Disposition"]
        assert not {"<", ">", "\n", "\r"} & {*header}
