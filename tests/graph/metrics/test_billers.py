"""Billing stacks over time, on markets small enough to count."""

from __future__ import annotations

from datetime import date

from graph.market.compile import compile_market
from graph.metrics.billers import BillersOfDay, find_largest, follow_billers
from graph.terms import ID_BASE

MAY, JUNE, JULY = (date(2026, month, 1) for month in (5, 6, 7))


def test_an_asset_counts_at_each_of_its_billers_from_the_day_it_opens_there(new_book) -> None:
    """x is billed by a, from June on by b as well; y is billed by a."""
    book = new_book().asset("x").asset("y").gates("c1", "x", ["a"]).gates("c2", "y", ["a"])
    records = book.gates("c3", "x", ["b"], valid_from=JUNE).records()
    found = follow_billers(records, None, [MAY, JUNE], compile_market)
    counts = [sorted(point.assets.values(), reverse=True) for point in found]
    assert counts == [[2], [2, 1]]
    assert {iri.removeprefix(ID_BASE) for iri in found[1].assets} == {"a", "b"}


def test_largest_billers_are_those_of_any_day() -> None:
    points = [BillersOfDay(JUNE, {"a": 3, "b": 1}), BillersOfDay(JULY, {"b": 5, "c": 2})]
    assert find_largest(points, 2) == ["b", "a"]


def test_no_day_has_no_billers(new_book) -> None:
    assert follow_billers(new_book().asset("x").records(), None, [], compile_market) == []
    assert find_largest([], 3) == []
