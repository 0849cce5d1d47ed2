"""Round numbers and days to write at an axis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from math import ceil, floor, log10

from web.charts.given import short

#: Months from one tick to the next, from close to far.
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000)
DAY_STEPS = (1, 2, 7, 14)


def find_step(span: float, count: int, *, is_whole: bool = False) -> float:
    """The round distance of at most so many ticks over a span: 1, 2 or 5 times a power of ten.

    >>> find_step(1, 5), find_step(37, 5), find_step(3, 6, is_whole=True)
    (0.2, 10.0, 1.0)
    """
    rough = max(span, 1e-9) / max(count, 1)
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    return max(1.0, float(round(step))) if is_whole else step


def number_ticks(
    low: float, high: float, count: int, *, is_whole: bool = False
) -> list[tuple[float, str]]:
    """The values and words of the ticks; the first is at most ``low``, the last at least ``high``.

    >>> number_ticks(0, 1, 5)[:3]
    [(0.0, '0'), (0.2, '0.2'), (0.4, '0.4')]
    >>> [words for _, words in number_ticks(0, 8, 4, is_whole=True)]
    ['0', '2', '4', '6', '8']
    """
    step = find_step(high - low, count, is_whole=is_whole)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    values = [round(number * step, 12) for number in range(first, max(last, first + 1) + 1)]
    return [(value, short(value)) for value in values]


def day_ticks(first: date, last: date, count: int) -> list[tuple[date, str]]:
    """Firsts of days, weeks, months or years within a span, at most so many.

    >>> [words for _, words in day_ticks(date(2025, 1, 10), date(2026, 7, 2), 6)]
    ['2025-04', '2025-07', '2025-10', '2026-01', '2026-04', '2026-07']
    >>> day_ticks(date(2026, 6, 1), date(2026, 6, 4), 2)[0]
    (datetime.date(2026, 6, 1), '2026-06-01')
    """
    span = (last - first).days
    for days in DAY_STEPS:
        if span // days + 1 <= count:
            found = [first + timedelta(days=n * days) for n in range(span // days + 1)]
            return [(day, day.isoformat()) for day in found]
    for months in MONTH_STEPS:
        found = list(_iter_months(first, last, months))
        if len(found) <= count:
            say: Callable[[date], str] = _say_year if months % 12 == 0 else _say_month
            return [(day, say(day)) for day in found]
    return [(first, first.isoformat())]


def _say_year(day: date) -> str:
    return f"{day.year:04}"


def _say_month(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


def _iter_months(first: date, last: date, step: int) -> Iterator[date]:
    """Yield the firsts of every so manieth month, counted from the year 0, within the span."""
    number = first.year * 12 + first.month - 1 + (first.day > 1)
    number = -(-number // step) * step
    while number <= last.year * 12 + last.month - 1:
        if number >= 12:
            yield date(number // 12, number % 12 + 1, 1)
        number += step
