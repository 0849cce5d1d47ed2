from __future__ import annotations

import csv
import html
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.catalogs.decisions import FILE_NAME
from graph.ingest.add import add_document
from graph.settings import Settings
from graph.store import open_store
from graph.store.embedded import EmbeddedStore
from web.app import create_app

HTML = {"Accept": "text/html"}
#: Two listings that no step knows and one on which two steps disagree (see below).
LISTINGS = """
@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
<https://w3id.org/captivity/id/listing/models.dev/helicone/mistral-small> a ctv:Channel ;
    ctv:asset <https://w3id.org/captivity/id/mistral/mistral-small-3.2> ; ctv:platform :helicone ;
    ctv:listingId "mistral-small" ; ctv:identityMethod ctv:StatedIdentity .
<https://w3id.org/captivity/id/listing/litellm/nowhere/zorblax> a ctv:Channel ;
    ctv:asset <https://w3id.org/captivity/id/nowhere/zorblax> ; ctv:platform :nowhere ;
    ctv:listingId "zorblax" .
<https://w3id.org/captivity/id/listing/models.dev/nowhere/zorblax-%3Cb%3E> a ctv:Channel ;
    ctv:asset <https://w3id.org/captivity/id/nowhere/zorblax-b> ; ctv:platform :nowhere ;
    ctv:listingId "zorblax-<b>" .
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=str(tmp_path / "store"))


@pytest.fixture
def listed(settings: Settings) -> Iterator[EmbeddedStore]:
    """A store on disk with three listings to review."""
    with open_store(settings, write=True) as store:
        add_document(store, "listings.ttl", LISTINGS.encode(), check=False)
        yield store


@pytest.fixture
def curator(settings: Settings, listed: EmbeddedStore) -> FlaskClient:
    return create_app(settings, listed).test_client()


def titles(page: str) -> list[str]:
    return [html.unescape(name) for name in re.findall(r'id="listing-\d+">(.+)</h2>', page)]


def decide(client: FlaskClient, verdict: str, **fields: str) -> tuple[int, str, str]:
    """Press a button of the form about helicone's listing; status, place to go, text."""
    found = re.search(r'name="csrf" value="(\w+)"', client.get("/review", headers=HTML).text)
    assert found is not None
    listing = {"catalog": "models.dev", "provider": "helicone", "model_id": "mistral-small"}
    form = {"csrf": found[1], "verdict": verdict, **listing, **fields}
    answer = client.post("/review?kind=disagreement", data=form, headers=HTML)
    return answer.status_code, answer.headers.get("Location", ""), answer.text


def decisions(settings: Settings) -> list[dict[str, str]]:
    assert settings.store_path is not None
    file = settings.store_path.with_name(FILE_NAME)
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return list(csv.DictReader(text.splitlines()))


def test_entry_says_what_each_step_says_with_its_confidence(curator: FlaskClient) -> None:
    page = curator.get("/review", headers=HTML).text
    assert titles(page) == ["mistral-small", "zorblax", "zorblax-<b>"]
    assert "3 listings to review" in page
    first = page.partition("</section>")[0]
    assert "base-model says" in first
    assert "confidence 0.95" in first
    assert "mistral/mistral-small-3.2" in first
    assert "id says" in first
    assert "confidence 0.9<" in first


@pytest.mark.parametrize(
    ("verdict", "typed", "model", "reason"),
    [
        ("accept", "", "mistral/mistral-small-3.2", "accept: seen"),
        ("accept", "openai/gpt-5.5", "mistral/mistral-small-3.2", "accept: seen"),
        ("reject", "", "helicone/mistral-small", "reject: seen"),
        ("edit", "mistral/mistral-small", "mistral/mistral-small", "edit: seen"),
    ],
)
def test_decision_is_written_with_who_and_why_and_the_entry_leaves(
    curator: FlaskClient, settings: Settings, verdict: str, typed: str, model: str, reason: str
) -> None:
    status, place, _ = decide(curator, verdict, canonical=typed, who="Ada", note="seen")
    assert (status, place) == (303, "/review?kind=disagreement&page=1&done=mistral-small")
    (line,) = decisions(settings)
    assert (line["canonical_model"], line["reason"], line["decided_by"]) == (model, reason, "Ada")
    after = curator.get(place, headers=HTML).text
    assert f'<strong class="wrap">{model}</strong>, from the next import on' in after
    assert "Nothing in the queue fits" in after
    assert titles(curator.get("/review", headers=HTML).text) == ["zorblax", "zorblax-<b>"]


