"""Who is a gate below a majority, circles of owners, and the closure beside NetworkX references."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import networkx as nx
import pytest
from generated_markets import DAY, OWNERS, market_records, stake_records
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_market import PlainMarket, control_graph, say_graph

from graph.market.compile import View, compile_market
from graph.market.ownership import close_ownership
from graph.market.records import MarketRecords, Stake, holds_on

HALF, QUARTER = Decimal("0.5"), Decimal("0.25")


def owners(book: Any, organisation: str, threshold: Decimal = QUARTER) -> frozenset[str]:
    return close_ownership(book.stakes.values(), DAY, threshold).ultimate_owners(organisation)


def test_a_large_minority_is_a_gate_beside_the_firm_itself(new_book) -> None:
    """h holds 0.3 of x, which nobody controls: at 1/4 both can refuse, at 1/2 only x."""
    book = new_book().stake("h", "x", "0.3")
    assert owners(book, "x") == {"h", "x"}
    assert owners(book, "x", HALF) == {"x"}


def test_exactly_the_threshold_is_enough_and_less_is_not(new_book) -> None:
    book = new_book().stake("h", "x", "0.25").stake("l", "x", "0.24")
    assert owners(book, "x") == {"h", "x"}


def test_a_controller_stands_beside_a_large_minority(new_book) -> None:
    """c has 0.6 of x and h 0.3; x itself can then not refuse against c."""
    assert owners(new_book().stake("c", "x", "0.6").stake("h", "x", "0.3"), "x") == {"c", "h"}


def test_a_holder_stands_for_whoever_is_above_it(new_book) -> None:
    """g controls h, h has 0.3 of x; k has 0.3 of h, so it has a say in x too."""
    book = new_book().stake("g", "h", "0.6").stake("h", "x", "0.3")
    assert owners(book, "x") == {"g", "x"}
    assert owners(book.stake("k", "h", "0.3"), "x") == {"g", "k", "x"}


def test_the_holdings_of_a_group_are_added_up(new_book) -> None:
    """a owns p and q; each has 0.15 of x, together 0.3."""
    book = new_book().stake("a", "p", "1").stake("a", "q", "1")
    book.stake("p", "x", "0.15").stake("q", "x", "0.15")
    assert owners(book, "x") == {"a", "x"}
    assert owners(book, "x", Decimal("0.31")) == {"x"}


def test_firms_that_hold_each_other_are_one_group_below_a_majority(new_book) -> None:
    """a and b hold 0.3 of each other, a has 0.3 of x: one group, named a, beside x."""
    book = new_book().stake("a", "b", "0.3").stake("b", "a", "0.3").stake("a", "x", "0.3")
    ownership = close_ownership(book.stakes.values(), DAY, QUARTER)
    assert ownership.ultimate_owners("b") == {"a"}
    assert ownership.ultimate_owners("x") == {"a", "x"}
    assert ownership.group_of("b") == ("a", "b")
    assert owners(book, "b", HALF) == {"b"}


def test_a_circle_is_named_by_a_member_that_nobody_outside_controls(new_book) -> None:
    """g controls a; a and b hold 0.3 of each other: b is the member that stands for the circle."""
    book = new_book().stake("g", "a", "0.6").stake("a", "b", "0.3").stake("b", "a", "0.3")
    assert owners(book, "a") == owners(book, "b") == {"b", "g"}


def test_an_economic_share_has_no_say_at_any_threshold(new_book) -> None:
    book = new_book().stake("m", "x", None, economic_min=Decimal("0.49"))
    assert owners(book, "x", Decimal("0.01")) == {"x"}


def test_the_chain_of_a_minority_names_its_stakes(new_book) -> None:
    """k has 0.3 of h, which g controls, and h 0.3 of x."""
    book = new_book().stake("h", "x", "0.3").stake("g", "h", "0.6").stake("k", "h", "0.3")
    ownership = close_ownership(book.stakes.values(), DAY, QUARTER)
    chains = {o: [(s.holder, s.issuer) for s in ownership.chain("x", o)] for o in "gkx"}
    assert chains == {
        "g": [("h", "x"), ("g", "h")], "k": [("h", "x"), ("k", "h")], "x": [],
    }  # fmt: skip


def test_the_vendors_own_group_is_who_controls_it_not_who_holds_a_minority(new_book) -> None:
    """A minority of 0.3 in the lab can hold the lab up: in the vendor's view it is a gate."""
    book = new_book().asset("x", "lab").gates("c", "x", ["lab"]).stake("fund", "lab", "0.3")
    low = book.market(view=View.VENDOR, threshold=QUARTER)
    assert low.families["x"] == {frozenset({"fund"})}
    assert book.market(view=View.VENDOR).families["x"] == {frozenset()}


