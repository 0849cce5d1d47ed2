"""Fixtures that run the shapes the way the product does, and a reader for their results."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import RdfFormat, Triple, parse, serialize

import ontology

if TYPE_CHECKING:
    from rdflib import Graph

ID_BASE = "https://w3id.org/captivity/id/"
SHAPES_BASE = "https://w3id.org/captivity/shapes#"


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a report: the rule and the node by their short names, and what was said."""

    rule: str
    node: str
    severity: str
    message: str


Validate = Callable[[Path, Iterable[Triple]], list[Finding]]


def read_triples(path: Path) -> list[Triple]:
    """The triples of one Turtle file."""
    return [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)]


def to_rdflib(triples: Iterable[Triple]) -> Graph:
    """A graph of rdflib with the same triples; only pySHACL needs it."""
    from rdflib import Graph

    text = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert text is not None
    return Graph().parse(data=text, format="nt")


def read_findings(report: Graph) -> list[Finding]:
    """The results of a report in a fixed order."""
    from rdflib import SH

    def text(result: object, predicate: object) -> str:
        return str(report.value(result, predicate))

    return sorted(
        (
            Finding(
                text(result, SH.sourceShape).removeprefix(SHAPES_BASE),
                text(result, SH.focusNode).removeprefix(ID_BASE),
                text(result, SH.resultSeverity).removeprefix(str(SH)),
                text(result, SH.resultMessage),
            )
            for result in report.objects(None, SH.result)
        ),
        key=lambda finding: (finding.rule, finding.node, finding.message),
    )


@pytest.fixture(scope="session")
def validate() -> Validate:
    """Runs one file of shapes over triples, with the ontology beside them and no inference."""
    from pyshacl import validate as run

    graphs: dict[Path, Graph] = {}

    def load_once(path: Path) -> Graph:
        if path not in graphs:
            graphs[path] = to_rdflib(read_triples(path))
        return graphs[path]

    def check(shapes: Path, triples: Iterable[Triple]) -> list[Finding]:
        _, report, _ = run(
            to_rdflib(triples),
            shacl_graph=load_once(shapes),
            ont_graph=load_once(ontology.VOCABULARY),
            inference="none",
            advanced=False,
            do_owl_imports=False,
        )
        return read_findings(report)

    return check
