"""The market report names a day and a population beside every figure."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from graph.market.records import MarketRecords
from graph.metrics.reporting import MarketReport, months_before, report_market

DAY = date(2026, 6, 2)


@pytest.fixture(scope="module")
def report(listed_records: MarketRecords) -> MarketReport:
    return report_market(listed_records, DAY)


def rows_of(report: MarketReport, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = report.to_dict()[name]
    return found


def test_every_row_names_its_day_and_its_population_or_panel(report: MarketReport) -> None:
    for section in report.sections:
        for row in section.rows:
            assert row["as_of"]
            assert row.get("population") or row.get("panel"), section.name


def test_sizes_are_those_counted_by_hand(report: MarketReport) -> None:
    """Core: twice 2 listings, both 2, free 1, aging 2; three platforms of Xco and Zed."""
    core = next(row for row in rows_of(report, "sizes") if row["population"] == "core")
    counted = {name: core[name] for name in ("models", "listings", "platforms", "owners")}
    assert counted == {"models": 4, "listings": 7, "platforms": 3, "owners": 2}
    assert (core["on_two_platforms"], core["share"]) == (3, "75.0 %")


def test_one_owner_shares_stand_with_and_without_resale(report: MarketReport) -> None:
    shares = {
        (row["population"], row["resale"], row["deprecated"]): row["one_owner_share"]
        for row in rows_of(report, "shares")
    }
    assert len(shares) == 12
    assert shares["core", "left out", "counted"] == "50.0 %"
    assert shares["core", "counted", "counted"] == "25.0 %"
    assert shares["closed-core", "left out", "counted"] == "33.3 %"


def test_illusory_diversity_names_the_owner_behind_the_platforms(report: MarketReport) -> None:
    (row,) = rows_of(report, "illusory")
    assert (row["owner"], row["platforms"], row["names"]) == ("Xco", ["left", "right"], ["twice"])


def test_the_report_is_plain_json(report: MarketReport) -> None:
    assert json.loads(json.dumps(report.to_dict()))["as_of"] == "2026-06-02"


def test_a_market_without_listings_has_a_report_of_zeros(new_book: type) -> None:
    report = report_market(new_book().asset("a").records(), DAY)
    assert {row["models"] for row in rows_of(report, "sizes")} == {0}
    assert report.newest_snapshot is None


def test_a_year_before_a_leap_day_is_the_last_of_february() -> None:
    assert months_before(date(2024, 2, 29), 12) == date(2023, 2, 28)
