"""Billing stacks over time: through whose invoices the assets of a population run, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graph.market.records import MarketRecords
from graph.metrics.closure import find_live
from graph.metrics.stacks import find_billing_stacks
from graph.metrics.verdict import Compiler


@dataclass(frozen=True, slots=True)
class BillersOfDay:
    """Ultimate biller -> the number of live assets that it bills on the day, largest first.

    An asset that several bill counts at each of them.
    """

    day: date
    assets: dict[str, int]


def follow_billers(
    records: MarketRecords, population: str | None, days: Iterable[date], compile_on: Compiler
) -> list[BillersOfDay]:
    """The ultimate billers of a population's live channels on each of the days.

    Parameters
    ----------
    records
        The records of all dates.
    population
        A named population, else every asset with a live channel; its members are found anew on
        every day.
    days
        The days to look at; one result for each, in this order.
    compile_on
        Makes the market on a day: the view and the rest of a viewpoint.

    Raises
    ------
    UnknownEntity
        There is no population of that name.
    """
    found = []
    for day in days:
        market = compile_on(records, day)
        stacks = find_billing_stacks(market, find_live(market, population).assets)
        found.append(BillersOfDay(day, {stack.biller: len(stack.assets) for stack in stacks}))
    return found


def find_largest(points: Iterable[BillersOfDay], count: int) -> list[str]:
    """The billers that billed most assets on any of the days, largest first, at most so many."""
    most: dict[str, int] = {}
    for point in points:
        for biller, assets in point.assets.items():
            most[biller] = max(most.get(biller, 0), assets)
    return sorted(most, key=lambda biller: (-most[biller], biller))[:count]
