"""Findings: where they stand in the file, and how results of the shapes become words."""

from __future__ import annotations

from pyoxigraph import RdfFormat

from graph.errors import Finding
from graph.ingest.lines import LineFinder
from graph.ingest.validate import sort_findings, to_graph, validate_all

BASE = "https://w3id.org/captivity/id/"


def test_line_of_a_subject_is_found_in_each_way_of_writing_it() -> None:
    text = (
        b"PREFIX id: <https://w3id.org/captivity/id/>\n"
        b"id:a id:p id:b, id:lab-x .\n"
        b"id:lab id:p id:a .\n"
        b"<https://w3id.org/captivity/id/lab/model> id:p 1 ;\n"
        b"   id:q id:only .\n"
    )
    lines = LineFinder(text, RdfFormat.TURTLE)
    assert lines.find(BASE + "a") == 2
    assert lines.find(BASE + "lab") == 3
    assert lines.find(BASE + "lab/model") == 4
    assert lines.find(BASE + "only") == 5
    assert lines.find(BASE + "absent") is None
    assert LineFinder(text, RdfFormat.JSON_LD).find(BASE + "a") is None


def test_violations_come_first_and_each_once() -> None:
    advice = Finding("warning", "a", "r", line=1)
    first, second = Finding("violation", "b", "r", line=2), Finding("violation", "a", "r", line=9)
    assert sort_findings([advice, second, first, second]) == [first, second, advice]


def test_text_of_a_number_is_kept_in_the_graph_that_is_judged(market) -> None:
    graph = to_graph(quad.triple for quad in market.match())
    assert len(graph) == len({quad.triple for quad in market.match()})


def test_whole_store_is_judged(market, turtle) -> None:
    from graph.ingest.add import add_document

    assert not [f for f in validate_all(market) if f.severity == "violation"]
    add_document(market, "bad.ttl", turtle(":road a ctv:Channel ."), check=False)
    broken = {f.node for f in validate_all(market) if f.severity == "violation"}
    assert broken == {"road"}
