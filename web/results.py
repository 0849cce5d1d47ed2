"""Query results as a table that a page can show, whatever the form of the query."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from graph.store.port import QueryAnswer

ROWS_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Cell:
    """One term: its text, its IRI if it is a node, its datatype or language if it says one."""

    text: str
    iri: str = ""
    note: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class ResultTable:
    """The first rows of a result; ``total`` counts all. For ASK only ``truth`` is set."""

    kind: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell | None]]
    total: int
    truth: bool | None = None


def read_results(answer: QueryAnswer) -> ResultTable:
    """The table of an answer in SPARQL results JSON, or in N-Triples for a graph."""
    content = answer.read()
    if answer.kind == "graph":
        return _read_graph(content)
    document = json.loads(content)
    if "boolean" in document:
        return ResultTable("ask", (), (), 1, document["boolean"])
    columns = document["head"]["vars"]
    bindings = document["results"]["bindings"]
    rows = [[_cell(row.get(name)) for name in columns] for row in bindings[:ROWS_SHOWN]]
    return ResultTable("select", columns, rows, len(bindings))


def _read_graph(content: bytes) -> ResultTable:
    total = content.count(b"\n")
    triples = islice(parse(content, format=RdfFormat.N_TRIPLES), ROWS_SHOWN)
    rows = [[_term(t.subject), _term(t.predicate), _term(t.object)] for t in triples]
    return ResultTable("graph", ("subject", "predicate", "object"), rows, total)


def _cell(value: Mapping[str, Any] | None) -> Cell | None:
    if value is None:
        return None
    text = str(value.get("value"))
    if value["type"] == "uri":
        return Cell(text, iri=text)
    datatype = str(value.get("datatype", ""))
    return Cell(text, note=str(value.get("xml:lang", "")), is_number=_is_number(datatype))


def _term(node: object) -> Cell:
    if isinstance(node, NamedNode):
        return Cell(node.value, iri=node.value)
    if isinstance(node, Literal):
        return Cell(node.value, note=node.language or "", is_number=_is_number(node.datatype.value))
    return Cell(f"_:{node.value}" if isinstance(node, BlankNode) else str(node))


def _is_number(datatype: str) -> bool:
    return datatype.rpartition("#")[2] in ("integer", "decimal", "double", "float", "int", "long")
