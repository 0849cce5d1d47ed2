"""Series over time: a step at every change, half-open, with the reason beside it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from generated_markets import market_records
from hypothesis import given

from graph.market.compile import compile_market
from graph.market.narrowing import find_event_days
from graph.market.records import MarketRecords
from graph.metrics.measures import MEASURES, find_measure
from graph.metrics.series import CHANGE, MONTH, Window, follow_assets, follow_market

MAY, JUNE, JULY, AUGUST = (date(2026, month, 1) for month in (5, 6, 7, 8))
CAPTIVITY, INDEX = find_measure("captivity"), find_measure("closure-index")
HALF = Fraction(1, 2)


def steps(book, window, measure=CAPTIVITY, assets=("x",)):
    points = follow_assets(book.records(), assets, [measure], window, compile_market)
    return [(point.day, point.value) for point in points]


@pytest.fixture
def book(new_book):
    """x stands on a alone, and from June up to July on b too."""
    book = new_book().asset("x").asset("y").gates("c1", "x", ["a"])
    return book.gates("c2", "x", ["b"], valid_from=JUNE, valid_to=JULY)


def test_a_value_holds_on_the_first_day_and_no_longer_on_the_last(book) -> None:
    """Axiom A18: live on `from`, not on `to`."""
    assert steps(book, Window(AUGUST)) == [(date(2026, 5, 31), 1), (JUNE, HALF), (JULY, 1)]


def test_the_window_begins_with_its_first_day_and_ends_before_its_last(book) -> None:
    assert steps(book, Window(JULY, since=MAY)) == [(MAY, 1), (JUNE, HALF)]
    assert steps(book, Window(AUGUST, since=JUNE)) == [(JUNE, HALF), (JULY, 1)]


def test_every_row_says_until_when_it_holds_and_why_it_came(book) -> None:
    points = follow_assets(book.records(), ["x"], [CAPTIVITY], Window(AUGUST), compile_market)
    rows = [point.to_row(book.records()) for point in points]
    assert [row["until"] for row in rows] == ["2026-06-01", "2026-07-01", "2026-08-01"]
    assert [row["why"] for row in rows] == [
        "", "x through platform of c2 opened", "x through platform of c2 closed",
    ]  # fmt: skip
    assert [row["value"] for row in rows] == ["1", "1/2", "1"]
    assert rows[1]["changes"][0]["change"] == "opened"


def test_other_assets_make_no_row(book) -> None:
    book.gates("c3", "y", ["c"], valid_from=date(2026, 6, 15))
    assert len(steps(book, Window(AUGUST))) == 3


def test_what_closes_upstream_makes_a_row(new_book) -> None:
    book = new_book().asset("x").asset("y").gates("up", "y", ["b"], valid_to=JUNE)
    book.gates("c", "x", ["a"], upstream=("up",))
    assert steps(book, Window(JULY)) == [(date(2026, 5, 31), 1), (JUNE, None)]


def test_a_change_of_hands_is_a_step_with_its_stake(book) -> None:
    """From mid June on b is a's: two platforms, one owner."""
    day = date(2026, 6, 15)
    book.stake("a", "b", "1", valid_from=day)
    points = follow_assets(book.records(), ["x"], [CAPTIVITY], Window(JULY), compile_market)
    assert [(point.day, point.value) for point in points][1:] == [(JUNE, HALF), (day, 1)]
    assert points[2].say_why() == ("b changed hands to a, from nobody; The stake of a in b began")


def test_channels_that_never_count_make_no_row(book) -> None:
    day = date(2026, 6, 10)
    book.gates("rumour", "x", ["d"], stage="Rumoured", valid_from=day)
    book.gates("resale", "x", ["e"], set_aside="Resale", valid_from=day)
    assert len(steps(book, Window(AUGUST))) == 3


def test_months_are_looked_at_on_their_first_day_and_at_the_end(book) -> None:
    window = Window(date(2026, 7, 20), since=date(2026, 5, 20), every=MONTH)
    points = follow_assets(book.records(), ["x"], [CAPTIVITY], window, compile_market)
    assert [(point.day, point.value, point.until) for point in points] == [
        (date(2026, 5, 20), 1, None), (JUNE, HALF, None), (JULY, 1, None),
        (date(2026, 7, 19), 1, None),
    ]  # fmt: skip


def test_a_population_is_found_anew_on_every_day(new_book) -> None:
    """The index goes 1, 1/2, 2/3 as y opens at two owners and z captive, though nothing closes."""
    book = new_book().asset("x").asset("y").asset("z").gates("c1", "x", ["a"])
    book.gates("c2", "y", ["a"], valid_from=JUNE).gates("c3", "y", ["b"], valid_from=JUNE)
    book.gates("c4", "z", ["c"], valid_from=JULY)
    points = follow_market(book.records(), None, [INDEX], Window(AUGUST, since=MAY), compile_market)
    assert [(point.day, point.value) for point in points] == [
        (MAY, 1), (JUNE, HALF), (JULY, Fraction(2, 3)),
    ]  # fmt: skip
    assert {point.subject for point in points} == {"live"}


def test_many_changes_are_shown_by_month_and_counted_by_kind(new_book) -> None:
    book = new_book().asset("x")
    for number in range(70):
        day = date.fromordinal(date(2026, 1, 2).toordinal() + number)
        book.gates(f"c{number}", "x", [f"o{number}"], valid_from=day)
    points = follow_market(book.records(), None, [INDEX], Window(MAY), compile_market)
    assert [point.day.isoformat() for point in points] == [
        "2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-04-30",
    ]  # fmt: skip
    assert points[1].say_why() == "31 opened"
    every = follow_market(book.records(), None, [INDEX], Window(MAY, every=CHANGE), compile_market)
    assert len(every) == 71


def test_records_without_a_date_give_one_row(new_book) -> None:
    book = new_book().asset("x").gates("c1", "x", ["a"])
    assert steps(book, Window(JUNE)) == [(date(2026, 5, 31), 1)]
    assert steps(new_book().asset("x"), Window(JUNE)) == [(date(2026, 5, 31), None)]


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_are_days_too(book, day) -> None:
    book.gates("edge", "x", ["c"], valid_from=day)
    assert steps(book, Window(date.max))[-1][0] <= date.max
    assert steps(book, Window(date.min))[0][0] == date.min


@given(market_records())
def test_between_two_rows_every_number_is_the_same_as_compiled(records: MarketRecords) -> None:
    """A step function: on any day the last row so far holds what the market of the day gives."""
    first, end = date(2026, 1, 1), date(2027, 1, 1)
    measures = [measure for measure in MEASURES.values() if measure.of_asset is not None]
    points = follow_assets(records, ["x"], measures, Window(end, since=first), compile_market)
    for day in {first, *(day for day in find_event_days(records) if first <= day < end)}:
        market = compile_market(records, day)
        for measure in measures:
            assert measure.of_asset is not None
            (held,) = [
                point.value
                for point in points
                if point.measure is measure and point.day <= day < (point.until or end)
            ]
            assert held == measure.of_asset(market, "x")
