"""Constraint and effective size: published numbers, hand-worked ones, and NetworkX as reference."""

from __future__ import annotations

import math

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.metrics.holes import find_holes

many = settings(max_examples=200, deadline=None)

#: Borgatti (1997), Connections 20 (1): ten ties among seven people.
BORGATTI = nx.Graph(["AB", "AF", "AG", "AE", "EG", "FG", "BG", "BD", "DG", "GC"])


@pytest.mark.parametrize(
    ("node", "size", "constraint"),
    [("G", 14 / 3, 0.400), ("A", 2.5, 0.595), ("C", 1.0, 1.0)],
)
def test_published_example_of_borgatti_comes_out(node, size: float, constraint: float) -> None:
    found = find_holes(BORGATTI)[node]
    assert found.effective_size == pytest.approx(size)
    assert found.constraint == pytest.approx(constraint, abs=5e-4)


def test_triangle_has_constraint_nine_eighths() -> None:
    """Half directly, a quarter through the third, squared, twice: 2 (1/2 + 1/4)^2 = 9/8."""
    for found in find_holes(nx.complete_graph(3)).values():
        assert found.constraint == pytest.approx(9 / 8)
        assert found.effective_size == pytest.approx(1)


@many
@given(weights=st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_constraint_is_the_hhi_of_the_tie_shares_when_neighbours_are_not_tied(weights) -> None:
    star = nx.Graph()
    star.add_weighted_edges_from(("v", f"o{i}", w) for i, w in enumerate(weights))
    found = find_holes(star, "weight")["v"]
    total = sum(weights)
    assert found.constraint == pytest.approx(sum((w / total) ** 2 for w in weights))
    assert found.effective_size == pytest.approx(len(weights))


def test_node_without_a_tie_has_no_number_whatever_networkx_says() -> None:
    network = nx.Graph([("a", "b")])
    network.add_node("alone")
    network.add_edge("self", "self")
    found = find_holes(network)
    assert (found["alone"], found["self"]) == (None, None)
    assert math.isnan(nx.constraint(network)["alone"])
    assert find_holes(nx.empty_graph(2)) == {0: None, 1: None}


@st.composite
def tied_networks(draw: st.DrawFn) -> nx.Graph:
    """A few nodes with random weighted ties, directed or not."""
    count = draw(st.integers(2, 7))
    network = draw(st.sampled_from([nx.Graph, nx.DiGraph]))()
    network.add_nodes_from(range(count))
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    for start, end in draw(st.lists(pairs.filter(lambda p: p[0] != p[1]), max_size=16)):
        network.add_edge(start, end, weight=draw(st.integers(1, 5)))
    return network


@many
@given(network=tied_networks(), weight=st.sampled_from([None, "weight"]))
def test_arrays_agree_with_the_definitions_of_networkx(network, weight) -> None:
    nodes = list(network)
    if network.is_directed():
        # Node by node NetworkX takes one whose ties all lead to it for isolated; the definition
        # counts ties both ways, so the reference is the network of mutual weights.
        network, weight = mutual_network(network, weight), "mutual"
    # With a list of nodes NetworkX works node by node, straight from the definitions.
    constraint = nx.constraint(network, nodes, weight)
    size = nx.effective_size(network, nodes, weight)
    for node, found in find_holes(network, weight).items():
        if found is None:
            assert math.isnan(constraint[node])
            assert math.isnan(size[node])
        else:
            assert found.constraint == pytest.approx(constraint[node])
            assert found.effective_size == pytest.approx(size[node])


def mutual_network(network: nx.DiGraph, weight: str | None) -> nx.Graph:
    """The ties of a directed network without their direction, weights of both added up."""
    mutual = nx.Graph()
    mutual.add_nodes_from(network)
    for start, end, data in network.edges(data=True):
        both = mutual.edges[start, end]["mutual"] if mutual.has_edge(start, end) else 0
        mutual.add_edge(start, end, mutual=both + (data[weight] if weight else 1))
    return mutual


@many
@given(network=tied_networks(), weight=st.sampled_from([None, "weight"]))
def test_direction_of_a_tie_does_not_matter(network, weight) -> None:
    if network.is_directed():
        mutual = find_holes(mutual_network(network, weight), "mutual")
        for node, found in find_holes(network, weight).items():
            assert (found is None) == (mutual[node] is None)
            if found is not None:
                assert found.constraint == pytest.approx(mutual[node].constraint)
                assert found.effective_size == pytest.approx(mutual[node].effective_size)
