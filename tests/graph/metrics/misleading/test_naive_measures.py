"""Misleading practices about measures (4 to 7): numbers that move against captivity."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from naive_answers import compute_reliability, merge

from graph.metrics.captivity import score_asset
from graph.metrics.concentration import measure_concentration
from graph.metrics.game import solve_game
from graph.metrics.layered import Place
from graph.metrics.power import solve_power
from graph.metrics.structure import describe_structure


def family(*sets: str) -> frozenset[frozenset[str]]:
    return frozenset(map(frozenset, sets))


def test_4_hhi_rises_when_an_independent_channel_opens(gate_book) -> None:
    """Weights 1, 1 give 1/4 + 1/4 = 1/2; with a third of 8 they give (1 + 1 + 64)/100 = 33/50.

    HHI says that the market became more concentrated; captivity falls from 1/2 to 1/3, for there
    is one more owner to go to.
    """
    book = gate_book([]).gates("1", "x", "a", weight=Decimal(1))
    book.gates("2", "x", "b", weight=Decimal(1))
    before, hhi_before = score_asset(book.market(), "x"), measure_concentration(book.market(), "x")
    book.gates("3", "x", "c", weight=Decimal(8))
    after, hhi_after = score_asset(book.market(), "x"), measure_concentration(book.market(), "x")
    assert (hhi_before.hhi, hhi_after.hhi) == (Fraction(1, 2), Fraction(33, 50))
    assert (before.captivity, after.captivity) == (Fraction(1, 2), Fraction(1, 3))


def test_5_reliability_rises_when_gates_in_series_are_acquired() -> None:
    """Two owners who each agree nine times in ten open the road 81 times in 100, one 90 times.

    So the purchase looks like an improvement. Before and after one refusal closes the road.
    """
    before = family("ab")
    after = merge(before, "a", "b")
    agree = Fraction(9, 10)
    assert compute_reliability(before, agree) == Fraction(81, 100)
    assert compute_reliability(after, agree) == Fraction(9, 10)
    assert solve_game(before).captivity == solve_game(after).captivity == 1


def test_6_joint_shapley_power_falls_while_captivity_rises() -> None:
    """Three owners with a road each have 1/3 of the power; merged, two of them have 1/2, not 2/3.

    By this measure the merger cost them power. Captivity rises from 1/3 to 1/2.
    """
    before = family("a", "b", "c")
    after = merge(before, "a", "b")
    apart, joined = solve_power(before).shapley, solve_power(after).shapley
    assert apart["a"] + apart["b"] == Fraction(2, 3)
    assert joined["a"] == Fraction(1, 2)
    assert solve_game(before).captivity == Fraction(1, 3)
    assert solve_game(after).captivity == Fraction(1, 2)


def test_6_joint_shapley_power_may_rise_as_well() -> None:
    """So no rule either way can be asserted: {a, b} and {a, c}, 2/3 + 1/6 before, 1 after."""
    before = family("ab", "ac")
    after = merge(before, "a", "b")
    apart, joined = solve_power(before).shapley, solve_power(after).shapley
    assert (apart["a"], apart["b"], joined["a"]) == (Fraction(2, 3), Fraction(1, 6), 1)
    assert solve_game(before).captivity == solve_game(after).captivity == 1


def test_7_betweenness_halves_when_the_same_owner_opens_a_second_platform(new_book) -> None:
    book = new_book().asset("x").platform("p", "a").platform("q", "a").channel("1", "x", "p")
    before = describe_structure(book.market()).betweenness[Place("platform", "p")]
    captivity = score_asset(book.market(), "x").captivity
    book.channel("2", "x", "q")
    after = describe_structure(book.market()).betweenness[Place("platform", "p")]
    assert (before, after) == (1.0, pytest.approx(0.5))
    assert captivity == score_asset(book.market(), "x").captivity == 1
