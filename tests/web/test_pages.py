from __future__ import annotations

import csv
import io
import json
import re

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

HTML = {"Accept": "text/html"}
PAGES = [
    "/",
    "/?show=canvas",
    "/?only=platform",
    "/?open=vendor:openai&focus=codex",
    "/?show=table",
    "/?as_of=2026-06-01&view=vendor&resale=1",
    "/id/codex",
    "/id/microsoft",
    "/id/bedrock",
    "/id/claim-p6b",
    "/rankings",
    "/rankings?kind=Assistant&type=captive&sort=name",
    "/rankings?population=closed-core",
    "/changes",
    "/changes?since=2026-06-01&until=2026-07-01&kind=changed-hands",
    "/review",
    "/search?q=codex",
    "/search",
    "/sparql",
    "/add",
    "/loads",
    "/log",
    "/ns",
    "/about",
]


@pytest.mark.parametrize("address", PAGES)
def test_page_answers_with_html_and_one_heading(shipped: FlaskClient, address: str) -> None:
    answer = shipped.get(address, headers=HTML)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize(
    ("address", "marked"),
    [
        ("/", [("page", "Market")]),
        ("/whatif", [("page", "What if")]),
        ("/whatif/exits", [("true", "What if")]),
        ("/whatif/exposure", [("true", "What if")]),
        ("/whatif/cover", [("true", "What if")]),
        ("/tour/2", [("true", "Market")]),
        ("/new/stake", [("true", "Add")]),
        ("/loads", [("page", "Loads")]),
        ("/id/codex", []),
    ],
)
def test_page_and_its_subpages_are_marked_in_the_navigation(
    shipped: FlaskClient, address: str, marked: list[tuple[str, str]]
) -> None:
    text = shipped.get(address, headers=HTML).text
    links = "".join(re.findall(r"<(?:header|footer).*?</(?:header|footer)>", text, re.DOTALL))
    assert re.findall(r'aria-current="(\w+)">([^<]+)<', links) == marked


@pytest.mark.parametrize("address", PAGES)
def test_page_has_no_inline_script_style_or_foreign_resource(
    shipped: FlaskClient, address: str
) -> None:
    text = shipped.get(address, headers=HTML).text
    assert " style=" not in text
    assert "<style" not in text
    assert not re.search(r"\son\w+=", text)
    for source in re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="([^"]+)"', text):
        assert source.startswith("/"), source
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag


def test_codex_is_half_captive_on_the_day_of_the_article(shipped: FlaskClient) -> None:
    text = shipped.get("/id/codex?as_of=2026-06-02", headers=HTML).text
    assert re.search(r'<span class="big">1/2</span>', text)
    assert "Amazon" in text
    assert "OpenAI direct" in text


def test_page_of_the_captive_model_names_its_veto_owner(shipped: FlaskClient) -> None:
    page = shipped.get("/api/entity/mai-code-1-flash?as_of=2026-06-02").json
    assert page["captivity"]["captivity"] == "1"
    assert [owner["label"] for owner in page["captivity"]["veto_owners"]] == ["Microsoft"]


def test_name_that_is_no_slug_leads_to_the_slug(shipped: FlaskClient) -> None:
    answer = shipped.get("/id/Amazon%20Bedrock", headers=HTML)
    assert answer.status_code == 302
    assert answer.location == "/id/bedrock"


def test_node_with_a_foreign_address_has_a_page(small: FlaskClient) -> None:
    text = (
        "<https://example.org/m> a <https://w3id.org/captivity/ns#Model> ; "
        '<http://www.w3.org/2000/01/rdf-schema#label> "Model from elsewhere" ; '
        "<https://w3id.org/captivity/ns#developedBy> <https://w3id.org/captivity/id/openai> ."
    )
    added = small.post("/add?name=far.ttl", data=text, content_type="text/turtle")
    assert added.status_code == 201, added.text
    (found,) = small.get("/api/search?q=elsewhere").json
    assert found["url"] == "/id?iri=https%3A%2F%2Fexample.org%2Fm"
    assert "Model from elsewhere" in small.get(found["url"], headers=HTML).text


def test_misspelt_name_is_not_found_and_says_what_was_meant(shipped: FlaskClient) -> None:
    answer = shipped.get("/id/codx", headers=HTML)
    assert answer.status_code == 404
    assert "Did you mean" in answer.text


@pytest.mark.parametrize("address", ["/?as_of=2026-02-30", "/rankings?as_of=tomorrow"])
def test_day_that_is_none_is_refused_in_words(shipped: FlaskClient, address: str) -> None:
    answer = shipped.get(address, headers=HTML)
    assert answer.status_code == 400
    assert "YYYY-MM-DD" in answer.text


