"""Which new road helps, and whose does not, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from generated_markets import ASSETS, DAY, market_records
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.market.compile import View, compile_market
from graph.market.market import Market
from graph.market.read import read_records
from graph.market.records import MarketRecords
from graph.metrics.captivity import score_asset
from graph.store.memory import read_files
from graph.terms import ID_BASE
from graph.whatif.edits import OpenChannel
from graph.whatif.exits import find_exits
from graph.whatif.exits_told import tell_exits
from graph.whatif.scenario import Scenario, apply_scenario
from ontology import DATA


def make_market(new_book, **options: object) -> Market:
    """``x`` through Ann's shop only; a cloud of Ann's and one of Bob's stand under others."""
    book = new_book().asset("x", "maker").stake("ann", "sub", "1").cloud("ground", "ann")
    book.platform("shop", "ann").platform("outlet", "sub").platform("tenant", "cid", "ground")
    book.platform("free", "bob").platform("also free", "bob").platform("maker's", "maker")
    return book.channel("1", "x", "shop").market(**options)


def test_a_platform_of_the_landlord_is_no_exit_and_the_owner_is_named(new_book) -> None:
    found = find_exits(make_market(new_book), "x")
    futile = {one.platforms: (one.behind, one.fall) for one in found.futile}
    assert futile == {("outlet",): (("ann",), 0), ("tenant",): (("ann",), 0)}


def test_every_owner_of_his_own_is_an_exit_of_the_same_worth(new_book) -> None:
    found = find_exits(make_market(new_book), "x")
    assert {one.platforms: (one.captivity, one.fall) for one in found.best} == {
        ("also free", "free"): (Fraction(1, 2), Fraction(1, 2)),
        ("maker's",): (Fraction(1, 2), Fraction(1, 2)),
    }


def test_in_the_vendors_view_its_own_platform_is_the_best_exit(new_book) -> None:
    (best,) = find_exits(make_market(new_book, view=View.VENDOR), "x").best
    assert (best.platforms, best.captivity, best.owners) == (("maker's",), 0, frozenset())


def test_a_road_that_shares_an_owner_helps_less_than_one_that_shares_none(new_book) -> None:
    # Roads {a}, {b c}: E = 2. With {b d} still 2, with {c d} still 2, with {d} 3.
    book = new_book().asset("x").gates("1", "x", ["a"]).gates("2", "x", ["b", "c"])
    book.cloud("of d", "d").platform("bd", "b", "of d").platform("d only", "d")
    market = book.market()
    found = {one.platforms[0]: one for one in find_exits(market, "x").candidates}
    assert found["d only"].captivity == Fraction(1, 3)
    assert (found["bd"].captivity, found["bd"].behind) == (Fraction(1, 2), ("b",))


def test_an_aggregator_passes_on_what_is_there_unless_resale_counts(new_book) -> None:
    book = new_book().asset("x").asset("y").platform("shop", "ann").platform("router", "rob")
    book.channel("1", "x", "shop").channel("2", "y", "router", set_aside="Resale")
    book.platform("broker", "bea")
    broker = book.entities["broker"]
    book.entities["broker"] = replace(broker, kinds=frozenset({"Aggregator"}))
    found = find_exits(book.market(), "x")
    assert (found.candidates, found.passing_on) == ((), ("broker", "router"))
    counted = find_exits(book.market(count_set_aside=True), "x")
    assert {one.platforms for one in counted.best} == {("broker",), ("router",)}


def test_a_hub_of_weights_is_no_candidate(new_book) -> None:
    book = new_book().asset("x").platform("shop", "ann").platform("hub", "hal")
    hub = book.entities["hub"]
    book.entities["hub"] = replace(hub, kinds=frozenset({"WeightsHub"}))
    assert find_exits(book.channel("1", "x", "shop").market(), "x").candidates == ()


def test_an_asset_without_a_road_gets_one_from_anybody(new_book) -> None:
    book = new_book().asset("x").platform("shop", "ann")
    (best,) = find_exits(book.market(), "x").best
    assert (best.captivity, best.fall) == (1, 1)


def test_nothing_lowers_the_captivity_of_open_weights(new_book) -> None:
    book = new_book().asset("x").platform("hub", "hal").platform("shop", "ann")
    market = book.channel("1", "x", "hub", access_mode="OpenWeights").market()
    told = tell_exits(market, find_exits(market, "x"))
    assert [one["why"] for one in told["exits"]] == [
        "a road that nobody else can close is there already"
    ]
    assert "nothing is left to lower" in told["summary"]


def test_the_exits_of_codex_on_the_articles_day() -> None:
    records = read_records(read_files([DATA / "article.ttl"]))
    market = compile_market(records, date(2026, 6, 2))
    told = tell_exits(market, find_exits(market, f"{ID_BASE}codex"))
    assert told["captivity"] == "1/2"
    best = {tuple(one["owners"]): (one["captivity"], one["fall"]) for one in told["exits"]}
    third = ("1/3", "1/6")
    assert best == {("microsoft",): third, ("alphabet",): third, ("anysphere",): third}


def test_the_owner_behind_a_futile_road_is_told_in_words(new_book) -> None:
    market = make_market(new_book)
    told = tell_exits(market, find_exits(market, "x"))
    assert told["exits"][-1]["why"] == "ann stands behind it and on the only road there is"
    assert (
        "Of no use, because of the owners behind them: outlet (ann); tenant (ann)."
        in (told["summary"])
    )


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records=market_records(), asset=st.sampled_from(ASSETS), view=st.sampled_from(list(View)))
def test_every_exit_is_worth_what_the_what_if_of_opening_it_says(
    records: MarketRecords, asset: str, view: View
) -> None:
    market = compile_market(records, DAY, view=view)
    found = find_exits(market, asset)
    assert sum(len(one.platforms) for one in found.candidates) == len(
        {p for one in found.candidates for p in one.platforms}
    )
    for one in found.candidates:
        edit = OpenChannel(asset, one.platforms[-1])
        after = apply_scenario(market, Scenario((edit,))).after
        assert score_asset(after, asset).captivity == one.captivity
        # Axiom A2: a new road never raises captivity. Without a common owner it always lowers it.
        assert one.fall >= 0
        if found.score.captivity != 0 and not one.helps:
            assert one.behind
