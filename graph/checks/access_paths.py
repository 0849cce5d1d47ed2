"""The indexes of the engine against each other: the same quads by every road to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Quad

from graph.errors import Finding
from graph.progress import track
from graph.store.port import Store

MASK = 2**64 - 1
DAMAGED = "Restore a backup: an index of the database is damaged."
Term = Any


@dataclass(frozen=True, slots=True)
class Tally:
    """How many quads were met, and a sum over them that does not depend on their order."""

    count: int
    total: int


@dataclass(frozen=True, slots=True)
class Keys:
    """The terms of a store by the place that they hold."""

    subjects: dict[Term, None]
    predicates: dict[Term, None]
    objects: dict[Term, None]
    graphs: dict[Term, None]


def check_indexes(store: Store, *, quick: bool = False) -> list[Finding]:
    """What is wrong with the indexes: nothing, unless the database is damaged.

    Every quad is fetched by its subject, by predicate, by object and by graph; each way uses
    another index, and must bring the same quads. ``quick`` fetches by predicate and graph only.
    """
    whole, keys = _read_all(store)
    findings: list[Finding] = []
    if whole.count != len(store):
        findings.append(_differs("the engine's own count", len(store), whole.count))
    for name, quads in _roads(store, keys, quick=quick):
        found = tally(quads)
        if found != whole:
            findings.append(_differs(f"the quads fetched by {name}", found.count, whole.count))
    return findings


def tally(quads: Iterable[Quad]) -> Tally:
    """The count and the sum of some quads.

    >>> tally([])
    Tally(count=0, total=0)
    """
    count = total = 0
    for quad in quads:
        count += 1
        total = (total + hash(quad)) & MASK
    return Tally(count, total)


def _read_all(store: Store) -> tuple[Tally, Keys]:
    keys = Keys({}, {}, {}, {})

    def noted() -> Iterator[Quad]:
        for quad in store.match():
            keys.subjects[quad.subject] = None
            keys.predicates[quad.predicate] = None
            keys.objects[quad.object] = None
            keys.graphs[quad.graph_name] = None
            yield quad

    return tally(noted()), keys


def _roads(store: Store, keys: Keys, *, quick: bool) -> Iterator[tuple[str, Iterator[Quad]]]:
    match = store.match
    yield "predicate", _each(keys.predicates, lambda term: match(None, term), "By predicate")
    yield "graph", _each(keys.graphs, lambda term: match(None, None, None, term), "By graph")
    if not quick:
        yield "subject", _each(keys.subjects, lambda term: match(term), "By subject")
        yield "object", _each(keys.objects, lambda term: match(None, None, term), "By object")
        yield (
            "graph and predicate",
            (
                quad
                for graph in track(list(keys.graphs), "By graph and predicate")
                for predicate in keys.predicates
                for quad in match(None, predicate, None, graph)
            ),
        )


def _each(
    terms: dict[Term, None], fetch: Callable[[Term], Iterator[Quad]], words: str
) -> Iterator[Quad]:
    for term in track(list(terms), words):
        yield from fetch(term)


def _differs(what: str, found: int, expected: int) -> Finding:
    return Finding(
        "violation",
        "database",
        f"{what} are not those of the whole store",
        f"{found:,} against {expected:,}",
        fix=DAMAGED,
    )
