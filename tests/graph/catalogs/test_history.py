"""Periods of listing from a history small enough to work out by hand, and from the real one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from graph.catalogs.history import count_intervals, make_spans
from graph.catalogs.listing import CatalogReading, Interval, Listing
from graph.catalogs.models_dev import read_history

SNAPSHOT = date(2026, 7, 2)


def interval(first: str, last: str = "") -> Interval:
    """One period of the listing x of acme."""
    return Interval(
        "acme", "x", date.fromisoformat(first), date.fromisoformat(last) if last else None
    )


def spans(*intervals: Interval, listed: bool = True) -> list[tuple[int, str, str]]:
    """Number, first and last day of each span."""
    listings = [Listing("models.dev", "acme", "x")] if listed else []
    made = make_spans("models.dev", listings, intervals, SNAPSHOT)
    return [(s.number, str(s.valid_from), str(s.valid_to or "")) for s in made]


def test_intervals_are_numbered_from_the_earliest() -> None:
    found = spans(interval("2026-03-01"), interval("2025-06-05", "2025-07-01"))
    assert found == [(0, "2025-06-05", "2025-07-01"), (1, "2026-03-01", "")]


def test_an_interval_of_less_than_a_day_is_left_out_and_takes_no_number() -> None:
    found = spans(interval("2026-02-19", "2026-02-19"), interval("2026-02-19"))
    assert found == [(0, "2026-02-19", "")]


def test_an_open_interval_that_the_file_does_not_list_ends_on_the_day_of_the_file() -> None:
    assert spans(interval("2026-01-01"), listed=False) == [(0, "2026-01-01", "2026-07-02")]


def test_a_listing_that_the_history_says_has_ended_begins_again_on_the_day_of_the_file() -> None:
    found = spans(interval("2026-01-01", "2026-02-01"))
    assert found == [(0, "2026-01-01", "2026-02-01"), (1, "2026-07-02", "")]


def test_one_copy_of_a_catalog_without_a_history_says_when_it_was_seen() -> None:
    (span,) = make_spans("litellm", [Listing("litellm", "acme", "x")], (), SNAPSHOT)
    assert (span.valid_from, span.precision) == (SNAPSHOT, "SnapshotSeen")


def test_every_interval_of_the_real_history_is_represented_but_for_those_of_no_day(
    catalogs: Path, reading: CatalogReading
) -> None:
    """7,624 intervals: 5,276 open and listed, 31 open and not in the file (broken links of the
    tree), 2,232 ended, and 85 that began and ended on one day, which hold on no day.
    """
    history = read_history((catalogs / "models_dev.history.csv").read_bytes())
    counts = count_intervals(history)
    assert counts == {
        "intervals of the history": 7624,
        "intervals of less than a day, left out": 85,
    }
    made = make_spans("models.dev", reading.listings, history, SNAPSHOT)
    assert len(made) == 7624 - 85
    still_open = [span for span in made if span.valid_to is None]
    assert len(still_open) == len(reading.listings) == 5276
    cut = [span for span in made if span.valid_to == SNAPSHOT]
    assert len(cut) == 31
    assert min(str(span.valid_from) for span in made) == "2025-06-04"
