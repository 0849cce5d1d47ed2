"""Time series: a number at every day on which something opens, closes or changes hands.

A series is a step function. The value of a row holds from its day up to, not including, the day of
the next row; between two rows of ``every="change"`` nothing that is recorded happened.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from graph.market.changes import HANDS, Change
from graph.market.columns import slug_of
from graph.market.narrowing import find_event_days, narrow_records, narrow_to_always
from graph.market.records import MarketRecords
from graph.market.votes import votes_of
from graph.metrics.captivity import fraction_text
from graph.metrics.closure import find_live
from graph.metrics.happenings import (
    Happenings,
    find_channel_days,
    find_happenings,
    keep_counted,
)
from graph.metrics.measures import Measure
from graph.metrics.plain import find_label
from graph.metrics.verdict import Compiler

CHANGE, MONTH = "change", "month"
DAY = timedelta(days=1)
TOLD, SPELLED = 20, 4
#: From so many changes on a series is monthly unless it is asked for otherwise.
MANY = 60

GROWTH_NOTE = (
    "The members are found anew on every day: a catalog that grows, or is first seen, moves the "
    "numbers of a population although no road opened or closed."
)


@dataclass(frozen=True, slots=True)
class Point:
    """One row of a series.

    Attributes
    ----------
    day, until
        The value holds from ``day`` up to, not including, ``until``; ``until`` is None in a
        monthly series, where it was looked at on ``day`` only.
    subject
        The IRI of the asset, or the name of the population.
    value
        None where the number is undefined.
    changes
        What happened since the row before, this day included.
    """

    day: date
    until: date | None
    measure: Measure
    subject: str
    value: Fraction | None
    changes: tuple[Change, ...]

    def to_row(self, records: MarketRecords) -> dict[str, Any]:
        """The point as plain JSON values; at most twenty changes are listed, all are counted."""
        is_asset = self.measure.of_asset is not None
        return {
            "date": self.day.isoformat(),
            "until": None if self.until is None else self.until.isoformat(),
            "metric": self.measure.name,
            "name": slug_of(self.subject) if is_asset else None,
            "label": find_label(records, self.subject) if is_asset else None,
            "population": None if is_asset else self.subject,
            "value": fraction_text(self.value),
            "definition": self.measure.definition,
            "why": self.say_why(),
            "change_count": len(self.changes),
            "changes": [change.to_row() for change in self.changes[:TOLD]],
        }

    def say_why(self) -> str:
        """What happened, in a line: each change by title, many of them counted by kind."""
        if len(self.changes) > SPELLED:
            kinds = Counter(change.kind for change in self.changes)
            return ", ".join(
                f"{count:,} {kind.replace('-', ' ')}" for kind, count in kinds.most_common()
            )
        return "; ".join(
            f"{change.title} {change.detail}" if change.kind == HANDS else change.title
            for change in self.changes
        )


@dataclass(frozen=True, slots=True)
class Window:
    """The period of a series: ``since`` is its first day, ``until`` the first one after it.

    Without ``since`` the series begins on the day before its first channel opens or closes, or
    before the first stake begins or ends above a channel of which no first day is known.
    ``every`` is ``"change"`` or ``"month"``; None takes months where there are many changes.
    """

    until: date
    since: date | None = None
    every: str | None = None


def follow_assets(
    records: MarketRecords,
    assets: Sequence[str],
    measures: Sequence[Measure],
    window: Window,
    compile_on: Compiler,
) -> list[Point]:
    """The series of some numbers of some assets, one after the other, each in order of time.

    Parameters
    ----------
    records
        The records of all dates.
    assets
        The IRIs; what happens to other assets makes no row.
    measures
        Numbers of one asset, from :data:`graph.metrics.measures.MEASURES`.
    window
        The period.
    compile_on
        Makes the market on a day: the view, floor and the rest of a viewpoint.
    """
    points: list[Point] = []
    for asset in assets:
        narrow = narrow_records(records, [asset])
        days = find_days(narrow, window, compile_on)
        markets = {day: compile_on(narrow, day) for day in days.days}
        why = _group_changes(days, window)
        for measure in measures:
            assert measure.of_asset is not None  # noqa: S101 - tells the type checker
            values = {day: measure.of_asset(market, asset) for day, market in markets.items()}
            points += _make_points(measure, asset, values, why, days)
    return points


def follow_market(
    records: MarketRecords,
    population: str | None,
    measures: Sequence[Measure],
    window: Window,
    compile_on: Compiler,
) -> list[Point]:
    """The series of some numbers of a population, one after the other, each in order of time.

    The members are found anew on every day; other parameters are those of :func:`follow_assets`.

    Raises
    ------
    UnknownEntity
        There is no population of that name.
    """
    values: dict[str, dict[date, Fraction | None]] = {measure.name: {} for measure in measures}
    days = find_days(records, window, compile_on)
    name = ""
    for day in days.days:
        market = compile_on(records, day)
        live = find_live(market, population)
        name = live.name
        for measure in measures:
            assert measure.of_market is not None  # noqa: S101 - tells the type checker
            values[measure.name][day] = measure.of_market(market, live)
    why = _group_changes(days, window)
    return [
        point
        for measure in measures
        for point in _make_points(measure, name, values[measure.name], why, days)
    ]


@dataclass(frozen=True, slots=True)
class Days:
    """The days of the rows, and the records that count among which the changes are."""

    days: tuple[date, ...]
    until: date
    is_monthly: bool
    counted: MarketRecords
    floor: Decimal


def find_days(records: MarketRecords, window: Window, compile_on: Compiler) -> Days:
    """The days of the rows: the first day of the period, then each change or month up to its end.

    Which channels count is asked of the market on the last day.
    """
    last = _day_before(window.until)
    probe = compile_on(replace(records, channels={}), last)
    counted = keep_counted(records, probe.floor, set_aside=probe.count_set_aside)
    first = window.since or _find_first(counted, last)
    days = [first, *(day for day in find_event_days(counted) if first < day <= last)]
    is_monthly = window.every == MONTH or (window.every is None and len(days) > MANY)
    if is_monthly:
        days = sorted({first, *_iter_months(first, last), last})
    return Days(tuple(days), window.until, is_monthly, counted, probe.floor)


def _find_first(counted: MarketRecords, last: date) -> date:
    """The day before anything that counts could move; the last day when nothing ever does."""
    always = narrow_to_always(counted)
    # A stake in the profits alone closes no road and opens none.
    stakes = {iri: s for iri, s in always.stakes.items() if s.confers_control or votes_of(s)}
    known = find_channel_days(counted)[:1]
    known += find_event_days(replace(always, channels={}, stakes=stakes))[:1]
    return min(last, _day_before(min(known))) if known else last


def _day_before(day: date) -> date:
    """The day before; the first day of the calendar has none and stays."""
    return max(day, date.min + DAY) - DAY


def _iter_months(first: date, last: date) -> Iterator[date]:
    """Yield the first day of every month after ``first``, up to ``last``."""
    number = first.year * 12 + first.month
    while number < last.year * 12 + last.month:
        yield date(number // 12, number % 12 + 1, 1)
        number += 1


def _group_changes(days: Days, window: Window) -> Happenings:
    """Day of a row -> what happened since the row before it."""
    first = days.days[0]
    happened = find_happenings(days.counted, first, window.until, days.floor)
    grouped = {first: happened.get(first, ())}
    ordered = sorted(happened)
    for before, day in pairwise(days.days):
        between = ordered[bisect_right(ordered, before) : bisect_right(ordered, day)]
        grouped[day] = tuple(change for d in between for change in happened[d])
    return grouped


def _make_points(
    measure: Measure,
    subject: str,
    values: Mapping[date, Fraction | None],
    why: Happenings,
    days: Days,
) -> Iterator[Point]:
    for day, after in pairwise([*days.days, days.until]):
        until = None if days.is_monthly else after
        yield Point(day, until, measure, subject, values[day], why.get(day, ()))
