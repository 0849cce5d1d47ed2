"""An exact simplex method for packing programs: slow for thousands of sets, never wrong."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

ZERO, ONE = Fraction(0), Fraction(1)

GateSet = frozenset[str]
Row = list[Fraction]


def solve_packing(
    sets: Sequence[GateSet], max_pivots: int | None
) -> tuple[dict[GateSet, Fraction], dict[str, Fraction]] | None:
    """Optimal volumes of the sets and optimal prices of the owners, both exact.

    Maximise the total volume so that no owner carries more than 1. The start with no volume is
    feasible, so one phase is enough; Bland's rule of the lowest index keeps it from cycling.
    None when ``max_pivots`` did not suffice.

    References
    ----------
    Bland, R. G. (1977), New finite pivoting rules for the simplex method, Mathematics of
    Operations Research 2 (2), 103-107.

    Examples
    --------
    >>> volumes, prices = solve_packing([frozenset("ab"), frozenset("bc")], None)
    >>> sum(volumes.values()), sum(prices.values()), prices["b"]
    (Fraction(1, 1), Fraction(1, 1), Fraction(1, 1))
    """
    owners = sorted(frozenset().union(*sets))
    rows, goal = _first_tableau(sets, owners)
    basis = [len(sets) + row for row in range(len(owners))]
    pivots = 0
    while (entering := next((j for j, gain in enumerate(goal[:-1]) if gain > 0), None)) is not None:
        if max_pivots is not None and pivots >= max_pivots:
            return None
        leaving = _choose_row(rows, basis, entering)
        _pivot(rows, goal, leaving, entering)
        basis[leaving] = entering
        pivots += 1
    volumes = {
        sets[column]: rows[row][-1] for row, column in enumerate(basis) if column < len(sets)
    }
    # The reduced gain of an owner's slack, negated, is the price of that owner.
    prices = {owner: -goal[len(sets) + row] for row, owner in enumerate(owners)}
    return volumes, prices


def _first_tableau(sets: Sequence[GateSet], owners: Sequence[str]) -> tuple[list[Row], Row]:
    rows = [
        [ONE if owner in gates else ZERO for gates in sets]
        + [ONE if slack == owner else ZERO for slack in owners]
        + [ONE]
        for owner in owners
    ]
    return rows, [ONE] * len(sets) + [ZERO] * (len(owners) + 1)


def _choose_row(rows: list[Row], basis: list[int], entering: int) -> int:
    """The row that limits the entering column first; of equals the one of the lowest index."""
    # Every column of a packing program is limited: each set has an owner, each owner a limit.
    return min(
        (row for row in range(len(rows)) if rows[row][entering] > 0),
        key=lambda row: (rows[row][-1] / rows[row][entering], basis[row]),
    )


def _pivot(rows: list[Row], goal: Row, leaving: int, entering: int) -> None:
    pivot = rows[leaving][entering]
    rows[leaving] = base = [value / pivot for value in rows[leaving]]
    for row in (*rows[:leaving], *rows[leaving + 1 :], goal):
        factor = row[entering]
        if factor:
            row[:] = [
                value - factor * part if part else value
                for value, part in zip(row, base, strict=True)
            ]
