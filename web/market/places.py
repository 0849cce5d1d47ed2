"""Where boxes and roads of a map stand: boxes pushed apart, roads that part at their edges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from web.market.knots import Tie

#: The most between two roads at the edge of one box, and what is left free at its ends.
PORT_STEP, PORT_MARGIN = 6.0, 5.0

#: Top and height of a box.
Span = tuple[float, float]


def push_apart(
    column: Iterable[tuple[str, float]], row: float, lowest: float, highest: float
) -> dict[str, float]:
    """Key -> top: each box where it wants to be, or as near as those before and after it allow.

    >>> push_apart([("a", 10), ("b", 12)], 36, 0, 100)
    {'a': 10, 'b': 46}
    >>> push_apart([("a", 90), ("b", 99)], 36, 0, 100)
    {'a': 64, 'b': 100}
    """
    tops: dict[str, float] = {}
    for key, wanted in column:
        tops[key] = max(wanted, lowest)
        lowest = tops[key] + row
    for key in reversed(tops):
        tops[key] = round(min(tops[key], highest), 1)
        highest = tops[key] - row
    return tops


def find_ports(ties: Sequence[Tie], spans: Mapping[str, Span]) -> dict[tuple[str, str], float]:
    """(box, road) -> the height at which the road meets the box, in the order of the far ends."""
    at: defaultdict[tuple[str, bool], list[tuple[float, str]]] = defaultdict(list)
    for tie in ties:
        at[tie.start.key, True].append((spans[tie.end.key][0], tie.key))
        at[tie.end.key, False].append((spans[tie.start.key][0], tie.key))
    ports = {}
    for (box, _), far in at.items():
        top, height = spans[box]
        step = min((height - 2 * PORT_MARGIN) / len(far), PORT_STEP)
        first = top + height / 2 - step * (len(far) - 1) / 2
        for number, (_, road) in enumerate(sorted(far)):
            ports[box, road] = round(first + number * step, 1)
    return ports
