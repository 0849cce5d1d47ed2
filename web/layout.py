"""Where the nodes of a picture in columns stand: few crossings, even spacing, no chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Edge = tuple[str, str, float]
SWEEPS = 8


def order_columns(columns: Sequence[Sequence[str]], edges: Sequence[Edge]) -> list[list[str]]:
    """The columns, each ordered so that few edges between neighbours cross.

    Barycentre sweeps to and fro; of all orders met, the one with the fewest weighted crossings.

    >>> order_columns([["a", "b"], ["x", "y"]], [("a", "y", 1), ("b", "x", 1)])
    [['a', 'b'], ['y', 'x']]
    """
    best = current = [list(column) for column in columns]
    fewest = count_crossings(best, edges)
    neighbours = _neighbours(edges)
    for sweep in range(SWEEPS):
        if fewest == 0:
            break
        current = _sweep(current, neighbours, backwards=sweep % 2 == 1)
        if (crossings := count_crossings(current, edges)) < fewest:
            best, fewest = current, crossings
    return best


def count_crossings(columns: Sequence[Sequence[str]], edges: Sequence[Edge]) -> float:
    """How much crosses: for each two edges that do, the lighter one's weight.

    >>> count_crossings([["a", "b"], ["x", "y"]], [("a", "y", 2), ("b", "x", 5)])
    2.0
    """
    place = {name: (c, row) for c, column in enumerate(columns) for row, name in enumerate(column)}
    total = 0.0
    lanes: dict[int, list[tuple[int, int, float]]] = {}
    for start, end, weight in edges:
        lane, top = place[start]
        lanes.setdefault(lane, []).append((top, place[end][1], weight))
    for lane_edges in lanes.values():
        for i, (a, b, one) in enumerate(lane_edges):
            total += sum(min(one, two) for c, d, two in lane_edges[:i] if (a - c) * (b - d) < 0)
    return total


def place_columns(
    columns: Sequence[Sequence[str]], gap_x: float, gap_y: float
) -> dict[str, tuple[float, float]]:
    """Node -> its x and y; columns are centred on y = 0 and share one height where they can.

    A column with fewer nodes is stretched, at most to twice the gap, so that edges run flat.

    >>> place_columns([["a"], ["x", "y"]], 100, 10)
    {'a': (0, 0.0), 'x': (100, -5.0), 'y': (100, 5.0)}
    """
    rows = max((len(column) for column in columns), default=0)
    places = {}
    for c, column in enumerate(columns):
        spread = gap_y * (rows - 1) / (len(column) - 1) if len(column) > 1 else gap_y
        step = min(spread, 2 * gap_y)
        for row, name in enumerate(column):
            places[name] = (c * gap_x, (row - (len(column) - 1) / 2) * step)
    return places


def _neighbours(edges: Sequence[Edge]) -> Mapping[str, list[tuple[str, float]]]:
    found: dict[str, list[tuple[str, float]]] = {}
    for start, end, weight in edges:
        found.setdefault(start, []).append((end, weight))
        found.setdefault(end, []).append((start, weight))
    return found


def _sweep(
    columns: list[list[str]],
    neighbours: Mapping[str, list[tuple[str, float]]],
    *,
    backwards: bool,
) -> list[list[str]]:
    """Each column ordered by where its neighbours in the column before it stand."""
    result = [list(column) for column in columns]
    numbers = range(len(result) - 2, -1, -1) if backwards else range(1, len(result))
    for number in numbers:
        fixed = result[number + 1 if backwards else number - 1]
        share = 1 / max(len(fixed), 1)
        rows = {name: (row + 0.5) * share for row, name in enumerate(fixed)}
        own = {name: (row + 0.5) / len(result[number]) for row, name in enumerate(result[number])}
        result[number].sort(key=lambda name: _barycentre(name, neighbours, rows, own))
    return result


def _barycentre(
    name: str,
    neighbours: Mapping[str, list[tuple[str, float]]],
    rows: Mapping[str, float],
    own: Mapping[str, float],
) -> float:
    seen = [(rows[other], weight) for other, weight in neighbours.get(name, []) if other in rows]
    total = sum(weight for _, weight in seen)
    return sum(row * weight for row, weight in seen) / total if total else own[name]
