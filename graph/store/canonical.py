"""One text for one content: the form in which stores are compared."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Quad, RdfFormat, serialize


def write_canonical(quads: Iterable[Quad]) -> bytes:
    """The quads as N-Quads with sorted lines: equal texts mean equal content."""
    text = serialize(quads, format=RdfFormat.N_QUADS) or b""
    return b"".join(sorted(text.splitlines(keepends=True)))
