"""The what-if pages: the scenario is the address, and faults stand at their edit."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

HTML = {"Accept": "text/html"}
DAY = "as_of=2026-07-02"
CLOSE = "edit=close+codex+on+bedrock"


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def edits_of(address: str) -> list[str]:
    return [value for name, value in parse_qsl(urlsplit(address).query) if name == "edit"]


def test_closing_a_road_shows_before_and_after(shipped: FlaskClient) -> None:
    page = shipped.get(f"/whatif?{CLOSE}&{DAY}", headers=HTML).text
    told = words_of(page)
    # Codex has two independent roads on that day; one is left.
    assert "One asset moves on 2026-07-02" in told
    assert "Codex 1/2 1 multi-homed" in told
    assert "only OpenAI&#39;s road is left" in told
    assert "The roads of Codex before" in page
    assert "The roads of Codex after" in page
    assert ">closes</text>" in page


def test_page_and_api_say_the_same(shipped: FlaskClient) -> None:
    query = f"{CLOSE}&edit=acquire+amazon+anthropic&{DAY}"
    page = shipped.get(f"/whatif?{query}&format=json").get_json()
    assert page == shipped.get(f"/api/whatif?{query}").get_json()
    assert [line["error"] for line in page["lines"]] == [None, None]
    assert page["shared"] == "close%20codex%20on%20bedrock;acquire%20amazon%20anthropic"
    assert page["command"] == (
        "captivity whatif 'close codex on bedrock' 'acquire amazon anthropic' --as-of 2026-07-02"
    )


@pytest.mark.parametrize(
    ("query", "edits"),
    [
        ("verb=close&asset=codex&platform=Amazon+Bedrock&since=",
         ['close codex on "Amazon Bedrock"']),
        (f"{CLOSE}&verb=acquire&owner=amazon&organisation=anthropic&since=2026-07-01",
         ["close codex on bedrock", "acquire amazon anthropic from 2026-07-01"]),
        ("verb=open&asset=codex&platform=vertex-ai&biller=google&host=&mode=RawAPI&stage=&since=",
         ["open codex on vertex-ai biller google mode RawAPI"]),
        ("verb=share&owner=a&organisation=b&votes=0.6&since=", ["share a b 0.6"]),
        ("verb=operator&platform=bedrock&organisation=openai&how=drop",
         ["drop operator bedrock openai"]),
        ("verb=role&role=host&channel=ch-x&party=aws&how=", ["host ch-x aws"]),
        ("text=close+codex+on+bedrock%0D%0A%23+why%0D%0Aacquire+a+b%3B+divest+a+b",
         ["close codex on bedrock", "acquire a b", "divest a b"]),
        ("shared=close%2520codex%2520on%2520bedrock%3Bacquire%2520a%2520b",
         ["close codex on bedrock", "acquire a b"]),
        ("edit=acquire+a+b%3B+divest+a+b", ["acquire a b", "divest a b"]),
    ],
)  # fmt: skip
def test_forms_lead_to_an_address_that_holds_the_scenario(
    shipped: FlaskClient, query: str, edits: list[str]
) -> None:
    answer = shipped.get(f"/whatif?{query}&{DAY}", headers=HTML)
    assert answer.status_code == 302
    assert edits_of(answer.location) == edits
    assert DAY in answer.location
    # The address it leads to stands as it is.
    assert shipped.get(answer.location, headers=HTML).status_code in (200, 400, 422)


def test_edit_can_be_removed_and_all_of_them(shipped: FlaskClient) -> None:
    page = shipped.get(f"/whatif?{CLOSE}&edit=acquire+amazon+anthropic&{DAY}", headers=HTML).text
    remove = re.search(r'href="([^"]+)" aria-label="Remove close codex on bedrock"', page)
    assert remove is not None
    assert edits_of(remove[1].replace("&amp;", "&")) == ["acquire amazon anthropic"]
    assert f'href="/whatif?{DAY}">Start over' in page


@pytest.mark.parametrize(
    ("edit", "status", "words"),
    [
        ("close codx on bedrock", 422, "Did you mean codex"),
        ("clos codex on bedrock", 400, "Did you mean close"),
        ("close codex on", 400, "The edit ends where"),
        ("close codex on foundry", 422, "On that day it is open on"),
        ("load /etc/passwd", 422, "No file can be loaded here"),
        ("close 'codex on bedrock", 400, "A quote is not closed"),
    ],
)
def test_faulty_edit_says_so_beside_it_and_the_rest_still_counts(
    shipped: FlaskClient, edit: str, status: int, words: str
) -> None:
    query = {"edit": [edit, "close codex on bedrock"], "as_of": "2026-07-02"}
    answer = shipped.get("/whatif", query_string=query, headers=HTML)
    assert answer.status_code == status
    told = words_of(answer.text)
    assert words in told
    assert "One asset moves" in told
    refused = shipped.get("/api/whatif", query_string=query)
    assert refused.mimetype == "application/problem+json"
    assert refused.status_code in (400, 404, 409)


def test_nothing_that_moves_says_why(shipped: FlaskClient) -> None:
    told = words_of(shipped.get(f"/whatif?edit=close+codex+on+bedrock+from+2027-01-01&{DAY}").text)
    assert "Nothing moves" in told


def test_edits_can_rest_on_each_other(shipped: FlaskClient) -> None:
    query = f"edit=open+mai-code-1-flash+on+bedrock&edit=close+mai-code-1-flash+on+bedrock&{DAY}"
    told = shipped.get(f"/api/whatif?{query}").get_json()
    assert told["moved"] == []
    assert [line["changed"] for line in told["lines"]] == [1, 1]


def test_every_example_answers(shipped: FlaskClient) -> None:
    page = shipped.get(f"/whatif?{DAY}", headers=HTML).text
    links = re.findall(r'<li class="card"><p><a href="([^"]+)"', page)
    assert len(links) == 8
    for link in links:
        answer = shipped.get(link.replace("&amp;", "&"), headers=HTML)
        assert answer.status_code == 200, link
        assert DAY in link


def test_new_roads_say_which_helps_and_which_does_not(shipped: FlaskClient) -> None:
    page = shipped.get(f"/whatif/exits?name=MAI-Code-1-Flash&{DAY}", headers=HTML).text
    told = shipped.get(f"/api/exits/mai-code-1-flash?{DAY}").get_json()
    assert told == shipped.get(f"/whatif/exits?name=mai-code-1-flash&{DAY}&format=json").get_json()
    assert told["summary"].replace("'", "&#39;") in page
    assert "edit=open+mai-code-1-flash+on+" in page or "open%20mai-code-1-flash" in page


def test_refusals_and_contracts_agree_with_the_api(shipped: FlaskClient) -> None:
    for mode, query in (
        ("exposure", f"names=openai&{DAY}"),
        ("exposure", f"names=codex%3B+mai-code-1-flash&{DAY}"),
        ("cover", f"names=codex%0Amai-code-1-flash&by=owner&{DAY}"),
    ):
        told = shipped.get(f"/api/{mode}?{query}").get_json()
        assert told == shipped.get(f"/whatif/{mode}?{query}&format=json").get_json()
        page = shipped.get(f"/whatif/{mode}?{query}", headers=HTML)
        assert page.status_code == 200
        assert told["summary"] in page.text


def test_smallest_sets_of_contracts_are_listed(shipped: FlaskClient) -> None:
    told = shipped.get(f"/api/cover?names=codex,mai-code-1-flash&{DAY}").get_json()
    assert told["size"] == 2
    page = words_of(shipped.get(f"/whatif/cover?names=codex,mai-code-1-flash&{DAY}").text)
    assert "Amazon Web Services : codex" in page


@pytest.mark.parametrize("mode", ["exits?name=", "exposure?names=", "cover?names="])
def test_unknown_name_leaves_the_page_usable(shipped: FlaskClient, mode: str) -> None:
    assert shipped.get(f"/whatif/{mode}", headers=HTML).status_code == 200
    answer = shipped.get(f"/whatif/{mode}codx", headers=HTML)
    assert answer.status_code == 422
    assert "Did you mean codex" in answer.text
    assert "<form" in answer.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/whatif", 400), ("/api/exposure", 400), ("/api/cover?names=%3B", 400),
        ("/api/cover?names=codex&by=hand", 400), ("/api/exits/nobody", 404),
        ("/whatif?population=nobody", 400), ("/whatif?format=csv", 406),
        ("/api/exposure?names=" + "%3B".join(map(str, range(201))), 400),
    ],
)  # fmt: skip
def test_odd_addresses_answer_with_words(shipped: FlaskClient, address: str, status: int) -> None:
    answer = shipped.get(address)
    assert answer.status_code == status
    assert answer.get_json()["detail"]


def test_too_many_edits_are_refused(shipped: FlaskClient) -> None:
    text = "\n".join(["acquire amazon anthropic"] * 201)
    assert shipped.get("/whatif", query_string={"text": text}).status_code == 400


def test_long_and_hostile_edits_are_text(shipped: FlaskClient) -> None:
    hostile = "<script>alert(1)</script>\u202e" + "x" * 10_000
    answer = shipped.get("/whatif", query_string={"edit": hostile}, headers=HTML)
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text
