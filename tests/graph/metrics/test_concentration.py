"""Concentration of use: published indices, weights by biller, and no number without weights."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import MetricUndefined
from graph.metrics.captivity import score_asset
from graph.metrics.concentration import measure_concentration, share_weights


def named(*weights: int) -> dict[str, Fraction]:
    return {f"o{index}": Fraction(weight) for index, weight in enumerate(weights)}


@pytest.mark.parametrize(
    ("weights", "points"),
    [((30, 30, 20, 20), 2600), ((10, 9, 12, 15, 12, 11, 15, 16), 1296), ((7,), 10_000)],
)
def test_published_indices_in_points(weights, points) -> None:
    """P1: the guidelines of the U.S. Department of Justice, and a textbook market."""
    assert share_weights(named(*weights)).hhi * 10_000 == points


def test_equal_owners_are_as_many_as_they_are() -> None:
    assert share_weights(named(5, 5, 5, 5)).effective_number == 4


def test_a_merger_adds_twice_the_product_of_the_shares() -> None:
    """Shares 30 % and 20 %: 2 x 0.3 x 0.2 = 0.12, which are 1200 points."""
    found = share_weights(named(30, 30, 20, 20))
    assert found.rise_by_merger("o0", "o2") == Fraction(12, 100)
    assert found.rise_by_merger("o0", "o0") == 0
    assert found.rise_by_merger("o0", "nobody") == 0


@given(st.lists(st.integers(1, 50), min_size=2, max_size=8))
@settings(max_examples=200)
def test_merging_two_owners_raises_the_index_by_just_that(weights) -> None:
    """A16."""
    apart = named(*weights)
    merged = {**apart, "o0": apart["o0"] + apart["o1"]}
    del merged["o1"]
    before = share_weights(apart)
    assert share_weights(merged).hhi - before.hhi == before.rise_by_merger("o0", "o1")
    assert Fraction(1, len(weights)) <= before.hhi <= 1


def weighted(book, **weights):
    """A market of one asset on platforms p, q ... of owners a, b ..., with these weights."""
    book = book.asset("x")
    for owner, weight in weights.items():
        book.platform(f"platform {owner}", owner)
        value = None if weight is None else Decimal(str(weight))
        book.channel(f"by {owner}", "x", f"platform {owner}", weight=value)
    return book


def test_use_is_counted_for_the_ultimate_owner_of_who_bills(new_book) -> None:
    """b belongs to a, and c's channel is billed by a: 3 of 4 for a, 1 for d, HHI = 10/16."""
    book = weighted(new_book(), a=1, b=1, d=1).stake("a", "b", "1").platform("p", "c")
    book.channel("billed elsewhere", "x", "p", billers=("a",), weight=Decimal(1))
    found = measure_concentration(book.market(), "x")
    assert found.shares == {"a": Fraction(3, 4), "d": Fraction(1, 4)}
    assert (found.hhi, found.effective_number) == (Fraction(5, 8), Fraction(8, 5))


def test_a_missing_weight_leaves_the_index_undefined(new_book) -> None:
    market = weighted(new_book(), a=1, b=None).market()
    with pytest.raises(MetricUndefined, match="1 of 2 live channels have no weight"):
        measure_concentration(market, "x")
    row = score_asset(market, "x").to_row(market)
    assert (row["hhi"], row["effective_number"]) == (None, None)


def test_no_use_and_no_channel_leave_the_index_undefined(new_book) -> None:
    with pytest.raises(MetricUndefined, match="all weights are 0"):
        measure_concentration(weighted(new_book(), a=0).market(), "x")
    with pytest.raises(MetricUndefined, match="0 of 0"):
        measure_concentration(new_book().asset("x").market(), "x")


def test_a_platform_of_unknown_operator_stands_for_its_biller(new_book) -> None:
    book = weighted(new_book(), a=1).platform("p", None)
    book.channel("unknown", "x", "p", weight=Decimal(1))
    assert set(measure_concentration(book.market(), "x").shares) == {"a", "p"}


def test_an_independent_but_large_channel_raises_concentration_and_lowers_captivity(
    new_book,
) -> None:
    """Misleading practice 4: HHI from 1/2 to 33/50 while captivity falls from 1/2 to 1/3."""
    before = weighted(new_book(), a=1, b=1).market()
    after = weighted(new_book(), a=1, b=1, c=8).market()
    rows = [score_asset(market, "x").to_row(market) for market in (before, after)]
    assert [row["hhi"] for row in rows] == ["1/2", "33/50"]
    assert [row["captivity"] for row in rows] == ["1/2", "1/3"]
