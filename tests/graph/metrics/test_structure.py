"""The shape of small markets: who is tied to whom, and what is on every drawn road."""

from __future__ import annotations

import json

import networkx as nx
import pytest
from generated_markets import DAY, market_records
from hypothesis import given, settings

from graph.market.compile import compile_market
from graph.metrics.layered import Place
from graph.metrics.structure import build_vendor_owner, describe_structure
from graph.metrics.structure_rows import MEASURES, to_document, to_flat_rows

many = settings(max_examples=200, deadline=None)


@pytest.fixture
def book(new_book):
    """Lab sells x and y through amazon and y through itself; solo sells z through itself."""
    book = new_book().asset("x", "lab").asset("y", "lab").asset("z", "solo").asset("idle", "ghost")
    for name in ("amazon", "lab", "solo"):
        book.platform(f"{name} hub", name)
    book.channel("1", "x", "amazon hub").channel("2", "y", "amazon hub")
    return book.channel("3", "y", "lab hub").channel("4", "z", "solo hub")


def test_ties_count_assets_and_nobody_is_tied_to_itself(book) -> None:
    network = build_vendor_owner(book.market())
    assert list(network.edges.data("assets")) == [("amazon", "lab", 2)]
    assert set(network) == {"amazon", "lab", "solo", "ghost"}


def test_two_owners_of_equal_weight_give_one_half_even_in_series(new_book) -> None:
    """Each can shut x out alone, so captivity is 1; constraint sees two ties, and says 1/2."""
    book = new_book().asset("x", "lab").cloud("k", "b").platform("p", "a", "k")
    structure = describe_structure(book.channel("c", "x", "p").market())
    holes = {p.organisation: p.holes for p in structure.positions}
    assert holes["lab"].constraint == pytest.approx(1 / 2)
    assert holes["lab"].effective_size == pytest.approx(2)
    assert structure.dominated[0].veto == ("a", "b")


def test_isolated_organisation_is_null_with_the_reason(book) -> None:
    rows = to_document(book.market(), describe_structure(book.market()))["organisations"]
    by_name = {row["name"]: row for row in rows}
    for name in ("solo", "ghost"):
        assert by_name[name]["constraint"] is None
        assert by_name[name]["effective_size"] is None
    assert by_name["solo"]["reason"].startswith("nobody else stands on the roads of its assets")
    assert by_name["ghost"]["reason"] == "no live channel"
    assert by_name["lab"]["reason"] is None


def test_sole_platform_and_owner_dominate_and_two_platforms_share_the_roads(new_book) -> None:
    book = new_book().asset("x").platform("p", "a").platform("q", "a")
    book.channel("1", "x", "p").channel("2", "x", "q")
    structure = describe_structure(book.market())
    operator = Place("operates the platform", "a")
    assert structure.dominated[0].dominators == (operator,)
    assert structure.betweenness == {
        operator: 1.0, Place("platform", "p"): 0.5, Place("platform", "q"): 0.5,
    }  # fmt: skip


def test_veto_owner_in_two_roles_dominates_nothing(new_book) -> None:
    """b bills one road and operates the other: it can shut both, but no place is on both."""
    book = new_book().asset("x").platform("p", "a").platform("q", "b")
    book.channel("1", "x", "p", billers=("b",)).channel("2", "x", "q")
    (found,) = describe_structure(book.market()).dominated
    assert (found.dominators, found.veto) == ((), ("b",))


@many
@given(records=market_records())
def test_owners_who_dominate_are_veto_owners(records) -> None:
    market = compile_market(records, DAY)
    for found in describe_structure(market).dominated:
        owners = {place.iri for place in found.dominators if place.layer != "platform"}
        assert owners <= set(found.veto)


@many
@given(records=market_records())
def test_document_is_plain_json_without_nan(records) -> None:
    market = compile_market(records, DAY)
    document = to_document(market, describe_structure(market))
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert to_flat_rows(document) or not document["organisations"]


def test_empty_market_has_no_numbers_and_each_measure_its_warning(new_book) -> None:
    document = to_document(new_book().market(), describe_structure(new_book().market()))
    assert [document[key] for key in ("organisations", "places", "assets")] == [[], [], []]
    assert set(document["measures"]) == set(MEASURES) == {
        "constraint", "effective_size", "betweenness", "dominators"
    }  # fmt: skip
    for measure in MEASURES.values():
        assert all(measure[key] for key in ("definition", "range", "warning", "source"))


def test_vendor_owner_network_is_a_plain_networkx_graph(book) -> None:
    assert isinstance(build_vendor_owner(book.market()), nx.Graph)
