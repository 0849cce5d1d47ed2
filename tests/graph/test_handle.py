"""The Python interface for people: the recipes of the papers run as they are written."""

from __future__ import annotations

import builtins
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from graph.errors import InvalidInput, InvalidQuery, MisconfiguredSettings, ShapesViolated
from graph.store import iri, open_store
from graph.store.rdflib_terms import from_rdflib, to_rdflib
from graph.store.rows import Rows, to_term, to_value
from graph.terms import XSD

PAPER = Path(__file__).resolve().parents[2] / "docs" / "python.md"


def test_every_recipe_of_the_paper_runs() -> None:
    recipes = re.findall(r"^```python\n(.*?)^```", PAPER.read_text(encoding="utf-8"), re.M | re.S)
    assert len(recipes) >= 6
    names: dict[str, object] = {}
    for recipe in recipes:
        exec(compile(recipe, str(PAPER), "exec"), names)  # noqa: S102 - our own paper


def test_store_of_the_environment_is_opened_without_an_address(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("CAPTIVITY_STORE", ":memory:")
    with open_store() as store:
        assert store.ask("ASK { ?s a ctv:Channel }")
    with open_store(tmp_path / "new", write=True) as store:
        assert len(store) == 0


def test_graph_that_breaks_a_rule_is_refused() -> None:
    graph = rdflib.Graph()
    ctv = "https://w3id.org/captivity/ns#"
    node = rdflib.URIRef("https://w3id.org/captivity/id/channel/x")
    graph.add((node, rdflib.RDF.type, rdflib.URIRef(ctv + "Channel")))
    with open_store(":memory:") as store:
        with pytest.raises(ShapesViolated):
            store.add_graph(graph, name="bad")
        assert len(store) == 0


def test_question_of_the_wrong_kind_says_which_method_is_right() -> None:
    with open_store(":memory:") as store, pytest.raises(InvalidQuery, match="ask"):
        store.select("ASK {}")


def test_injection_stays_a_value() -> None:
    text = '" } UNION { ?s ?p ?o } #'
    with open_store(":memory:") as store:
        assert store.select("SELECT (?x AS ?y) {}", x=text)[0].y == text


def test_rows_are_read_by_name_by_place_and_by_slice() -> None:
    rows = Rows(("a", "b"), [(Literal(1), None), (Literal(2), NamedNode("urn:x"))])
    assert rows[1].a == 2
    assert dict(rows[0]) == {"a": 1, "b": None}
    assert [row.a for row in rows[1:]] == [2]
    with pytest.raises(AttributeError, match="no column c"):
        _ = rows[0].c


def test_absence_of_pandas_is_said(monkeypatch) -> None:
    real = builtins.__import__

    def without(name, *rest, **named):
        if name == "pandas":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MisconfiguredSettings, match="pandas is not installed"):
        Rows(("a",), []).to_pandas()


def test_rows_become_a_data_frame_where_pandas_is() -> None:
    frame = Rows(("a", "b"), [(Literal(1), None)]).to_pandas()
    assert list(frame.columns) == ["a", "b"]
    assert frame["a"].tolist() == [1]


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        (Literal("2026-06-02", datatype=XSD.date), date(2026, 6, 2)),
        (Literal("0.5", datatype=XSD.decimal), Decimal("0.5")),
        (Literal("nonsense", datatype=XSD.integer), "nonsense"),
        (Literal("9" * 5000, datatype=XSD.integer), "9" * 5000),
        (Literal(True), True),
        (Literal("x", language="en"), "x"),
    ],
)
def test_literal_has_a_plain_value(literal: Literal, value: object) -> None:
    assert to_value(literal) == value


@pytest.mark.parametrize("value", [rdflib.BNode("a"), object(), None, ["x"]])
def test_what_no_query_can_name_is_refused(value: object) -> None:
    with pytest.raises(InvalidInput):
        to_term(value)


def test_name_that_is_no_iri_is_refused() -> None:
    with pytest.raises(InvalidInput, match="Not an IRI"):
        iri("https://not an iri")


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(TEXT, st.sampled_from([None, "en", "de-at"]))
def test_any_text_goes_to_rdflib_and_comes_back(text: str, language: str | None) -> None:
    literal = Literal(text, language=language)
    assert from_rdflib(to_rdflib(literal)) == literal


@pytest.mark.parametrize("text", ["01", "1.50", "+3", "abc", "2026-13-45"])
def test_typed_text_is_not_rewritten_on_its_way_through_rdflib(text: str) -> None:
    for datatype in (XSD.integer, XSD.decimal, XSD.date, XSD.string):
        literal = Literal(text, datatype=datatype)
        assert from_rdflib(to_rdflib(literal)) == literal