@pytest.mark.parametrize(
    ("media_type", "form"),
    [
        ("text/turtle", RdfFormat.TURTLE),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/rdf+xml", RdfFormat.RDF_XML),
    ],
)
def test_same_address_gives_rdf_by_accept(
    shipped: FlaskClient, media_type: str, form: RdfFormat
) -> None:
    answer = shipped.get("/id/codex", headers={"Accept": f"{media_type};q=0.9, text/html;q=0.1"})
    assert answer.mimetype == media_type
    assert "Accept" in answer.headers["Vary"]
    found = {(quad.predicate.value, str(quad.object)) for quad in parse(answer.data, format=form)}
    # The entity itself, and a channel at it with all that is said of that channel.
    assert ("http://www.w3.org/2000/01/rdf-schema#label", '"Codex"') in found
    assert (
        "https://w3id.org/captivity/ns#platform",
        "<https://w3id.org/captivity/id/bedrock>",
    ) in found


def test_format_in_the_address_beats_the_header(shipped: FlaskClient) -> None:
    answer = shipped.get("/id/codex?format=turtle", headers=HTML)
    assert answer.mimetype == "text/turtle"
    assert shipped.get("/id/codex?format=png", headers=HTML).status_code == 406


def test_vocabulary_is_turtle_for_machines_and_a_list_for_people(shipped: FlaskClient) -> None:
    turtle = shipped.get("/ns", headers={"Accept": "text/turtle"})
    assert turtle.mimetype == "text/turtle"
    assert len(list(parse(turtle.data, format=RdfFormat.TURTLE))) > 500
    assert 'id="Channel"' in shipped.get("/ns", headers=HTML).text


def test_every_road_of_the_canvas_stands_in_the_table(shipped: FlaskClient) -> None:
    text = shipped.get("/?show=canvas", headers=HTML).text
    data = re.search(r'id="network">(.*?)</script>', text, re.DOTALL)
    assert data is not None
    network = json.loads(data[1])
    assert len(network["edges"]) > 30
    assert text.count('<th scope="row"') == len(network["edges"])
    assert not any("arrows" in edge for edge in network["edges"])


def test_rankings_are_the_same_rows_as_page_csv_and_json(shipped: FlaskClient) -> None:
    address = "/rankings?kind=Assistant&as_of=2026-06-02"
    rows = list(csv.DictReader(io.StringIO(shipped.get(f"{address}&format=csv").text)))
    found = shipped.get(f"{address}&format=json").json["assets"]
    assert [row["label"] for row in rows] == [row["label"] for row in found]
    page = shipped.get(address, headers=HTML).text
    assert all(row["iri"].rsplit("/", 1)[-1] in page for row in rows)
    assert (rows[0]["label"], rows[0]["captivity"]) == ("Codex", "1/2")


def test_paging_shows_every_asset_once(shipped: FlaskClient) -> None:
    total = len(shipped.get("/rankings?format=json").json["assets"])
    last = -(-total // 50)
    page = shipped.get(f"/rankings?page={last}", headers=HTML).text
    assert f"page {last} of {last}" in page
    assert page.count('<th scope="row"') == total - 50 * (last - 1)


def test_search_finds_by_part_of_a_name_and_says_the_kind(shipped: FlaskClient) -> None:
    found = shipped.get("/api/search?q=cod").json
    assert {"label": "Codex", "kind": "assistant", "url": "/id/codex"}.items() <= found[0].items()
    assert shipped.get("/api/search?q=").json == []


def test_scores_come_part_by_part_most_captive_first(small: FlaskClient) -> None:
    day = "/api/score?as_of=2026-06-02"
    whole = small.get(day)
    assert whole.headers["X-Total-Count"] == str(len(whole.json))
    assert 'rel="next"' not in whole.headers["Link"]
    part = small.get(f"{day}&limit=2&offset=1")
    assert part.json == whole.json[1:3]
    assert part.headers["X-Total-Count"] == str(len(whole.json))
    assert 'offset=3>; rel="next"' in part.headers["Link"]
    named = small.get(f"{day}&name=codex&name=mai-code-1-flash&limit=1&offset=1")
    assert [row["name"] for row in named.json] == ["mai-code-1-flash"]
    assert named.headers["X-Total-Count"] == "2"
    assert small.get(f"{day}&limit=0").status_code == 400


def test_scores_by_name_are_those_of_the_command_line(shipped: FlaskClient) -> None:
    rows = shipped.get("/api/score?name=codex&name=mai-code-1-flash&as_of=2026-06-02").json
    assert [(row["name"], row["captivity"]) for row in rows] == [
        ("codex", "1/2"),
        ("mai-code-1-flash", "1"),
    ]
