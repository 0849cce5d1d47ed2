"""The road map for a phone: vendors with their models in one card each, two columns at a time.

A vendor's groups stand inside its card, so that no road is needed to say whose they are; of the
roads only the widest are drawn, and how many that are is said. Sizes are CSS pixels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from web.labels import cut, width_of, wrap
from web.market.drawing import (
    GROUPS,
    HEADS,
    More,
    PlacedRoad,
    breadth_of,
    place_road,
    state_of,
    tell,
)
from web.market.knots import Knot, Tie
from web.market.picture import MarketPicture
from web.market.places import Span, find_ports, push_apart

#: As wide as a page leaves room for on a screen of 390 pixels.
WIDTH, MARGIN, HEAD, FOOT = 358.0, 7.0, 28.0, 8.0
#: Widths of a card of a vendor, and of the boxes of all other columns.
CARD, BOX = 118.0, 134.0
#: Of a card: its name, each of its rows of one line, what is left free around them.
TITLE, GROUP_ROW, INSIDE = 27.0, 29.0, 4.0
BOX_HEIGHT, ROW, CARD_GAP = 37.0, 44.0, 9.0
#: A letter and a line of the text, and where it begins behind the shape.
LETTER, LINE, TEXT_LEFT, SIDE_RIGHT = 6.2, 14.0, 22.0, 6.0
#: Of a lane: so many roads that are captive, and others; in any case the widest of each box.
ROADS_DRAWN = {True: 14, False: 14}
#: How far from its box a gate stands, inside the gap.
GATE = 9.0


@dataclass(frozen=True, slots=True)
class PhoneBox:
    """A box, its name in lines with their heights; ``share`` is as long as its captive part."""

    key: str
    group: str
    title: str
    lines: tuple[tuple[float, str], ...]
    side: str
    x: float
    y: float
    width: float
    height: float
    share: float = 0.0
    url: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class PhoneMap:
    """Two columns, or a list of one: frames around boxes as (top, height), boxes, roads.

    ``said`` is how many of the roads are drawn, empty where all are.
    """

    height: float
    heads: tuple[tuple[float, str], ...]
    cards: tuple[tuple[float, float], ...]
    boxes: tuple[PhoneBox, ...]
    roads: tuple[PlacedRoad, ...]
    said: str = ""
    width: float = WIDTH
    card: float = CARD


def draw_phone(
    picture: MarketPicture, urls: Mapping[str, str], more: Sequence[More] = ()
) -> tuple[PhoneMap, ...]:
    """The picture as pairs of columns to be set below each other; parameters as of ``draw_map``.

    Without roads, each column that is not empty as a list.
    """
    pen = _Pen(picture, urls)
    if not picture.ties:
        filled = [n for n in range(4) if picture.columns[n]]
        return tuple(pen.draw_list(HEADS[n], picture.columns[n]) for n in filled)
    lanes = [pen.draw_vendors([m for m in more if m.column in (0, 2)])]
    if picture.columns[3]:
        lanes.append(pen.draw_owners([m for m in more if m.column == 3]))
    return tuple(lanes)


def choose_roads(ties: Sequence[Tie], lit: frozenset[str] = frozenset()) -> list[Tie]:
    """The widest roads, those that are lit, and the widest of every box, captive ones last."""
    kept: list[Tie] = []
    counts, met = Counter[bool](), set[str]()
    for tie in sorted(ties, key=lambda t: (t.key not in lit, -t.models, t.key)):
        ends = {tie.start.key, tie.end.key}
        if (
            tie.key in lit
            or not ends <= met
            or counts[tie.is_captive] < ROADS_DRAWN[tie.is_captive]
        ):
            counts[tie.is_captive] += 1
            met |= ends
            kept.append(tie)
    return sorted(kept, key=lambda tie: tie.is_captive)


@dataclass(frozen=True, slots=True)
class _Pen:
    picture: MarketPicture
    urls: Mapping[str, str]

    def draw_vendors(self, more: Sequence[More]) -> PhoneMap:
        """Vendors with their models, beside the platforms."""
        platforms = self.picture.columns[2]
        below = {m.column: m for m in more}
        homes = self._home_units()
        tall = [TITLE + sum(_row_of(unit) for unit in units) for units in homes.values()]
        left = sum(tall) + CARD_GAP * len(tall) + (ROW if 0 in below else 0)
        height = max(left, ROW * (len(platforms) + (2 in below)))
        room = (height - left) / max(len(tall), 1) + CARD_GAP
        boxes, cards, top = list[PhoneBox](), list[Span](), HEAD + room / 2
        for (vendor, units), size in zip(homes.items(), tall, strict=True):
            cards.append((round(top, 1), size))
            boxes += self._fill_card(vendor, units, round(top, 1))
            top += size + room
        if 0 in below:
            boxes.append(self._place_more(below[0], MARGIN, CARD, HEAD + height - BOX_HEIGHT))
        boxes += self._stack(platforms, WIDTH - MARGIN - BOX, height, below.get(2))
        heads = ((MARGIN, "Vendors, their models"), (WIDTH - MARGIN - BOX, HEADS[2]))
        return self._finish(height, heads, boxes, "platform", cards)

    def draw_owners(self, more: Sequence[More]) -> PhoneMap:
        """The platforms beside those who control them, each owner near its platforms."""
        platforms, owners = self.picture.columns[2:]
        height = ROW * max(len(platforms), len(owners) + len(more))
        starts = self._stack(platforms, MARGIN, height, None)
        tops = {box.key: box.y for box in starts}
        near = {
            owner.key: [tops[t.start.key] for t in self.picture.ties if t.end.key == owner.key]
            for owner in owners
        }
        wanted = [(key, sum(ys) / len(ys) if ys else HEAD) for key, ys in near.items()]
        last = HEAD + height - ROW * len(more) - BOX_HEIGHT
        x = WIDTH - MARGIN - BOX
        placed = push_apart(wanted, ROW, HEAD, last)
        ends = [self._place(owner, x, placed[owner.key]) for owner in owners]
        ends += [self._place_more(m, x, BOX, HEAD + height - BOX_HEIGHT) for m in more]
        heads = ((MARGIN, HEADS[2]), (x, HEADS[3]))
        return self._finish(height, heads, [*starts, *ends], "owner", [])

    def draw_list(self, head: str, column: Sequence[Knot]) -> PhoneMap:
        """Boxes of one role, two in a row, without roads."""
        step = (WIDTH - MARGIN) / 2
        boxes = tuple(
            self._place(knot, MARGIN + n % 2 * step, HEAD + n // 2 * ROW, step - MARGIN)
            for n, knot in enumerate(column)
        )
        height = HEAD + -(-len(column) // 2) * ROW + FOOT
        return PhoneMap(height, ((MARGIN, head),), (), boxes, ())

    def _home_units(self) -> dict[Knot, list[Knot]]:
        """Vendor -> its groups and models; a model of two vendors stands with the first."""
        vendors, units = self.picture.columns[:2]
        owned = {(t.start.key, t.end.key) for t in self.picture.ties}
        home: dict[str, str] = {}
        for vendor in vendors:
            for unit in units:
                if (vendor.key, unit.key) in owned:
                    home.setdefault(unit.key, vendor.key)
        return {v: [u for u in units if home.get(u.key) == v.key] for v in vendors}

    def _fill_card(self, vendor: Knot, units: Sequence[Knot], top: float) -> Iterable[PhoneBox]:
        side = f"{vendor.models:,}"
        width = CARD - 2 * INSIDE
        name = (cut(vendor.label, _room(width, side)),)
        title = self._box(vendor, MARGIN + INSIDE, top, width, TITLE, name, side)
        yield replace(title, group=f"{title.group} title", share=0.0)
        top += TITLE
        for unit in units:
            side = f"{unit.models:,}" if unit.role == "group" else ""
            height = _row_of(unit) - INSIDE
            lines = _lines_of(unit)
            # All models of a group are captive or none is, and its colour says which.
            box = self._box(unit, MARGIN + INSIDE, top, width, height, lines, side)
            yield replace(box, share=0.0)
            top += _row_of(unit)

    def _stack(
        self, column: Sequence[Knot], x: float, height: float, more: More | None
    ) -> list[PhoneBox]:
        """The column evenly over the height, the box for the rest below it."""
        room = height - (ROW if more else 0)
        step = room / max(len(column), 1)
        first = HEAD + (step - BOX_HEIGHT) / 2
        boxes = [self._place(knot, x, round(first + n * step, 1)) for n, knot in enumerate(column)]
        if more:
            boxes.append(self._place_more(more, x, BOX, HEAD + height - BOX_HEIGHT))
        return boxes

    def _place(self, knot: Knot, x: float, y: float, width: float = BOX) -> PhoneBox:
        side = f"{knot.models:,}" if knot.role != "model" else ""
        lines = wrap(knot.label, _room(width, ""), 2, width_of(side) + 2 if side else 0)
        return self._box(knot, x, y, width, BOX_HEIGHT, lines, side)

    def _box(
        self, knot: Knot, x: float, y: float, width: float, height: float,
        lines: Sequence[str], side: str,
    ) -> PhoneBox:  # fmt: skip
        return PhoneBox(
            key=knot.key,
            group=GROUPS[knot.role] + (" shut" if knot.is_captive else ""),
            title=f"{knot.label}: {tell(knot.models, knot.captive)}",
            lines=_set_lines(lines, y, height),
            side=side,
            x=x,
            y=y,
            width=width,
            height=height,
            share=round((width - 12) * knot.captive / max(knot.models, 1), 1),
            url=self.urls.get(knot.key, ""),
            state=state_of(self.picture, knot.key),
        )

    def _place_more(self, more: More, x: float, width: float, y: float) -> PhoneBox:
        words = wrap(more.words, int((width - 20) / LETTER), 2)
        lines = _set_lines(words, y, BOX_HEIGHT)
        return PhoneBox(f"more:{more.column}", "more", more.words, lines, "", x, y, width,
                        BOX_HEIGHT, url=more.url)  # fmt: skip

    def _finish(
        self, height: float, heads: tuple[tuple[float, str], ...], boxes: Sequence[PhoneBox],
        role: str, cards: Sequence[Span],
    ) -> PhoneMap:  # fmt: skip
        """The roads that end at boxes of a role, drawn between what is placed."""
        every = [tie for tie in self.picture.ties if tie.end.role == role]
        drawn = choose_roads(every, self.picture.lit)
        said = ""
        if len(drawn) < len(every):
            ends = "models to platforms" if role == "platform" else "platforms to owners"
            said = f"Here only the widest {len(drawn)} of {len(every)} roads from {ends} are drawn."
        roads = self._place_roads(drawn, {box.key: box for box in boxes})
        return PhoneMap(HEAD + height + FOOT, heads, tuple(cards), tuple(boxes), roads, said)

    def _place_roads(
        self, ties: Sequence[Tie], at: Mapping[str, PhoneBox]
    ) -> tuple[PlacedRoad, ...]:
        ports = find_ports(ties, {key: (box.y, box.height) for key, box in at.items()})
        most = max((tie.models for tie in ties), default=1)
        placed = []
        for tie in ties:
            box = at[tie.start.key]
            start = box.x + box.width, ports[tie.start.key, tie.key]
            end = at[tie.end.key].x, ports[tie.end.key, tie.key]
            breadth, state = breadth_of(tie, most), state_of(self.picture, tie.key)
            road = place_road(tie, start, end, breadth, state)
            # One gate across all roads of a group; at an owner, the gate is the owner's.
            is_owner = tie.end.role == "owner"
            mark_x, mark_y = (end[0] - GATE, end[1]) if is_owner else (start[0] + GATE, start[1])
            placed.append(replace(road, mark_x=mark_x, mark_y=mark_y))
        return tuple(placed)


def _lines_of(unit: Knot) -> tuple[str, ...]:
    """What a row of a card says: of a group one line beside its number, of a model up to two."""
    room = _room(CARD - 2 * INSIDE, f"{unit.models:,}" if unit.role == "group" else "")
    return wrap(unit.name, room, 1 if unit.role == "group" else 2)


def _row_of(unit: Knot) -> float:
    """The height of a row of a card, with what is left free below it."""
    return GROUP_ROW + LINE * (len(_lines_of(unit)) - 1)


def _room(width: float, side: str) -> int:
    """The characters that a name has room for in a box, its number on the same line."""
    return int((width - TEXT_LEFT - SIDE_RIGHT) / LETTER) - (width_of(side) + 1 if side else 0)


def _set_lines(lines: Sequence[str], y: float, height: float) -> tuple[tuple[float, str], ...]:
    # The base line of the first: letters stand about a third of their size above the middle.
    first = y + (height - (len(lines) - 1) * LINE) / 2 + 4.3
    return tuple((round(first + n * LINE, 1), line) for n, line in enumerate(lines))
