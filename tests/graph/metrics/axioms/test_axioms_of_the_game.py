"""The axioms of captivity as properties of families of gate sets, exact on every generated one."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from generated_markets import OWNERS, Family, gated_families
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from graph.metrics.game import solve_game
from graph.metrics.packing import pack
from graph.metrics.power import solve_power

GATES = st.frozensets(st.sampled_from(OWNERS), min_size=1, max_size=4)
ANY_GATES = st.frozensets(st.sampled_from(OWNERS), max_size=4)
OWNER = st.sampled_from(OWNERS)
many = settings(max_examples=250, deadline=None)


def merge(sets: Family, one: str, other: str) -> Family:
    """The same roads after ``one`` has bought ``other``."""
    return frozenset(
        frozenset(one if owner == other else owner for owner in gates) for gates in sets
    )


@given(gated_families())
@many
def test_a1_captivity_is_one_by_the_escape_number_and_in_its_range(sets) -> None:
    game = solve_game(sets)
    assert 0 < game.captivity <= 1
    assert game.captivity * game.escape == 1
    assert game.bounds == (game.captivity, game.captivity)


@given(gated_families(), ANY_GATES)
@many
def test_a2_a_new_channel_never_closes_anything(sets, gates) -> None:
    before, after = solve_game(sets), solve_game(sets | {gates})
    assert after.captivity <= before.captivity
    assert {*after.veto} <= {*before.veto}
    if gates:
        assert after.cut >= before.cut
        assert after.routes >= before.routes


@given(gated_families())
@many
def test_a3_a_channel_of_an_unrelated_owner_adds_exactly_one(sets) -> None:
    before, after = solve_game(sets), solve_game(sets | {frozenset({"newcomer"})})
    assert after.escape == before.escape + 1
    assert after.cut == before.cut + 1
    assert after.routes == before.routes + 1
    assert after.coalitions == tuple(
        sorted(tuple(sorted((*group, "newcomer"))) for group in before.coalitions)
    )


@given(gated_families(), st.data())
@many
def test_a4_a_channel_that_needs_more_owners_than_another_changes_nothing(sets, data) -> None:
    wider = data.draw(st.sampled_from(sorted(sets, key=sorted))) | data.draw(ANY_GATES)
    before, after = solve_game(sets), solve_game(sets | {wider})
    for name in ("captivity", "escape", "veto", "cut", "coalitions", "routes", "minimal"):
        assert getattr(after, name) == getattr(before, name)
    assert solve_power(sets) == solve_power(sets | {wider})


@given(gated_families(), OWNER, OWNER)
@many
def test_a5_and_a6_a_merger_never_opens_and_a_divestiture_never_closes(sets, one, other) -> None:
    """Read backwards, from the merged market to the one before, it is the divestiture."""
    apart, merged = solve_game(sets), solve_game(merge(sets, one, other))
    assert merged.captivity >= apart.captivity
    assert merged.cut <= apart.cut
    assert merged.routes <= apart.routes
    assert len(merged.owners) <= len(apart.owners)


@given(gated_families(), OWNER, st.data())
@many
def test_a7_one_more_gate_on_a_channel_never_lowers_captivity(sets, owner, data) -> None:
    """Also a channel that had no gate before."""
    road = data.draw(st.sampled_from(sorted(sets, key=sorted)))
    gated = (sets - {road}) | {road | {owner}}
    assert solve_game(gated).captivity >= solve_game(sets).captivity
    opened = (sets - {road}) | {frozenset()}
    assert solve_game(opened).captivity == 0 <= solve_game(sets).captivity


@given(gated_families(), st.data())
@many
def test_a8_closing_a_channel_never_lowers_captivity_or_leaves_none(sets, data) -> None:
    road = data.draw(st.sampled_from(sorted(sets, key=sorted)))
    left = solve_game(sets - {road})
    if len(sets) == 1:
        assert (left.captivity, left.escape, left.cut, left.routes) == (None, 0, 0, 0)
    else:
        assert left.captivity >= solve_game(sets).captivity


@given(gated_families())
@many
def test_a9_full_captivity_one_cutter_and_a_veto_owner_are_the_same(sets) -> None:
    game = solve_game(sets)
    assert (game.captivity == 1) is (game.cut == 1) is bool(game.veto)
    if game.veto:
        assert game.coalitions == tuple((owner,) for owner in game.veto)


@given(gated_families())
@many
def test_a10_routes_escape_and_cut_stand_in_this_order(sets) -> None:
    game = solve_game(sets)
    assert game.routes <= game.escape <= game.cut


@given(gated_families(max_owners=1))
@many
def test_a10_they_are_the_number_of_owners_when_each_road_has_one(sets) -> None:
    game = solve_game(sets)
    assert game.routes == game.escape == game.cut == len(game.owners)


@given(gated_families(), st.frozensets(OWNER, min_size=1))
@many
def test_a11_taking_the_vendors_own_group_out_never_raises_captivity(sets, own) -> None:
    vendor = frozenset(gates - own for gates in sets)
    assert solve_game(vendor).captivity <= solve_game(sets).captivity


@given(gated_families(), st.permutations(OWNERS))
@many
def test_a13_names_do_not_matter(sets, names) -> None:
    new = dict(zip(OWNERS, names, strict=True))
    before = solve_game(sets)
    after = solve_game(frozenset(frozenset(new[o] for o in gates) for gates in sets))
    assert (after.captivity, after.cut, after.routes) == (
        before.captivity, before.cut, before.routes,
    )  # fmt: skip
    assert {*after.veto} == {new[o] for o in before.veto}
    renamed = {frozenset(new[o] for o in group) for group in before.coalitions}
    assert {frozenset(group) for group in after.coalitions} == renamed


@given(gated_families())
@many
def test_a15_an_ungated_road_frees_the_asset_and_empties_every_hand(sets) -> None:
    free = sets | {frozenset()}
    game, power = solve_game(free), solve_power(free)
    assert (game.captivity, game.escape, game.veto, game.coalitions) == (0, None, (), ())
    assert (power.shapley, power.banzhaf) == ({}, {})


@given(gated_families())
@many
def test_volumes_and_prices_prove_each_other(sets) -> None:
    """LP duality, exact: a packing of volume E that overloads nobody, and prices of total E."""
    proof = pack(sets)
    minimal = solve_game(sets).minimal
    for owner in solve_game(sets).owners:
        assert sum(volume for gates, volume in proof.volumes.items() if owner in gates) <= 1
    assert all(sum(proof.prices.get(owner, 0) for owner in gates) >= 1 for gates in minimal)
    assert sum(proof.volumes.values()) == sum(proof.prices.values()) == proof.value


@given(gated_families())
@many
def test_a17_captivity_is_the_value_of_the_hold_up_game(sets) -> None:
    """Developers spread volume over roads, one owner refuses: scipy solves both players' sides.

    The matrix holds 1 where the owner stands on the road. The owner mixes to hold the most of the
    worst road, the developers to lose the least to the worst owner; both find K.
    """
    roads, owners = sorted(sets, key=sorted), solve_game(sets).owners
    stands = np.array([[float(owner in gates) for owner in owners] for gates in roads])
    held, lost = play(stands.T), -play(-stands)
    expected = pytest.approx(float(solve_game(sets).captivity), abs=1e-9)
    assert held == expected
    assert lost == expected


def play(gains: np.ndarray) -> float:
    """What the player who picks rows is sure of, as a linear program in the mix and the value."""
    rows, columns = gains.shape
    result = linprog(
        [0.0] * rows + [-1.0],
        A_ub=np.hstack([-gains.T, np.ones((columns, 1))]),
        b_ub=np.zeros(columns),
        A_eq=[[1.0] * rows + [0.0]],
        b_eq=[1.0],
        bounds=[(0, None)] * rows + [(None, None)],
    )
    return float(-result.fun)


@given(gated_families())
@many
def test_the_smallest_coalitions_close_every_road_and_no_smaller_one_does(sets) -> None:
    game = solve_game(sets)
    for group in game.coalitions:
        assert all(gates & {*group} for gates in sets)
        for member in group:
            assert any(not gates & ({*group} - {member}) for gates in sets)


def test_captivity_of_the_projective_plane_is_three_sevenths() -> None:
    lines = ("124", "235", "346", "457", "156", "267", "137")
    assert solve_game(frozenset(map(frozenset, lines))).captivity == Fraction(3, 7)
