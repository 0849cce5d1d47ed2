"""The closure index and the stacks behind it, on markets small enough to count."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from generated_markets import market_records
from hypothesis import given

from graph.errors import UnknownEntity
from graph.market.compile import View, compile_market
from graph.market.records import MarketRecords
from graph.metrics.closure import find_live, measure_closure
from graph.metrics.game import solve_game
from graph.metrics.stacks import find_billing_stacks, find_stacks

DAY = date(2026, 6, 2)


def index_on(book, day=DAY, **options) -> Fraction | None:
    market = book.market(day, **options)
    return measure_closure(market, find_live(market)).index


def test_no_live_asset_leaves_the_index_undefined(new_book) -> None:
    assert index_on(new_book().asset("x")) is None


def test_closed_assets_are_counted_over_live_ones_only(new_book) -> None:
    """x stands on a alone, y on a or b, w has open weights, z no channel: 1 of 3."""
    book = new_book().asset("x").asset("y").asset("z").asset("w").platform("hub", "h")
    book.gates("c1", "x", ["a"]).gates("c2", "y", ["a"]).gates("c3", "y", ["b"])
    book.channel("c4", "w", "hub", access_mode="OpenWeights")
    assert index_on(book) == Fraction(1, 3)


def test_weights_replace_the_count_where_they_are_given(new_book) -> None:
    """x weighs 3 of 4 and is closed; an asset without a weight weighs nothing."""
    book = new_book().asset("x").asset("y").asset("z")
    book.gates("c1", "x", ["a"]).gates("c2", "y", ["a"]).gates("c3", "y", ["b"])
    market = book.gates("c4", "z", ["c"]).market()
    weights = {"x": Fraction(3), "y": Fraction(1)}
    assert measure_closure(market, find_live(market), weights).index == Fraction(3, 4)
    assert measure_closure(market, find_live(market), {}).index is None


def test_the_index_is_not_monotone_in_time(new_book) -> None:
    """Nothing ever closes, yet it falls when y opens at two owners and rises with captive z."""
    book = new_book().asset("x").asset("y").asset("z").gates("c1", "x", ["a"])
    june, july = date(2026, 6, 1), date(2026, 7, 1)
    book.gates("c2", "y", ["a"], valid_from=june).gates("c3", "y", ["b"], valid_from=june)
    book.gates("c4", "z", ["c"], valid_from=july)
    days = (date(2026, 5, 1), june, july)
    assert [index_on(book, day) for day in days] == [1, Fraction(1, 2), Fraction(2, 3)]


def test_a_population_narrows_the_market_and_must_be_known(listed_records) -> None:
    """Live members of core without resale: twice and resold at Xco alone, both, free, aging."""
    market = compile_market(listed_records, DAY)
    core = find_live(market, "core")
    assert core.assets == ("aging", "both", "free", "twice")
    assert measure_closure(market, core).index == Fraction(1, 4)
    with pytest.raises(UnknownEntity, match="core"):
        find_live(market, "cor")


def test_stacks_are_the_veto_sets_with_their_members(new_book) -> None:
    """x and y at a; z needs a and b together: two stacks."""
    book = new_book().asset("x").asset("y").asset("z")
    book.gates("c1", "x", ["a"]).gates("c2", "y", ["a"]).gates("c3", "z", ["a", "b"])
    market = book.market()
    stacks = find_stacks(measure_closure(market, find_live(market)))
    assert [(stack.owners, stack.assets) for stack in stacks] == [
        (("a",), ("x", "y")), (("a", "b"), ("z",)),
    ]  # fmt: skip


def test_billers_are_closed_over_ownership_and_default_to_the_operator(new_book) -> None:
    """Operator sub of p and biller b2 are both top's; q has no operator; the hub is not billed."""
    book = new_book().asset("x").platform("p", "sub").platform("q", None).platform("hub", "h")
    book.stake("top", "sub", "1").stake("top", "b2", "1")
    book.channel("c1", "x", "p").channel("c2", "x", "q", billers=("b2",)).channel("c3", "x", "q")
    book.channel("c4", "x", "hub", access_mode="OpenWeights")
    stacks = find_billing_stacks(book.market(), ["x"])
    assert [(stack.biller, stack.channels) for stack in stacks] == [
        ("q", ("c3",)), ("top", ("c1", "c2")),
    ]  # fmt: skip


def test_billing_stacks_of_other_assets_do_not_count(new_book) -> None:
    book = new_book().asset("x").asset("y").gates("c1", "x", ["a"]).gates("c2", "y", ["b"])
    assert [stack.biller for stack in find_billing_stacks(book.market(), ["y"])] == ["b"]


@given(market_records())
def test_closed_is_captivity_one_and_billers_gate_the_procurement_view(
    records: MarketRecords,
) -> None:
    market = compile_market(records, DAY)
    live = find_live(market)
    closed = measure_closure(market, live).closed
    for asset in live.assets:
        game = solve_game(market.families[asset])
        assert (game.captivity == 1) == (asset in closed)
        assert closed.get(asset, ()) == game.veto
    billed = compile_market(records, DAY, view=View.PROCUREMENT).families
    owners = {owner for family in billed.values() for owner in frozenset().union(*family)}
    assert {stack.biller for stack in find_billing_stacks(market, live.assets)} == owners
