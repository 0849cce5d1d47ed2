"""The NetworkX view: typed nodes, edges that say where they come from, plain attributes."""

from __future__ import annotations

import io

import networkx as nx
import pytest


@pytest.fixture
def network(new_book):
    """x through p of a on the cloud of b, where h holds all of a."""
    book = new_book().asset("x", "v").cloud("k", "b").platform("p", "a", "k")
    book.channel("c", "x", "p", billers=("b",)).stake("h", "a", "1")
    return book.market().to_networkx()


def test_every_edge_says_its_relation_and_the_record_behind_it(network) -> None:
    edges = {
        (start, end, data["relation"], data["iri"]) for start, end, data in network.edges.data()
    }
    assert edges == {
        ("x", "c", "offers", "c"), ("c", "p", "through", "c"), ("c", "b", "billedBy", "c"),
        ("c", "h", "gatedBy", "c"), ("c", "b", "gatedBy", "c"), ("a", "h", "controlledBy", "h>a0"),
        ("x", "v", "developedBy", "x"), ("p", "a", "operatedBy", "p"), ("p", "k", "runsOn", "p"),
        ("k", "b", "operatedBy", "k"),
    }  # fmt: skip


def test_nodes_are_typed(network) -> None:
    kinds = {node: data["kind"] for node, data in network.nodes.data()}
    assert kinds == {
        "x": "Model", "c": "Channel", "p": "Platform", "k": "Cloud", "a": "Organization",
        "b": "Organization", "h": "Organization", "v": "Organization",
    }  # fmt: skip


def test_ancestors_of_an_owner_are_what_its_refusal_touches(network) -> None:
    assert nx.ancestors(network, "h") == {"a", "p", "c", "x"}


def test_the_network_can_be_written_and_read_as_graphml(network) -> None:
    buffer = io.BytesIO()
    nx.write_graphml(network, buffer)
    buffer.seek(0)
    again = nx.read_graphml(buffer, force_multigraph=True)
    assert dict(again.nodes.data()) == dict(network.nodes.data())
    assert again.number_of_edges() == network.number_of_edges()


def test_channels_left_out_are_not_drawn(gate_book) -> None:
    network = gate_book([]).gates("c", "x", ["a"], stage="Withdrawn").market().to_networkx()
    assert len(network) == 0
