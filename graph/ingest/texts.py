"""Terms by their text in N-Triples, each made once, literals in the form that the store writes."""

from __future__ import annotations

import re
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse
from pyoxigraph import Store as Engine

from graph.ingest.literals import XSD_BASE
from graph.ingest.parse import require_sound
from graph.terms import CTV

Node = Any

#: The datatypes of which most texts are written already as the store would write them.
SURE = {
    f"{XSD_BASE}integer": re.compile(r"0|-?[1-9]\d{0,17}", re.ASCII),
    f"{XSD_BASE}decimal": re.compile(r"-?(0|[1-9]\d{0,9})\.\d{0,5}[1-9]", re.ASCII),
    f"{XSD_BASE}date": re.compile(r"[12]\d{3}-\d\d-\d\d", re.ASCII),
    f"{XSD_BASE}dateTime": re.compile(r"[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\dZ?", re.ASCII),
    f"{XSD_BASE}boolean": re.compile(r"true|false"),
}
#: The engine in memory keeps what was removed: it is thrown away before that makes it slow.
RENEWED_AFTER = 200


class Terms(dict[bytes, Node]):
    """Text of a term in N-Triples -> the one object that stands for it.

    Raises
    ------
    ParseFailed
        On a literal that is not taken; with its line in the file.
    """

    def __init__(self, name: str, text: bytes) -> None:
        self._name = name
        self._text = text
        self._datatypes: dict[bytes, NamedNode] = {}
        self._canonical: dict[Node, Node] = {}
        self._engine = Engine()
        self._asked = 0

    def __missing__(self, token: bytes) -> Node:
        if token[:1] == b"<":
            term: Node = NamedNode(token[1:-1].decode())
        elif token[:2] == b"_:":
            term = BlankNode(token[2:].decode())
        else:
            term = self._literal(token)
        self[token] = term
        return term

    def _literal(self, token: bytes) -> Node:
        end = token.rfind(b'"')
        text, rest = token[1:end], token[end + 1 :]
        if b"\\" in text or rest[:1] == b"@":
            literal = parse_term(token)
        elif not rest:
            literal = Literal(text.decode())
        else:
            literal = Literal(text.decode(), datatype=self._datatype(rest))
        require_sound(self._name, self._text, literal)
        return self._as_stored(literal) if rest else literal

    def _datatype(self, rest: bytes) -> NamedNode:
        if rest not in self._datatypes:
            self._datatypes[rest] = NamedNode(rest[3:-1].decode())
        return self._datatypes[rest]

    def _as_stored(self, literal: Literal) -> Node:
        """The literal as the engine writes it: 0.80 is 0.8 there, and @EN is @en."""
        sure = SURE.get(literal.datatype.value)
        if sure is None or not sure.fullmatch(literal.value):
            self._asked += 1
            if self._asked % RENEWED_AFTER == 0:
                self._engine = Engine()
            self._engine.add(Quad(CTV.Channel, CTV.weight, literal))
            literal = next(iter(self._engine)).object
            self._engine.clear()
        # Two texts may be one literal there.
        return self._canonical.setdefault(literal, literal)


def parse_term(token: bytes) -> Node:
    """The term that stands in a line of N-Triples."""
    line = b"<x:s> <x:p> " + token + b" ."
    return next(iter(parse(line, RdfFormat.N_TRIPLES))).object
