"""Numbers for sources in the order in which a report first cites them, and their list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Node = Mapping[str, Any]


class Citations:
    """Gives each source its number when it is first cited."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.sources: list[Node] = []

    def cite(self, source: Node, locator: str = "") -> str:
        """The mark in the text: ``[2]``, or ``[2, P3]`` with the place in the source."""
        if source["iri"] not in self.numbers:
            self.sources.append(source)
            self.numbers[source["iri"]] = len(self.sources)
        number = self.numbers[source["iri"]]
        return f"[{number}, {locator}]" if locator else f"[{number}]"

    def lines(self) -> Iterator[str]:
        """One line per source cited: number, title, day and address."""
        for number, source in enumerate(self.sources, start=1):
            yield f"  [{number}] {_say_source(source)}"


def _say_source(source: Node) -> str:
    title = str(source["title"])
    parts = [title]
    # Many titles end in the day or are the address.
    if source["issued"] and source["issued"] not in title:
        parts.append(source["issued"])
    if source["url"] and source["url"] != title:
        parts.append(source["url"])
    return ", ".join(parts)
