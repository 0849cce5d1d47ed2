"""Who depends more on whom, on markets small enough to count."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from generated_markets import market_records
from hypothesis import given

from graph.market.compile import compile_market
from graph.market.records import MarketRecords
from graph.metrics.closure import find_live
from graph.metrics.dependence import DependenceFinder

DAY = date(2026, 6, 2)


@pytest.fixture
def book(new_book):
    """The lab's x stands on o alone, its y on o or p; z of another lab stands on o."""
    book = new_book().asset("x", "lab").asset("y", "lab").asset("z", "rival")
    book.platform("shop", "o").platform("stall", "p")
    book.channel("c1", "x", "shop").channel("c2", "y", "shop").channel("c3", "y", "stall")
    return book.channel("c4", "z", "shop")


def find(book, vendor, owner, **options):
    market = book.market(**options)
    return DependenceFinder(market, find_live(market)).find(vendor, owner)


def test_shares_difference_and_sum_are_counted_from_both_sides(book) -> None:
    """Of the lab's x and y only x is lost with o; of o's x, y, z two are the lab's."""
    found = find(book, "lab", "o")
    assert (found.of_vendor, found.of_owner) == (Fraction(1, 2), Fraction(2, 3))
    assert (found.asymmetry, found.joint) == (Fraction(-1, 6), Fraction(7, 6))
    assert (found.lost, found.supplied) == (("x",), ("x", "y"))


def test_a_fuller_catalogue_lowers_what_the_owner_seems_to_need(book) -> None:
    """The same two firms; nine more models of others on the shop move D(o, lab) from 2/3 to 1/6."""
    for number in range(9):
        book.asset(f"m{number}", "rival").channel(f"d{number}", f"m{number}", "shop")
    found = find(book, "lab", "o")
    assert (found.of_vendor, found.of_owner) == (Fraction(1, 2), Fraction(1, 6))
    assert found.asymmetry == Fraction(1, 3)


def test_both_are_undefined_where_there_is_nothing_to_count(book) -> None:
    nobody = find(book, "o", "lab")
    assert (nobody.of_vendor, nobody.of_owner, nobody.asymmetry, nobody.joint) == (None,) * 4


def test_ownership_is_closed_on_both_sides(book) -> None:
    """The lab also controls the rival; o and p are both of top, so everything is lost with it."""
    book.stake("lab", "rival", "1").stake("top", "o", "1").stake("top", "p", "1")
    found = find(book, "lab", "top")
    assert (found.of_vendor, found.of_owner, found.joint) == (1, 1, 2)
    assert find(book, "rival", "top").supplied == ("z",)


def test_counterparts_are_those_with_an_asset_in_common(book) -> None:
    book.asset("w", "o").channel("c5", "w", "shop").asset("far", "afar").gates("c6", "far", ["q"])
    market = book.market()
    finder = DependenceFinder(market, find_live(market))
    assert finder.find_owners("lab") == ["o", "p"]
    assert finder.find_vendors("o") == ["lab", "rival"]
    assert finder.find_vendors("q") == ["afar"]


def test_a_platform_of_unknown_operator_stands_for_itself(book) -> None:
    book.platform("mystery", None).channel("c7", "x", "mystery")
    assert find(book, "lab", "mystery").supplied == ("x",)


@given(market_records())
def test_the_numbers_stay_within_their_limits(records: MarketRecords) -> None:
    market = compile_market(records, DAY)
    finder = DependenceFinder(market, find_live(market))
    for vendor in "abcdefg":
        for owner in finder.find_owners(vendor):
            found = finder.find(vendor, owner)
            assert found.of_vendor is not None
            assert 0 <= found.of_vendor <= 1
            if found.asymmetry is not None and found.joint is not None:
                assert -1 <= found.asymmetry <= 1
                assert 0 <= found.joint <= 2
                assert abs(found.asymmetry) <= found.joint
