"""The search box, the search page and their API."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from web.searching import mark

HTML = {"Accept": "text/html"}


def test_rows_of_the_box_say_what_they_are_and_mark_what_fits(shipped: FlaskClient) -> None:
    row = shipped.get("/api/search?q=bedrok").json[0]
    assert (row["label"], row["group"], row["shape"]) == ("Amazon Bedrock", "Platforms", "platform")
    assert row["parts"] == [["Amazon ", False], ["Bedrock", True]]
    assert (row["id"], row["detail"]) == ("bedrock", "Amazon Web Services")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://w3id.org/captivity/id/codex", "/id/codex"),
        (":codex", "/id/codex"),
        ("ctv:GA", "/ns#GA"),
        ("https://w3id.org/captivity/ns#GA", "/ns#GA"),
        ("shared-veto", "/sparql?question=shared-veto"),
        ("openai/gpt-5.5", "/id/openai/gpt-5.5"),
        ("claim-d2", "/id/claim-d2"),
    ],
)
def test_identifiers_and_prefixed_names_are_found(
    shipped: FlaskClient, text: str, url: str
) -> None:
    assert shipped.get("/api/search", query_string={"q": text}).json[0]["url"] == url


def test_a_group_can_be_asked_for_alone(shipped: FlaskClient) -> None:
    rows = shipped.get("/api/search?q=a&section=organisation&limit=40").json
    assert len(rows) == 40
    assert {row["section"] for row in rows} == {"organisation"}
    assert shipped.get("/api/search?q=a&section=nonsense").status_code == 400
    assert shipped.get("/api/search?q=a&limit=none").status_code == 400


def test_hits_come_part_by_part_and_the_headers_count_them(shipped: FlaskClient) -> None:
    alone = "/api/search?q=a&section=organisation"
    whole = shipped.get(f"{alone}&limit=1000")
    parts = [shipped.get(f"{alone}&limit=20&offset={offset}") for offset in (0, 20)]
    assert [row for part in parts for row in part.json] == whole.json[:40]
    assert parts[0].headers["X-Total-Count"] == str(len(whole.json))
    assert f'<{alone}&limit=20&offset=20>; rel="next"' in parts[0].headers["Link"]
    # Of all groups together the list is what the box offers, and no more.
    box = shipped.get("/api/search?q=a&limit=100")
    rest = shipped.get("/api/search?q=a&offset=12")
    assert rest.json == box.json[12:24]
    assert rest.headers["X-Total-Count"] == str(len(box.json))
    assert shipped.get("/api/search?q=a&limit=1001").status_code == 400


def test_page_groups_what_it_finds_and_counts_it(shipped: FlaskClient) -> None:
    page = shipped.get("/search?q=bedrock", headers=HTML).text
    document = shipped.get("/search?q=bedrock&format=json").json
    assert document["sections"][0]["name"] == "platform"
    assert f"{document['total']} matches for “bedrock”" in page
    assert all(f'id="{one["name"]}"' in page for one in document["sections"])
    assert "<mark>Bedrock</mark>" in page


def test_page_of_one_group_shows_more_of_it(shipped: FlaskClient) -> None:
    counts = [
        len(shipped.get(f"/search?q=gpt{more}&format=json").json["sections"][0]["found"])
        for more in ("", "&section=asset")
    ]
    assert counts[0] == 12 < counts[1]


def test_misspelt_text_is_answered_with_what_was_meant(shipped: FlaskClient) -> None:
    page = shipped.get("/search?q=antropic", headers=HTML).text
    assert "Nothing is called “antropic”" in page
    assert 'Did you mean <a href="/search?q=Anthropic">Anthropic</a>?' in page


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "\x00\x1b", "\u202egpt", "🦙", "<script>", "%", "("]
)
def test_hostile_text_is_answered_as_text(shipped: FlaskClient, text: str) -> None:
    answer = shipped.get("/search", query_string={"q": text}, headers=HTML)
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert shipped.get("/api/search", query_string={"q": text}).status_code == 200


def test_longest_word_is_marked_first() -> None:
    assert mark("Codex", frozenset({"co", "codex"})) == [("Codex", True)]
    assert mark("(x)", frozenset()) == [("(x)", False)]
