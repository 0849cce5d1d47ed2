"""The roads of an asset with the gates that stand on them, as plain geometry for a template.

A gate is drawn across every road on which its owner stands, so that one owner who stands on all
of them is one gate from top to bottom.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from web.entity.roadrows import GateMark, RoadRow
from web.labels import cut, wrap
from web.links import entity_url


@dataclass(frozen=True, slots=True)
class Layout:
    """The sizes of a picture, in its own units; ``room`` and ``gate_room`` count characters."""

    width: float
    platform_left: float
    platform_width: float
    gates_left: float
    gates_width: float
    room: int
    lines: int
    row: float = 50
    box: float = 38
    head: float = 32
    margin: float = 14
    #: Between two gates on one road.
    gap: float = 26


WIDE = Layout(1156, 268, 226, 556, 444, room=24, lines=2)
PHONE = Layout(358, 7, 146, 196, 155, room=15, lines=2, head=26, margin=7)
ASSET_WIDTH = 190
END_WIDTH = 96
LETTER = 7.4
SMALL_LETTER = 6.1


@dataclass(frozen=True, slots=True)
class Sign:
    """A box with its corner and size, its lines of text, and where it leads."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    title: str
    href: str = ""
    group: str = "platform"
    note: str = ""
    is_captive: bool = False

    @property
    def first_line(self) -> float:
        """The base line of the first line of text, from the top of the picture."""
        count = len(self.lines) + bool(self.note)
        return round(self.y + self.height / 2 - (count - 1) * 7.5 + 4.5, 1)


@dataclass(frozen=True, slots=True)
class Way:
    """The line of one road, and whether one owner can close every road there is."""

    path: str
    is_captive: bool
    is_free: bool
    title: str


@dataclass(frozen=True, slots=True)
class GateMap:
    """Everything that the template needs to write the SVG."""

    width: float
    height: float
    heads: tuple[tuple[float, str], ...]
    ways: tuple[Way, ...]
    signs: tuple[Sign, ...]
    gates: tuple[Sign, ...]
    more: int


def draw_gates(
    asset: Mapping[str, Any], rows: Sequence[RoadRow], more: int, args: Mapping[str, str]
) -> tuple[GateMap, GateMap]:
    """The picture for a wide screen, and the one for a phone, without the ends of the roads."""
    return _draw_wide(asset, rows, more, args), _draw_phone(rows, more, args)


def _draw_wide(
    asset: Mapping[str, Any], rows: Sequence[RoadRow], more: int, args: Mapping[str, str]
) -> GateMap:
    size = WIDE
    places = [_row_top(size, number) for number in range(len(rows))]
    height = _height(size, rows)
    middle = size.head + len(rows) * size.row / 2
    end = size.width - size.margin - END_WIDTH
    ends_at = (size.margin + ASSET_WIDTH, end, middle)
    ways = [
        Way(_path(size, top + size.box / 2, ends_at), row.is_captive, not row.gates, row.title)
        for row, top in zip(rows, places, strict=True)
    ]
    ends = (
        Sign(size.margin, middle - size.box / 2, ASSET_WIDTH, size.box,
             wrap(str(asset["label"]), 19, 2), str(asset["label"]), group="asset focus"),
        Sign(end, middle - size.box / 2, END_WIDTH, size.box, ("Developers",), "Developers",
             group="end"),
    )  # fmt: skip
    return GateMap(
        size.width,
        height,
        ((size.margin, "Asset"), (size.platform_left, "Roads, by platform"),
         (size.gates_left, "Gates: who can close the road, and in which role")),
        tuple(ways),
        (*ends, *(_platform(size, row, top, args) for row, top in zip(rows, places, strict=True))),
        tuple(_gates(size, rows, args)),
        more,
    )  # fmt: skip


