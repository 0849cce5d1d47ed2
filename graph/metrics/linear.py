"""Linear equations solved exactly in fractions, by elimination on sparse rows."""

from __future__ import annotations

from fractions import Fraction

Equation = dict[int, Fraction]


def solve_equations(equations: list[Equation], size: int) -> list[Fraction]:
    """The one solution of the equations; empty when there is none or more than one.

    Parameters
    ----------
    equations
        Each maps unknowns, numbered from 0, to their factors, and ``size`` to its right side.
    size
        How many unknowns there are.

    Examples
    --------
    >>> one, two = Fraction(1), Fraction(2)
    >>> solve_equations([{0: one, 1: one, 2: two}, {0: one, 1: -one}], 2)
    [Fraction(1, 1), Fraction(1, 1)]
    """
    rest = equations
    solved: list[tuple[int, Equation]] = []
    for column in range(size):
        having = [row for row in rest if row.get(column)]
        if not having:
            return []
        pivot = min(having, key=len)
        head = pivot[column]
        base = {key: value / head for key, value in pivot.items()}
        solved = [(own, _subtract(row, base, column)) for own, row in solved]
        rest = [_subtract(row, base, column) for row in rest if row is not pivot]
        rest = [row for row in rest if row]
        solved.append((column, base))
    if rest:
        return []
    return [row.get(size, Fraction(0)) for _, row in sorted(solved, key=lambda pair: pair[0])]


def _subtract(row: Equation, base: Equation, column: int) -> Equation:
    factor = row.get(column)
    if not factor:
        return row
    left = dict(row)
    for key, value in base.items():
        if amount := left.get(key, Fraction(0)) - factor * value:
            left[key] = amount
        else:
            left.pop(key, None)
    return left
