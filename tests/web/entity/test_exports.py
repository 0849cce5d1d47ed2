"""The forms of an entity's page for other tools."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import networkx as nx
from flask.testing import FlaskClient

JSON = {"Accept": "application/json"}
DAY = "as_of=2026-06-02"
BASE = "https://w3id.org/captivity/id/"
SVG = "{http://www.w3.org/2000/svg}"


def test_csv_has_every_channel_also_those_left_out(shipped: FlaskClient) -> None:
    answer = shipped.get(f"/id/codex?{DAY}&format=csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["platform"], row["counts"]) for row in rows] == [
        ("Amazon Bedrock", "yes"),
        ("OpenAI direct", "yes"),
        ("Amazon Bedrock", "no"),
    ]
    assert rows[0]["owners"] == "Amazon"
    assert rows[2]["why_not"] == "closed on 2026-06-01"


def test_svg_is_a_file_of_its_own_with_links_to_this_server(shipped: FlaskClient) -> None:
    answer = shipped.get(f"/id/codex?{DAY}&format=svg")
    assert answer.mimetype == "image/svg+xml"
    root = ElementTree.fromstring(answer.text)  # noqa: S314 - our own
    links = [found.get("href", "") for found in root.iter(f"{SVG}a")]
    assert f"http://localhost/id/amazon?{DAY}" in links
    assert all(link.startswith("http://localhost/") for link in links)
    assert root.find(f"{SVG}style") is not None


def test_graphml_holds_the_roads_of_the_asset_and_nothing_else(shipped: FlaskClient) -> None:
    answer = shipped.get(f"/id/codex?{DAY}&format=graphml")
    network = nx.parse_graphml(answer.text, force_multigraph=True)
    kinds = nx.get_node_attributes(network, "kind")
    assert sorted(node for node, kind in kinds.items() if kind == "Channel") == [
        f"{BASE}ch-codex-bedrock",
        f"{BASE}ch-codex-direct",
    ]
    assert f"{BASE}amazon" in network
    assert f"{BASE}github" not in network


def test_platform_and_organisation_have_their_forms_too(shipped: FlaskClient) -> None:
    for slug in ("copilot", "microsoft"):
        for form in ("csv", "svg"):
            assert shipped.get(f"/id/{slug}?{DAY}&format={form}").status_code == 200
    network = nx.parse_graphml(shipped.get(f"/id/copilot?{DAY}&format=graphml").text)
    assert f"{BASE}copilot" in network


def test_form_that_there_is_not_is_refused_in_words(shipped: FlaskClient) -> None:
    for form in ("csv", "svg", "graphml"):
        answer = shipped.get(f"/id/claim-up4?format={form}", headers=JSON)
        assert answer.status_code == 406
        assert answer.json["title"].startswith("There is no")


def test_hostile_names_break_no_file(small: FlaskClient) -> None:
    name = "=cmd()</title><script>\u202e\"' & \U0001f600"
    label = json.dumps(name, ensure_ascii=False)
    text = (
        "@prefix : <https://w3id.org/captivity/id/> . "
        "@prefix ctv: <https://w3id.org/captivity/ns#> . "
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
        f":odd a ctv:ModelPlatform ; rdfs:label {label} ; ctv:operatedBy :openai . "
        ':ch-odd a ctv:Channel ; rdfs:label "odd" ; ctv:asset :codex ; ctv:platform :odd ; '
        "ctv:accessMode ctv:RawAPI ; ctv:stage ctv:GA ; ctv:exclusivity ctv:NonExclusive ; "
        "<http://www.w3.org/ns/prov#hadPrimarySource> :src-seed ; "
        'ctv:validFrom "2026-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .'
    )
    added = small.post("/add?name=odd.ttl", data=text, content_type="text/turtle")
    assert added.status_code == 201, added.text
    text = small.get(f"/id/codex?{DAY}&format=svg").text
    picture = ElementTree.fromstring(text)  # noqa: S314 - our own
    titles = [found.text or "" for found in picture.iter(f"{SVG}title")]
    assert any(title.startswith("=cmd()</title><script>") for title in titles)
    rows = list(csv.DictReader(io.StringIO(small.get(f"/id/codex?{DAY}&format=csv").text)))
    assert any(row["platform"].startswith("'=cmd()") for row in rows)
    assert nx.parse_graphml(small.get(f"/id/codex?{DAY}&format=graphml").text)
