from __future__ import annotations

from decimal import Decimal

import pytest

from graph.errors import InvalidInput
from graph.market.compile import compile_market
from graph.market.market import Market
from graph.market.read import read_records
from graph.metrics.captivity import score_market
from graph.store.embedded import EmbeddedStore
from graph.terms import ID_BASE
from web.filters import Filters, read_filters, select_routes
from web.market.address import read_address
from web.viewpoint import read_viewpoint

DAY = read_viewpoint({"as_of": "2026-06-02"}).as_of
EVERY = {
    "kind": "Assistant", "population": "core", "owner": "microsoft", "vendor": "openai",
    "access": "RawAPI", "stage": "GA", "roads": "captive",
}  # fmt: skip


@pytest.fixture
def market(small_store: EmbeddedStore) -> Market:
    return compile_market(read_records(small_store), DAY)


def select(market: Market, filters: Filters, members: set[str] | None = None) -> dict[str, int]:
    """Slug of each asset shown -> the number of its channels."""
    captive = {score.asset for score in score_market(market) if score.veto}
    shown = select_routes(market, filters, captive, members)
    return {asset.removeprefix(ID_BASE): len(routes) for asset, routes in shown.items()}


def test_filters_of_an_address_are_restored_by_their_arguments() -> None:
    filters = read_filters(EVERY)
    assert filters.args() == EVERY
    assert read_filters(filters.args()) == filters
    assert Filters().args() == {}


def test_whole_address_is_restored_by_its_arguments() -> None:
    args = EVERY | {
        "as_of": "2026-06-02", "floor": "0.8", "resale": "1", "view": "vendor", "show": "table",
        "platforms": "26", "open": "vendor:openai vendor:openai", "focus": "codex", "only": "owner",
    }  # fmt: skip
    assert read_address(args).args() == args


@pytest.mark.parametrize("args", [
    {"kind": "Planet"}, {"population": "kore"}, {"access": "raw"}, {"stage": "Rumoured"},
    {"roads": "long"}, {"show": "hairball"}, {"only": "group"}, {"platforms": "many"},
    {"platforms": "-1"}, {"floor": "2"}, {"floor": "much"}, {"floor": "1e-99999999999"},
])  # fmt: skip
def test_choice_that_there_is_not_is_refused(args: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        read_address(args)


def test_old_names_of_the_forms_still_lead_somewhere() -> None:
    assert [read_address({"show": s}).show for s in ("graph", "columns", "table", "")] == [
        "canvas", "map", "table", "map",
    ]  # fmt: skip


def test_boxes_of_a_column_are_bounded() -> None:
    assert read_address({"platforms": "99999"}).unfolding.counts["platform"] == 40
    assert (
        read_address({"platforms": "99999", "show": "canvas"}).unfolding.counts["platform"] == 125
    )
    assert len(read_address({"open": "vendor:x " * 50}).unfolding.opened) == 6


def test_each_filter_chooses_the_channels_that_fit(market: Market) -> None:
    """The article's day: Codex by two roads, MAI-Code-1-Flash by one, embedded OpenAI models."""
    everything = select(market, Filters())
    assert everything["codex"] == 2
    assert everything["mai-code-1-flash"] == 1
    assert select(market, Filters(owner=f"{ID_BASE}amazon")) == {"codex": 1}
    assert "codex" not in select(market, Filters(owner=f"{ID_BASE}microsoft"))
    assert set(select(market, Filters(vendor=f"{ID_BASE}microsoft"))) == {"mai-code-1-flash"}
    assert select(market, Filters(kind="Assistant")).keys() == {"codex"}
    captive, free = (set(select(market, Filters(roads=sort))) for sort in ("captive", "open"))
    assert (captive & free, captive | free) == (set(), set(everything))
    assert "mai-code-1-flash" in captive
    assert "codex" in free
    assert select(market, Filters(), {f"{ID_BASE}codex"}) == {"codex": 2}


def test_floor_of_the_viewpoint_leaves_out_what_is_claimed_with_less(
    small_store: EmbeddedStore,
) -> None:
    records = read_records(small_store)
    counts = [
        sum(len(routes) for routes in compile_market(records, DAY, floor=floor).routes.values())
        for floor in (Decimal(0), read_viewpoint({"floor": "1"}).floor)
    ]
    assert counts[0] > counts[1]
