"""One column of the store at a time: a predicate read in one pass into a plain dictionary.

A literal of the wrong form is skipped, never guessed at: validation has its say before a file is
added, and a market must still open when some other tool wrote the store.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph.store.port import Term
from graph.terms import ID_BASE

# Bounded on purpose: an exponent such as 1e999999999 would cost gigabytes in arithmetic.
_NUMBER = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,2})?", re.ASCII)

Links = dict[str, tuple[str, ...]]


class Readable(Protocol):
    """The part of a store that records are read from; stores in memory have it too."""

    @property
    def revision(self) -> int:
        """The number of changes so far."""
        ...

    def match(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that fit the pattern."""
        ...


def read_links(store: Readable, predicate: NamedNode) -> Links:
    """Subject -> the nodes it points at, sorted, without repeats."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for subject, node in _pairs(store, predicate):
        if not isinstance(node, Literal):
            found[subject].add(node_name(node))
    return {subject: tuple(sorted(nodes)) for subject, nodes in found.items()}


def read_link(store: Readable, predicate: NamedNode) -> dict[str, str]:
    """Subject -> the one node it points at; of several the first in order of name."""
    return {subject: nodes[0] for subject, nodes in read_links(store, predicate).items()}


def read_texts(store: Readable, predicate: NamedNode) -> Links:
    """Subject -> its texts, those without a language or in English first, then sorted."""
    found: defaultdict[str, set[tuple[bool, str]]] = defaultdict(set)
    for subject, node in _pairs(store, predicate):
        if isinstance(node, Literal):
            foreign = not (node.language or "en").lower().startswith("en")
            found[subject].add((foreign, node.value))
    return {subject: tuple(text for _, text in sorted(rows)) for subject, rows in found.items()}


def read_text(store: Readable, predicate: NamedNode) -> dict[str, str]:
    """Subject -> its first text."""
    return {subject: texts[0] for subject, texts in read_texts(store, predicate).items()}


def read_dates(store: Readable, predicate: NamedNode, *, latest: bool = False) -> dict[str, date]:
    """Subject -> its date; of several the earliest, or the latest if asked.

    A dateTime counts as its day. Anything that is no day of the calendar is skipped.
    """
    found: dict[str, date] = {}
    choose = max if latest else min
    for subject, node in _pairs(store, predicate):
        if isinstance(node, Literal) and (day := parse_day(node.value)) is not None:
            found[subject] = choose(found.get(subject, day), day)
    return found


def read_numbers(
    store: Readable, predicate: NamedNode, *, share: bool = False
) -> dict[str, Decimal]:
    """Subject -> its number; of several the largest. A ``share`` outside [0, 1] is skipped."""
    found: dict[str, Decimal] = {}
    for subject, node in _pairs(store, predicate):
        number = parse_number(node.value) if isinstance(node, Literal) else None
        if number is not None and (not share or 0 <= number <= 1):
            found[subject] = max(found.get(subject, number), number)
    return found


def read_flags(store: Readable, predicate: NamedNode) -> frozenset[str]:
    """The subjects of which the predicate is said to be true."""
    return frozenset(
        subject
        for subject, node in _pairs(store, predicate)
        if isinstance(node, Literal) and node.value in {"true", "1"}
    )


def read_codes(store: Readable, predicate: NamedNode) -> dict[str, str]:
    """Subject -> the local name of the concept of a code list that it points at."""
    return {subject: local_name(node) for subject, node in read_link(store, predicate).items()}


def node_name(node: NamedNode | BlankNode) -> str:
    """The IRI of a node, or ``_:label`` of a blank one."""
    return node.value if isinstance(node, NamedNode) else f"_:{node.value}"


def local_name(iri: str) -> str:
    """The part of an IRI after its last ``#`` or ``/``.

    >>> local_name("https://w3id.org/captivity/ns#GA")
    'GA'
    """
    return re.split(r"[#/]", iri)[-1]


def slug_of(iri: str) -> str:
    """The name of an entity in addresses and on the command line: its IRI after the common base.

    >>> slug_of("https://w3id.org/captivity/id/openai/gpt-5.5")
    'openai/gpt-5.5'
    >>> slug_of("https://example.org/x")
    'https://example.org/x'
    """
    return iri.removeprefix(ID_BASE)


def parse_day(text: str) -> date | None:
    """The day that a text starts with; None if it is none.

    >>> parse_day("2026-06-02T10:00:00Z")
    datetime.date(2026, 6, 2)
    >>> parse_day("2026-02-30")
    """
    try:
        return date.fromisoformat(text[:10]) if len(text) >= 10 else None
    except ValueError:
        return None


def parse_number(text: str) -> Decimal | None:
    """The number that a text is, if it is one of at most 30 digits before and after the point.

    >>> parse_number("0.50")
    Decimal('0.50')
    >>> parse_number("1e999999999")
    """
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _pairs(
    store: Readable, predicate: NamedNode
) -> Iterator[tuple[str, NamedNode | BlankNode | Literal]]:
    for quad in store.match(None, predicate, None, None):
        subject, node = quad.subject, quad.object
        if isinstance(node, NamedNode | BlankNode | Literal):
            if type(subject) is NamedNode:
                yield subject.value, node
            elif isinstance(subject, BlankNode):
                yield f"_:{subject.value}", node
