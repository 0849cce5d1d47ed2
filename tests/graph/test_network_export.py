"""Network files: what is written in each format is read back as the same network."""

from __future__ import annotations

import io
import json
from datetime import date

import networkx as nx
import pytest
from generated_markets import DAY, market_records
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.market.compile import compile_market
from graph.network_export import WRITERS, export_network

many = settings(max_examples=200, deadline=None)


def read_back(text: str, form: str) -> nx.MultiDiGraph:
    if form == "node-link":
        return nx.node_link_graph(json.loads(text), edges="edges")
    stream = io.BytesIO(text.encode())
    if form == "graphml":
        return nx.read_graphml(stream, force_multigraph=True)
    return nx.read_gexf(stream)


def typed_nodes(network: nx.MultiDiGraph) -> dict[str, tuple[str, str]]:
    return {node: (data["kind"], data["label"]) for node, data in network.nodes.data()}


def cited_edges(network: nx.MultiDiGraph) -> list[tuple[str, str, str, str]]:
    return sorted((u, v, data["relation"], data["iri"]) for u, v, data in network.edges.data())


@pytest.mark.parametrize("form", WRITERS)
@many
@given(records=market_records())
def test_every_format_keeps_kinds_labels_relations_and_iris(form: str, records) -> None:
    network = compile_market(records, DAY).to_networkx()
    again = read_back(export_network(network, form), form)
    assert typed_nodes(again) == typed_nodes(network)
    assert cited_edges(again) == cited_edges(network)


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("ill", ["a\x00b", "a\x1bb", "a\ufffeb", "a\ud800b"])
def test_characters_that_xml_refuses_are_replaced(new_book, form: str, ill: str) -> None:
    book = new_book().asset("x").platform("p", "a").channel("c", "x", "p")
    network = book.market().to_networkx()
    network.nodes["x"]["label"] = ill
    again = read_back(export_network(network, form), form)
    assert again.nodes["x"]["label"] == "a\ufffdb"


def test_name_with_a_control_character_is_escaped() -> None:
    network = nx.MultiDiGraph()
    network.add_edge("a\x01", "b", key="offers", relation="offers", iri="c")
    again = read_back(export_network(network, "graphml"), "graphml")
    assert set(again) == {"a%01", "b"}


@many
@given(label=st.text())
def test_any_label_can_be_written_and_read(label: str) -> None:
    network = nx.MultiDiGraph()
    network.add_node("x", label=label)
    texts = {form: export_network(network, form) for form in WRITERS}
    found = {form: read_back(text, form).nodes["x"] for form, text in texts.items()}
    assert found["gexf"].get("label") == found["node-link"]["label"]


def test_values_are_cast_to_plain_types_and_none_is_left_out() -> None:
    network = nx.MultiDiGraph(as_of=date(2026, 6, 2))
    network.add_node("x", day=date(2026, 1, 1), count=3, share=0.5, known=True, nothing=None)
    again = read_back(export_network(network, "graphml"), "graphml")
    assert again.nodes["x"] == {"day": "2026-01-01", "count": 3, "share": 0.5, "known": True}


@pytest.mark.parametrize("form", WRITERS)
def test_order_of_the_network_does_not_matter(new_book, form: str) -> None:
    book = new_book().asset("x").platform("p", "a").channel("c", "x", "p")
    network = book.market().to_networkx()
    shuffled = nx.MultiDiGraph(**network.graph)
    shuffled.add_nodes_from(reversed(list(network.nodes.data())))
    shuffled.add_edges_from(reversed(list(network.edges(keys=True, data=True))))
    assert export_network(shuffled, form) == export_network(network, form)


def test_gexf_names_the_day_of_the_market_not_of_the_export(new_book) -> None:
    book = new_book().asset("x").platform("p", "a").channel("c", "x", "p")
    text = export_network(book.market().to_networkx(), "gexf")
    assert 'lastmodifieddate="2026-06-02"' in text
