"""Vendors and platforms of a small market, worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from graph.market.compile import compile_market
from graph.market.market import Market
from graph.market.records import Channel, Entity, MarketRecords
from graph.metrics.closure import find_live
from graph.metrics.party_rows import platform_rows, vendor_rows


@pytest.fixture
def market() -> Market:
    """V has x on p and y on p and q, W has z on its own r; A runs p, B runs q, W runs r."""
    organisations = [Entity(name, name, frozenset({"Organization"})) for name in "ABVW"]
    platforms = [
        Entity(name, name, frozenset({"Platform"}), operators=(by,))
        for name, by in zip("pqr", "ABW", strict=True)
    ]
    models = [
        Entity(name, name, frozenset({"Model"}), developers=(by,))
        for name, by in zip("xyz", "VVW", strict=True)
    ]
    offers = [("x", "p"), ("y", "p"), ("y", "q"), ("z", "r")]
    channels = {
        f"c{n}": Channel(f"c{n}", f"c{n}", asset, platform, access_mode="RawAPI", stage="GA")
        for n, (asset, platform) in enumerate(offers)
    }
    entities = {e.iri: e for e in (*organisations, *platforms, *models)}
    return compile_market(MarketRecords(1, entities, channels, {}, {}, {}), date(2026, 6, 2))


def test_vendor_needs_who_can_close_most_of_its_models(market: Market) -> None:
    """A closes x of x and y: D(V, A) = 1/2. A offers x and y, both of V: D(A, V) = 1."""
    first, second = vendor_rows(market, find_live(market))
    assert first == {
        "iri": "V", "label": "V", "models": 2, "captive": 1, "own": 0, "platforms": 2,
        "outlet": ["A"], "sold": "1", "needs": "1/2", "needed": "1", "asymmetry": "-1/2",
    }  # fmt: skip
    assert second == {
        "iri": "W", "label": "W", "models": 1, "captive": 1, "own": 1, "platforms": 1,
        "outlet": [], "sold": None, "needs": None, "needed": None, "asymmetry": None,
    }  # fmt: skip


def test_platform_has_its_share_and_what_is_only_there(market: Market) -> None:
    rows = {row["iri"]: row for row in platform_rows(market, market.assets)}
    assert rows["p"] == {
        "iri": "p", "label": "p", "models": 2, "share": "2/3", "only": 1, "vendors": 1,
        "owners": ["A"],
    }  # fmt: skip
    assert (rows["q"]["only"], rows["r"]["only"]) == (0, 1)
