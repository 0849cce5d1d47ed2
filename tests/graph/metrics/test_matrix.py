"""The matrix against the routes themselves, counted one by one; and one market worked by hand."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest
from generated_markets import DAY, market_records
from hypothesis import given
from hypothesis import strategies as st

from graph.market.compile import compile_market
from graph.market.gates import View
from graph.market.market import Market
from graph.market.records import Channel, Entity, MarketRecords
from graph.metrics.matrix import Cell, Columns, Line, Rows, cross_market


@pytest.fixture
def market() -> Market:
    """Two vendors, three models: x on p and q, y on p twice, z on q; A runs p, B runs q."""
    entities = [
        Entity("A", "A", frozenset({"Organization"})),
        Entity("B", "B", frozenset({"Organization"})),
        Entity("p", "P", frozenset({"Platform"}), operators=("A",)),
        Entity("q", "Q", frozenset({"Platform"}), operators=("B",)),
        Entity("x", "X", frozenset({"Model"}), developers=("A",)),
        Entity("y", "Y", frozenset({"Model"}), developers=("A", "B")),
        Entity("z", "Z", frozenset({"Model"}), developers=("B",)),
    ]
    offers = [("x", "p"), ("x", "q"), ("y", "p"), ("y", "p"), ("z", "q")]
    channels = {
        f"c{n}": Channel(f"c{n}", f"c{n}", asset, platform, access_mode="RawAPI", stage="GA")
        for n, (asset, platform) in enumerate(offers)
    }
    records = MarketRecords(1, {e.iri: e for e in entities}, channels, {}, {}, {})
    return compile_market(records, date(2026, 6, 2))


def test_models_against_platforms_count_channels(market: Market) -> None:
    found = cross_market(market, "xyz", Rows.MODELS, Columns.PLATFORMS)
    assert found.cells == {
        ("x", "p"): Cell(1, 0),
        ("x", "q"): Cell(1, 0),
        ("y", "p"): Cell(2, 1),
        ("z", "q"): Cell(1, 1),
    }
    assert found.rows == (Line("x", "X", 2, 0), Line("y", "Y", 2, 1), Line("z", "Z", 1, 1))
    assert found.columns == (Line("p", "P", 2, 1), Line("q", "Q", 2, 1))
    assert (found.assets, found.channels) == (3, 5)


def test_vendors_against_owners_count_models_once_and_those_held(market: Market) -> None:
    found = cross_market(market, "xyz", Rows.VENDORS, Columns.OWNERS)
    assert found.cells == {
        ("A", "A"): Cell(2, 1),
        ("A", "B"): Cell(1, 0),
        ("B", "A"): Cell(1, 1),
        ("B", "B"): Cell(1, 1),
    }
    assert found.rows == (Line("A", "A", 2, 1), Line("B", "B", 2, 2))
    assert found.columns == (Line("A", "A", 2, 1), Line("B", "B", 2, 1))


def test_members_bound_the_matrix(market: Market) -> None:
    found = cross_market(market, ["z", "nobody"], Rows.MODELS, Columns.OWNERS)
    assert list(found.cells) == [("z", "B")]
    assert found.assets == 1


def test_market_without_members_has_no_rows(market: Market) -> None:
    found = cross_market(market, [], Rows.VENDORS, Columns.OWNERS)
    assert (found.rows, found.columns, found.cells, found.assets) == ((), (), {}, 0)


@given(market_records(), st.sampled_from(View))
def test_every_cell_is_what_the_routes_say(records: MarketRecords, view: View) -> None:
    market = compile_market(records, DAY, view=view)
    on: Counter[tuple[str, str]] = Counter()
    by: Counter[tuple[str, str]] = Counter()
    vendors: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for asset, routes in market.routes.items():
        for route in routes:
            on[asset, route.channel.platform] += 1
            by.update((asset, owner) for owner in route.owners)
            for maker in records.entities[asset].developers:
                vendors[maker, route.channel.platform].add(asset)
    platforms = cross_market(market, market.assets, Rows.MODELS, Columns.PLATFORMS)
    owners = cross_market(market, market.assets, Rows.MODELS, Columns.OWNERS)
    makers = cross_market(market, market.assets, Rows.VENDORS, Columns.PLATFORMS)
    assert {key: cell.count for key, cell in platforms.cells.items()} == on
    assert {key: cell.count for key, cell in owners.cells.items()} == by
    assert {k: c.count for k, c in makers.cells.items()} == {k: len(v) for k, v in vendors.items()}
    for (asset, owner), cell in owners.cells.items():
        assert cell.captive == all(owner in gates for gates in market.families[asset])
