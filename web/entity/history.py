"""How the captivity of an asset moved: a step for every day on which something happened to it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from graph.days import today
from graph.market.compile import compile_market
from graph.metrics.captivity import fraction_text
from graph.metrics.measures import find_measure
from graph.metrics.series import CHANGE, Point, Window, follow_assets
from web.state import State
from web.viewpoint import Viewpoint

if TYPE_CHECKING:
    from graph.market.market import Market
    from graph.market.records import MarketRecords

MEASURES = ("captivity", "owners", "channels")
#: Changes spelled out for one day; the others are counted.
SPELLED = 3


def trace_history(state: State, at: Viewpoint, asset: str) -> dict[str, Any]:
    """The steps of captivity up to today, oldest first, in this view; the same on every day.

    A step holds from ``date`` up to, not including, ``until``; ``happened`` says what made it.
    """
    key = ("history", asset, at.view, at.resale)
    return state.kept(key, lambda: _trace(state, at, asset))


def _trace(state: State, at: Viewpoint, asset: str) -> dict[str, Any]:
    def compile_on(records: MarketRecords, day: date) -> Market:
        return compile_market(records, day, view=at.view, count_set_aside=at.resale)

    window = Window(today() + timedelta(days=1), every=CHANGE)
    measures = [find_measure(name) for name in MEASURES]
    points = follow_assets(state.records(), [asset], measures, window, compile_on)
    series = {
        measure.name: [point for point in points if point.measure is measure]
        for measure in measures
    }
    steps = [
        {
            "date": point.day.isoformat(),
            "until": None if point.until is None else point.until.isoformat(),
            "captivity": fraction_text(point.value),
            "value": None if point.value is None else float(point.value),
            "tone": tone_of(point.value),
            "owners": _whole(owners),
            "channels": _whole(channels),
            "happened": [change.title for change in point.changes[:SPELLED]],
            "change_count": len(point.changes),
        }
        for point, owners, channels in zip(*series.values(), strict=True)
    ]
    return {"definition": measures[0].definition, "steps": steps}


def tone_of(captivity: Fraction | None) -> str:
    """How a value of captivity is coloured: nothing known, free, shared, or in one hand.

    >>> tone_of(None), tone_of(Fraction(0)), tone_of(Fraction(1, 3)), tone_of(Fraction(1))
    ('unknown', 'free', 'shared', 'captive')
    """
    if captivity is None:
        return "unknown"
    return "free" if captivity == 0 else "captive" if captivity == 1 else "shared"


def _whole(point: Point) -> int:
    return int(point.value or 0)
