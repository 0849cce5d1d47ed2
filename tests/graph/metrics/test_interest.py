"""Look-through economic interest: the published cross-holding, chains, and what has no answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import MetricUndefined
from graph.market.records import Stake
from graph.metrics.interest import look_through, read_holdings

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
DAY = date(2026, 6, 2)


def test_two_firms_that_own_half_of_each_other() -> None:
    """P7: A = [[2/3, 1/3], [1/3, 2/3]]."""
    found = look_through({"1": {"2": HALF}, "2": {"1": HALF}})
    assert found == {"1": {"1": 2 * THIRD, "2": THIRD}, "2": {"1": THIRD, "2": 2 * THIRD}}


def test_a_chain_multiplies_and_the_rest_stays_with_each_firm() -> None:
    """top holds half of mid, mid a third of low: 1/6 of low; mid keeps 1/6, low itself 2/3."""
    found = look_through({"top": {"mid": HALF}, "mid": {"low": THIRD}})
    assert found["top"] == {"top": 1, "mid": HALF, "low": Fraction(1, 6)}
    assert found["mid"] == {"mid": HALF, "low": Fraction(1, 6)}
    assert found["low"] == {"low": 2 * THIRD}


def test_a_majority_of_the_worth_is_no_control(new_book) -> None:
    """Misleading practice 12: 90 % of the worth without a vote changes no ultimate owner."""
    book = new_book().asset("x").platform("p", "firm").channel("c", "x", "p")
    book.stake("investor", "firm", economic_min=Decimal("0.9"))
    market = book.market()
    assert market.routes["x"][0].owners == {"firm"}
    holdings = read_holdings(market.records.stakes.values(), market.as_of)
    assert look_through(holdings)["investor"]["firm"] == Fraction(9, 10)


def test_holdings_are_read_on_a_day_and_votes_are_none() -> None:
    stakes = [
        Stake("1", "a", "b", economic_min=Decimal("0.2"), economic_max=Decimal("0.3")),
        Stake("2", "a", "b", economic_max=Decimal("0.25")),
        Stake("3", "c", "b", voting_min=Decimal("0.6")),
        Stake("4", "d", "b", economic_min=Decimal("0.1"), valid_to=DAY),
        Stake("5", "e", "b", economic_min=Decimal("0.1"), valid_from=DAY),
        Stake("6", "b", "b", economic_min=Decimal("0.5")),
    ]
    assert read_holdings(stakes, DAY) == {"a": {"b": Fraction(1, 4)}, "e": {"b": Fraction(1, 10)}}


def test_more_than_the_whole_has_no_answer() -> None:
    with pytest.raises(MetricUndefined, match="11/10 of it is held"):
        look_through({"a": {"x": Fraction(6, 10)}, "b": {"x": HALF}})


def test_a_circle_without_an_outside_owner_has_no_answer() -> None:
    with pytest.raises(MetricUndefined, match="owns itself whole"):
        look_through({"a": {"b": Fraction(1)}, "b": {"a": Fraction(1)}})


PARTS = st.fractions(0, Fraction(1, 4), max_denominator=8)


@given(st.dictionaries(st.sampled_from("abcd"), st.dictionaries(st.sampled_from("abcd"), PARTS)))
@settings(max_examples=200, deadline=None)
def test_the_worth_of_every_firm_is_given_out_once(holdings) -> None:
    """No firm is held whole: at most three others hold a quarter each."""
    apart = {h: {i: x for i, x in own.items() if i != h} for h, own in holdings.items()}
    found = look_through(apart)
    for issuer in found:
        assert sum(own.get(issuer, 0) for own in found.values()) == 1
