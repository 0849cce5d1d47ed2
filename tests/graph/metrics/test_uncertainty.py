"""The interval of captivity where somebody is not known, worked by hand and by trying all."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from generated_markets import DAY, market_records
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.market.compile import View, compile_market
from graph.market.market import Family
from graph.market.records import MarketRecords
from graph.metrics import uncertainty
from graph.metrics.game import solve_game
from graph.metrics.uncertainty import captivity_interval, interval_row

HALF, ONE = Fraction(1, 2), Fraction(1)


def test_a_platform_of_unknown_operator_may_belong_to_the_only_other_owner(gate_book) -> None:
    """Roads through a and through p, operator not known: 1/2, or 1 if p is a's."""
    book = gate_book(["a"]).platform("p", None).channel("c", "x", "p")
    found = captivity_interval(book.market(), "x")
    assert found is not None
    assert (found.optimistic, found.pessimistic, found.is_exact) == (HALF, ONE, True)
    assert found.unknown == ("p",)
    assert interval_row(book.market(), "x")["interval"] == ["1/2", "1"]


def test_an_unknown_party_beside_two_known_owners_leaves_one_half_at_worst(gate_book) -> None:
    """Roads through a, b and p: 1/3; whichever owner p is, the other's road stays: 1/2."""
    book = gate_book(["a", "b"]).platform("p", None).channel("c", "x", "p")
    found = captivity_interval(book.market(), "x")
    assert found is not None
    assert (found.optimistic, found.pessimistic) == (Fraction(1, 3), HALF)


def test_nothing_unknown_is_no_interval(gate_book) -> None:
    assert captivity_interval(gate_book(["a", "b"]).market(), "x") is None
    assert captivity_interval(gate_book([]).market(), "x") is None
    free = gate_book([]).platform("p", None).channel("c", "x", "p", access_mode="OpenWeights")
    assert captivity_interval(free.market(), "x") is None
    assert interval_row(free.market(), "x") == {
        "interval": None, "interval_is_exact": None, "unknown": [],
    }  # fmt: skip


def test_two_unknown_parties_alone_may_be_one_owner(gate_book) -> None:
    book = gate_book([]).platform("p", None).platform("q", None)
    book.channel("c", "x", "p").channel("d", "x", "q")
    found = captivity_interval(book.market(), "x")
    assert found is not None
    assert (found.optimistic, found.pessimistic, found.is_exact) == (HALF, ONE, True)


def test_a_thing_that_bills_elsewhere_under_its_own_name_is_known(gate_book) -> None:
    """p has no operator, but p itself is the biller of another road: it is a party like any."""
    book = gate_book([]).platform("p", None).channel("c", "x", "p")
    book.platform("q", "b").channel("d", "x", "q", billers=("p",))
    assert captivity_interval(book.market(), "x") is None


def test_who_bills_is_all_that_counts_in_procurement(gate_book) -> None:
    book = gate_book(["a"]).cloud("k", None).platform("p", "b", "k").channel("c", "x", "p")
    assert captivity_interval(book.market(), "x") is not None
    assert captivity_interval(book.market(view=View.PROCUREMENT), "x") is None


def test_too_many_ways_give_a_bound_that_says_so(
    gate_book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Roads a, b, c without unknown parties: whoever p and q are, K is at most 1/3."""
    book = gate_book(["a", "b", "c"])
    for name in "pq":
        book.platform(name, None).channel(f"through {name}", "x", name)
    exact = captivity_interval(book.market(), "x")
    monkeypatch.setattr(uncertainty, "MOST_WAYS", 8)
    outer = captivity_interval(book.market(), "x")
    assert exact is not None
    assert outer is not None
    assert (exact.pessimistic, exact.is_exact) == (Fraction(1, 3), True)
    assert (outer.pessimistic, outer.is_exact) == (Fraction(1, 3), False)
    assert exact.optimistic == Fraction(1, 5)


def worst_of_all(family: Family, unknown: tuple[str, ...]) -> Fraction:
    """The highest captivity when each unknown party is itself, another of them or any owner."""
    owners = sorted(frozenset[str]().union(*family))
    found = []
    for way in product(owners, repeat=len(unknown)):
        owner_of = dict(zip(unknown, way, strict=True))
        merged = frozenset(frozenset(owner_of.get(o, o) for o in gates) for gates in family)
        found.append(solve_game(merged).captivity or Fraction(0))
    return max(found)


@given(records=market_records(), view=st.sampled_from(list(View)))
@settings(max_examples=200, deadline=None)
def test_the_worst_case_is_the_worst_of_all_assignments(records: MarketRecords, view: View) -> None:
    market = compile_market(records, DAY, view=view)
    for asset, family in market.families.items():
        found = captivity_interval(market, asset)
        if found is not None and len(found.unknown) <= 3:
            assert found.is_exact
            assert found.optimistic <= found.pessimistic == worst_of_all(family, found.unknown)
