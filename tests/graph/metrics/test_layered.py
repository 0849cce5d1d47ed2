"""Betweenness and dominators: published graphs, and the layered network of small markets."""

from __future__ import annotations

from collections import Counter

import networkx as nx
import pytest
from generated_markets import DAY, market_records
from hypothesis import given, settings

from graph.market.compile import compile_market
from graph.metrics.layered import (
    DEVELOPERS,
    Place,
    build_layered,
    find_betweenness,
    find_immediate_dominators,
    list_dominators,
)

many = settings(max_examples=200, deadline=None)


def test_florentine_families_come_out() -> None:
    """Marriages of Padgett's families, as published: Medici .522, Guadagni .255 and so on."""
    found = find_betweenness(nx.florentine_families_graph())
    published = {
        "Medici": 0.522, "Guadagni": 0.255, "Albizzi": 0.212, "Salviati": 0.143, "Ridolfi": 0.114,
        "Bischeri": 0.104, "Strozzi": 0.103, "Barbadori": 0.093, "Tornabuoni": 0.092,
        "Castellani": 0.055, "Peruzzi": 0.022, "Acciaiuoli": 0.0, "Lamberteschi": 0.0,
        "Ginori": 0.0, "Pazzi": 0.0,
    }  # fmt: skip
    assert {family: round(value, 3) for family, value in found.items()} == pytest.approx(
        published, abs=1e-3
    )


def test_zachary_karate_club_comes_out() -> None:
    found = find_betweenness(nx.karate_club_graph())
    assert found[0] == pytest.approx(0.43763528138528146)
    assert found[1] == pytest.approx(0.053936688311688304)
    assert found[2] == pytest.approx(0.14365680615680618)


@pytest.mark.parametrize("make", [nx.Graph, nx.DiGraph])
def test_betweenness_between_two_sides_is_a_share_of_their_pairs(make) -> None:
    """Both of a and b reach z through m; a alone also through n, equally far."""
    network = make([("a", "m"), ("a", "n"), ("b", "m"), ("m", "z"), ("n", "z")])
    found = find_betweenness(network, ["a", "b"], ["z"])
    assert (found["m"], found["n"], found["z"]) == (0.75, 0.25, 0.0)
    assert set(find_betweenness(network, ["a"], []).values()) == {0.0}


@pytest.mark.parametrize(
    ("edges", "start"),
    [
        ([(1, 2), (2, 1), (3, 2), (4, 1), (5, 3), (5, 4)], 5),
        ([(1, 2), (2, 1), (2, 3), (3, 2), (4, 2), (4, 3), (5, 1), (6, 4), (6, 5)], 6),
    ],
    ids=["figure 2", "figure 4"],
)
def test_figures_of_cooper_harvey_and_kennedy_come_out(edges, start: int) -> None:
    found = find_immediate_dominators(nx.DiGraph(edges), start)
    assert found == dict.fromkeys(range(1, start), start)


def test_figure_1_of_boost_comes_out_forwards_and_backwards() -> None:
    """The example of Boost's Lengauer-Tarjan, with its post-dominators."""
    network = nx.DiGraph([(0, 1), (1, 2), (1, 3), (2, 7), (3, 4), (4, 5), (4, 6), (5, 7), (6, 4)])
    assert find_immediate_dominators(network, 0) == {1: 0, 2: 1, 3: 1, 4: 3, 5: 4, 6: 4, 7: 1}
    back = find_immediate_dominators(network.reverse(), 7)
    assert back == {0: 1, 1: 7, 2: 7, 3: 4, 4: 5, 5: 7, 6: 4}
    assert list_dominators(back, 3) == (4, 5)


def test_layered_network_leads_from_the_asset_over_its_gates_to_developers(new_book) -> None:
    """x through p of a on the cloud of b, billed by a: a stands in two places."""
    book = new_book().asset("x").cloud("k", "b").platform("p", "a", "k")
    network = build_layered(book.channel("c", "x", "p", billers=("a",)).market())
    assert list(nx.topological_sort(network)) == [
        Place("asset", "x"), Place("platform", "p"), Place("bills", "a"),
        Place("operates the cloud under the platform", "b"), Place("operates the platform", "a"),
        DEVELOPERS,
    ]  # fmt: skip


def test_open_weights_lead_straight_to_developers(new_book) -> None:
    book = new_book().asset("x").platform("hub", "a")
    network = build_layered(book.channel("c", "x", "hub", access_mode="OpenWeights").market())
    assert list(network.edges) == [(Place("asset", "x"), DEVELOPERS)]


@many
@given(records=market_records())
def test_drawn_roads_of_an_asset_are_equally_long_and_free_of_cycles(records) -> None:
    market = compile_market(records, DAY)
    network = build_layered(market)
    assert nx.is_directed_acyclic_graph(network)
    for asset in market.routes:
        roads = nx.all_simple_edge_paths(network, Place("asset", asset), DEVELOPERS)
        lengths = {sum(network.edges[edge]["length"] for edge in road) for road in roads}
        assert len(lengths) == 1


@many
@given(records=market_records())
def test_betweenness_counts_all_drawn_roads(records) -> None:
    """The reference lists every road of every asset and counts who is on it."""
    market = compile_market(records, DAY)
    network = build_layered(market)
    assets = [Place("asset", asset) for asset in market.routes]
    expected: Counter[Place] = Counter()
    for asset in assets:
        roads = list(nx.all_simple_paths(network, asset, DEVELOPERS))
        for road in roads:
            expected.update({place: 1 / len(roads) / len(assets) for place in road[1:-1]})
    found = find_betweenness(network.reverse(), [DEVELOPERS], assets, "length")
    for place, share in found.items():
        if place.layer not in {"asset", "developers"}:
            assert share == pytest.approx(expected[place])
