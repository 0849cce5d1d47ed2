"""The exact corner of a program of 0 and 1 that a floating-point solution lies next to."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

from graph.metrics.linear import Equation, solve_equations

Thing = TypeVar("Thing", bound=Hashable)

#: Amounts and distances from a limit below this count as none.
NEAR = 1e-7
#: More unknowns than this are not solved for exactly.
MAX_UNKNOWNS = 150


def sharpen(
    amounts: Mapping[Thing, float], limits: Iterable[Iterable[Thing]]
) -> dict[Thing, Fraction]:
    """The exact amounts at the corner that these amounts approach; nothing is proved of them.

    Parameters
    ----------
    amounts
        How much of each thing, in floating point.
    limits
        For each limit the things that count towards it. Those that add up to 1 are taken to bind;
        at a corner they determine every amount that is not 0. Empty when they do not, or when
        there are too many.

    Examples
    --------
    >>> sharpen({"a": 1 / 3, "b": 2 / 3}, [["a", "b"], ["a", "a", "a"]])
    {'a': Fraction(1, 3), 'b': Fraction(2, 3)}
    """
    values = {thing: x for thing, x in amounts.items() if x > NEAR}
    if len(values) > MAX_UNKNOWNS:
        return {}
    unknown = {thing: index for index, thing in enumerate(values)}
    equations: list[Equation] = []
    for limit in limits:
        if abs(sum(values.get(thing, 0.0) for thing in limit) - 1) < NEAR:
            row: Equation = {len(unknown): Fraction(1)}
            for thing in limit:
                if thing in unknown:
                    row[unknown[thing]] = row.get(unknown[thing], Fraction(0)) + 1
            equations.append(row)
    solution = solve_equations(equations, len(unknown))
    return {thing: solution[index] for thing, index in unknown.items()} if solution else {}
