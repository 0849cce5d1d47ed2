"""One change to the engine, wholly or not at all: additions, removals and dropped graphs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse, serialize
from pyoxigraph import Store as Engine

#: From here on the bulk path, which writes sorted files past the log, is the quicker one.
BULK_FROM = 10_000
FUNCTION = "urn:captivity:change:"
PARTS = ("subject", "predicate", "object", "graph_name")


@dataclass(frozen=True, slots=True)
class QuadFile:
    """Quads in a file of N-Quads, too many to hold: they can be iterated again and again."""

    path: Path
    count: int

    def __len__(self) -> int:
        """The number of quads."""
        return self.count

    def __iter__(self) -> Iterator[Quad]:
        """Yield the quads as they stand."""
        return parse(path=str(self.path), format=RdfFormat.N_QUADS)

    def with_more(self, quads: Sequence[Quad]) -> QuadFile:
        """The same with a few quads more, which are written to the file."""
        with self.path.open("ab") as file:
            serialize(quads, file, RdfFormat.N_QUADS)
        return QuadFile(self.path, self.count + len(quads))


@dataclass(frozen=True, slots=True)
class Change:
    """What one commit adds and takes away."""

    additions: tuple[Quad, ...] | QuadFile
    removed_graphs: tuple[NamedNode, ...] = ()
    removals: tuple[Quad, ...] = ()

    def only_adds(self) -> bool:
        """Whether nothing is taken away."""
        return not self.removed_graphs and not self.removals

    def takes_steps(self) -> bool:
        """Whether it is too large for one transaction of the engine to be quick.

        Who applies it must see to it that nobody reads or keeps the state between the steps.
        """
        return not self.only_adds() and self.is_bulk()

    def is_bulk(self) -> bool:
        """Whether so much is added that it is written past the log."""
        return len(self.additions) >= BULK_FROM


def apply_change(engine: Engine, change: Change) -> None:
    """Put a change into the engine; what goes through its log is not on the disk for certain yet.

    That is one transaction, or two if the change takes steps: first what goes, then what comes.
    """
    if change.takes_steps():
        _update(engine, Change((), change.removed_graphs, change.removals))
        apply_change(engine, Change(change.additions))
    elif not change.only_adds():
        _update(engine, change)
    elif isinstance(change.additions, QuadFile) and change.is_bulk():
        # Lenient: the file is our own, written from terms that were checked.
        engine.bulk_load(path=str(change.additions.path), format=RdfFormat.N_QUADS, lenient=True)
    elif change.is_bulk():
        engine.bulk_extend(change.additions)
    elif change.additions:
        engine.extend(change.additions)


def _update(engine: Engine, change: Change) -> None:
    """Run removals and additions as one SPARQL update, which the engine makes one transaction.

    The quads never become text: the update counts up to their number and asks for the terms of
    the n-th one through functions. That also reaches blank nodes, which no update can name.
    """
    functions: dict[NamedNode, Callable[..., Any]] = {}
    steps = [f"DROP SILENT GRAPH {graph}" for graph in change.removed_graphs]
    steps += _steps("DELETE", change.removals, functions)
    steps += _steps("INSERT", tuple(change.additions), functions)
    engine.update(" ;\n".join(steps), custom_functions=functions)


def _steps(
    verb: str, quads: Sequence[Quad], functions: dict[NamedNode, Callable[..., Any]]
) -> list[str]:
    named = [quad for quad in quads if not isinstance(quad.graph_name, DefaultGraph)]
    default = [quad for quad in quads if isinstance(quad.graph_name, DefaultGraph)]
    steps = []
    for scope, chosen, template in (
        ("named", named, "GRAPH ?graph_name { ?subject ?predicate ?object }"),
        ("default", default, "?subject ?predicate ?object"),
    ):
        if not chosen:
            continue
        parts = PARTS if scope == "named" else PARTS[:3]
        prefix = f"{FUNCTION}{verb}:{scope}:"
        for part in parts:
            functions[NamedNode(prefix + part)] = _nth(chosen, part)
        numbers = " ".join(map(str, range(len(chosen))))
        binds = " ".join(f"BIND(<{prefix}{part}>(?n) AS ?{part})" for part in parts)
        steps.append(f"{verb} {{ {template} }} WHERE {{ VALUES ?n {{ {numbers} }} {binds} }}")
    return steps


def _nth(quads: Sequence[Quad], part: str) -> Callable[[Literal], Any]:
    return lambda number: getattr(quads[int(number.value)], part)
