"""A picture in columns of linked boxes: plain geometry, which a template turns into SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from web.labels import width_of, wrap
from web.layout import order_columns


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes a picture is built with, in its own units; ``room`` counts characters."""

    box_width: float
    box_height: float
    gap: float
    row: float
    head: float
    margin: float
    room: int
    lines: int
    line_height: float = 14


WIDE = Shape(216, 32, 88, row=42, head=34, margin=14, room=22, lines=1)
#: Two columns of it are as wide as a phone leaves room for, at the size they are drawn.
PHONE = Shape(146, 36, 52, row=42, head=26, margin=7, room=16, lines=2)


@dataclass(frozen=True, slots=True)
class Box:
    """What stands in a column; ``group`` sets its shape, ``side`` is a note at its right end."""

    key: str
    label: str
    group: str
    href: str = ""
    side: str = ""
    is_focus: bool = False


@dataclass(frozen=True, slots=True)
class Road:
    """A line from one box to another in the next column; ``weight`` counts what uses it."""

    start: str
    end: str
    weight: int = 1
    is_captive: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box with its corner, and its label in lines that fit, each with its own height."""

    box: Box
    x: float
    y: float
    lines: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class PlacedRoad:
    """A road as an SVG path, its width, and where the mark of a captive road stands."""

    road: Road
    path: str
    width: float
    mark_x: float
    mark_y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the template needs to write the SVG; sizes are in its own units."""

    width: float
    height: float
    heads: tuple[tuple[float, str], ...]
    boxes: tuple[PlacedBox, ...]
    roads: tuple[PlacedRoad, ...]
    shape: Shape = WIDE


@dataclass(frozen=True, slots=True)
class Drawings:
    """One picture twice: in one piece, and as pairs of columns to be set below each other."""

    wide: Drawing
    pairs: tuple[Drawing, ...]


def draw_both(
    heads: Sequence[str], columns: Sequence[Sequence[Box]], roads: Sequence[Road]
) -> Drawings:
    """The columns for a wide screen, and each two neighbours for a narrow one."""
    starts = range(max(len(columns) - 1, 1))
    return Drawings(
        draw_columns(heads, columns, roads),
        tuple(draw_columns(heads[s : s + 2], columns[s : s + 2], roads, PHONE) for s in starts),
    )


def draw_columns(
    heads: Sequence[str],
    columns: Sequence[Sequence[Box]],
    roads: Sequence[Road],
    shape: Shape = WIDE,
) -> Drawing:
    """The boxes placed in their columns without overlap, with the roads between them.

    Columns are ordered for few crossings; each is centred. A label longer than its box is cut,
    the whole one stays in ``box.label`` for the title.
    """
    boxes = {box.key: box for column in columns for box in column}
    kept = [road for road in roads if road.start in boxes and road.end in boxes]
    order = order_columns(
        [[box.key for box in column] for column in columns],
        [(road.start, road.end, float(road.weight)) for road in kept],
    )
    rows = max((len(column) for column in order), default=0)
    places = {
        key: (_left(shape, c), _top(shape, row, len(column), rows))
        for c, column in enumerate(order)
        for row, key in enumerate(column)
    }
    most = max((road.weight for road in kept), default=1)
    return Drawing(
        width=_left(shape, len(columns) - 1) + shape.box_width + shape.margin,
        height=shape.head + max(rows, 1) * shape.row + shape.margin,
        heads=tuple((_left(shape, c), head) for c, head in enumerate(heads)),
        boxes=tuple(
            _place_box(boxes[key], shape, *places[key]) for column in order for key in column
        ),
        roads=tuple(_place_road(road, shape, places, most) for road in kept),
        shape=shape,
    )


def _left(shape: Shape, column: int) -> float:
    return shape.margin + column * (shape.box_width + shape.gap)


def _top(shape: Shape, row: int, size: int, rows: int) -> float:
    above = (rows - size) * shape.row / 2 + row * shape.row
    return shape.head + above + (shape.row - shape.box_height) / 2


def _place_box(box: Box, shape: Shape, x: float, y: float) -> PlacedBox:
    """The box with the lines of its label, which leave room for the note at its end."""
    tail = width_of(box.side) + 1 if box.side else 0
    lines = wrap(box.label, shape.room, shape.lines, tail)
    # The base line of the first: letters stand about a third of their size above the middle.
    first = (shape.box_height - (len(lines) - 1) * shape.line_height) / 2 + 4.5
    heights = (first + number * shape.line_height for number in range(len(lines)))
    return PlacedBox(box, x, y, tuple(zip(heights, lines, strict=True)))


def _place_road(
    road: Road, shape: Shape, places: dict[str, tuple[float, float]], most: int
) -> PlacedRoad:
    x1, y1 = places[road.start][0] + shape.box_width, places[road.start][1] + shape.box_height / 2
    x2, y2 = places[road.end][0], places[road.end][1] + shape.box_height / 2
    half = (x1 + x2) / 2
    width = 1 + 5 * (road.weight / most) ** 0.5 if most > 1 else 1.75
    path = f"M{x1:g} {y1:g}C{half:g} {y1:g} {half:g} {y2:g} {x2:g} {y2:g}"
    return PlacedRoad(road, path, round(width, 2), half, round((y1 + y2) / 2, 1))
