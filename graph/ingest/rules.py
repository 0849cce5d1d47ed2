"""One result of the shapes in words: the node, the rule, the value, where it stands, the fix."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.errors import Finding
from graph.terms import ID_BASE, VOCABULARY_BASE

if TYPE_CHECKING:
    from rdflib import Graph

    from graph.ingest.lines import LineFinder

SH = "http://www.w3.org/ns/shacl#"
SHORT = (
    (ID_BASE, ""),
    (VOCABULARY_BASE, "ctv:"),
    ("http://www.w3.org/ns/prov#", "prov:"),
    ("http://www.w3.org/2000/01/rdf-schema#", "rdfs:"),
    ("http://www.w3.org/2004/02/skos/core#", "skos:"),
    ("http://purl.org/dc/terms/", "dcterms:"),
    ("https://schema.org/", "schema:"),
    ("http://www.w3.org/2001/XMLSchema#", "xsd:"),
)
COMPONENT = re.compile(r"(\w+?)(?:ConstraintComponent(?:-\w+)?)?$")


@dataclass(frozen=True, slots=True)
class Result:
    """One sh:ValidationResult, its parts as rdflib terms or None."""

    focus: Any
    path: Any
    value: Any
    severity: Any
    shape: Any
    component: str
    message: str


def read_results(report: Graph) -> list[Result]:
    """The results in a validation report."""
    from rdflib import RDF, URIRef

    def one(node: Any, name: str) -> Any:
        return report.value(node, URIRef(SH + name))

    results = []
    for node in report.subjects(RDF.type, URIRef(SH + "ValidationResult")):
        component = COMPONENT.search(str(one(node, "sourceConstraintComponent") or ""))
        results.append(
            Result(
                focus=one(node, "focusNode"),
                path=one(node, "resultPath"),
                value=one(node, "value"),
                severity=one(node, "resultSeverity"),
                shape=one(node, "sourceShape"),
                component=component[1] if component else "",
                message=str(one(node, "resultMessage") or ""),
            )
        )
    return results


def short(term: Any) -> str:
    """An IRI as slug or prefixed name, a literal as its text, a blank node as such."""
    from rdflib import BNode

    if term is None:
        return ""
    if isinstance(term, BNode):
        return "a node without a name"
    text = str(term)
    for base, prefix in SHORT:
        if text.startswith(base) and len(text) > len(base):
            return prefix + text.removeprefix(base)
    return text


def to_finding(result: Result, shapes: Graph, *, advice: bool, lines: LineFinder) -> Finding:
    """The finding of one result; ``advice`` says that its shape only advises."""
    from rdflib import URIRef

    violation = not advice and result.severity == URIRef(f"{SH}Violation")
    written = result.shape is not None and shapes.value(result.shape, URIRef(f"{SH}message"))
    path = path_words(result.path, shapes)
    if written or result.component == "SPARQL":
        # Our shapes say the rule in the first sentence of their message and the fix after it.
        rule, _, fix = result.message.replace(ID_BASE, "").partition(". ")
        rule, fix = rule.rstrip(".") + ".", fix or _fix(result, shapes, path)
    else:
        rule, fix = _rule(result, path), _fix(result, shapes, path)
    shown = short(result.value) if result.value is not None and result.value != result.focus else ""
    return Finding(
        "violation" if violation else "warning",
        short(result.focus),
        rule,
        shown[:200],
        line=lines.find(result.focus),
        fix=fix,
    )


def path_words(path: Any, shapes: Graph) -> str:
    """A property path in words: ``ctv:asset``, or ``the inverse of ctv:about``."""
    from rdflib import BNode, URIRef

    if isinstance(path, BNode):
        inverse = shapes.value(path, URIRef(f"{SH}inversePath"))
        return f"the inverse of {short(inverse)}" if inverse is not None else "a property path"
    return short(path)


#: What each kind of constraint says when its shape has no message of its own.
RULES: Mapping[str, str] = {
    "MinCount": "needs {path}",
    "MaxCount": "has more than one {path}",
    "Class": "{path} points at something of another class",
    "Datatype": "{path} is not of the datatype asked for",
    "In": "{path} is not one of the values allowed",
    "LessThan": "{path} is not before its end",
    "LessThanOrEquals": "{path} is more than its maximum",
    "MinInclusive": "{path} is too small",
    "MaxInclusive": "{path} is too large",
    "NodeKind": "{path} is not the kind of node asked for",
    "Pattern": "{path} is not of the form asked for",
    "Or": "fulfils none of the alternatives that are asked for",
    "Disjoint": "{path} must be another node",
}


def _rule(result: Result, path: str) -> str:
    template = RULES.get(result.component)
    return template.format(path=path) if template else result.message


def _fix(result: Result, shapes: Graph, path: str) -> str:
    advise = FIXES.get(result.component)
    return advise(result, shapes, path) if advise else ""


def _parameter(result: Result, shapes: Graph, name: str) -> Any:
    from rdflib import URIRef

    return shapes.value(result.shape, URIRef(SH + name))


def _fix_class(result: Result, shapes: Graph, path: str) -> str:
    wanted = short(_parameter(result, shapes, "class"))
    return f"Say that {short(result.value)} is a {wanted}, or add the file that does first."


def _fix_in(result: Result, shapes: Graph, path: str) -> str:
    head = _parameter(result, shapes, "in")
    if head is None:
        return ""
    return f"Use one of {', '.join(short(item) for item in shapes.items(head))}."


def _fix_datatype(result: Result, shapes: Graph, path: str) -> str:
    wanted = short(_parameter(result, shapes, "datatype"))
    example = {"xsd:date": '"2026-06-02"^^xsd:date', "xsd:decimal": "0.85"}.get(wanted)
    return f"Write it as {wanted}{f', like {example}' if example else ''}."


def _fix_missing(result: Result, shapes: Graph, path: str) -> str:
    if path == "the inverse of ctv:about":
        return f"Add a ctv:Claim with ctv:about {short(result.focus)} and its source."
    return f"Add {path}." if path and not path.startswith("a ") else ""


FIXES: Mapping[str, Callable[[Result, Any, str], str]] = {
    "Class": _fix_class,
    "In": _fix_in,
    "Datatype": _fix_datatype,
    "MinCount": _fix_missing,
    "MaxCount": lambda _result, _shapes, path: f"Keep one {path}.",
}
