"""The answers of a remote as terms: parsed as they are read, refused if they are damaged."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import IO

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from graph.errors import RemoteMisbehaved

#: One engine writes its blank nodes as addresses, which no parser takes for blank nodes.
_NODE_ID = re.compile(rb'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")nodeID://')
#: Read in pieces, with as much kept back as the pattern may be long.
PIECE = 256 * 1024
OVERLAP = 128


def read_solutions(body: IO[bytes], address: str) -> QuerySolutions:
    """The rows of an answer in SPARQL JSON.

    Raises
    ------
    RemoteMisbehaved
        It is damaged, or no rows.
    """
    found = _parse(body, address)
    if not isinstance(found, QuerySolutions):
        raise RemoteMisbehaved("The remote gave no rows", address)
    return found


def read_boolean(body: IO[bytes], address: str) -> QueryBoolean:
    """The yes or no of an answer in SPARQL JSON.

    Raises
    ------
    RemoteMisbehaved
        It is damaged, or something else.
    """
    found = _parse(body, address)
    if not isinstance(found, QueryBoolean):
        raise RemoteMisbehaved("The remote gave neither yes nor no", address)
    return found


def iterate(solutions: QuerySolutions, address: str) -> Iterator[QuerySolution]:
    """Yield the rows; one that is damaged ends in our error."""
    try:
        yield from solutions
    except (SyntaxError, ValueError, OSError) as error:
        raise damaged(address, error) from error


def read_triples(body: IO[bytes], address: str) -> Iterator[Triple]:
    """Yield the triples of an answer in N-Triples.

    Raises
    ------
    RemoteMisbehaved
        It is damaged.
    """
    try:
        for quad in parse(body, format=RdfFormat.N_TRIPLES):
            yield quad.triple
    except (SyntaxError, ValueError, OSError) as error:
        raise damaged(address, error) from error


def damaged(address: str, error: Exception) -> RemoteMisbehaved:
    """The error for an answer that breaks off or is not in its format."""
    return RemoteMisbehaved(
        "The remote's answer is damaged or cut off", address, f"{str(error)[:200]}. Try again."
    )


class _Mended(io.BytesIO):
    """An answer with the blank nodes of that one engine written as others do."""

    def __init__(self, body: IO[bytes]) -> None:
        super().__init__()
        self._body = body
        self._ready = self._kept = b""

    def read(self, size: int | None = -1) -> bytes:
        """At most so many bytes: the engine ends the process if it is given more."""
        while not self._ready and (more := self._body.read(PIECE)):
            text = _NODE_ID.sub(rb"\1", self._kept + more)
            self._ready, self._kept = text[:-OVERLAP], text[-OVERLAP:]
        if not self._ready:
            self._ready, self._kept = self._kept, b""
        end = len(self._ready) if size is None or size < 0 else size
        part, self._ready = self._ready[:end], self._ready[end:]
        return part


def _parse(body: IO[bytes], address: str) -> QuerySolutions | QueryBoolean:
    try:
        return parse_query_results(_Mended(body), QueryResultsFormat.JSON)
    except (SyntaxError, ValueError, OSError) as error:
        raise damaged(address, error) from error
