"""Exact corners of programs, and the equations behind them."""

from __future__ import annotations

import random
from fractions import Fraction

from graph.metrics.linear import solve_equations
from graph.metrics.packing import pack, solve_by_highs, verify
from graph.metrics.simplex import solve_packing
from graph.metrics.vertex import MAX_UNKNOWNS, sharpen

ONE = Fraction(1)


def test_equations_without_or_with_many_solutions_have_no_answer() -> None:
    assert solve_equations([{0: ONE, 1: ONE}], 1) == [1]
    assert solve_equations([{0: ONE, 2: ONE}], 2) == []
    assert solve_equations([{0: ONE, 1: ONE}, {0: ONE, 1: 2 * ONE}], 1) == []


def test_amounts_that_no_limit_binds_are_not_guessed() -> None:
    assert sharpen({"a": 0.5}, [["a"]]) == {}
    assert sharpen({str(n): 1.0 for n in range(MAX_UNKNOWNS + 1)}, []) == {}


def test_volumes_of_a_large_denominator_are_found_without_pivoting() -> None:
    """Rounding the floats proves nothing here; the corner they approach proves the number."""
    generator = random.Random(5)  # noqa: S311 - the same market in every run
    owners = [f"o{number:02}" for number in range(25)]
    sets = tuple({frozenset(generator.sample(owners, 8)) for _ in range(60)})
    rounded = [
        {key: Fraction(x).limit_denominator(10_000) for key, x in part.items()}
        for part in solve_by_highs(sets)
    ]
    assert verify(sets, *rounded).value is None
    exact, _ = solve_packing(sets, None)
    assert pack(sets).value == sum(exact.values())
