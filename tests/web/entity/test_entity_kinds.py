"""What the pages of platforms, organisations and records answer."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from flask.testing import FlaskClient

Pages = Callable[..., dict[str, Any]]
HTML = {"Accept": "text/html"}
KINDS = (
    "codex", "microsoft", "bedrock", "aws", "claim-up4", "src-seed", "stake-ms-github",
    "ch-codex-bedrock", "hyp-capture",
)  # fmt: skip
BASE = "https://w3id.org/captivity/id/"


def test_platform_counts_what_it_carries_by_vendor(page_of: Pages) -> None:
    page = page_of("bedrock")
    assert sum(row["count"] for row in page["vendors"]) == page["carries_count"]
    assert sum(row["captive_count"] for row in page["vendors"]) == page["captive_count"]
    counts = [row["count"] for row in page["vendors"]]
    assert counts == sorted(counts, reverse=True)
    assert len(page["carries"]) <= 60
    assert all(row["platforms"] == 1 for row in page["only_road"])
    assert page["only_road_count"] >= len(page["only_road"]) > 0


def test_all_that_goes_through_a_platform_is_a_page_away(
    page_of: Pages, shipped: FlaskClient
) -> None:
    """The page lists the first 60; the rankings of the platform list as many as it counts."""
    day = "2026-07-01"
    count = page_of("bedrock", as_of=day)["carries_count"]
    assert count > 60
    text = shipped.get(f"/id/bedrock?as_of={day}", headers=HTML).text
    link = re.search(rf'href="([^"]+)">All {count} of them</a> · <a href="([^"]+)">JSON</a>', text)
    assert link
    address, data = (html.unescape(found) for found in link.groups())
    listed = shipped.get(address, headers=HTML)
    assert listed.mimetype == "text/html"
    words = " ".join(listed.text.split())
    assert f"{count} assets, page 1 of {-(-count // 50)}, on Amazon Bedrock" in words
    assert 'rel="next"' in words or "page=2" in words
    assert len(shipped.get(data).get_json()["assets"]) == count


def test_changes_of_a_platform_are_its_own_up_to_the_day(page_of: Pages) -> None:
    changes = page_of("bedrock")["changes"]
    assert changes[0]["day"] == "2026-06-02"
    assert any(change["title"] == "Codex through Amazon Bedrock opened" for change in changes)
    days = [change["day"] for change in changes]
    assert days == sorted(days, reverse=True)
    assert {change["platform"] for change in changes} <= {"bedrock", None}


def test_platform_whose_channels_are_set_aside_says_how_many(
    page_of: Pages, shipped: FlaskClient
) -> None:
    page = page_of("openrouter", as_of="2026-07-01")
    assert page["carries_count"] == 0
    counted = page_of("openrouter", as_of="2026-07-01", resale="1")
    assert counted["carries_count"] == page["set_aside_count"] > 100
    text = shipped.get("/id/openrouter?as_of=2026-07-01", headers=HTML).text
    assert "/id/openrouter?as_of=2026-07-01&amp;resale=1" in text


def test_organisation_says_what_it_controls_and_by_which_stake(page_of: Pages) -> None:
    page = page_of("microsoft")
    (github,) = page["controls"]
    assert github["party"]["label"] == "GitHub"
    assert [step["iri"] for step in github["steps"]] == [f"{BASE}stake-ms-github"]
    assert "GitHub Copilot" in [node["label"] for node in page["operates"]]
    assert page["can_shut_count"] == len(page["can_shut"])
    assert f"{BASE}mai-code-1-flash" in [row["iri"] for row in page["can_shut"]]


def test_power_of_an_organisation_is_a_share_with_its_rank(page_of: Pages) -> None:
    power = page_of("microsoft")["power"]
    assert Fraction(power["gatekeeper_share"]) == Fraction(
        power["captive_count"], power["live_count"]
    )
    assert power["captive_count"] == page_of("microsoft")["can_shut_count"]
    assert 1 <= power["rank"] <= power["of"]
    assert 0 < Fraction(power["shapley"]) < 1


def test_dependence_counts_both_ways(page_of: Pages) -> None:
    pairs = page_of("microsoft")["dependence"]["of_vendors"]
    openai = next(pair for pair in pairs if pair["vendor"]["label"] == "OpenAI")
    expected = Fraction(openai["lost"], openai["made"]) - Fraction(
        openai["supplied"], openai["offered"]
    )
    assert Fraction(openai["asymmetry"]) == expected


def test_channel_tells_its_roles_and_the_game_of_its_asset(page_of: Pages) -> None:
    channel = page_of("ch-codex-bedrock")["channel"]
    assert channel["counts"]
    assert [owner["label"] for owner in channel["owners"]] == ["Amazon"]
    assert channel["score"]["captivity"] == "1/2"
    assert channel["closing"] == "close ch-codex-bedrock"
    before = page_of("ch-codex-bedrock", as_of="2026-06-01")["channel"]
    assert not before["counts"]
    assert before["reason"] == "opens on 2026-06-02"


def test_stake_tells_its_parties_and_whether_it_controls(page_of: Pages) -> None:
    stake = page_of("stake-ms-openai")["stake"]
    assert (stake["holder"]["label"], stake["issuer"]["label"]) == ("Microsoft", "OpenAI")
    assert stake["holds"]
    assert not stake["gives_control"]
    assert not page_of("stake-ms-openai", as_of="2025-10-27")["stake"]["holds"]
    assert page_of("stake-ms-github")["stake"]["gives_control"]


def test_source_lists_what_rests_on_it(page_of: Pages) -> None:
    article = page_of("src-seed")["source"]
    assert article["issued"] == "2026-06-02"
    assert article["supports_count"] == len(article["supports"]) > 40
    catalog = page_of("src-models-dev-2026-07-02-f3fc692")["source"]
    assert catalog["channel_count"] > 8000
    assert len(catalog["channels"]) == 20
    assert catalog["platform_count"] >= len(catalog["platforms"]) == 20


def test_claim_says_what_it_is_about(page_of: Pages) -> None:
    claim = page_of("claim-p3b")["claim"]
    assert [node["label"] for node in claim["about"]] == ["Codex"]
    assert (claim["kind"], claim["confidence"], claim["locator"]) == ("Fact", "0.9", "P3")


def test_cloud_lists_what_runs_on_it(page_of: Pages) -> None:
    page = page_of("aws")
    assert "Amazon Bedrock" in [node["label"] for node in page["carries_platforms"]]


@pytest.mark.parametrize("slug", KINDS)
def test_page_and_api_say_the_same(shipped: FlaskClient, slug: str) -> None:
    asked = {"as_of": "2026-06-02"}
    by_api = shipped.get(f"/api/entity/{slug}", query_string=asked).json
    by_page = shipped.get(f"/id/{slug}", query_string={**asked, "format": "json"}).json
    assert by_api == by_page
    text = shipped.get(f"/id/{slug}", query_string=asked, headers=HTML).text
    assert text.count("<h1") == 1
    assert "<dt>" in text or 'id="data"' in text
