"""Query results as a table that a page can show, whatever the form of the query."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from graph.store.port import QueryAnswer
from graph.terms import ID_BASE

#: Rows that a page shows, and rows that its chart or graph is drawn from.
ROWS_SHOWN, ROWS_READ = 500, 5000
_FRACTION = re.compile(r"\d+/\d+", re.ASCII)

Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Cell:
    """One term: its text, its IRI if it is a node, its datatype or language if it says one."""

    text: str
    iri: str = ""
    note: str = ""
    is_number: bool = False

    @property
    def is_node(self) -> bool:
        """Whether it is an IRI or a blank node, which a line can lead to."""
        return bool(self.iri) or self.text.startswith("_:")


Row = Sequence[Cell | None]


@dataclass(frozen=True, slots=True)
class ResultTable:
    """The first rows of a result; ``total`` counts all. For ASK only ``truth`` is set."""

    kind: str
    columns: Sequence[str]
    rows: Sequence[Row]
    total: int
    truth: bool | None = None

    @property
    def shown(self) -> Sequence[Row]:
        """The rows that a page shows."""
        return self.rows[:ROWS_SHOWN]


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
    rows = [[_cell(row.get(name)) for name in columns] for row in bindings[:ROWS_READ]]
    return ResultTable("select", columns, rows, len(bindings))


def read_answers(answers: Sequence[Mapping[str, Any]], is_known: Known) -> ResultTable:
    """The table of what a metric answers; ``is_known`` tells which IRIs are of entities.

    A column ``label`` is left out where the name beside it is an entity, which shows its label.
    """
    columns = list(answers[0]) if answers else []
    if "label" in columns and columns.index("label") > 0:
        named = columns[columns.index("label") - 1]
        if all(is_known(f"{ID_BASE}{row[named]}") for row in answers):
            columns.remove("label")
    rows = [[_plain(row.get(name), is_known) for name in columns] for row in answers[:ROWS_READ]]
    return ResultTable("answer", columns, rows, len(answers))


def _plain(value: object, is_known: Known) -> Cell | None:
    if value is None or value == []:
        return None
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, str) and is_known(ID_BASE + value):
        return Cell(value, iri=ID_BASE + value)
    is_number = isinstance(value, int | float) or bool(_FRACTION.fullmatch(str(value)))
    return Cell(_say(value), is_number=is_number)


def _say(value: object) -> str:
    """A value of JSON in words: lists with commas, of what has a label only that and its parts."""
    if isinstance(value, Mapping):
        label = str(value.get("label") or value.get("name") or "")
        rest = [_say(v) for k, v in value.items() if k not in ("label", "name") and v]
        return f"{label} ({'; '.join(rest)})" if label and rest else label or "; ".join(rest)
    if isinstance(value, list | tuple):
        return ", ".join(map(_say, value))
    return str(value)


def _read_graph(content: bytes) -> ResultTable:
    total = content.count(b"\n")
    triples = islice(parse(content, format=RdfFormat.N_TRIPLES), ROWS_READ)
    rows = [[_term(t.subject), _term(t.predicate), _term(t.object)] for t in triples]
    return ResultTable("graph", ("subject", "predicate", "object"), rows, total)


def _cell(value: Mapping[str, Any] | None) -> Cell | None:
    if value is None:
        return None
    text = str(value.get("value"))
    if value["type"] == "uri":
        return Cell(text, iri=text)
    if value["type"] == "bnode":
        return Cell(f"_:{text}")
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
