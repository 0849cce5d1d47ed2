"""The game of one asset: values worked by hand, published ones, and plain search as judge."""

from __future__ import annotations

import random
import time
from fractions import Fraction
from itertools import combinations

import pytest
from generated_markets import gated_families
from hypothesis import given, settings

from graph.metrics.game import NO_CHANNEL, solve_game
from graph.metrics.packing import pack

FANO = ("124", "235", "346", "457", "156", "267", "137")
PASCH = ("123", "154", "624", "653")


def family(*sets: str) -> frozenset[frozenset[str]]:
    return frozenset(map(frozenset, sets))


def test_no_channel_is_worth_nothing_and_defines_no_captivity() -> None:
    game = solve_game(frozenset())
    assert game is NO_CHANNEL
    assert (game.captivity, game.escape, game.bounds) == (None, 0, None)
    assert (game.cut, game.coalitions, game.routes, game.veto) == (0, (), 0, ())


def test_an_ungated_route_leaves_nothing_to_cut() -> None:
    """Its owners are named all the same: they gate the other roads."""
    game = solve_game(family("", "a", "bc"))
    assert (game.captivity, game.escape, game.cut, game.routes) == (0, None, None, None)
    assert (game.coalitions, game.veto, game.owners) == ((), (), ("a", "b", "c"))


@pytest.mark.parametrize(
    ("sets", "escape", "cut", "routes", "coalitions"),
    [
        # One road with two gates: either closes it.
        (["ab"], "1", 1, 1, ["a", "b"]),
        # a stands on both roads.
        (["ab", "ac"], "1", 1, 1, ["a"]),
        # Two roads of their own: both owners are needed.
        (["a", "b"], "2", 2, 2, ["ab"]),
        # One gate of each of two roads without a common owner.
        (["ab", "cd"], "2", 2, 2, ["ac", "ad", "bc", "bd"]),
        # A triangle: half on each side; any two corners close all three sides.
        (["ab", "bc", "ca"], "3/2", 2, 1, ["ab", "ac", "bc"]),
        # A circle of five: half on each; three corners, of which two are neighbours.
        (["ab", "bc", "cd", "de", "ea"], "5/2", 3, 2, ["abd", "acd", "ace", "bce", "bde"]),
        # A triangle and a road of its own: everything adds up.
        (["ab", "bc", "ca", "d"], "5/2", 3, 2, ["abd", "acd", "bcd"]),
        # The wider set is no road of its own.
        (["a", "ab", "b"], "2", 2, 2, ["ab"]),
    ],
)
def test_hand_worked_games(sets, escape, cut, routes, coalitions) -> None:
    game = solve_game(family(*sets))
    assert (game.escape, game.captivity) == (Fraction(escape), 1 / Fraction(escape))
    assert (game.cut, game.routes) == (cut, routes)
    assert ["".join(group) for group in game.coalitions] == coalitions
    assert game.coalitions_complete


@pytest.mark.parametrize(
    ("sets", "routes", "escape", "cut"),
    [(PASCH, 1, Fraction(2), 2), (FANO, 1, Fraction(7, 3), 3)],
    ids=["Pasch", "Fano"],
)
def test_published_hypergraphs(sets, routes, escape, cut) -> None:
    """P8: the truncated projective plane of order 2 and the projective plane itself."""
    game = solve_game(family(*sets))
    assert (game.routes, game.escape, game.cut) == (routes, escape, cut)


def test_the_smallest_coalitions_of_the_projective_plane_are_its_lines() -> None:
    assert solve_game(family(*FANO)).coalitions == tuple(sorted(tuple(sorted(s)) for s in FANO))


def test_more_coalitions_than_are_listed_are_said_to_be_more() -> None:
    """Seven roads of two gates each have 2^7 = 128 smallest coalitions; 64 are listed."""
    game = solve_game(family("ab", "cd", "ef", "gh", "ij", "kl", "mn"))
    assert (game.cut, len(game.coalitions), game.coalitions_complete) == (7, 64, False)
    assert all(group[0] in "ab" and len(set(group)) == 7 for group in game.coalitions)


@given(gated_families())
@settings(max_examples=300, deadline=None)
def test_cut_and_coalitions_are_what_plain_search_finds(sets) -> None:
    owners = sorted(frozenset().union(*sets))
    game = solve_game(sets)
    for size in range(1, len(owners) + 1):
        found = [g for g in combinations(owners, size) if all(gates & {*g} for gates in sets)]
        if found:
            break
    assert (game.cut, list(game.coalitions), game.coalitions_complete) == (size, found, True)


@given(gated_families())
@settings(max_examples=300, deadline=None)
def test_disjoint_routes_are_the_largest_clique_of_compatible_sets(sets) -> None:
    import networkx as nx

    compatible = nx.Graph()
    compatible.add_nodes_from(sets)
    compatible.add_edges_from((a, b) for a, b in combinations(sets, 2) if not a & b)
    assert solve_game(sets).routes == nx.max_weight_clique(compatible, weight=None)[1]


@pytest.mark.parametrize("sizes", [(1, 2, 3), (2,), (3,), (4, 5, 6), (8,)], ids=str)
def test_twenty_five_owners_and_sixty_channels_are_solved_in_a_second(sizes) -> None:
    """Searched for plainly, the cut number of such a market took 82 s."""
    generator = random.Random(7)  # noqa: S311 - the same market in every run
    owners = [f"o{number:02}" for number in range(25)]
    sets = frozenset(
        frozenset(generator.sample(owners, generator.choice(sizes))) for _ in range(60)
    )
    pack(family("ab", "bc", "ca"))
    start = time.perf_counter()
    game = solve_game(sets)
    assert time.perf_counter() - start < 2
    assert game.routes <= game.escape <= game.cut
    assert all(all(gates & {*group} for gates in sets) for group in game.coalitions)


def test_equal_families_are_solved_once() -> None:
    assert solve_game(family("pq", "qr")) is solve_game(family("qr", "pq"))
