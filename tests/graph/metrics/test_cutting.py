"""The cut number where the search gives up: what is told then is proved all the same."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from generated_markets import gated_families
from hypothesis import given, settings

from graph.metrics import cutting, disjoint
from graph.metrics.cutting import cut, solve_by_highs
from graph.metrics.disjoint import find_disjoint


def graph_of(owners: int, sets: int, size: int, seed: int) -> list[frozenset[str]]:
    generator = random.Random(seed)  # noqa: S311 - the same market in every run
    names = [f"o{number:03}" for number in range(owners)]
    return [frozenset(generator.sample(names, size)) for _ in range(sets)]


def test_no_sets_need_nobody() -> None:
    assert (cut([]).value, cut([]).coalitions, cut([]).complete) == (0, (), True)


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_a_limit_keeps_the_number_and_says_that_there_are_more(limit) -> None:
    """A triangle has three smallest coalitions."""
    found = cut([frozenset("ab"), frozenset("bc"), frozenset("ca")], limit=limit)
    assert (found.value, len(found.coalitions), found.complete) == (2, limit, limit == 3)


def test_a_search_that_gives_up_tells_proved_bounds() -> None:
    """With one step nothing but the escape number is proved from below, E = 5/2 on a circle."""
    circle = [frozenset(pair) for pair in ("ab", "bc", "cd", "de", "ea")]
    found = cut(circle, max_steps=1)
    assert (found.low, found.high, found.complete) == (3, 3, False)
    assert all(gates & {*found.coalitions[0]} for gates in circle)
    complete = [frozenset(pair) for pair in combinations("abcdefg", 2)]
    short, full = cut(complete, max_steps=3), cut(complete)
    assert full.value == 6, "all but one of seven, as any two are joined"
    assert short.value is None
    assert short.low <= 6 <= short.high


def test_a_large_market_is_told_within_bounds_that_hold() -> None:
    sets = graph_of(60, 200, 3, seed=3)
    found = cut(sets, max_steps=200)
    assert found.low <= found.high == len(found.coalitions[0])
    assert all(gates & {*found.coalitions[0]} for gates in sets)


@given(gated_families())
@settings(max_examples=60, deadline=None)
def test_the_integer_program_finds_a_coalition_of_the_proved_size(sets) -> None:
    coalition = solve_by_highs(sorted(sets, key=sorted))
    assert len(coalition) == cut(sets).value
    assert all(gates & {*coalition} for gates in sets)


def test_without_an_answer_in_time_owners_are_added_until_all_is_closed() -> None:
    sets = graph_of(100, 300, 3, seed=2)
    coalition = cutting.solve_by_highs(sets, seconds=0.0)
    assert all(gates & {*coalition} for gates in sets)
    routes = disjoint.solve_by_highs(sets, seconds=0.0)
    assert not any(a & b for a, b in combinations(routes, 2))


@given(gated_families())
@settings(max_examples=60, deadline=None)
def test_the_integer_program_finds_as_many_disjoint_sets_as_the_search(sets) -> None:
    found = disjoint.solve_by_highs(sorted(sets, key=sorted))
    assert len(found) == find_disjoint(sets).value
    assert not any(a & b for a, b in combinations(found, 2))


def test_disjoint_routes_after_giving_up_are_bounded_by_the_escape_number() -> None:
    """All pairs of seven owners: three pairs share nobody, E = 7/2, so 3 is proved by the bound."""
    pairs = [frozenset(pair) for pair in combinations("abcdefg", 2)]
    found = find_disjoint(pairs, max_steps=1)
    assert (found.low, found.high, found.value) == (3, 3, 3)


def test_the_found_routes_really_share_no_owner() -> None:
    sets = graph_of(30, 60, 3, seed=1)
    found = find_disjoint(sets)
    assert len(found.routes) == found.value
    assert not any(a & b for a, b in combinations(found.routes, 2))
    assert {*found.routes} <= {*sets}
