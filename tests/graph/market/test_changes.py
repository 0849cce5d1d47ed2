"""What happened in a period, on markets small enough to tell by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest

from graph.market.changes import Changes, find_changes
from graph.market.feed import ATOM, to_atom

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
DAY = date(2026, 6, 15)


@pytest.fixture
def book(new_book: Callable[[], Any]) -> Any:
    """A book with one asset and one platform."""
    return new_book().asset("x").platform("shop", "acme")


def told(book: Any, since: date = JUNE, until: date = JULY, **options: Any) -> list[str]:
    """Kind and day of every change, newest first."""
    found = find_changes(book.records(), since, until, **options)
    return [f"{change.kind} {change.day}" for change in found.changes]


def test_a_road_opens_and_closes_on_the_days_of_its_channel(book: Any) -> None:
    book.channel("c", "x", "shop", stage="GA", valid_from=DAY, valid_to=date(2026, 6, 20))
    assert told(book) == ["closed 2026-06-20", "opened 2026-06-15"]


def test_the_first_day_of_the_period_counts_and_the_last_does_not(book: Any) -> None:
    book.channel("c", "x", "shop", stage="GA", valid_from=JUNE, valid_to=JULY)
    assert told(book) == ["opened 2026-06-01"]
    assert told(book, JULY, date(2026, 8, 1)) == ["closed 2026-07-01"]


def test_one_more_listing_of_an_open_road_opens_nothing(book: Any) -> None:
    book.channel("old", "x", "shop", stage="GA", valid_from=MAY, listing_id="x")
    book.channel("new", "x", "shop", stage="GA", valid_from=DAY, listing_id="eu.x")
    (change,) = find_changes(book.records(), JUNE, JULY).changes
    assert (change.kind, change.detail) == ("changed", "now also listed as eu.x")


def test_one_listing_less_closes_nothing_while_another_stands(book: Any) -> None:
    book.channel("a", "x", "shop", stage="GA", valid_from=MAY, valid_to=DAY, listing_id="x")
    book.channel("b", "x", "shop", stage="GA", valid_from=MAY, listing_id="eu.x")
    (change,) = find_changes(book.records(), JUNE, JULY).changes
    assert (change.kind, change.detail) == ("changed", "no longer listed as x")


def test_several_listings_that_open_one_road_on_one_day_are_one_change(book: Any) -> None:
    for name in ("us.x", "eu.x"):
        book.channel(name, "x", "shop", stage="GA", valid_from=DAY, listing_id=name)
    (change,) = find_changes(book.records(), JUNE, JULY).changes
    assert (change.kind, change.detail) == ("opened", "listed as eu.x, us.x")


def test_a_listing_under_another_id_on_the_same_day_is_renamed(book: Any) -> None:
    book.channel("a", "x", "shop", stage="GA", valid_from=MAY, valid_to=DAY, listing_id="x-1")
    book.channel("b", "x", "shop", stage="GA", valid_from=DAY, listing_id="x-2")
    (change,) = find_changes(book.records(), JUNE, JULY).changes
    assert (change.kind, change.detail) == ("renamed", "listed as x-2, before as x-1")


def test_a_preview_that_becomes_available_has_changed(book: Any) -> None:
    book.channel("a", "x", "shop", stage="Preview", valid_from=MAY, valid_to=DAY)
    book.channel("b", "x", "shop", stage="GA", valid_from=DAY)
    assert told(book) == ["changed 2026-06-15"]


def test_what_a_first_copy_of_a_catalog_shows_is_counted_and_no_news(book: Any) -> None:
    book.channel("c", "x", "shop", stage="GA", valid_from=DAY, precision="SnapshotSeen")
    found = find_changes(book.records(), JUNE, JULY)
    assert (found.changes, found.seen) == ((), 1)


def test_what_was_withdrawn_never_happened(book: Any) -> None:
    book.channel("c", "x", "shop", stage="GA", valid_from=DAY, valid_to=DAY)
    assert told(book) == []


def test_a_known_end_without_a_known_start_is_told(book: Any) -> None:
    book.channel("c", "x", "shop", stage="Withdrawn", valid_to=DAY)
    assert told(book) == ["closed 2026-06-15"]


def test_resale_is_told_on_request_only(book: Any) -> None:
    book.channel("c", "x", "shop", stage="GA", valid_from=DAY, set_aside="Resale")
    found = find_changes(book.records(), JUNE, JULY)
    assert (found.changes, found.set_aside) == ((), 1)
    assert told(book, count_set_aside=True) == ["opened 2026-06-15"]


def test_a_denied_channel_is_not_told(book: Any) -> None:
    book.channel("c", "x", "shop", stage="GA", valid_from=DAY, denied=2)
    assert told(book) == []


def test_control_that_passes_on_changes_hands_for_all_that_is_below(book: Any) -> None:
    """Parent buys holding on 15 June; holding has owned acme all along."""
    book.stake("holding", "acme", "1").stake("parent", "holding", "0.6", valid_from=DAY)
    found = find_changes(book.records(), JUNE, JULY)
    assert [(c.kind, c.subject, c.detail) for c in found.changes] == [
        ("changed-hands", "acme", "to parent, from holding"),
        ("changed-hands", "holding", "to parent, from nobody"),
    ]


def test_a_minority_changes_no_hands(book: Any) -> None:
    book.stake("parent", "acme", "0.4", valid_from=DAY)
    assert told(book) == []


def feed(book: Any, **options: Any) -> ElementTree.Element:
    """The feed of June, parsed."""
    found = find_changes(book.records(), JUNE, JULY)
    return ElementTree.fromstring(to_atom(found, **options))  # noqa: S314 - our own document


def test_the_feed_has_what_atom_asks_of_feeds_and_entries(book: Any) -> None:
    book.channel("c", "x", "shop", stage="GA", valid_from=DAY, listing_id="<a & b>\x00")
    root = feed(book, address="https://example.org/changes.atom")
    assert root.tag == f"{{{ATOM}}}feed"
    for name in ("id", "title", "updated", "author", "link"):
        assert root.find(f"{{{ATOM}}}{name}") is not None
    (entry,) = root.findall(f"{{{ATOM}}}entry")
    texts = {child.tag.partition("}")[2]: child.text for child in entry}
    assert texts["id"] == "c#opened-2026-06-15"
    assert texts["updated"] == "2026-06-15T00:00:00Z"
    assert texts["summary"] == "x through shop opened on 2026-06-15: listed as <a & b>."
    assert root.findtext(f"{{{ATOM}}}updated") == "2026-06-15T00:00:00Z"


def test_the_feed_ends_at_its_limit_and_an_empty_one_is_still_a_feed(book: Any) -> None:
    empty = to_atom(Changes(JUNE, JULY, ()))
    assert b"2026-06-01T00:00:00Z" in empty
    for number in range(3):
        book.asset(f"y{number}").channel(
            f"c{number}", f"y{number}", "shop", stage="GA", valid_from=DAY
        )
    assert len(feed(book, limit=2).findall(f"{{{ATOM}}}entry")) == 2


def test_the_ids_of_entries_are_all_different(book: Any) -> None:
    for number in range(3):
        book.asset(f"y{number}").channel(
            f"c{number}", f"y{number}", "shop", stage="GA", valid_from=DAY
        )
    ids = [entry.findtext(f"{{{ATOM}}}id") for entry in feed(book).findall(f"{{{ATOM}}}entry")]
    assert len(set(ids)) == 3
