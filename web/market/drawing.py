"""The road map as geometry: four columns of boxes, and roads that part at their edges.

Sizes are in the drawing's own units, which are pixels at the width of a page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from web.labels import cut, width_of
from web.market.knots import Knot, Tie
from web.market.picture import MarketPicture
from web.market.places import find_ports, push_apart

HEADS = ("Vendors", "Their models", "Platforms", "Controlling owners")
#: Left edge and width of each column; the widest gap is where most roads run.
COLUMNS = ((12.0, 166.0), (222.0, 166.0), (560.0, 214.0), (872.0, 166.0))
WIDTH, HEAD, FOOT = 1050.0, 34.0, 12.0
BOX_HEIGHT, ROW = 30.0, 36.0
#: Columns of a list of boxes of one role.
GRID = 4
#: A letter of a name, and where a name begins behind its shape.
LETTER, TEXT_LEFT, SIDE_RIGHT = 7.1, 30.0, 9.0
THICKEST, THINNEST = 9.0, 1.2
GROUPS = {
    "vendor": "organisation", "group": "asset", "model": "asset",
    "platform": "platform", "owner": "owner",
}  # fmt: skip


#: Left edge, top and width of a box; a place of the drawing, across and down.
Place = tuple[float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class More:
    """A box that stands for those not drawn in a column."""

    column: int
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A box with its place; ``line`` is as much of its name as fits, ``share`` the captive part."""

    key: str
    group: str
    title: str
    line: str
    side: str
    x: float
    y: float
    width: float
    share: float = 0.0
    url: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class PlacedRoad:
    """A road as a path with its width, and where the mark of a captive one stands."""

    key: str
    start: str
    end: str
    title: str
    path: str
    width: float
    mark_x: float
    mark_y: float
    is_captive: bool
    url: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class RoadMap:
    """Everything the template needs to write the SVG."""

    width: float
    height: float
    heads: tuple[tuple[float, str], ...]
    boxes: tuple[Placed, ...]
    roads: tuple[PlacedRoad, ...]


