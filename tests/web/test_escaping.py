"""What a loaded file says stands on the pages as text, whatever it says."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from shipped_market import copy_store

from graph.settings import Settings
from graph.store.opened import open_embedded
from web.app import create_app
from web.links import safe_url

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{7*7}}"
FILE = f"""@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:evil a ctv:Model ; rdfs:label {json.dumps(HOSTILE)} ; ctv:developedBy :evil-org .
:evil-org a ctv:Vendor ; rdfs:label {json.dumps("=cmd()" + HOSTILE)} .
:evil-platform a ctv:ModelPlatform ; rdfs:label {json.dumps(HOSTILE)} ; ctv:operatedBy :evil-org .
:evil-channel a ctv:Channel ; rdfs:label {json.dumps(HOSTILE)} ;
    ctv:asset :evil ; ctv:platform :evil-platform ; ctv:accessMode ctv:RawAPI ; ctv:stage ctv:GA ;
    ctv:exclusivity ctv:NonExclusive ; ctv:validFrom "2026-06-02"^^xsd:date ;
    ctv:listingId {json.dumps(HOSTILE)} .
:evil-claim a ctv:Claim ; ctv:about :evil-channel ; ctv:claimKind ctv:Fact ;
    ctv:polarity ctv:Asserts ; ctv:confidence 0.9 ; ctv:locator {json.dumps(HOSTILE)} ;
    ctv:statement {json.dumps(HOSTILE)} ; prov:hadPrimarySource :evil-source .
:evil-source a ctv:Source ; dcterms:title {json.dumps(HOSTILE)} ;
    schema:url "javascript:alert(3)"^^xsd:anyURI .
"""
PAGES = [
    "/", "/?show=canvas", "/?show=table", "/?vendor=evil-org&focus=evil",
    "/id/evil", "/id/evil-org", "/id/evil-platform",
    "/id/evil-channel", "/id/evil-claim", "/id/evil-source", "/rankings", "/search?q=script",
    "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20FILTER(ISLITERAL(%3Fo))%20%7D",
    "/loads", "/log", "/changes?since=2000-01-01", "/review", "/thesis",
    "/whatif?edit=close+evil+on+evil-platform", "/whatif/exits?name=evil",
    "/whatif/exposure?names=evil-org", "/whatif/cover?names=evil",
]  # fmt: skip


@pytest.fixture(scope="module")
def poisoned(
    article_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FlaskClient]:
    """A client of a market with hostile names; for reading only."""
    folder = copy_store(article_folder, tmp_path_factory.mktemp("poisoned") / "store")
    settings = Settings(store=str(folder))
    with open_embedded(settings, write=True) as store:
        client = create_app(settings, store).test_client()
        name = "%3Cscript%3Ealert(4)%3C%2Fscript%3E.ttl"
        answer = client.post(f"/add?name={name}", data=FILE, content_type="text/turtle")
        assert answer.status_code == 201, answer.text
        yield client


@pytest.mark.parametrize("address", PAGES)
def test_hostile_text_is_text(poisoned: FlaskClient, address: str) -> None:
    page = poisoned.get(address, headers={"Accept": "text/html"}).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "49" not in re.findall(r"&amp;(\d+)", page)
    for link in re.findall(r'href="([^"]*)"', page):
        assert html.unescape(link).startswith(("/", "#", "?", "https://", "http://")), link


def test_page_shows_the_hostile_label_in_full(poisoned: FlaskClient) -> None:
    page = poisoned.get("/id/evil", headers={"Accept": "text/html"}).text
    assert HOSTILE in html.unescape(page)


def test_hostile_query_is_shown_as_text(small: FlaskClient) -> None:
    page = small.get(
        "/sparql", query_string={"query": f"</textarea>{HOSTILE}"}, headers={"Accept": "text/html"}
    ).text
    assert "</textarea><script" not in page
    assert "<script>alert" not in page


def test_cell_that_a_spreadsheet_would_run_is_quoted(poisoned: FlaskClient) -> None:
    text = poisoned.get("/rankings?format=csv").text
    assert "'=cmd()" in text


@pytest.mark.parametrize("form", ["csv", "svg", "graphml", "html", "json"])
def test_hostile_name_is_text_in_every_file_of_the_market(poisoned: FlaskClient, form: str) -> None:
    found = poisoned.get(f"/?vendor=evil-org&format={form}")
    assert found.status_code == 200
    if form == "json":
        assert found.json["total"] == 1
        return
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(found.text)))
        assert any(row["from"].startswith("'=cmd()") for row in rows)
        assert not any(cell.startswith("=") for row in rows for cell in row.values())
        return
    assert "<script>alert" not in found.text
    assert "<img src=x" not in found.text
    if form in ("svg", "graphml"):
        ElementTree.fromstring(found.data)  # noqa: S314 - well formed, whatever the name


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
     "data:text/html,x", "vbscript:x", "//evil.example", "file:///etc/passwd", "https:\n//x", ""],
)  # fmt: skip
def test_only_web_and_mail_addresses_become_links(address: str) -> None:
    assert safe_url(address) is None
