"""The escape number against published values, hand arithmetic, SciPy and its own proof."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.metrics import packing
from graph.metrics.gatesets import drop_weaker_owners, find_minimal, split_components
from graph.metrics.packing import pack, solve_many, verify
from graph.metrics.simplex import solve_packing

FANO = ("124", "235", "346", "457", "561", "672", "713")
PASCH = ("123", "154", "624", "653")


def sets(*families: str) -> list[frozenset[str]]:
    return [frozenset(family) for family in families]


FAMILIES = st.lists(
    st.frozensets(st.sampled_from("abcdefg"), min_size=1, max_size=4), min_size=1, max_size=9
)


@pytest.mark.parametrize(
    ("families", "escape"),
    [
        ((), 0),
        (("a",), 1),
        (("ab",), 1),
        (("a", "b"), 2),
        (("a", "a", "ab"), 1),
        (("ab", "bc", "ca"), Fraction(3, 2)),
        (("ab", "bc", "ca", "d"), Fraction(5, 2)),
        (("ab", "bc", "cd", "de", "ea"), Fraction(5, 2)),
        (FANO, Fraction(7, 3)),
        (PASCH, 2),
        (("abc", "abd", "acd", "bcd"), Fraction(4, 3)),
    ],
)
def test_escape_numbers_worked_by_hand(families: tuple[str, ...], escape: Fraction) -> None:
    """Half on each side of a triangle fills each owner: 3/2; of a pentagon: 5/2.

    Fano plane: 1/3 on each of 7 lines fills each point, which lies on 3 lines: 7/3. Pasch: each of
    6 points lies on 2 of 4 lines, so 1/2 each: 2. The four triples of four owners: each owner in
    three, so 1/3 each: 4/3. Separate components add up.
    """
    assert pack(sets(*families)).value == escape


def test_the_proof_of_the_fano_plane_can_be_checked_by_hand() -> None:
    """Volumes of 1/3 on 7 lines and prices of 1/3 on 7 points both total 7/3."""
    proof = pack(sets(*FANO))
    assert set(proof.volumes.values()) == {Fraction(1, 3)}
    assert len(proof.volumes) == 7
    assert sum(proof.prices.values()) == Fraction(7, 3)


@given(FAMILIES)
@settings(max_examples=200, deadline=None)
def test_every_number_comes_with_volumes_and_prices_that_prove_it(families) -> None:
    """No owner carries more than 1, no gate set costs less than 1, and both totals are E."""
    proof = pack(families)
    assert proof.value == sum(proof.volumes.values()) == sum(proof.prices.values())
    for owner in "abcdefg":
        assert sum(v for gates, v in proof.volumes.items() if owner in gates) <= 1
    for gates in families:
        assert sum(proof.prices.get(owner, 0) for owner in gates) >= 1
    assert min([*proof.volumes.values(), *proof.prices.values()]) >= 0
    assert set(proof.volumes) <= set(families)


@given(FAMILIES)
@settings(max_examples=200, deadline=None)
def test_captivity_is_the_value_of_the_hold_up_game(families) -> None:
    """A17: developers mix gate sets, an owner picks itself; the value of that game is 1/E.

    Minimise t with volumes that sum to 1 and at most t on every owner, by SciPy, in floats.
    """
    from scipy.optimize import linprog

    owners = sorted(frozenset().union(*families))
    rows = [[float(owner in gates) for gates in families] + [-1.0] for owner in owners]
    result = linprog(
        [0.0] * len(families) + [1.0], A_ub=rows, b_ub=[0.0] * len(rows),
        A_eq=[[1.0] * len(families) + [0.0]], b_eq=[1.0],
    )  # fmt: skip
    assert float(1 / pack(families).value) == pytest.approx(result.fun, abs=1e-9)


@given(FAMILIES)
@settings(max_examples=200, deadline=None)
def test_escape_lies_between_disjoint_routes_and_the_cut_number(families) -> None:
    """A10: the most pairwise disjoint sets <= E <= the fewest owners that meet every set."""
    minimal = find_minimal(families)
    disjoint = max(
        size
        for size in range(1, len(minimal) + 1)
        for chosen in itertools.combinations(minimal, size)
        if sum(map(len, chosen)) == len(frozenset().union(*chosen))
    )
    cut = min(
        size
        for size in range(1, 8)
        for chosen in itertools.combinations("abcdefg", size)
        if all(gates & set(chosen) for gates in minimal)
    )
    escape = pack(families).value
    assert disjoint <= escape <= cut
    assert disjoint == escape == cut or any(len(gates) > 1 for gates in minimal)


@given(FAMILIES)
@settings(max_examples=100, deadline=None)
def test_the_reductions_leave_the_number_as_it_is(families) -> None:
    volumes, _ = solve_packing(sorted(set(families), key=sorted), None)
    assert sum(volumes.values()) == pack(families).value
    parts = split_components(drop_weaker_owners(families))
    assert sum(pack(part).value for part in parts) == pack(families).value


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_many_sets_are_solved_in_floats_and_proved_in_fractions(data) -> None:
    """Beyond the small sizes HiGHS proposes; the proof is exact and agrees with exact pivoting."""
    triples = st.frozensets(st.sampled_from("abcdefghij"), min_size=3, max_size=3)
    families = data.draw(st.lists(triples, min_size=30, max_size=45, unique=True))
    assert len(drop_weaker_owners(families)) > packing.SMALL
    exact, _ = solve_packing(families, None)
    assert pack(families).value == sum(exact.values())


def test_floating_point_proposals_prove_themselves() -> None:
    proof = verify(sets(*FANO), *solve_many(tuple(sets(*FANO))))
    assert proof.value == Fraction(7, 3)


def test_a_wrong_proposal_yields_bounds_and_no_number() -> None:
    """Volumes of 1 on a triangle overload each owner by 2: scaled to 1/2 they prove 3/2.

    A price of 1/4 each charges a side 1/2: scaled by 2 it proves 3/2. A price on one owner leaves
    the opposite side free: only the price of 1 on each of three owners, 3, is proved.
    """
    triangle = sets("ab", "bc", "ca")
    ones = dict.fromkeys(triangle, Fraction(1))
    quarter = dict.fromkeys("abc", Fraction(1, 4))
    assert verify(triangle, ones, quarter).value == Fraction(3, 2)
    open_end = verify(triangle, ones, {"a": Fraction(1)})
    assert (open_end.low, open_end.high, open_end.value) == (Fraction(3, 2), 3, None)


def test_pivoting_gives_up_only_when_told_to() -> None:
    assert solve_packing(sets(*FANO), 1) is None