def test_queue_after_a_decision_is_what_a_new_server_works_out(
    curator: FlaskClient, settings: Settings, listed: EmbeddedStore
) -> None:
    decide(curator, "accept")
    fresh = create_app(settings, listed).test_client()
    assert curator.get("/review?format=json").json == fresh.get("/review?format=json").json


def test_decision_made_elsewhere_is_seen(curator: FlaskClient, settings: Settings) -> None:
    assert len(curator.get("/review?format=json").json["listings"]) == 3
    assert settings.store_path is not None
    file = settings.store_path.with_name(FILE_NAME)
    head = "catalog,provider,model_id,canonical_model,reason,decided_by,decided_on\n"
    file.write_text(f"{head}litellm,nowhere,zorblax,nowhere/zorblax,accept,Bob,2026-06-02\n")
    os.utime(file, ns=(1, 1))
    assert len(curator.get("/review?format=json").json["listings"]) == 2
    assert "Bob" in curator.get("/review", headers=HTML).text


@pytest.mark.parametrize(
    ("verdict", "fields", "words"),
    [
        ("edit", {"canonical": ""}, "No model given"),
        ("edit", {"canonical": "nonsense"}, "Not the name of a model"),
        ("perhaps", {}, "No such verdict"),
        ("accept", {"model_id": "not-there"}, "No such listing"),
        ("accept", {"note": "a\x07b"}, "cannot be kept"),
    ],
)
def test_decision_that_cannot_be_is_refused_and_writes_nothing(
    curator: FlaskClient, settings: Settings, verdict: str, fields: dict[str, str], words: str
) -> None:
    status, _, page = decide(curator, verdict, who="Ada", **fields)
    assert status in (400, 404)
    assert words in page
    assert decisions(settings) == []
    if "canonical" in fields:
        assert "<details open>" in page
        assert 'value="Ada"' in page


def test_form_without_its_token_or_from_elsewhere_decides_nothing(
    curator: FlaskClient, settings: Settings
) -> None:
    form = {"catalog": "litellm", "provider": "nowhere", "model_id": "zorblax", "verdict": "accept"}
    assert curator.post("/review", data={**form, "csrf": "0" * 64}).status_code == 403
    far = {"REMOTE_ADDR": "192.168.1.9"}
    assert curator.post("/review", json=form, environ_base=far).status_code == 403
    assert decisions(settings) == []


def test_visitor_from_elsewhere_sees_the_queue_without_forms(
    curator: FlaskClient, settings: Settings, listed: EmbeddedStore
) -> None:
    far = {"REMOTE_ADDR": "192.168.1.9"}
    closed = curator.get("/review", headers=HTML, environ_base=far).text
    assert len(titles(closed)) == 3
    assert 'method="post"' not in closed
    assert "Deciding is closed" in closed
    guarded = create_app(replace(settings, token="s3"), listed).test_client()  # noqa: S106
    assert 'name="token"' in guarded.get("/review", headers=HTML, environ_base=far).text


def test_store_in_memory_has_no_place_for_decisions(shipped: FlaskClient) -> None:
    page = shipped.get("/review", headers=HTML).text
    assert "there is no place for decisions" in page
    assert 'method="post"' not in page


def test_queue_is_filtered_by_reason_and_catalog_and_cut_into_pages(shipped: FlaskClient) -> None:
    every = shipped.get("/review?format=json").json["listings"]
    address = "/review?kind=unresolved&catalog=models.dev"
    wanted = [r for r in every if (r["kind"], r["catalog"]) == ("unresolved", "models.dev")]
    assert shipped.get(f"{address}&format=json").json["listings"] == wanted
    pages = -(-len(wanted) // 20)
    assert pages > 1
    page = shipped.get(f"{address}&page={pages}", headers=HTML).text
    assert titles(page) == [row["model_id"] for row in wanted[20 * (pages - 1) :]]
    assert f"{len(wanted)} listings to review of {len(every)}, page {pages} of {pages}" in page
    rows = list(csv.DictReader(shipped.get(f"{address}&format=csv").text.splitlines()))
    # A cell that a spreadsheet would run, such as one that begins with @, has a quote before it.
    plain = [row["model_id"].removeprefix("'") for row in rows]
    assert plain == [row["model_id"] for row in wanted]


def test_reason_that_is_none_is_refused(shipped: FlaskClient) -> None:
    assert shipped.get("/review?kind=boredom", headers=HTML).status_code == 400


def test_empty_queue_is_said_in_words(small: FlaskClient) -> None:
    assert "There is nothing to review" in small.get("/review", headers=HTML).text


def test_queue_is_worked_out_once(curator: FlaskClient) -> None:
    from web.review_queue import queue_of

    site = curator.application.extensions["captivity"]
    assert queue_of(site) is queue_of(site)
