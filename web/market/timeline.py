"""The months of the market: the steps of the as-of slider, and how many channels opened in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.market.changes import SEEN
from graph.market.records import LIVE_STAGES, Channel

#: More steps than this are too fine for a slider.
MONTHS_MOST = 60
#: The share of all openings that may lie before the first step.
QUIET = 0.005
#: The height of the highest bar.
TALL = 30.0


@dataclass(frozen=True, slots=True)
class Month:
    """One step: the last day of the month (or today), and the channels that opened in it."""

    day: date
    opened: int

    @property
    def name(self) -> str:
        """The month in words: ``"June 2026"``."""
        return f"{self.day:%B %Y}"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The steps, oldest first, and which of them a day falls in.

    ``earlier`` counts the channels that opened before the first step.
    """

    months: tuple[Month, ...]
    earlier: int

    def step_of(self, day: date) -> int:
        """The number of the step whose month has the day; the first or last for days outside."""
        for number, month in enumerate(self.months):
            if day <= month.day:
                return number
        return len(self.months) - 1

    def bars(self) -> list[dict[str, Any]]:
        """For each month a bar: its place from 0 to 1, its height up to :data:`TALL`."""
        most = max((month.opened for month in self.months), default=0) or 1
        return [
            {
                "day": month.day.isoformat(),
                "name": month.name,
                "opened": month.opened,
                "height": round(TALL * (month.opened / most) ** 0.5, 1),
            }
            for month in self.months
        ]


def make_timeline(channels: Iterable[Channel], today: date, *, count_set_aside: bool) -> Timeline:
    """The months from when channels began to open up to today, at most five years.

    Channels of which only a first copy of a catalog is known are no news of the day of that copy,
    so they are not counted; nor is what never was open to developers.
    """
    days = [
        channel.valid_from
        for channel in channels
        if channel.valid_from is not None
        and channel.valid_from <= today
        and channel.precision != SEEN
        and channel.stage in LIVE_STAGES
        and (count_set_aside or channel.set_aside is None)
    ]
    counts = Counter((day.year, day.month) for day in days)
    days.sort()
    # A few early openings would leave most of the slider empty.
    first = days[int(len(days) * QUIET)] if days else today
    kept = _list_months(first, today)[-MONTHS_MOST:]
    steps = [Month(_last_day(year, month, today), counts[year, month]) for year, month in kept]
    return Timeline(tuple(steps), len(days) - sum(step.opened for step in steps))


def _list_months(first: date, last: date) -> Sequence[tuple[int, int]]:
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [(number // 12, number % 12 + 1) for number in range(start, end + 1)]


def _last_day(year: int, month: int, today: date) -> date:
    """The last day of the month; today in the month it is."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date.fromordinal(following.toordinal() - 1), today)
