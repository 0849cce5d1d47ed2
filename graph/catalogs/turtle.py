"""Write Turtle that a person can read and a diff can follow: sorted, grouped, with a heading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from graph.terms import ID_BASE, RDF, VOCABULARY_BASE

PREFIXES: Mapping[str, str] = {
    "": ID_BASE,
    "ctv": VOCABULARY_BASE,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def write_turtle(triples: Iterable[Triple], heading: str, groups: Iterable[str] = ()) -> bytes:
    """The triples as Turtle, each once, under the heading as comment lines.

    Subjects stand in the order of their IRIs, those whose IRI starts with one of ``groups``
    (after the base of our resources) last and in that order. Equal triples give equal bytes.
    """
    last = tuple(ID_BASE + group for group in groups)
    ordered = sorted(set(triples), key=lambda triple: sort_key(triple, last))
    body = serialize(ordered, format=RdfFormat.TURTLE, prefixes=dict(PREFIXES))
    comment = "".join(f"# {line}".rstrip() + "\n" for line in heading.splitlines())
    return comment.encode() + (body or b"")


def sort_key(triple: Triple, last: tuple[str, ...]) -> tuple[int, str, bool, str, str]:
    """Group, subject, then the type before everything else, then predicate and object."""
    subject = str(triple.subject).strip("<>")
    group = next((n for n, start in enumerate(last, 1) if subject.startswith(start)), 0)
    is_type = triple.predicate == RDF.type
    return group, subject, not is_type, triple.predicate.value, str(triple.object)


class Describe:
    """Collects triples about one subject, leaving out what is unknown.

    >>> triples: list[Triple] = []
    >>> from graph.terms import RDFS
    >>> _ = Describe(triples, "openai").add(RDFS.label, Literal("OpenAI")).add(RDFS.comment, None)
    >>> len(triples)
    1
    """

    def __init__(self, triples: list[Triple], slug: str) -> None:
        self.triples = triples
        self.node = resource(slug)

    def add(self, predicate: NamedNode, *values: NamedNode | Literal | None) -> Describe:
        """Add one triple for each value that is known."""
        self.triples.extend(
            Triple(self.node, predicate, value) for value in values if value is not None
        )
        return self


def resource(slug: str) -> NamedNode:
    """The node of one of our resources."""
    return NamedNode(ID_BASE + slug)
