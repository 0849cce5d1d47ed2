"""The frame of a chart over days: where a day and a value stand, axes, levels and moments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from web.charts.geometry import DIGIT_WIDTH, LINE, TEXT_WIDTH, Path, Sheet, Text, coordinate
from web.charts.given import About, Level, Moment, Number, Series, real
from web.charts.ticks import day_ticks, number_ticks
from web.labels import cut, width_of

#: A single day is drawn in the middle of so many days before and after.
ALONE = timedelta(days=15)
#: A day as text, and the gap to the next.
TICK_WIDTH = 10 * TEXT_WIDTH + 16
#: A value that holds from the last day on is drawn as wide as this part of the whole.
TAIL = 48
BELOW = 26.0
ABOVE = 12.0
#: A label of a moment longer than that is cut.
MOMENT_ROOM = 34


@dataclass(frozen=True, slots=True)
class Scale:
    """The days and values that a chart spans, whatever it is drawn on."""

    first: date
    last: date
    low: float
    high: float
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle on a sheet in which days run to the right and values up."""

    scale: Scale
    left: float
    top: float
    right: float
    bottom: float

    def x(self, day: date) -> float:
        """Where a day stands; days outside stand at the edge."""
        span = (self.scale.last - self.scale.first).days
        share = (day - self.scale.first).days / span
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Where a value stands."""
        share = (value - self.scale.low) / (self.scale.high - self.scale.low)
        return self.bottom - share * (self.bottom - self.top)


def make_scale(
    about: About,
    days: Sequence[date],
    values: Sequence[float],
    *,
    low: Number,
    high: Number,
    until: date | None,
    is_held: bool,
) -> Scale:
    """The scale on which all days and values find room; its ends are round numbers.

    ``is_held`` says that values hold on after their day: the last one gets some width.
    """
    first, last = min(days), max([*days, until] if until else days)
    least = timedelta(days=max(1, (last - first).days // TAIL))
    if is_held and last > first and last - max(days) < least:
        last = min(max(days), date.max - least) + least
    if first == last:
        first = max(first, date.min + ALONE) - ALONE
        last = min(last, date.max - ALONE) + ALONE
    bottom = min([*values, *_given(low)])
    top = max([*values, *_given(high)])
    if top == bottom:
        bottom, top = (min(bottom, 0.0), max(top, 0.0)) if top else (0.0, 1.0)
    ticks = number_ticks(bottom, top, 5, is_whole=about.is_count)
    return Scale(first, last, ticks[0][0], ticks[-1][0], about.is_count)


def _given(value: Number) -> list[float]:
    number = real(value)
    return [] if number is None else [number]


def make_frame(sheet: Sheet, scale: Scale, moments: Sequence[Moment], right: float) -> Frame:
    """The frame on a sheet, with room for words of moments above it and labels at its right."""
    frame = Frame(scale, sheet.left, 0, sheet.width - right, 0)
    rows = max((row for row, *_ in place_moments(frame, moments)), default=-1) + 1
    top = ABOVE + rows * LINE
    return Frame(scale, sheet.left, top, sheet.width - right, top + sheet.plot_height)


def draw_axes(frame: Frame, sheet: Sheet) -> tuple[list[Path], list[Text]]:
    """The lines and words of both axes."""
    paths, texts = list[Path](), list[Text]()
    scale = frame.scale
    for value, words in number_ticks(scale.low, scale.high, 5, is_whole=scale.is_whole):
        y = frame.y(value)
        look = "axis" if value == 0 else "grid"
        paths.append(_across(frame, y, look))
        texts.append(Text(frame.left - 8, y + 4, words, "tick", "end"))
    count = max(1, int((frame.right - frame.left) // TICK_WIDTH))
    for day, words in day_ticks(scale.first, scale.last, count):
        x = frame.x(day)
        half = width_of(words) * DIGIT_WIDTH / 2
        place = min(max(x, half), sheet.width - half)
        paths.append(Path(f"M{coordinate(x)} {coordinate(frame.bottom)}v5", "axis"))
        texts.append(Text(place, frame.bottom + 19, words, "tick", "middle"))
    return paths, texts


def _across(frame: Frame, y: float, look: str) -> Path:
    return Path(f"M{coordinate(frame.left)} {coordinate(y)}H{coordinate(frame.right)}", look)


def draw_levels(
    frame: Frame, levels: Sequence[Level], series: Sequence[Series]
) -> tuple[list[Path], list[Text]]:
    """The values marked right across, their words above the line at the end with more room."""
    paths, texts = list[Path](), list[Text]()
    room = int((frame.right - frame.left) / TEXT_WIDTH) - 2
    for level in levels:
        value = real(level.value)
        if value is None or not frame.scale.low <= value <= frame.scale.high:
            continue
        y = frame.y(value)
        paths.append(_across(frame, y, "level"))
        # Below the line where there is no room above it.
        place = y - 5 if y - frame.top > LINE else y + 14
        near = [
            min(abs(end - value) for end in ends) for ends in zip(*map(_ends, series), strict=True)
        ]
        at_left = near[0] >= near[1]
        x, anchor = (frame.left + 5, "start") if at_left else (frame.right - 5, "end")
        texts.append(Text(x, place, cut(level.label, room), "said", anchor, whole=level.label))
    return paths, texts


def _ends(one: Series) -> tuple[float, float]:
    """The first and the last value of a series that has any."""
    values = [value for reading in one.readings if (value := real(reading.value)) is not None]
    return values[0], values[-1]


def draw_moments(frame: Frame, moments: Sequence[Moment]) -> tuple[list[Path], list[Text]]:
    """The days marked from top to bottom, their words above the frame, none over another."""
    paths, texts = list[Path](), list[Text]()
    for row, moment, words, anchor, x in place_moments(frame, moments):
        y = ABOVE + row * LINE
        paths.append(
            Path(f"M{coordinate(x)} {coordinate(y - 4)}V{coordinate(frame.bottom)}", "moment")
        )
        place = x + 4 if anchor == "start" else x - 4
        texts.append(Text(place, y + 6, words, "said", anchor, moment.href, moment.label))
    return paths, texts


def place_moments(
    frame: Frame, moments: Sequence[Moment]
) -> Iterator[tuple[int, Moment, str, str, float]]:
    """Yield the row, the moment, its words cut, their anchor and the place of each in the frame."""
    taken: list[list[tuple[float, float]]] = []
    scale = frame.scale
    room = min(MOMENT_ROOM, int((frame.right - frame.left) / TEXT_WIDTH) - 4)
    for moment in sorted(moments, key=lambda m: m.day):
        if not scale.first <= moment.day <= scale.last:
            continue
        words, x = cut(moment.label, room), frame.x(moment.day)
        length = width_of(words) * TEXT_WIDTH + 12
        anchor = "start" if x + length <= frame.right else "end"
        span = (x, x + length) if anchor == "start" else (x - length, x)
        row = next(
            (n for n, row in enumerate(taken) if all(_apart(span, other) for other in row)),
            len(taken),
        )
        if row == len(taken):
            taken.append([])
        taken[row].append(span)
        yield row, moment, words, anchor, x


def _apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[1] <= other[0] or other[1] <= one[0]


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float] | None:
    """Places close to those wanted, at least ``gap`` apart and within both ends; None: no room.

    >>> spread([10.0, 12.0, 50.0], 15.0, 0.0, 100.0)
    [10.0, 25.0, 50.0]
    >>> spread([99.0, 100.0], 15.0, 0.0, 100.0)
    [85.0, 100.0]
    """
    if (len(wanted) - 1) * gap > high - low:
        return None
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    found = [0.0] * len(wanted)
    least = low
    for place in order:
        least = found[place] = max(float(wanted[place]), least)
        least += gap
    most = high
    for place in reversed(order):
        most = found[place] = min(found[place], most)
        most -= gap
    return found


def end_labels(
    frame: Frame, sheet: Sheet, series: Sequence[tuple[str, float, str]]
) -> tuple[list[Path], list[Text]] | None:
    """Each series' words beside its end, none over another; None when there is no room.

    ``series`` are (words, value it ends at, address), in the order of their slots.
    """
    ends = [frame.y(value) for _, value, _ in series]
    places = spread(ends, LINE, frame.top, frame.bottom)
    if places is None:
        return None
    paths, texts = list[Path](), list[Text]()
    for slot, (words, _, href) in enumerate(series):
        end, place = coordinate(ends[slot]), places[slot]
        paths.append(
            Path(
                f"M{coordinate(frame.right + 6)} {end}L{coordinate(frame.right + 14)} "
                f"{coordinate(place)}",
                "leader",
                slot,
            )
        )
        text = cut(words, sheet.room)
        texts.append(Text(frame.right + 18, place + 4, text, "name", href=href, whole=words))
    return paths, texts


def days_of(series: Sequence[Series]) -> list[date]:
    """Every day that a series has a reading on, in order, each once."""
    return sorted({reading.day for one in series for reading in one.readings})