def draw_map(picture: MarketPicture, urls: Mapping[str, str], more: Sequence[More] = ()) -> RoadMap:
    """The picture as boxes in four columns, spread over one height.

    Parameters
    ----------
    picture
        The boxes and roads.
    urls
        Key of a box or road -> the address that tells about it.
    more
        The boxes that stand for what is hidden, below their columns.
    """
    taken = {m.column for m in more}
    rows = [len(c) + (n in taken) for n, c in enumerate(picture.columns)]
    is_list = not picture.ties and sum(map(bool, picture.columns)) == 1
    tall = -(-max(rows) // GRID) if is_list else max([*rows, 1])
    height = tall * ROW
    # The last row of a column is left to the box that stands for the rest.
    rooms = [height - ROW * (n in taken) for n in range(4)]
    places = _place_grid(picture, tall) if is_list else _place_knots(picture, rooms)
    boxes = [
        _place_box(knot, picture, places[knot.key], urls)
        for column in picture.columns
        for knot in column
    ]
    below = [_place_more(m, height) for m in more]
    return RoadMap(
        width=WIDTH,
        height=HEAD + height + FOOT,
        heads=tuple(
            (COLUMNS[0 if is_list else n][0], HEADS[n])
            for n, column in enumerate(picture.columns)
            if column
        ),
        boxes=(*boxes, *below),
        roads=_place_roads(picture, {key: y for key, (_, y, _) in places.items()}, urls),
    )


def _place_knots(picture: MarketPicture, rooms: Sequence[float]) -> dict[str, Place]:
    """Key -> the place of its box: groups close together, vendors beside theirs."""
    vendors, units, platforms, owners = picture.columns
    tops = _spread(units, rooms[1]) | _spread(platforms, rooms[2])
    ends = {
        vendor.key: [tops[t.end.key] for t in picture.ties if t.start.key == vendor.key]
        for vendor in vendors
    }
    starts = {
        owner.key: [tops[t.start.key] for t in picture.ties if t.end.key == owner.key]
        for owner in owners
    }
    tops |= _settle(vendors, ends, rooms[0]) | _settle(owners, starts, rooms[3])
    return {
        knot.key: (COLUMNS[n][0], tops[knot.key], COLUMNS[n][1])
        for n, column in enumerate(picture.columns)
        for knot in column
    }


def _place_grid(picture: MarketPicture, tall: int) -> dict[str, Place]:
    """Key -> the place of its box, where one column is listed over the whole width."""
    knots = [knot for column in picture.columns for knot in column]
    step = (WIDTH - COLUMNS[0][0]) / GRID
    return {
        knot.key: (
            COLUMNS[0][0] + n // tall * step,
            HEAD + n % tall * ROW + (ROW - BOX_HEIGHT) / 2,
            step - COLUMNS[0][0],
        )
        for n, knot in enumerate(knots)
    }


def _spread(column: Sequence[Knot], height: float) -> dict[str, float]:
    """The column evenly over the height, at most at twice the usual distance, centred."""
    step = min(height / max(len(column), 1), 2 * ROW)
    first = HEAD + (height - step * len(column)) / 2
    return {k.key: round(first + n * step + (step - BOX_HEIGHT) / 2, 1)
            for n, k in enumerate(column)}  # fmt: skip


def _settle(
    column: Sequence[Knot], near: Mapping[str, Sequence[float]], height: float
) -> dict[str, float]:
    """Each box beside those it belongs to, pushed apart where they would overlap."""
    usual = _spread(column, height)
    wanted = [(k, sum(tops) / len(tops) if tops else usual[k]) for k, tops in near.items()]
    return push_apart(wanted, ROW, HEAD, HEAD + height - BOX_HEIGHT)


def _place_box(knot: Knot, picture: MarketPicture, place: Place, urls: Mapping[str, str]) -> Placed:
    x, y, width = place
    side = f"{knot.models:,}" if knot.role != "model" else ""
    name = knot.name if picture.columns[0] else knot.label
    return Placed(
        key=knot.key,
        group=GROUPS[knot.role] + (" shut" if knot.is_captive else ""),
        title=f"{knot.label}: {tell(knot.models, knot.captive)}",
        line=_fit(name, width, side),
        side=side,
        x=x,
        y=y,
        width=width,
        share=round((width - 12) * knot.captive / max(knot.models, 1), 1),
        url=urls.get(knot.key, ""),
        state=state_of(picture, knot.key),
    )


def _place_more(more: More, height: float) -> Placed:
    """The box below the last of its column."""
    x, width = COLUMNS[more.column]
    bottom = HEAD + height - BOX_HEIGHT - (ROW - BOX_HEIGHT) / 2
    line = _fit(more.words, width + 22, "")
    return Placed(f"more:{more.column}", "more", more.words, line, "", x, bottom, width,
                  url=more.url)  # fmt: skip


def _fit(name: str, width: float, side: str) -> str:
    room = int((width - TEXT_LEFT - SIDE_RIGHT) / LETTER) - (width_of(side) + 1 if side else 0)
    return cut(name, room)


def tell(models: int, captive: int) -> str:
    """The count of a box or road in words."""
    return f"{models:,} model{'' if models == 1 else 's'}, {captive:,} captive"


def state_of(picture: MarketPicture, key: str) -> str:
    """Whether a box or road is on the way through the focus; empty where nothing is in focus."""
    if not picture.lit:
        return ""
    return "lit" if key in picture.lit else "dim"


def breadth_of(tie: Tie, most: int) -> float:
    """How broad a road is drawn, where ``most`` models are on the busiest."""
    return round(THINNEST + (THICKEST - THINNEST) * math.sqrt(tie.models / most), 2)


def place_road(tie: Tie, start: Point, end: Point, width: float, state: str) -> PlacedRoad:
    """A road from one point to another, leaving and coming level, its mark in the middle."""
    (x1, y1), (x2, y2) = start, end
    half = round((x1 + x2) / 2, 1)
    return PlacedRoad(
        key=tie.key,
        start=tie.start.key,
        end=tie.end.key,
        title=f"{tie.start.label} to {tie.end.label}: {tell(tie.models, tie.captive)}",
        path=f"M{x1:g} {y1:g}C{half:g} {y1:g} {half:g} {y2:g} {x2:g} {y2:g}",
        width=width,
        mark_x=half,
        mark_y=round((y1 + y2) / 2, 1),
        is_captive=tie.is_captive,
        state=state,
    )


def _place_roads(
    picture: MarketPicture, tops: Mapping[str, float], urls: Mapping[str, str]
) -> tuple[PlacedRoad, ...]:
    column_of = {knot.key: n for n, column in enumerate(picture.columns) for knot in column}
    ports = find_ports(picture.ties, {key: (top, BOX_HEIGHT) for key, top in tops.items()})
    most = max((tie.models for tie in picture.ties), default=1)
    placed = []
    for tie in picture.ties:
        start = sum(COLUMNS[column_of[tie.start.key]]), ports[tie.start.key, tie.key]
        end = COLUMNS[column_of[tie.end.key]][0], ports[tie.end.key, tie.key]
        road = place_road(tie, start, end, breadth_of(tie, most), state_of(picture, tie.key))
        placed.append(replace(road, url=urls.get(tie.key, "")))
    # Captive roads last, so that they lie on top.
    return tuple(sorted(placed, key=lambda road: road.is_captive))
