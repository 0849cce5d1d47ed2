"""Horizontal bars: one for each name, or a few for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from web.charts.geometry import (
    NAME_WIDTH,
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
    Table,
    Text,
    coordinate,
)
from web.charts.given import About, Bar, Group, Number, exact, real, short
from web.charts.numbers import blank
from web.charts.ticks import number_ticks
from web.labels import cut, width_of

LABEL_ROOM = 30
NOTE_ROOM = 26
THICK, THIN, BETWEEN = 17.0, 12.0, 9.0
HEAD = 17.0
TOP, BELOW = 4.0, 24.0
NO_VALUE = "no value"


@dataclass(frozen=True, slots=True)
class _Row:
    """A name with its bars: (value, words after it), the slot of a bar being its place."""

    label: str
    href: str
    bars: tuple[tuple[Number, str], ...]
    is_captive: bool = False


def draw_bars(about: About, bars: Sequence[Bar], *, high: Number = None) -> Figure:
    """One bar for each name, in the order given; ``high`` is a value that the axis must reach."""
    rows = [
        _Row(bar.label, bar.href, ((bar.value, _say(bar.value, bar.note)),), bar.is_captive)
        for bar in bars
    ]
    has_notes = any(bar.note for bar in bars)
    columns = ("Name", about.unit, *(("Note",) if has_notes else ()))
    cells = tuple(
        (bar.label, exact(bar.value), *((bar.note,) if has_notes else ())) for bar in bars
    )
    return _figure(about, rows, (), Table(columns, cells, tuple(bar.href for bar in bars)), high)


def draw_groups(
    about: About, names: Sequence[str], groups: Sequence[Group], *, high: Number = None
) -> Figure:
    """Some bars for each group, one for each of the names, in the order given."""
    rows = [
        _Row(group.label, group.href, tuple((value, _say(value, "")) for value in group.values))
        for group in groups
    ]
    cells = tuple((group.label, *map(exact, group.values)) for group in groups)
    table = Table(("Name", *names), cells, tuple(group.href for group in groups))
    return _figure(about, rows, tuple(names), table, high)


def _say(value: Number, note: str) -> str:
    words = short(value) or NO_VALUE
    return f"{words} · {cut(note, NOTE_ROOM)}" if note else words


def _figure(
    about: About,
    rows: Sequence[_Row],
    names: tuple[str, ...],
    table: Table,
    high: Number,
) -> Figure:
    values = [v for row in rows for value, _ in row.bars if (v := real(value)) is not None]
    if not values:
        return blank(about, table)
    ends = [0.0, *values, *(() if real(high) is None else (real(high) or 0.0,))]
    low, top = min(ends), max(ends)
    scale = (low, top if top > low else low + 1)
    return Figure(
        about,
        _draw(WIDE, about, rows, scale),
        _draw(PHONE, about, rows, scale),
        table,
        _say_rows(about, rows),
        names if len(names) > 1 else (),
    )


def _say_rows(about: About, rows: Sequence[_Row]) -> str:
    told = [f"{row.label} {', '.join(words for _, words in row.bars)}" for row in rows[:5]]
    more = f" and {len(rows) - 5} more" if len(rows) > 5 else ""
    return f"{about.title}: {'; '.join(told)}{more}."


def _draw(sheet: Sheet, about: About, rows: Sequence[_Row], ends: tuple[float, float]) -> Drawing:
    """The bars below each other: names before them, on a phone above them."""
    before = max(min(width_of(row.label), LABEL_ROOM) for row in rows) * NAME_WIDTH + 12
    left = 2.0 if sheet.is_phone else max(before, 40.0)
    after = max(width_of(words) for row in rows for _, words in row.bars) * TEXT_WIDTH + (
        26 if len(rows[0].bars) > 1 else 12
    )
    count = 3 if sheet.is_phone else 6
    ticks = number_ticks(*ends, count, is_whole=about.is_count)
    sketch = _Sketch(sheet, left, max(sheet.width - after, left + 60), ticks[0][0], ticks[-1][0])
    for row in rows:
        sketch.row(row)
    sketch.axis(ticks)
    return sketch.done(is_labelled=len(rows[0].bars) == 1)


class _Sketch:
    """Collects the shapes of one drawing from top to bottom."""

    def __init__(self, sheet: Sheet, left: float, right: float, low: float, high: float) -> None:
        self.sheet, self.left, self.right, self.low, self.high = sheet, left, right, low, high
        self.y = TOP
        self.paths: list[Path] = []
        self.rects: list[Rect] = []
        self.marks: list[Mark] = []
        self.texts: list[Text] = []

    def row(self, row: _Row) -> None:
        """A name and its bars."""
        thickness = THICK if len(row.bars) == 1 else THIN
        height = thickness * len(row.bars)
        room = int((self.sheet.width - 4) / TEXT_WIDTH) if self.sheet.is_phone else LABEL_ROOM
        label = cut(row.label, room)
        if self.sheet.is_phone:
            self.texts.append(Text(2, self.y + 12, label, "name", "start", row.href, row.label))
            self.y += HEAD
        else:
            middle = self.y + height / 2 + 4
            self.texts.append(
                Text(self.left - 8, middle, label, "name", "end", row.href, row.label)
            )
        for slot, (value, words) in enumerate(row.bars):
            self._bar(row, slot, value, words, thickness, is_grouped=len(row.bars) > 1)
            self.y += thickness
        self.y += BETWEEN

    def _bar(
        self, row: _Row, slot: int, value: Number, words: str, thickness: float, *, is_grouped: bool
    ) -> None:
        number = real(value)
        zero = self._x(0.0)
        end = zero if number is None else self._x(number)
        if number is not None:
            look = "beam captive" if row.is_captive else "beam"
            title = f"{row.label}: {exact(value)}"
            x, width = min(zero, end), abs(end - zero)
            self.rects.append(
                Rect(x, self.y + 1, max(width, 1.0), thickness - 2, look, slot % SLOTS, title)
            )
        place = max(end, zero)
        if is_grouped and number is not None:
            self.marks.append(Mark(place + 8, self.y + thickness / 2, slot % SLOTS))
            place += 10
        look = "value" if number is not None else "said"
        self.texts.append(Text(place + 6, self.y + thickness / 2 + 4, words, look))

    def _x(self, value: float) -> float:
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)

    def axis(self, ticks: Sequence[tuple[float, str]]) -> None:
        """The line at 0, and the round numbers below the bars."""
        bottom = self.y - BETWEEN + 4
        for value, words in ticks:
            x = self._x(value)
            look = "axis" if value == 0 else "grid"
            self.paths.append(Path(f"M{coordinate(x)} {TOP - 2:g}V{coordinate(bottom)}", look))
            half = width_of(words) * TEXT_WIDTH / 2
            place = min(max(x, half), self.sheet.width - half)
            self.texts.append(Text(place, bottom + 15, words, "tick", "middle"))
        self.y = bottom

    def done(self, *, is_labelled: bool) -> Drawing:
        """The drawing."""
        return Drawing(
            self.sheet.width,
            self.y + BELOW,
            tuple(self.paths),
            tuple(self.rects),
            tuple(self.marks),
            tuple(self.texts),
            is_labelled,
        )
