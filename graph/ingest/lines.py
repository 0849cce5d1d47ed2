"""On which line of a Turtle file a node is described: found cheaply, None when unsure."""

from __future__ import annotations

import re

from pyoxigraph import RdfFormat

PREFIX = re.compile(r"(?im)^\s*@?prefix\s+([\w.-]*):\s*<([^>]*)>")
TEXTUAL = frozenset({RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.N_TRIPLES, RdfFormat.N_QUADS})


class LineFinder:
    r"""Finds lines in the text of one file.

    >>> text = b"@prefix : <http://e/> .\n:a :p :b .\n:b :p :a ."
    >>> LineFinder(text, RdfFormat.TURTLE).find("http://e/b")
    3
    """

    def __init__(self, content: bytes, form: RdfFormat) -> None:
        self._text = content.decode("utf-8", "replace") if form in TEXTUAL else ""
        self._prefixes = PREFIX.findall(self._text)

    def find(self, node: object) -> int | None:
        """The line on which the node begins a statement, else the first that names it."""
        if not self._text:
            return None
        names = "|".join(re.escape(name) for name in self._names(str(node)))
        if not names:
            return None
        for pattern in (
            rf"(?m)^[ \t]*(?:{names})(?=[\s;])",
            rf"(?<![\w:])(?:{names})(?=[\s;,.\])])",
        ):
            if match := re.search(pattern, self._text):
                start = match.end() - len(match.group().lstrip())
                return self._text.count("\n", 0, start) + 1
        return None

    def _names(self, iri: str) -> list[str]:
        """How the file may write the IRI."""
        names = [f"<{iri}>"]
        for prefix, base in self._prefixes:
            if base and iri.startswith(base) and iri != base:
                names.append(f"{prefix}:{iri.removeprefix(base)}")
        return names
