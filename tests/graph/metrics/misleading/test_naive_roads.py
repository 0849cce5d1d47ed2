"""Misleading practices about roads (1, 2, 3, 8 and 9): what looks like a way out and is none."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import networkx as nx
from naive_answers import count_platforms, cut_contracted, score_brands

from graph.market.records import Hypothesis
from graph.metrics.captivity import CaptivityType, score_asset
from graph.metrics.game import solve_game
from graph.metrics.verdict import State, judge_hypothesis


def test_1_two_platforms_of_one_landlord_are_no_choice(new_book) -> None:
    """GitHub and Foundry are two platforms with two operators, and both are Microsoft's."""
    book = new_book().asset("x").platform("copilot", "github").platform("foundry", "microsoft")
    book.stake("microsoft", "github", "1").channel("1", "x", "copilot")
    market = book.channel("2", "x", "foundry").market()
    assert Fraction(1, count_platforms(market, "x")) == Fraction(1, 2)
    assert score_brands(market, "x") == Fraction(1, 2)
    assert score_asset(market, "x").captivity == 1


def test_2_contracting_owners_finds_ghost_routes(new_book) -> None:
    """a operates and b bills one road, b operates and a bills the other: both owners gate both.

    With one node per owner there seems to be a road through a alone and one through b alone, so
    that two would have to act together. No developer can use either.
    """
    book = new_book().asset("x").platform("p", "a").platform("q", "b")
    book.channel("1", "x", "p", billers=("b",)).channel("2", "x", "q", billers=("a",))
    market = book.market()
    assert cut_contracted(market, "x") == 2
    score = score_asset(market, "x")
    assert (score.captivity, score.cut, score.coalitions) == (1, 1, (("a",), ("b",)))


def test_2_contraction_is_right_where_each_road_has_one_owner(gate_book) -> None:
    market = gate_book([["a"], ["b"], ["c"]]).market()
    assert cut_contracted(market, "x") == score_asset(market, "x").cut == 3


def test_3_aggregator_on_the_cloud_that_it_should_replace_is_no_exit(new_book) -> None:
    """The router is independent by brand and by owner, and runs on Amazon's cloud."""
    book = new_book().asset("x").platform("bedrock", "amazon").cloud("aws", "amazon")
    book.platform("router", "router inc", "aws").channel("1", "x", "bedrock")
    market = book.channel("2", "x", "router").market()
    operators = frozenset({frozenset({"amazon"}), frozenset({"router inc"})})
    assert solve_game(operators).captivity == Fraction(1, 2)
    score = score_asset(market, "x")
    assert (score.captivity, score.veto) == (1, ("amazon",))


def test_8_embedded_access_is_no_api_and_an_api_on_the_own_cloud_is_no_exit(new_book) -> None:
    """Embedded in another editor of the vendor, then an API on the vendor's own cloud.

    Taking any channel on another platform for the exit that the thesis asks about, both deny it.
    The first denies it in no reading, the second only to the letter: captivity stays 1.
    """
    book = new_book().asset("mai", "microsoft").platform("copilot", "microsoft")
    book.platform("editor", "microsoft").platform("foundry", "microsoft")
    start, later = date(2026, 6, 2), date(2026, 7, 1)
    book.channel("1", "mai", "copilot", access_mode="Embedded", valid_from=start)
    book.channel("2", "mai", "editor", access_mode="Embedded", valid_from=later)
    watched = Hypothesis("h", "Only there", watches=("mai",), made_on=start)

    market = book.market(later)
    assert count_platforms(market, "mai") == 2
    verdict = judge_hypothesis(book.records(), watched, later)
    assert (verdict.literal, verdict.owner_closed) == (State.HOLDING, State.HOLDING)

    book.channel("3", "mai", "foundry", access_mode="RawAPI", valid_from=later)
    verdict = judge_hypothesis(book.records(), watched, later)
    assert (verdict.literal, verdict.owner_closed) == (State.DENIED, State.HOLDING)
    assert score_asset(book.market(later), "mai").captivity == 1


def test_9_open_weights_have_no_owner_rather_than_an_unknown_one(new_book) -> None:
    """Written down as one more owner whom nobody knows, open weights would only halve captivity."""
    book = new_book().asset("x").platform("p", "a").platform("hub", None)
    book.channel("1", "x", "p").channel("2", "x", "hub", access_mode="OpenWeights")
    market = book.market()
    naive = frozenset({frozenset({"a"}), frozenset({"owner unknown"})})
    assert solve_game(naive).captivity == Fraction(1, 2)
    score = score_asset(market, "x")
    assert (score.captivity, score.type) == (0, CaptivityType.UNGATED)


def test_2_ghost_routes_are_roads_of_the_contracted_network_only(new_book) -> None:
    """The ghosts by name: x to developers through a alone, and through b alone."""
    contracted = nx.DiGraph([("x", "a"), ("a", "b"), ("b", "developers")])
    contracted.add_edges_from([("x", "b"), ("b", "a"), ("a", "developers")])
    roads = {frozenset(path[1:-1]) for path in nx.all_simple_paths(contracted, "x", "developers")}
    book = new_book().asset("x").platform("p", "a").platform("q", "b")
    book.channel("1", "x", "p", billers=("b",)).channel("2", "x", "q", billers=("a",))
    real = book.market().families["x"]
    assert roads - real == {frozenset({"a"}), frozenset({"b"})}
