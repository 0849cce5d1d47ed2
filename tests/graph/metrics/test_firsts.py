"""First listings of a lab on a platform, worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from graph.market.records import MarketRecords
from graph.metrics.firsts import find_first


@pytest.fixture
def records(new_book: Callable[[], Any]) -> MarketRecords:
    """An open model in May, a closed one in June, another lab's in April, a hand-written one."""
    book = new_book().platform("shop", "o").platform("hub", "h")
    for asset, lab, day in (
        ("open", "lab", date(2026, 5, 1)),
        ("closed", "lab", date(2026, 6, 1)),
        ("foreign", "rival", date(2026, 4, 1)),
    ):
        book.asset(asset, lab)
        book.channel(f"c {asset}", asset, "shop", listing_id=asset, valid_from=day)
    book.channel("w", "open", "hub", access_mode="OpenWeights")
    book.channel("said", "closed", "shop", valid_from=date(2026, 1, 1))
    made: MarketRecords = book.records()
    return made


def test_the_first_listing_and_the_first_closed_one_are_told_apart(records: MarketRecords) -> None:
    first = find_first(records, "lab", "shop", date(2026, 7, 1))
    assert first.first is not None
    assert first.first_closed is not None
    assert (first.first.iri, first.first_closed.iri) == ("c open", "c closed")


def test_what_was_listed_later_is_not_seen(records: MarketRecords) -> None:
    first = find_first(records, "lab", "shop", date(2026, 5, 1))
    assert first.first is not None
    assert first.first_closed is None


def test_a_lab_that_was_never_listed_has_no_first(records: MarketRecords) -> None:
    first = find_first(records, "nobody", "shop", date(2026, 7, 1))
    assert (first.first, first.first_closed) == (None, None)
