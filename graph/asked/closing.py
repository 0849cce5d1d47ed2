"""Questions about the market as a whole: how closed it is, since when, and at which threshold."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from graph.asked.question import Asking, Row
from graph.errors import InvalidInput
from graph.market.columns import parse_number
from graph.market.compile import compile_market
from graph.market.market import Market
from graph.market.records import MarketRecords
from graph.metrics.measures import MEASURES
from graph.metrics.sensitivity import compare_thresholds
from graph.metrics.series import Window, follow_market
from graph.metrics.thesis import assess_thesis

FOLLOWED = ("closure-index", "stacks", "billing-stacks")


def closing_over_time(asking: Asking) -> list[Row]:
    """Question 27: the closure index and the stacks at every date on which they were taken."""
    window = Window(until=asking.as_of + timedelta(days=1))
    measures = [MEASURES[name] for name in FOLLOWED]
    points = follow_market(asking.records, None, measures, window, _compile)
    keys = ("date", "until", "metric", "value", "population")
    rows = [point.to_row(asking.records) for point in points]
    return [{key: row[key] for key in keys} for row in rows]


def few_stacks(asking: Asking) -> list[Row]:
    """Question 28: whether the market has closed into a few stacks, and by which numbers."""
    found = assess_thesis(asking.market, None, _compile).to_dict()
    keys = (
        "closure_index", "closed_count", "live_count", "stacks", "billing_stacks",
        "threshold_index", "max_stacks", "prediction_met", "population",
    )  # fmt: skip
    return [{key: found[key] for key in keys if key in found}]


def influence_threshold(asking: Asking) -> list[Row]:
    """Question 32: what changes when influence begins at a smaller share of the votes.

    Raises
    ------
    InvalidInput
        The share is not above 0 and at most 1/2.
    """
    share = parse_number(asking.values["threshold"])
    if share is None or not 0 < share <= Decimal("0.5"):
        raise InvalidInput(
            "Not a threshold of votes", repr(asking.values["threshold"]), "Give 0.25, at most 0.5."
        )
    found = compare_thresholds(asking.market, asking.compile(threshold=share)).to_dict()
    return [{key: value for key, value in found.items() if key != "population_definition"}]


def _compile(records: MarketRecords, day: date) -> Market:
    return compile_market(records, day)
