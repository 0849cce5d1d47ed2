"""Lines and steps over days: each series with its colour, its dash, its mark and its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from web.charts.frame import (
    BELOW,
    Frame,
    days_of,
    draw_axes,
    draw_levels,
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
    Mark,
    Path,
    Rect,
    Sheet,
    Text,
    coordinate,
)
from web.charts.given import About, Level, Moment, Number, Reading, Series, exact, real, short
from web.charts.numbers import blank, tabulate_series
from web.labels import width_of

#: At most so many marks along a line, and so many strips to point at.
MARKS = 8
STRIPS = 160


def draw_lines(
    about: About,
    series: Sequence[Series],
    *,
    is_step: bool = False,
    low: Number = 0,
    high: Number = None,
    until: date | None = None,
    levels: Sequence[Level] = (),
    moments: Sequence[Moment] = (),
) -> Figure:
    """The series as lines.

    Parameters
    ----------
    about
        What stands on the figure.
    series
        At most eight are told apart by colour, dash and mark; readings in the order of days.
    is_step
        A value holds until the next reading; else points are joined.
    low, high
        Values that the axis must reach; what lies outside widens it.
    until
        A last value holds up to this day.
    levels, moments
        Values and days that are marked, with their words.
    """
    kept = [one for one in series if any(real(r.value) is not None for r in one.readings)]
    if not kept:
        return blank(about, tabulate_series(series))
    values = [v for one in kept for r in one.readings if (v := real(r.value)) is not None]
    days = days_of(kept)
    end = until if is_step else None
    scale = make_scale(about, days, values, low=low, high=high, until=end, is_held=is_step)

    def draw(sheet: Sheet) -> Drawing:
        right = 10.0 if sheet.is_phone else 24 + max(_label_width(one, sheet) for one in kept)
        frame = make_frame(sheet, scale, moments, right)
        return _Sketch(frame, sheet, is_step).draw(kept, levels, moments)

    return Figure(
        about,
        draw(WIDE),
        draw(PHONE),
        tabulate_series(series),
        say_series(about, kept),
        tuple(one.name for one in kept) if len(kept) > 1 else (),
    )


def _label_width(one: Series, sheet: Sheet) -> float:
    return min(width_of(one.name) + 6, sheet.room) * TEXT_WIDTH


def last_of(one: Series) -> Reading:
    """The last reading with a value."""
    return next(r for r in reversed(one.readings) if real(r.value) is not None)


def say_series(about: About, series: Sequence[Series]) -> str:
    """From what to what each series goes, in words, for those who do not see the drawing."""
    told = []
    for one in series[:SLOTS]:
        first = next(r for r in one.readings if real(r.value) is not None)
        last = last_of(one)
        told.append(
            f"{one.name} from {exact(first.value)} on {first.day} to {exact(last.value)} "
            f"on {last.day}"
        )
    return f"{about.title}: {'; '.join(told)}."


class _Sketch:
    """Collects the shapes of one drawing."""

    def __init__(self, frame: Frame, sheet: Sheet, is_step: bool) -> None:
        self.frame, self.sheet, self.is_step = frame, sheet, is_step
        self.paths, self.texts = draw_axes(frame, sheet)
        self.marks: list[Mark] = []

    def draw(
        self, series: Sequence[Series], levels: Sequence[Level], moments: Sequence[Moment]
    ) -> Drawing:
        """The whole drawing; names stand in it where there is room."""
        self._add(draw_levels(self.frame, levels, series))
        self._add(draw_moments(self.frame, moments))
        for slot, one in enumerate(series):
            self._line(slot % SLOTS, one)
        labels = None
        if not self.sheet.is_phone:
            labels = end_labels(self.frame, self.sheet, [_label(one, series) for one in series])
        self._add(labels or ([], []))
        return Drawing(
            self.sheet.width,
            self.frame.bottom + BELOW,
            tuple(self.paths),
            tuple(make_strips(self.frame, series, self.sheet)),
            tuple(self.marks),
            tuple(self.texts),
            is_labelled=labels is not None or len(series) == 1,
        )

    def _add(self, shapes: tuple[list[Path], list[Text]]) -> None:
        self.paths += shapes[0]
        self.texts += shapes[1]

    def _line(self, slot: int, one: Series) -> None:
        d = "".join(self._iter_strokes(one))
        self.paths += [Path(d, "casing", slot), Path(d, "line", slot, one.name)]
        shown = [r for r in one.readings if real(r.value) is not None]
        every = max(1, len(shown) // MARKS)
        for number, reading in enumerate(reversed(shown)):
            # Offset by slot, so that marks of lines on each other do not cover each other.
            if reading.href or number == 0 or (number + slot) % every == 0:
                self._mark(slot, one, reading)

    def _mark(self, slot: int, one: Series, reading: Reading) -> None:
        value = real(reading.value)
        assert value is not None  # noqa: S101 - tells the type checker
        title = f"{one.name}, {reading.day}: {exact(reading.value)}"
        if reading.why:
            title += f". {reading.why}"
        self.marks.append(
            Mark(self.frame.x(reading.day), self.frame.y(value), slot, title, reading.href)
        )

    def _iter_strokes(self, one: Series) -> Iterator[str]:
        """Yield the commands of the line; a gap lifts the pen."""
        is_down = False
        for reading in one.readings:
            value = real(reading.value)
            x = coordinate(self.frame.x(reading.day))
            if is_down and self.is_step:
                yield f"H{x}"
            if value is None:
                is_down = False
                continue
            y = coordinate(self.frame.y(value))
            yield (f"V{y}" if self.is_step else f"L{x} {y}") if is_down else f"M{x} {y}"
            is_down = True
        if is_down and self.is_step:
            yield f"H{coordinate(self.frame.right)}"


def _label(one: Series, series: Sequence[Series]) -> tuple[str, float, str]:
    last = last_of(one)
    value = real(last.value)
    assert value is not None  # noqa: S101 - tells the type checker
    words = f"{short(last.value)} {one.name}" if len(series) > 1 else short(last.value)
    return words, value, one.href


def make_strips(frame: Frame, series: Sequence[Series], sheet: Sheet) -> Iterator[Rect]:
    """Yield a transparent strip for each day, which says all values of that day to a pointer."""
    days = days_of(series)
    if sheet.is_phone or len(days) > STRIPS:
        return
    told: dict[date, list[str]] = {day: [day.isoformat()] for day in days}
    for one in series:
        for reading in one.readings:
            words = f"{one.name}: {exact(reading.value) or 'no value'}"
            told[reading.day].append(f"{words} ({reading.why})" if reading.why else words)
    ends = [frame.x(day) for day in days[1:]] + [frame.right]
    for day, end in zip(days, ends, strict=True):
        x = frame.x(day)
        width = max(0.0, end - x)
        yield Rect(x, frame.top, width, frame.bottom - frame.top, "strip", 0, "\n".join(told[day]))
