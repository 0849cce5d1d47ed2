"""A series of numbers as one line of text: a block for each, as high as the number."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

BLOCKS = "▁▂▃▄▅▆▇█"
UNDEFINED = "·"


def draw_sparkline(values: Sequence[Fraction | None], high: Fraction | None = None) -> str:
    """One character for each value, from the lowest block at 0 to the full one at ``high``.

    ``high`` is the largest value unless it is given; an undefined value is a dot.

    >>> draw_sparkline([Fraction(0), None, Fraction(1, 2), Fraction(1)])
    '▁·▅█'
    >>> draw_sparkline([])
    ''
    """
    top = high if high is not None else max((v for v in values if v is not None), default=None)
    return "".join(UNDEFINED if value is None else _block(value, top) for value in values)


def _block(value: Fraction, top: Fraction | None) -> str:
    if not top or value <= 0:
        return BLOCKS[0]
    return BLOCKS[min(len(BLOCKS) - 1, int(value / top * (len(BLOCKS) - 1) + Fraction(1, 2)))]
