"""Write statements as Turtle that a person can read and go on with: sections, each with a comment.

Every term goes through the serialiser of the library; nothing is escaped by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from graph.terms import PREFIXES, RDF, XSD

Value = NamedNode | Literal
HEAD = b"@prefix "
#: Datatypes whose values stand without one.
BARE = frozenset({XSD.string, XSD.decimal, XSD.integer, XSD.boolean})


@dataclass(slots=True)
class Section:
    """One node with what is said of it, under a comment."""

    comment: str
    node: NamedNode
    statements: list[tuple[NamedNode, Value]] = field(default_factory=list)

    def add(self, predicate: NamedNode, *values: Value) -> None:
        """Say something more of the node."""
        self.statements.extend((predicate, value) for value in values)

    def triples(self) -> list[Triple]:
        """The statements with their subject."""
        return [Triple(self.node, predicate, value) for predicate, value in self.statements]


def write_sections(sections: Sequence[Section], heading: str = "") -> str:
    """The sections as one Turtle file: heading, the prefixes used, one predicate a line.

    >>> from graph.terms import CTV, ID_BASE, RDF
    >>> made = Section("A source.", NamedNode(ID_BASE + "src"), [(RDF.type, CTV.Source)])
    >>> print(write_sections([made]), end="")
    @prefix : <https://w3id.org/captivity/id/> .
    @prefix ctv: <https://w3id.org/captivity/ns#> .
    <BLANKLINE>
    # A source.
    :src a ctv:Source .
    """
    prefixes = _prefixes_used(sections)
    lines: list[bytes] = []
    heads: set[bytes] = set()
    for section in sections:
        text = serialize(section.triples(), format=RdfFormat.TURTLE, prefixes=prefixes)
        lines += [b"", *_comment(section.comment)]
        for line in (text or b"").splitlines():
            # A literal cannot begin a line: the serialiser writes its line ends as \n.
            (heads.add if line.startswith(HEAD) else lines.append)(_indent(line))
    top = [*_comment(heading), b""] if heading else []
    return b"\n".join([*top, *sorted(heads), *lines, b""]).decode("utf-8")


def _indent(line: bytes) -> bytes:
    return b"    " + line[1:] if line.startswith(b"\t") else line


def _comment(text: str) -> list[bytes]:
    """The text as comment lines; a line end in it cannot break out of the comment."""
    return [f"# {line}".rstrip().encode() for line in text.splitlines()]


def _prefixes_used(sections: Iterable[Section]) -> dict[str, str]:
    iris = [iri for section in sections for triple in section.triples() for iri in _iris(triple)]
    return {
        prefix: base
        for prefix, base in PREFIXES.items()
        if any(iri.startswith(base) for iri in iris)
    }


def _iris(triple: Triple) -> list[str]:
    """The IRIs of a statement that are written out: ``a`` and plain values have none."""
    terms = [triple.subject, None if triple.predicate == RDF.type else triple.predicate]
    value = triple.object
    if isinstance(value, Literal):
        terms.append(None if value.datatype in BARE else value.datatype)
    else:
        terms.append(value)
    return [term.value for term in terms if isinstance(term, NamedNode)]
