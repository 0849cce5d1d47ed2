"""What is lost when one owner refuses: by hand, and equal to closing every road of that owner."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from generated_markets import ASSETS, DAY, market_records
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.market.compile import View, compile_market
from graph.market.market import Market
from graph.market.read import read_records
from graph.market.records import MarketRecords
from graph.store.memory import read_files
from graph.terms import ID_BASE
from graph.whatif.exposure import (
    expose_assistant,
    expose_buyer,
    expose_vendor,
    tell_exposure,
)
from ontology import DATA


@pytest.fixture(scope="module")
def article() -> Market:
    """The market of the article on its day."""
    return compile_market(read_records(read_files([DATA / "article.ttl"])), date(2026, 6, 2))


def test_openai_can_lose_nothing_to_one_refusal_on_the_articles_day(article: Market) -> None:
    # Codex: {Amazon}, {OpenAI}. The models in Copilot: {Microsoft}, {OpenAI}.
    told = tell_exposure(article, expose_vendor(article, f"{ID_BASE}openai"))
    rows = {one["owner"]: one for one in told["owners"]}
    assert told["live"] == ["codex", "openai-models"]
    assert {owner: (r["lost"], r["kept"], r["own"]) for owner, r in rows.items()} == {
        "openai": ([], ["codex", "openai-models"], True),
        "amazon": ([], ["codex"], False),
        "microsoft": ([], ["openai-models"], False),
    }
    assert rows["amazon"]["share_lost"] == "0"
    assert rows["amazon"]["share_touched"] == "1/2"
    assert "nobody else can take any of them alone" in told["summary"]


def test_microsofts_own_model_is_lost_only_to_itself(article: Market) -> None:
    (refusal,) = expose_vendor(article, f"{ID_BASE}microsoft").refusals
    assert (refusal.is_own, refusal.lost) == (True, (f"{ID_BASE}mai-code-1-flash",))


def test_what_a_subsidiary_developed_is_its_owners(new_book) -> None:
    book = new_book().stake("parent", "lab", "1").asset("x", "lab").platform("p", "ann")
    found = expose_vendor(book.channel("1", "x", "p").market(), "parent")
    assert [(one.owner, one.lost) for one in found.refusals] == [("ann", ("x",))]
    assert found.share_lost(found.refusals[0]) == Fraction(1)


def test_the_supply_of_copilot_hangs_on_its_own_group(article: Market) -> None:
    told = tell_exposure(article, expose_assistant(article, f"{ID_BASE}copilot"))
    assert told["kind"] == "assistant"
    assert [(one["owner"], one["own"], one["lost_count"]) for one in told["owners"]] == [
        ("microsoft", True, 2)
    ]


def test_only_the_roads_through_the_assistant_are_its_supply(new_book) -> None:
    book = new_book().asset("x").asset("y").platform("helper", "ann").platform("shop", "bob")
    book.cloud("ground", "eve")
    book.channel("1", "x", "helper", hosts=("ground",)).channel("2", "y", "helper")
    book.channel("3", "x", "shop")
    found = expose_assistant(book.market(), "helper")
    assert [(one.owner, one.is_own, one.lost) for one in found.refusals] == [
        ("ann", True, ("x", "y")), ("eve", False, ("x",)),
    ]  # fmt: skip


def test_a_buyer_of_two_assets_loses_half_if_microsoft_refuses(article: Market) -> None:
    names = [ID_BASE + name for name in ("codex", "mai-code-1-flash", "gemini-code-assist")]
    told = tell_exposure(article, expose_buyer(article, names))
    first = told["owners"][0]
    assert (first["owner"], first["share_lost"]) == ("microsoft", "1/2")
    assert told["no_channel"] == ["gemini-code-assist"]
    assert told["summary"].endswith(
        "if Microsoft refuses, one of them (1/2) cannot be had any more."
    )


def test_a_vendor_without_a_live_asset_has_nothing_to_lose(article: Market) -> None:
    told = tell_exposure(article, expose_vendor(article, f"{ID_BASE}google"))
    assert (told["owners"], told["live"]) == ([], [])
    assert "nothing to lose that the graph knows of" in told["summary"]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records=market_records(), view=st.sampled_from(list(View)))
def test_a_refusal_takes_every_road_on_which_the_owner_stands(
    records: MarketRecords, view: View
) -> None:
    market = compile_market(records, DAY, view=view)
    found = expose_buyer(market, ASSETS)
    assert set(found.live) | set(found.closed) == set(ASSETS)
    for one in found.refusals:
        for asset in ASSETS:
            left = [r for r in market.routes.get(asset, ()) if one.owner not in r.owners]
            touched = len(left) < len(market.routes.get(asset, ()))
            assert (asset in one.lost) == (touched and not left)
            assert (asset in one.kept) == (touched and bool(left))
