"""The story of the article, read back from the pages of the tour."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from graph.settings import Settings
from graph.store import open_store
from web.app import create_app

HTML = {"Accept": "text/html"}


def words(client: FlaskClient, number: int) -> str:
    page = client.get(f"/tour/{number}", headers=HTML)
    assert page.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_first_step_shows_one_owner_on_the_only_road(shipped: FlaskClient) -> None:
    told = shipped.get("/api/tour/1").get_json()
    assert (told["day"], told["asset"]["captivity"]) == ("2026-06-02", "1")
    assert [owner["label"] for owner in told["asset"]["veto"]] == ["Microsoft"]
    assert "one owner stands on every road" in words(shipped, 1)


def test_second_step_shows_captivity_before_and_after(shipped: FlaskClient) -> None:
    told = shipped.get("/api/tour/2").get_json()
    assert (told["before"]["asset"]["captivity"], told["asset"]["captivity"]) == ("1", "1/2")
    assert told["then"]["day"] == "2026-06-02"
    assert told["before"]["day"] < told["day"] <= told["then"]["day"]


def test_fourth_step_says_that_the_letter_is_denied_and_no_owner_moved(
    shipped: FlaskClient,
) -> None:
    told = shipped.get("/api/tour/4").get_json()
    assert (told["verdict"]["literal"], told["verdict"]["owner_closed"]) == ("denied", "holding")
    assert "But it moved nobody" in words(shipped, 4)


def test_every_step_leads_to_the_next_and_may_be_skipped(shipped: FlaskClient) -> None:
    for number in range(1, 6):
        page = shipped.get(f"/tour/{number}", headers=HTML).text
        assert 'aria-current="step"' in page
        assert ">Skip the tour<" in page
        assert (f'rel="next" href="/tour/{number + 1}"' in page) == (number < 5)
        assert (f'rel="prev" href="/tour/{number - 1}"' in page) == (number > 1)


@pytest.mark.parametrize("number", [0, 6])
def test_there_are_five_steps(shipped: FlaskClient, number: int) -> None:
    assert shipped.get(f"/tour/{number}", headers=HTML).status_code == 404
    assert shipped.get(f"/api/tour/{number}").status_code == 404


def test_store_without_the_article_says_so(tmp_path: object) -> None:
    settings = Settings(store=":memory:")
    with open_store(settings, write=True) as store:
        client = create_app(settings, store).test_client()
        assert "There is no story in this store" in words(client, 1)
        assert client.get("/api/tour/1").get_json()["code"] == "unknown-entity"


def test_market_offers_the_tour_until_it_was_seen(small: FlaskClient) -> None:
    assert 'href="/tour/1"' in small.get("/", headers=HTML).text
    small.get("/tour/1", headers=HTML)
    assert 'href="/tour/1"' not in small.get("/", headers=HTML).text
