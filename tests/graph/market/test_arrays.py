"""Markets compiled on arrays equal the plain NetworkX way on hundreds of random small markets."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from generated_markets import DAY, channel_records, market_records
from hypothesis import given, settings
from hypothesis import strategies as st
from large_markets import large_records
from plain_market import PlainMarket

from graph.market.compile import View, compile_market
from graph.market.edit import edit_records, find_moved
from graph.market.market import Market
from graph.market.records import Entity, MarketRecords, Stake

OPTIONS = st.fixed_dictionaries(
    {
        "view": st.sampled_from(list(View)),
        "floor": st.sampled_from((Decimal(0), Decimal("0.5"), Decimal("0.9"))),
        "count_set_aside": st.booleans(),
        "threshold": st.sampled_from((Decimal("0.5"), Decimal("0.3"), Decimal("0.1"))),
    }
)
DAYS = st.integers(-45, 65).map(lambda number: DAY + timedelta(number))


def routes_by_asset(market: Market) -> dict[str, frozenset[frozenset[str]]]:
    """The families as the routes say them, one channel at a time."""
    return {a: frozenset(route.owners for route in found) for a, found in market.routes.items()}


@given(records=market_records(), day=DAYS, options=OPTIONS)
@settings(max_examples=400, deadline=None)
def test_families_are_those_of_the_plain_way(
    records: MarketRecords, day: date, options: dict
) -> None:
    market = compile_market(records, day, **options)
    assert dict(market.families) == PlainMarket(records, day, **options).families()


@given(records=market_records(), day=DAYS, options=OPTIONS)
@settings(max_examples=200, deadline=None)
def test_routes_and_counts_say_the_same_as_families(
    records: MarketRecords, day: date, options: dict
) -> None:
    market = compile_market(records, day, **options)
    assert routes_by_asset(market) == dict(market.families)
    assert market.channel_counts == {a: len(found) for a, found in market.routes.items()}
    assert market.platform_counts == {
        a: len({route.channel.platform for route in found}) for a, found in market.routes.items()
    }


@given(records=market_records(), day=DAYS, options=OPTIONS)
@settings(max_examples=200, deadline=None)
def test_every_channel_counts_or_is_left_out_for_a_reason(
    records: MarketRecords, day: date, options: dict
) -> None:
    market = compile_market(records, day, **options)
    counted = [route.channel.iri for found in market.routes.values() for route in found]
    left = [one.channel.iri for found in market.left_out.values() for one in found]
    assert sorted(counted + left) == sorted(records.channels)
    aside = {o.channel.iri for f in market.left_out.values() for o in f if o.code == "set-aside"}
    listed = [c.iri for asset in market.assets for c in market.listed_channels(asset)]
    assert sorted(listed) == sorted(aside.union(counted))


EDITS = st.dictionaries(
    st.sampled_from([f"c{number}" for number in range(12)]), st.booleans(), max_size=4
)


@given(records=market_records(), day=DAYS, edits=EDITS, data=st.data())
@settings(max_examples=300, deadline=None)
def test_an_edited_table_is_the_table_of_the_edited_records(
    records: MarketRecords, day: date, edits: dict[str, bool], data: st.DataObject
) -> None:
    before = compile_market(records, day)
    above = tuple(f"c{number}" for number in range(12))
    changed = {
        iri: data.draw(channel_records(iri, above)) if stays else None
        for iri, stays in edits.items()
    }
    edited = edit_records(records, channels=changed)
    fresh = MarketRecords(1, edited.entities, edited.channels, edited.stakes, {}, {})
    after, again = compile_market(edited, day), compile_market(fresh, day)
    assert dict(after.families) == dict(again.families)
    assert (after.assets, after.routes, after.left_out) == (again.assets, again.routes,
                                                            again.left_out)  # fmt: skip
    undone = edit_records(edited, channels={iri: records.channels.get(iri) for iri in changed})
    restored = compile_market(undone, day)
    assert (restored.families, restored.assets) == (before.families, before.assets)
    assert find_moved(before, restored) == ()


def test_one_edit_moves_one_asset_and_leaves_the_records_alone(gate_book) -> None:
    """A channel of x through b opens beside that through a; y is not touched."""
    records = gate_book(["a"]).asset("y").gates("other", "y", ["b"]).records()
    spare = gate_book([]).gates("new", "x", ["b"])
    edited = edit_records(records, channels=spare.channels, entities=spare.entities)
    before, after = compile_market(records, DAY), compile_market(edited, DAY)
    assert find_moved(before, after) == ("x",)
    assert after.families["x"] == {frozenset("a"), frozenset("b")}
    assert set(records.channels) == {"channel 0", "other"}
    assert after.families["y"] is not None


def test_a_stake_that_is_added_and_taken_away_again_changes_nothing(gate_book) -> None:
    records = gate_book(["a", "b"]).records()
    stake = Stake("s", "a", "b", voting_min=Decimal("0.6"))
    bought = edit_records(records, stakes={"s": stake})
    sold = edit_records(bought, stakes={"s": None})
    families = [compile_market(each, DAY).families["x"] for each in (records, bought, sold)]
    assert families == [{frozenset("a"), frozenset("b")}, {frozenset("a")}, families[0]]


def test_an_asset_that_an_edit_adds_is_known(gate_book) -> None:
    records = gate_book(["a"]).records()
    compile_market(records, DAY)
    model = Entity("z", "z", frozenset({"Model"}))
    assert compile_market(edit_records(records, entities={"z": model}), DAY).assets == ("x", "z")


@pytest.mark.parametrize("threshold", ["0", "-0.1", "0.51", "1"])
def test_a_threshold_is_above_nothing_and_at_most_one_half(gate_book, threshold: str) -> None:
    from graph.errors import InvalidInput

    with pytest.raises(InvalidInput, match="Not a threshold of votes"):
        gate_book(["a"]).market(threshold=Decimal(threshold))


def test_a_larger_market_of_the_usual_shape_is_that_of_the_plain_way() -> None:
    """Three thousand channels with resale, clouds, upstream channels and a takeover or two."""
    records = large_records(3000, seed=11)
    assert len(records.channels) == 3000
    for view in View:
        market = compile_market(records, DAY, view=view)
        assert dict(market.families) == PlainMarket(records, DAY, view=view).families()


def test_the_same_seed_makes_the_same_market() -> None:
    assert large_records(500, seed=3) == large_records(500, seed=3)
    assert large_records(500, seed=3) != large_records(500, seed=4)
