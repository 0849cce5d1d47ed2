"""Areas over days, one on the other, that add up to a whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from web.charts.frame import (
    BELOW,
    Frame,
    days_of,
    draw_axes,
    draw_moments,
    end_labels,
    make_frame,
    make_scale,
)
from web.charts.geometry import (
    PHONE,
    SLOTS,
    TEXT_WIDTH,
    WIDE,
    Drawing,
    Figure,
    Path,
    Sheet,
    coordinate,
)
from web.charts.given import About, Moment, Number, Reading, Series, real, short
from web.charts.lines import make_strips, say_series
from web.charts.numbers import blank, tabulate_series
from web.labels import width_of


def draw_areas(
    about: About,
    series: Sequence[Series],
    *,
    high: Number = None,
    until: date | None = None,
    moments: Sequence[Moment] = (),
    keep: int = SLOTS - 1,
) -> Figure:
    """The series stacked, the first lowest; each value holds until the next reading.

    All but the ``keep`` largest are added up as "others". Values below 0 count as 0.
    """
    kept = fold(series, keep)
    days = days_of(kept)
    if not days:
        return blank(about, tabulate_series(series))
    columns = [hold(one, days) for one in kept]
    totals = [sum(values) for values in zip(*columns, strict=True)]
    scale = make_scale(about, days, totals, low=0, high=high, until=until, is_held=True)
    names = tuple(one.name for one in kept)

    def draw(sheet: Sheet) -> Drawing:
        widest = max(min(width_of(name) + 6, sheet.room) for name in names)
        right = 10.0 if sheet.is_phone else 24 + widest * TEXT_WIDTH
        return _draw(make_frame(sheet, scale, moments, right), sheet, kept, days, columns, moments)

    table = tabulate_series(series)
    return Figure(about, draw(WIDE), draw(PHONE), table, say_series(about, kept), names)


def fold(series: Sequence[Series], keep: int) -> list[Series]:
    """The largest series in the order given, and the sum of all others after them."""
    filled = [one for one in series if any(real(r.value) for r in one.readings)]
    if len(filled) <= keep + 1:
        return filled
    order = sorted(filled, key=lambda one: -max(real(r.value) or 0.0 for r in one.readings))
    large, rest = {id(one) for one in order[:keep]}, order[keep:]
    days = days_of(rest)
    sums = [sum(values) for values in zip(*(hold(one, days) for one in rest), strict=True)]
    readings = [Reading(day, _whole(value)) for day, value in zip(days, sums, strict=True)]
    return [
        *(one for one in filled if id(one) in large),
        Series(f"{len(rest)} others", readings),
    ]


def _whole(value: float) -> Number:
    return Fraction(value).limit_denominator(10**6)


def hold(one: Series, days: Sequence[date]) -> list[float]:
    """The value of a series on each of the days: that of its last reading up to it, else 0."""
    found, value, left = [], 0.0, list(reversed(one.readings))
    for day in days:
        while left and left[-1].day <= day:
            value = max(real(left.pop().value) or 0.0, 0.0)
        found.append(value)
    return found


def _draw(
    frame: Frame,
    sheet: Sheet,
    series: Sequence[Series],
    days: Sequence[date],
    columns: Sequence[Sequence[float]],
    moments: Sequence[Moment],
) -> Drawing:
    paths, texts = draw_axes(frame, sheet)
    below = [0.0] * len(days)
    ends = []
    for slot, (one, values) in enumerate(zip(series, columns, strict=True)):
        above = [low + value for low, value in zip(below, values, strict=True)]
        paths.append(Path(_area(frame, days, below, above), "area", slot % SLOTS, one.name))
        ends.append((f"{short(values[-1])} {one.name}", (below[-1] + above[-1]) / 2, one.href))
        below = above
    more = draw_moments(frame, moments)
    labels = None if sheet.is_phone else end_labels(frame, sheet, ends)
    for shapes in (more, labels or ([], [])):
        paths += shapes[0]
        texts += shapes[1]
    return Drawing(
        sheet.width,
        frame.bottom + BELOW,
        tuple(paths),
        tuple(make_strips(frame, series, sheet)),
        (),
        tuple(texts),
        is_labelled=labels is not None,
    )


def _area(
    frame: Frame, days: Sequence[date], below: Sequence[float], above: Sequence[float]
) -> str:
    """The outline: along the upper edge to the right, and back along the lower one."""
    xs = [*(frame.x(day) for day in days), frame.right]
    forth = "".join(
        f"V{coordinate(frame.y(value))}H{coordinate(end)}"
        for value, end in zip(above, xs[1:], strict=True)
    )
    back = "".join(
        f"V{coordinate(frame.y(value))}H{coordinate(start)}"
        for value, start in zip(reversed(below), reversed(xs[:-1]), strict=True)
    )
    return f"M{coordinate(xs[0])} {coordinate(frame.y(below[0]))}{forth}{back}Z"
