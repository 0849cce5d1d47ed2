"""Power of owners: published tables, the definitions as judge, estimates within their error."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial

import pytest
from generated_markets import families, gated_families
from hypothesis import given, settings

from graph.metrics import swings
from graph.metrics.game import solve_game
from graph.metrics.gatesets import find_minimal
from graph.metrics.power import solve_coverage, solve_power
from graph.metrics.sampling import bound_error, sample_power
from graph.metrics.swings import count_swings

Family = frozenset[frozenset[str]]


def family(*sets: str) -> Family:
    return frozenset(map(frozenset, sets))


def voting(quota: int, weights: Sequence[int]) -> Family:
    """The minimal winning coalitions of a weighted vote; voters are named a, b, c ..."""
    voters = [chr(ord("a") + index) for index in range(len(weights))]
    held = dict(zip(voters, weights, strict=True))
    winning = [
        frozenset(group)
        for size in range(1, len(voters) + 1)
        for group in combinations(voters, size)
        if sum(held[voter] for voter in group) >= quota
    ]
    return frozenset(find_minimal(winning))


def plain_power(sets: Family) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    """Both indices by their definitions, every coalition looked at."""
    owners = sorted(frozenset().union(*sets))
    n = len(owners)
    shapley, banzhaf = {}, {}
    for owner in owners:
        others = [other for other in owners if other != owner]
        turned = [
            size
            for size in range(n)
            for group in combinations(others, size)
            if any(gates <= {*group, owner} for gates in sets)
            and not any(gates <= {*group} for gates in sets)
        ]
        ways = sum(factorial(k) * factorial(n - 1 - k) for k in turned)
        if turned:
            shapley[owner] = Fraction(ways, factorial(n))
            banzhaf[owner] = Fraction(len(turned), 2 ** (n - 1))
    return shapley, banzhaf


@pytest.mark.parametrize(
    ("quota", "weights", "banzhaf"),
    [
        (12, [4, 4, 4, 2, 2, 1], "5/21 5/21 5/21 1/7 1/7 0"),
        (51, [50, 49, 1], "3/5 1/5 1/5"),
        (8, [8, 4, 2, 1], "1 0 0 0"),
        (9, [8, 4, 2, 1], "7/10 1/10 1/10 1/10"),
        (10, [8, 4, 2, 1], "3/5 1/5 1/5 0"),
        (14, [8, 4, 2, 1], "1/3 1/3 1/3 0"),
        (19, [15, 8, 3, 1], "1/2 3/10 1/10 1/10"),
        (23, [15, 8, 3, 1], "1/2 1/2 0 0"),
        (26, [15, 8, 3, 1], "1/3 1/3 1/3 0"),
    ],
)
def test_published_banzhaf_indices(quota, weights, banzhaf) -> None:
    """P2: the EEC Council of 1958 and textbook votes."""
    shares = solve_power(voting(quota, weights)).banzhaf_shares
    expected = [Fraction(share) for share in banzhaf.split()]
    assert [shares.get(chr(ord("a") + i), 0) for i in range(len(weights))] == expected


def test_the_un_security_council_of_fifteen_owners_is_exact() -> None:
    """P3: 210 minimal winning coalitions, five permanent members with any four of the other ten."""
    permanent = [f"permanent {n}" for n in range(5)]
    others = [f"other {n}" for n in range(10)]
    council = frozenset(frozenset({*permanent, *four}) for four in combinations(others, 4))
    assert len(council) == 210
    power = solve_power(council)
    assert {power.shapley[member] for member in permanent} == {Fraction(421, 2145)}
    assert {power.shapley[member] for member in others} == {Fraction(4, 2145)}
    assert not power.is_sampled
    # The same without splitting off the permanent members: all 2^15 coalitions.
    assert swings._enumerate(find_minimal(council)) == count_swings(find_minimal(council))


def test_a_shared_gate_outranks_the_roads_behind_it() -> None:
    """{ab, ac}: of six orders a decides in four, b and c in one each; a in 3 of 4 coalitions."""
    power = solve_power(family("ab", "ac"))
    assert power.shapley == {"a": Fraction(2, 3), "b": Fraction(1, 6), "c": Fraction(1, 6)}
    assert power.banzhaf == {"a": Fraction(3, 4), "b": Fraction(1, 4), "c": Fraction(1, 4)}
    assert power.banzhaf_shares == {"a": Fraction(3, 5), "b": Fraction(1, 5), "c": Fraction(1, 5)}


def test_joint_power_may_fall_by_a_merger_that_raises_captivity() -> None:
    """Misleading practice 6: of three roads of their own a and b merge.

    Captivity rises from 1/3 to 1/2, while a and b had 2/3 of the power together and m has 1/2.
    """
    apart, merged = family("a", "b", "c"), family("m", "c")
    assert (solve_game(apart).captivity, solve_game(merged).captivity) == (
        Fraction(1, 3), Fraction(1, 2),
    )  # fmt: skip
    before, after = solve_power(apart).shapley, solve_power(merged).shapley
    assert (before["a"] + before["b"], after["m"]) == (Fraction(2, 3), Fraction(1, 2))


@given(gated_families())
@settings(max_examples=250, deadline=None)
def test_exact_power_is_what_the_definitions_give(sets) -> None:
    power = solve_power(sets)
    assert (power.shapley, power.banzhaf) == plain_power(sets)


@given(gated_families())
@settings(max_examples=100, deadline=None)
def test_splitting_a_game_counts_what_enumerating_it_counts(sets) -> None:
    minimal = find_minimal(sets)
    assert swings._enumerate(minimal) == count_swings(minimal)


def test_many_owners_in_parts_of_their_own_are_exact() -> None:
    """Forty roads of two gates: nobody looks at 2^80 coalitions, and all have 1/80."""
    sets = frozenset(frozenset({f"a{n}", f"b{n}"}) for n in range(40))
    power = solve_power(sets)
    assert not power.is_sampled
    assert set(power.shapley.values()) == {Fraction(1, 80)}


def circle(owners: int) -> Family:
    """Roads of two gates in a circle: too entangled to split, and alike for everybody."""
    return frozenset(frozenset({f"{n:02}", f"{(n + 1) % owners:02}"}) for n in range(owners))


def test_too_many_entangled_owners_are_sampled_and_say_how_well() -> None:
    """On a circle all have the same power, so 1/30 of the Shapley power is exact."""
    power = solve_power(circle(30))
    assert (power.is_sampled, power.samples) == (True, 40_000)
    assert 0.01 < power.error < 0.02
    assert sum(power.shapley.values()) == 1, "every order has one that decides"
    assert all(abs(value - Fraction(1, 30)) < power.error for value in power.shapley.values())


def test_estimates_lie_within_their_error_of_the_exact_values() -> None:
    sets = circle(9) | family("0123")
    exact, found = solve_power(sets), sample_power(find_minimal(sets))
    error = bound_error(found.samples, 2 * len(exact.shapley))
    for estimated, true in ((found.shapley, exact.shapley), (found.banzhaf, exact.banzhaf)):
        assert all(abs(estimated.get(owner, 0) - value) < error for owner, value in true.items())


def test_the_same_game_is_estimated_alike_every_time() -> None:
    assert sample_power(find_minimal(circle(9)), 4_500) == sample_power(
        find_minimal(circle(9)), 4_500
    )


def test_coverage_adds_power_over_assets_and_leaves_out_what_has_no_channel() -> None:
    """Three live assets, one of them ungated: x by a alone, y by a or b; half of y's power each.

    a has (1 + 1/2 + 0)/3 = 1/2, b 1/6; together the gated share of 2/3.
    """
    population = [(1, family("a")), (1, family("a", "b")), (1, family("", "c")), (1, frozenset())]
    power = solve_coverage(population)
    assert power.shapley == {"a": Fraction(1, 2), "b": Fraction(1, 6)}
    assert power.banzhaf == {"a": Fraction(1, 2), "b": Fraction(1, 6)}


def test_coverage_counts_assets_by_their_weight() -> None:
    power = solve_coverage([(3, family("a")), (1, family("b"))])
    assert power.shapley == {"a": Fraction(3, 4), "b": Fraction(1, 4)}
    assert power.banzhaf_shares == power.shapley


def test_coverage_of_no_live_asset_is_undefined() -> None:
    assert solve_coverage([]) is None
    assert solve_coverage([(1, frozenset())]) is None
    assert solve_coverage([(0, family("a"))]) is None


def test_coverage_adds_up_the_errors_of_what_was_sampled() -> None:
    """Half of the population is exact, so half of the error remains."""
    power = solve_coverage([(1, circle(30)), (1, family("00"))])
    assert power.samples == 40_000
    assert power.error == pytest.approx(solve_power(circle(30)).error / 2)
    two = solve_coverage([(1, circle(30)), (1, circle(29))])
    assert two.error > solve_power(circle(29)).error, "both bounds hold at once"


@given(families())
@settings(max_examples=100, deadline=None)
def test_the_values_of_a_coverage_game_add_up_to_the_gated_share(sets) -> None:
    power = solve_coverage([(1, sets), (1, family("a"))])
    live = 1 + bool(sets)
    gated = 1 + (bool(sets) and frozenset() not in sets)
    assert sum(power.shapley.values()) == Fraction(gated, live)