def live(stakes: list[Stake]) -> list[Stake]:
    return [stake for stake in stakes if holds_on(DAY, stake.valid_from, stake.valid_to)]


@given(stakes=stake_records(max_stakes=12))
@settings(max_examples=400, deadline=None)
def test_control_is_the_fixpoint_that_trying_every_pair_gives(stakes: list[Stake]) -> None:
    ownership = close_ownership(stakes, DAY)
    graph = control_graph(live(stakes))
    for x in OWNERS:
        for y in OWNERS:
            assert ownership.controls(x, y) is (x == y or graph.has_edge(x, y))
    groups = nx.condensation(graph)
    for number, members in groups.nodes(data="members"):
        above = nx.ancestors(groups, number) | {number}
        tops = {min(groups.nodes[g]["members"]) for g in above if not groups.in_degree(g)}
        assert all(ownership.ultimate_owners(x) == tops for x in members)
        assert all(ownership.group_of(x) == tuple(sorted(members)) for x in members)


@given(
    stakes=stake_records(max_stakes=12),
    threshold=st.sampled_from([Decimal(text) for text in ("0.1", "0.25", "0.3", "0.34", "0.5")]),
)
@settings(max_examples=400, deadline=None)
def test_who_has_a_say_is_what_the_condensed_graph_says(
    stakes: list[Stake], threshold: Decimal
) -> None:
    ownership = close_ownership(stakes, DAY, threshold)
    held = {stake.iri: stake for stake in stakes}
    plain = PlainMarket(MarketRecords(1, {}, {}, held, {}, {}), DAY, threshold=threshold)
    graph = say_graph(live(stakes), threshold)
    for x in OWNERS:
        found = ownership.ultimate_owners(x)
        assert found == plain.owners(x) != frozenset()
        for owner in found - {x}:
            chain = ownership.chain(x, owner)
            assert chain or owner in ownership.group_of(x)
            above = nx.ancestors(graph, x) if x in graph else set[str]()
            # The votes of those whom a holder controls count for it, small as they may be.
            below = {y for z in above for y in OWNERS if ownership.controls(z, y)}
            assert {s.holder for s in chain} <= above | below


@given(records=market_records(), low=st.sampled_from([Decimal("0.1"), QUARTER, Decimal("0.34")]))
@settings(max_examples=200, deadline=None)
def test_a_lower_threshold_only_adds_gates(records: MarketRecords, low: Decimal) -> None:
    """Up to the name of a group, everybody who can refuse at one half can refuse below."""
    half, less = (compile_market(records, DAY, threshold=t) for t in (HALF, low))
    for asset, found in half.routes.items():
        for before, after in zip(found, less.routes[asset], strict=True):
            members = {x for owner in after.owners for x in less.ownership.group_of(owner)}
            assert before.owners <= members


@pytest.mark.parametrize("threshold", ["0.5", "0.25"])
def test_a_long_chain_of_holdings_ends_at_its_top(new_book, threshold: str) -> None:
    book = new_book()
    for number in range(300):
        book.stake(f"n{number + 1:03}", f"n{number:03}", "0.6")
    assert owners(book, "n000", Decimal(threshold)) == {"n300"}
