"""The axioms of power as properties of families of gate sets."""

from __future__ import annotations

from fractions import Fraction

from generated_markets import OWNERS, gated_families
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.metrics.game import solve_game
from graph.metrics.power import solve_coverage, solve_power

many = settings(max_examples=250, deadline=None)
FAMILIES = st.lists(gated_families(max_sets=4), min_size=1, max_size=3)


@given(gated_families())
@many
def test_a14_shapley_adds_up_to_one_and_is_zero_just_for_dummies(sets) -> None:
    power = solve_power(sets)
    deciding = frozenset().union(*solve_game(sets).minimal)
    assert sum(power.shapley.values()) == 1
    assert sum(power.banzhaf_shares.values()) == 1
    assert set(power.shapley) == set(power.banzhaf) == deciding
    assert all(value > 0 for value in (*power.shapley.values(), *power.banzhaf.values()))


@given(gated_families())
@many
def test_a14_nobody_outranks_a_veto_owner(sets) -> None:
    power = solve_power(sets)
    for owner in solve_game(sets).veto:
        assert power.shapley[owner] == max(power.shapley.values())
        assert power.banzhaf[owner] == max(power.banzhaf.values())


@given(gated_families(), st.permutations(OWNERS))
@many
def test_a13_power_goes_with_the_owner_not_the_name(sets, names) -> None:
    new = dict(zip(OWNERS, names, strict=True))
    before = solve_power(sets)
    after = solve_power(frozenset(frozenset(new[o] for o in gates) for gates in sets))
    assert after.shapley == {new[o]: value for o, value in before.shapley.items()}
    assert after.banzhaf == {new[o]: value for o, value in before.banzhaf.items()}


@given(gated_families())
@many
def test_owners_on_the_same_roads_have_the_same_power(sets) -> None:
    """Symmetry: a twin who joins an owner everywhere has as much as that owner."""
    twins = frozenset(gates | {"twin"} if "a" in gates else gates for gates in sets)
    power = solve_power(twins)
    assert power.shapley.get("twin") == power.shapley.get("a")
    assert power.banzhaf.get("twin") == power.banzhaf.get("a")


@given(FAMILIES)
@many
def test_power_over_a_population_is_the_mean_of_that_over_its_assets(population) -> None:
    """Additivity, and that all values add up to v(N) - v(empty), which is 1 here."""
    found = solve_coverage((1, sets) for sets in population)
    each = [solve_power(sets) for sets in population]
    for owner in OWNERS:
        mean = sum((power.shapley.get(owner, Fraction(0)) for power in each), Fraction(0))
        assert found.shapley.get(owner, 0) == mean / len(each)
        mean = sum((power.banzhaf.get(owner, Fraction(0)) for power in each), Fraction(0))
        assert found.banzhaf.get(owner, 0) == mean / len(each)
    assert sum(found.shapley.values()) == 1
