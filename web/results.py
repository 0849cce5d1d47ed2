"""Query results as a table that a page can show, whatever the form of the query."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from graph.store.port import QueryAnswer
from graph.terms import ID_BASE

#: Rows that a page shows, and rows that its chart or graph is drawn from.
ROWS_SHOWN, ROWS_READ = 500, 5000
_NUMBER = re.compile(r"-?\d+(\.\d+|/\d+)?", re.ASCII)

#: IRI -> the label of the entity; None for what is none.
FindLabel = Callable[[str], str | None]


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


def drop_labels(table: ResultTable, name_node: Callable[[str], str]) -> ResultTable:
    """The table without columns such as ``asset_label`` that say what ``asset`` shows anyway."""
    columns = list(table.columns)
    repeated = {
        place
        for place, name in enumerate(columns)
        if (base := name.removesuffix("_label")) != name
        and base in columns
        and _is_repeated(table, columns.index(base), place, name_node)
    }
    kept = [place for place in range(len(columns)) if place not in repeated]
    rows = [[row[place] for place in kept] for row in table.rows]
    return replace(table, columns=[columns[place] for place in kept], rows=rows)


def _is_repeated(
    table: ResultTable, node: int, label: int, name_node: Callable[[str], str]
) -> bool:
    pairs = ((row[node], row[label]) for row in table.shown)
    return all(
        cell is None or (thing is not None and name_node(thing.iri) == cell.text)
        for thing, cell in pairs
    )


def read_answers(answers: Sequence[Mapping[str, Any]], find_label: FindLabel) -> ResultTable:
    """The table of what a metric answers: entities by their labels, empty columns left out.

    A column ``label`` is left out where the name beside it is an entity, which shows its label.
    """
    columns = [name for name in (answers[0] if answers else ()) if _has_value(answers, name)]
    if "label" in columns and columns.index("label") > 0:
        named = columns[columns.index("label") - 1]
        if all(find_label(f"{ID_BASE}{row[named]}") is not None for row in answers):
            columns.remove("label")
    numbers = {name for name in columns if _has_numbers(answers, name)}
    rows = [
        [_plain(row.get(name), find_label, name in numbers) for name in columns]
        for row in answers[:ROWS_READ]
    ]
    return ResultTable("answer", columns, rows, len(answers))


def _has_value(answers: Sequence[Mapping[str, Any]], name: str) -> bool:
    return any(row.get(name) not in (None, [], "") for row in answers)


def _has_numbers(answers: Sequence[Mapping[str, Any]], name: str) -> bool:
    given = [value for row in answers if (value := row.get(name)) is not None]
    return all(not isinstance(v, bool | list) and _NUMBER.fullmatch(str(v)) for v in given)


def _plain(value: object, find_label: FindLabel, is_number: bool) -> Cell | None:
    if value is None or value == []:
        return None
    if isinstance(value, str) and find_label(ID_BASE + value) is not None:
        return Cell(value, iri=ID_BASE + value)
    return Cell(_say(value, find_label), is_number=is_number)


def _say(value: object, find_label: FindLabel) -> str:
    """A value of JSON in words: lists with commas, of what has a label only that and its parts."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        label = str(value.get("label") or value.get("name") or "")
        more = [_say(v, find_label) for k, v in value.items() if k not in ("label", "name") and v]
        return f"{label} ({'; '.join(more)})" if label and more else label or "; ".join(more)
    if isinstance(value, list | tuple):
        return ", ".join(_say(part, find_label) for part in value)
    return find_label(f"{ID_BASE}{value}") or str(value)


def _read_graph(content: bytes) -> ResultTable:
    # A graph is a set, but what stands in several named graphs comes several times.
    lines = list(dict.fromkeys(content.splitlines(keepends=True)))
    triples = parse(b"".join(lines[:ROWS_READ]), format=RdfFormat.N_TRIPLES)
    rows = [[_term(t.subject), _term(t.predicate), _term(t.object)] for t in triples]
    return ResultTable("graph", ("subject", "predicate", "object"), rows, len(lines))


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
