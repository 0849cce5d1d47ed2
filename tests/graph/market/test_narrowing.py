"""Records about a few assets give these assets the same market on every day."""

from __future__ import annotations

from datetime import date

from generated_markets import market_records
from hypothesis import given
from hypothesis import strategies as st

from graph.market.compile import View, compile_market
from graph.market.narrowing import find_event_days, narrow_records
from graph.market.records import MarketRecords

DAY = date(2026, 6, 2)


@given(market_records(), st.sampled_from("xyz"), st.sampled_from(View))
def test_an_asset_has_the_same_roads_in_the_narrowed_records_on_every_day(
    records: MarketRecords, asset: str, view: View
) -> None:
    narrow = narrow_records(records, [asset])
    for day in [date.min, *find_event_days(records)]:
        whole = compile_market(records, day, view=view)
        small = compile_market(narrow, day, view=view)
        assert small.families.get(asset) == whole.families.get(asset)
        assert small.routes.get(asset) == whole.routes.get(asset)
        assert small.vendors.get(asset) == whole.vendors.get(asset)


def test_only_what_the_numbers_rest_on_is_kept(new_book) -> None:
    book = new_book().asset("x").asset("y").platform("p", "sub").platform("q", "other")
    book.channel("c", "x", "p", upstream=("d",)).channel("d", "y", "q").channel("e", "y", "p")
    book.stake("top", "sub", "1").stake("far", "top", "1").stake("nobody", "elsewhere", "1")
    book.claim("c", "0.9").claim("e", "0.9")
    narrow = narrow_records(book.records(), ["x"])
    assert set(narrow.channels) == {"c", "d"}
    assert {stake.holder for stake in narrow.stakes.values()} == {"top", "far"}
    assert [claim.about for claim in narrow.claims.values()] == [("c",)]


def test_event_days_are_sorted_and_told_once(new_book) -> None:
    later = date(2026, 7, 1)
    book = new_book().asset("x").platform("p", "a")
    book.channel("c", "x", "p", valid_from=DAY, valid_to=later).channel("d", "x", "p")
    book.stake("a", "b", "1", valid_from=later)
    assert find_event_days(book.records()) == [DAY, later]
