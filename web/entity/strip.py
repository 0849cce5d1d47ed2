"""The history of an asset as a strip of bars: across in per cent of the time, up in pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

#: Pixels from the top of the strip to a captivity of 1, and from there to 0.
TOP = 22
RISE = 76
#: What an undefined number is drawn as, and the least that a bar is wide, in per cent.
LOW = 4
THIN = 0.35
#: From this width on, in per cent, a bar has room for its number; on a phone from the second.
ROOM = 4.5
PHONE_ROOM = 13.0
TICKS = 8
#: Months between two ticks.
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 24000)


@dataclass(frozen=True, slots=True)
class Bar:
    """One step: its place and size, its tone, and its number where there is room."""

    x: float
    width: float
    y: float
    height: float
    tone: str
    number: str
    room: str
    day: str
    title: str

    @property
    def middle(self) -> float:
        """Where its number stands, in per cent."""
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Strip:
    """The bars, the months below them, and where the day of the page is (None when outside)."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    today: float | None
    height: int = TOP + RISE


def draw_strip(steps: Sequence[Mapping[str, Any]], as_of: date) -> Strip | None:
    """The strip of some steps; None when nothing is recorded that could have moved."""
    if len(steps) < 2:
        return None
    days = [date.fromisoformat(step["date"]).toordinal() for step in steps]
    end = date.fromisoformat(steps[-1]["until"] or steps[-1]["date"]).toordinal()
    # A day before the first change is no history.
    first = days[1] - max((end - days[1]) // 50, 1) if steps[0]["value"] is None else days[0]
    days[0] = max(first, 1)
    span = max(end - days[0], 1)
    edges = [100 * (day - days[0]) / span for day in [*days, end]]
    bars = [_bar(step, edges[n], edges[n + 1]) for n, step in enumerate(steps)]
    at = 100 * (as_of.toordinal() + 0.5 - days[0]) / span
    return Strip(tuple(bars), _ticks(days[0], end), round(at, 2) if 0 <= at <= 100 else None)


def _bar(step: Mapping[str, Any], start: float, end: float) -> Bar:
    value, width = step["value"], max(end - start, THIN)
    height = LOW if value is None else max(RISE * value, LOW / 2)
    number = step["captivity"] or "–"
    room = "roomy" if width >= PHONE_ROOM else "tight" if width >= ROOM else ""
    until = f" to {step['until']}" if step["until"] else ""
    said = step["captivity"] or "undefined"
    return Bar(
        round(start, 2),
        round(width, 2),
        round(TOP + RISE - height, 1),
        round(height, 1),
        step["tone"],
        number,
        room,
        step["date"],
        f"captivity {said} from {step['date']}{until}",
    )


def _ticks(first: int, end: int) -> tuple[tuple[float, str], ...]:
    """The firsts of some months, so many that their names fit."""
    start, last = date.fromordinal(first), date.fromordinal(end)
    begin, stop = start.year * 12 + start.month, last.year * 12 + last.month
    every = next(n for n in STEPS if (stop - begin) <= n * TICKS)
    numbers = range(begin + -begin % every, min(stop, date.max.year * 12 + 12), every)
    days = [date(number // 12, number % 12 + 1, 1) for number in numbers]
    return tuple(
        (round(100 * (day.toordinal() - first) / max(end - first, 1), 2), day.isoformat()[:7])
        for day in days
    )