def _path(size: Layout, y: float, ends: tuple[float, float, float]) -> str:
    """A road from the asset through its platform and gates at that height to the developers."""
    start, end, middle = ends
    first, second = (start + size.platform_left) / 2, size.gates_left + size.gates_width
    bend = (second + end) / 2
    return (
        f"M{start:g} {middle:g}C{first:g} {middle:g} {first:g} {y:g} {size.platform_left:g} {y:g}"
        f"H{second:g}C{bend:g} {y:g} {bend:g} {middle:g} {end:g} {middle:g}"
    )


def _draw_phone(rows: Sequence[RoadRow], more: int, args: Mapping[str, str]) -> GateMap:
    size = PHONE
    joined = [_join_gates(row) for row in rows]
    ways = []
    for number, row in enumerate(joined):
        y = _row_top(size, number) + size.box / 2
        path = f"M{size.platform_left + size.platform_width:g} {y:g}H{size.width - size.margin:g}"
        ways.append(Way(path, row.is_captive, not row.gates, row.title))
    return GateMap(
        size.width,
        _height(size, rows),
        ((size.platform_left, "Roads"), (size.gates_left, "Gates")),
        tuple(ways),
        tuple(_platform(size, row, _row_top(size, n), args) for n, row in enumerate(joined)),
        tuple(_gates(size, joined, args)),
        more,
    )


def _join_gates(row: RoadRow) -> RoadRow:
    """The row with one gate for all: there is no room for two beside each other."""
    if len(row.gates) < 2:
        return row
    owners = " + ".join(gate.label for gate in row.gates)
    is_captive = any(gate.is_captive for gate in row.gates)
    joined = GateMark("", owners, is_captive)
    return replace(row, gates=(joined,), roles={})


def _platform(size: Layout, row: RoadRow, top: float, args: Mapping[str, str]) -> Sign:
    label = str(row.platform["label"])
    iri = str(row.platform["iri"])
    lines = wrap(label, size.room, size.lines)
    return Sign(
        size.platform_left,
        top,
        size.platform_width,
        size.box,
        lines,
        f"{label}: {row.side}" if row.side else label,
        entity_url(iri, **args),
        note=row.side if len(lines) == 1 else "",
    )


def _gates(size: Layout, rows: Sequence[RoadRow], args: Mapping[str, str]) -> list[Sign]:
    """One sign for each run of rows with the same owner in the same place."""
    columns = max((len(row.gates) for row in rows), default=1) or 1
    width = (size.gates_width - (columns - 1) * size.gap) / columns
    found: list[Sign] = []
    for column in range(columns):
        first = 0
        while first < len(rows):
            gate = _gate_at(rows[first], column)
            last = first
            while last + 1 < len(rows) and _gate_at(rows[last + 1], column) == gate:
                last += 1
            if gate is not None:
                run = rows[first : last + 1]
                roles = dict.fromkeys(r for row in run for r in row.roles.get(gate.iri, ()))
                top = _row_top(size, first)
                height = _row_top(size, last) + size.box - top
                left = size.gates_left + column * (width + size.gap)
                found.append(_gate(gate, list(roles), (left, top, width, height), args))
            first = last + 1
    return found


def _gate_at(row: RoadRow, column: int) -> GateMark | None:
    """The gate of that place, if the road has so many."""
    return row.gates[column] if column < len(row.gates) else None


def _gate(
    gate: GateMark,
    roles: Sequence[str],
    place: tuple[float, float, float, float],
    args: Mapping[str, str],
) -> Sign:
    left, top, width, height = place
    said = ", ".join(roles)
    return Sign(
        left,
        top,
        width,
        height,
        (cut(gate.label, int((width - 44) / LETTER)),),
        f"{gate.label}: {said}" if said else gate.label,
        entity_url(gate.iri, **args) if gate.iri else "",
        group="owner",
        note=cut(said, int((width - 44) / SMALL_LETTER)) if said else "",
        is_captive=gate.is_captive,
    )


def _row_top(size: Layout, number: int) -> float:
    return size.head + number * size.row + (size.row - size.box) / 2


def _height(size: Layout, rows: Sequence[RoadRow]) -> float:
    return size.head + max(len(rows), 1) * size.row + size.margin / 2
