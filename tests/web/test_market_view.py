"""The market page, its files and the API say the same of one address."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date
from xml.etree import ElementTree

import networkx as nx
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from graph.market.records import Channel
from web.market.timeline import make_timeline

HTML = {"Accept": "text/html"}
STATE = "as_of=2026-06-02&kind=Model&platforms=6&open=vendor:openai"


def rows_of(page: str) -> int:
    return len(re.findall(r'<th scope="row"', page))


def test_page_api_and_files_have_the_same_roads(shipped: FlaskClient) -> None:
    page = shipped.get(f"/?{STATE}", headers=HTML).text
    told = shipped.get(f"/api/market?{STATE}").json
    assert told["summary"] in html.unescape(page)
    assert shipped.get(f"/?{STATE}&format=json").json == told
    roads = {
        (edge["from"], edge["to"]): (edge["models"], edge["captive"]) for edge in told["edges"]
    }
    drawn = re.findall(r'data-from="([^"]*)" data-to="([^"]*)"', page)
    assert {(html.unescape(a), html.unescape(b)) for a, b in drawn} == set(roads)
    assert rows_of(page) == len(roads)
    rows = list(csv.DictReader(io.StringIO(shipped.get(f"/?{STATE}&format=csv").text)))
    assert sorted((int(r["models"]), int(r["captive"])) for r in rows) == sorted(roads.values())
    network = nx.parse_graphml(shipped.get(f"/?{STATE}&format=graphml").text)
    assert set(network.edges()) == set(roads)
    assert all(isinstance(n["models"], int) for _, n in network.nodes(data=True))


def test_drawing_stands_alone_and_may_be_shown_with_its_style(shipped: FlaskClient) -> None:
    answer = shipped.get("/?format=svg&as_of=2026-06-02")
    assert answer.mimetype == "image/svg+xml"
    assert "style-src 'sha256-" in answer.headers["Content-Security-Policy"]
    root = ElementTree.fromstring(answer.data)  # noqa: S314 - our own drawing
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert "script" not in names
    assert "a" not in names
    texts = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert "Amazon Bedrock" in texts


def test_turtle_has_every_channel_behind_the_roads_and_no_other(shipped: FlaskClient) -> None:
    """Codex on the day of the article: one channel through Bedrock, one of OpenAI's own."""
    address = "/?as_of=2026-06-02&kind=Assistant&format=turtle"
    quads = list(parse(shipped.get(address).data, format=RdfFormat.TURTLE))
    assets = {q.object.value for q in quads if q.predicate.value.endswith("#asset")}  # type: ignore[union-attr]
    assert assets == {"https://w3id.org/captivity/id/codex"}
    told = shipped.get("/api/market?as_of=2026-06-02&kind=Assistant").json
    assert told["total"] == 1
    platforms = {q.object.value for q in quads if q.predicate.value.endswith("#platform")}  # type: ignore[union-attr]
    assert platforms == {node["iri"] for node in told["nodes"] if node["role"] == "platform"}


def test_page_for_offline_use_has_the_filters_of_the_address(shipped: FlaskClient) -> None:
    answer = shipped.get("/?as_of=2026-06-02&kind=Assistant&format=html")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "Amazon Bedrock" in answer.text
    assert "Only assistants." in answer.text
    assert "GitHub Copilot" not in answer.text


def test_unfolding_shows_a_step_more_and_says_how_many_are_left(shipped: FlaskClient) -> None:
    first, more = (shipped.get(f"/api/market?{a}").json for a in ("", "platforms=26"))

    def platforms(told: dict[str, list[dict[str, str]]]) -> int:
        return sum(node["role"] == "platform" for node in told["nodes"])

    assert (platforms(first), platforms(more)) == (14, 26)
    assert first["hidden"]["platform"] - more["hidden"]["platform"] == 12
    words = f"+{first['hidden']['platform']} more platforms"
    assert words in shipped.get("/", headers=HTML).text


def test_owner_unfolds_into_its_platforms(shipped: FlaskClient) -> None:
    told = shipped.get("/api/market?open=owner:alphabet&focus=owner:alphabet").json
    roads = [edge for edge in told["edges"] if edge["to"] == "owner:alphabet"]
    before = [e for e in shipped.get("/api/market").json["edges"] if e["to"] == "owner:alphabet"]
    assert len(before) < len(roads) <= len(before) + 12


def test_details_name_models_counts_and_the_way_to_why(shipped: FlaskClient) -> None:
    told = shipped.get("/api/market?as_of=2026-06-02&focus=codex").json["details"]
    assert (told["label"], told["models"], told["captive"]) == ("Codex", 1, 0)
    assert [(m["label"], m["captivity"]) for m in told["top"]] == [("Codex", "1/2")]
    assert told["why"].startswith("/id/codex")
    vendor = shipped.get("/api/market?focus=vendor:openai").json["details"]
    assert len(vendor["top"]) == 8
    assert vendor["others"] == vendor["models"] - 8
    assert shipped.get(vendor["why"], headers=HTML).status_code == 200
    assert shipped.get("/api/market?focus=nobody").json["details"] is None
    assert "not in this picture" in shipped.get("/?focus=nobody", headers=HTML).text


def test_figure_names_its_population_and_its_size(shipped: FlaskClient) -> None:
    told = shipped.get("/api/market?population=core&as_of=2026-06-02").json
    assert told["population"]["name"] == "core"
    assert told["population"]["size"] == told["total"]
    page = shipped.get("/?population=core&as_of=2026-06-02", headers=HTML).text
    assert f"{told['captive']:,} of {told['total']:,}" in page
    assert html.escape(told["population"]["definition"]) in page


def test_choice_that_there_is_not_is_refused_in_words(shipped: FlaskClient) -> None:
    answer = shipped.get("/?kind=Planet", headers=HTML)
    assert answer.status_code == 400
    assert "There is no such kind" in answer.text
    assert shipped.get("/?format=png").status_code == 406


def test_first_view_is_small(shipped: FlaskClient) -> None:
    answer = shipped.get("/", headers={**HTML, "Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < 60_000


def test_slider_goes_by_months_to_today_and_counts_what_opened() -> None:
    """One channel long before, 200 in May, one in June that a first copy shows: no news."""
    channels = [
        Channel(f"c{n}", "", "a", "p", valid_from=day, precision=precision)
        for n, (day, precision) in enumerate(
            [(date(2023, 6, 2), None), *[(date(2026, 5, 3), None)] * 200,
             (date(2026, 6, 1), "SnapshotSeen")]
        )
    ]  # fmt: skip
    time = make_timeline(channels, date(2026, 6, 10), count_set_aside=False)
    assert [(m.day.isoformat(), m.opened) for m in time.months] == [
        ("2026-05-31", 200), ("2026-06-10", 0),
    ]  # fmt: skip
    assert time.earlier == 1
    assert [time.step_of(date(*day)) for day in ((2020, 1, 1), (2026, 6, 2), (2030, 1, 1))] == [
        0,
        1,
        1,
    ]
    empty = make_timeline([], date(2026, 6, 10), count_set_aside=False)
    assert [m.day for m in empty.months] == [date(2026, 6, 10)]
