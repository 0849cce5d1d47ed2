"""A picture in columns of linked boxes: plain geometry, which a template turns into SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from web.layout import order_columns

BOX_WIDTH, BOX_HEIGHT, ROW, HEAD, MARGIN = 216, 32, 42, 34, 14
GAP = 88
CHARACTERS = 23


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
    """A box with its corner, and its label cut to what fits."""

    box: Box
    x: float
    y: float
    text: str


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
    box_width: float = BOX_WIDTH
    box_height: float = BOX_HEIGHT


def draw_columns(
    heads: Sequence[str], columns: Sequence[Sequence[Box]], roads: Sequence[Road]
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
        key: (_left(c), _top(row, len(column), rows))
        for c, column in enumerate(order)
        for row, key in enumerate(column)
    }
    most = max((road.weight for road in kept), default=1)
    return Drawing(
        width=_left(len(columns) - 1) + BOX_WIDTH + MARGIN,
        height=HEAD + max(rows, 1) * ROW + MARGIN,
        heads=tuple((_left(c), head) for c, head in enumerate(heads)),
        boxes=tuple(
            PlacedBox(boxes[key], *places[key], cut(boxes[key].label, _room(boxes[key])))
            for column in order
            for key in column
        ),
        roads=tuple(_place_road(road, places, most) for road in kept),
    )


def cut(label: str, room: int) -> str:
    """The label, or as much of it as there is room for.

    >>> cut("Amazon Web Services", 10)
    'Amazon We…'
    """
    text = " ".join(label.split())
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def _room(box: Box) -> int:
    return CHARACTERS - (len(box.side) + 1 if box.side else 0)


def _left(column: int) -> float:
    return MARGIN + column * (BOX_WIDTH + GAP)


def _top(row: int, size: int, rows: int) -> float:
    return HEAD + (rows - size) * ROW / 2 + row * ROW + (ROW - BOX_HEIGHT) / 2


def _place_road(road: Road, places: dict[str, tuple[float, float]], most: int) -> PlacedRoad:
    x1, y1 = places[road.start][0] + BOX_WIDTH, places[road.start][1] + BOX_HEIGHT / 2
    x2, y2 = places[road.end][0], places[road.end][1] + BOX_HEIGHT / 2
    half = (x1 + x2) / 2
    width = 1 + 5 * (road.weight / most) ** 0.5 if most > 1 else 1.75
    path = f"M{x1:g} {y1:g}C{half:g} {y1:g} {half:g} {y2:g} {x2:g} {y2:g}"
    return PlacedRoad(road, path, round(width, 2), half, round((y1 + y2) / 2, 1))
