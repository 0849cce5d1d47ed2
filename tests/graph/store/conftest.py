"""Real stores in a folder of their own, and small quads to put into them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.settings import Settings
from graph.store import open_store
from graph.store.embedded import EmbeddedStore

MakeQuads = Callable[..., list[Quad]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=str(tmp_path / "store"), query_timeout_s=10.0, query_memory_mb=1024)


@pytest.fixture
def store(settings: Settings) -> Iterator[EmbeddedStore]:
    with open_store(settings, write=True) as opened:
        yield opened


@pytest.fixture
def make_quads() -> MakeQuads:
    """A maker of numbered quads in one graph."""

    def make(count: int, graph: str = "one", start: int = 0) -> list[Quad]:
        return [
            Quad(
                NamedNode(f"https://example.org/s{number}"),
                NamedNode("https://example.org/p"),
                Literal(number),
                NamedNode(f"https://example.org/{graph}"),
            )
            for number in range(start, start + count)
        ]

    return make
