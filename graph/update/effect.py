"""What an update would do, found out in a process of its own on a copy of the store."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from graph.errors import DataRejected, InvalidQuery, QueryFailed, QueryTimeout, StoreUnavailable
from graph.ingest.literals import find_fault
from graph.store.answers import syntax_error
from graph.store.daycopy import copy_store, make_folder
from graph.store.guard import check_query
from graph.store.nursery import Nursery
from graph.store.worker_process import Worker, WorkerGone
from graph.update.scan import add_using, find_targets

PROGRAM = "graph.update.program"
SHOWN = 60
# The guard is made for queries and refuses a text that begins as an update: this one begins
# otherwise, and counts as well.
BEFORE_UPDATE = "ASK {}\n"


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """One SPARQL update as the protocol brings it.

    ``using`` and ``using_named`` are the graphs of its dataset, ``base`` is what relative IRIs are
    resolved against.
    """

    text: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    base: str = "https://w3id.org/captivity/id/"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change adds and takes away; ``emptied`` names the graphs of which nothing is left."""

    added: tuple[Quad, ...]
    removed: tuple[Quad, ...]
    emptied: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long an update may take and how much memory."""

    timeout_s: float
    memory_mb: int


def find_effect(request: UpdateRequest, snapshot: Path, nursery: Nursery, limits: Limits) -> Effect:
    """What the update would add and take away; nothing is changed.

    ``nursery`` makes the process in which it is found out.

    Raises
    ------
    InvalidQuery, QueryTooLarge, InvalidInput, InvalidIRI
        The text is refused or does not parse, or its dataset contradicts the request's.
    QueryTimeout, QueryFailed
        It was stopped at its deadline or ran out of memory.
    DataRejected
        It would write a value that no result format can carry.
    """
    check_query(BEFORE_UPDATE + request.text)
    text = add_using(request.text, request.using, request.using_named)
    with copy_snapshot(snapshot) as copy:
        message = {
            "text": text,
            "base": request.base,
            "terms": find_targets(text),
            "memory_mb": limits.memory_mb,
            "timeout_s": limits.timeout_s,
        }
        answer = run_program(nursery, copy, message, limits)
    if "error" in answer:
        raise _refusal(answer)
    return read_effect(answer["changes"])


@contextmanager
def copy_snapshot(snapshot: Path) -> Iterator[Path]:
    """A copy of a snapshot that may be written to, for a while."""
    folder = make_folder(snapshot.parent)
    try:
        copy_store(snapshot, folder / "store")
        yield folder / "store"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_program(
    nursery: Nursery, copy: Path, message: Mapping[str, Any], limits: Limits
) -> dict[str, Any]:
    """The answer of the update's process, which ends with it or at the deadline."""
    try:
        worker = nursery.make(PROGRAM, str(copy))
    except OSError as error:
        raise QueryFailed(
            "No process for the update can be started", str(error), "Free some memory, try again."
        ) from error
    overdue = threading.Event()

    def stop() -> None:
        overdue.set()
        worker.stop()

    clock = threading.Timer(limits.timeout_s, stop)
    clock.start()
    try:
        return _ask(worker, message)
    except (WorkerGone, ValueError) as error:
        raise _describe_end(overdue.is_set(), limits) from error
    finally:
        clock.cancel()
        worker.let_go()
        worker.wait()


def _ask(worker: Worker, message: Mapping[str, Any]) -> dict[str, Any]:
    worker.send(b"U", message)
    answer: dict[str, Any] = json.loads(worker.receive()[1])
    return answer


def _describe_end(is_overdue: bool, limits: Limits) -> StoreUnavailable:
    if is_overdue:
        return QueryTimeout(
            "The update was stopped at its deadline",
            f"it took more than {limits.timeout_s:g} s",
            "Nothing was changed. Narrow it, or split it.",
        )
    return QueryFailed(
        "The engine ended while it ran the update",
        f"it may take {limits.memory_mb} MiB of memory",
        "Nothing was changed. Narrow it, or split it.",
    )


def read_effect(changes: Mapping[str, Mapping[str, Any]]) -> Effect:
    """The effect that the process reports, graph by graph."""
    added: list[Quad] = []
    removed: list[Quad] = []
    for name, change in changes.items():
        graph = DefaultGraph() if name == str(DefaultGraph()) else NamedNode(name[1:-1])
        added += read_triples(change["added"], graph)
        removed += read_triples(change["removed"], graph)
    for quad in added:
        _require_sound(quad)
    emptied = {name[1:-1] for name, change in changes.items() if change["emptied"]}
    return Effect(tuple(added), tuple(removed), frozenset(emptied - {str(DefaultGraph())[1:-1]}))


def read_triples(text: str, graph: NamedNode | DefaultGraph) -> list[Quad]:
    """The triples of N-Triples text as quads of one graph, blank nodes as they are called there."""
    parsed = parse(text, RdfFormat.N_TRIPLES)
    return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in parsed]


def _require_sound(quad: Quad) -> None:
    if isinstance(quad.object, Triple):
        raise DataRejected(
            "A statement about a statement (<<...>>) is not taken",
            advice="Describe it as a node of its own, for example as a ctv:Claim.",
        )
    if isinstance(quad.object, Literal) and (fault := find_fault(quad.object)) is not None:
        shown = repr(quad.object.value[:SHOWN])
        raise DataRejected(f"The value {shown} {fault}", advice="Nothing was changed. Correct it.")


def _refusal(answer: Mapping[str, Any]) -> InvalidQuery | QueryFailed:
    kind, message = answer["error"], answer["message"]
    if kind == "syntax":
        fault = syntax_error(message)
        return InvalidQuery(
            "The update does not parse", advice=fault.advice, line=fault.line, column=fault.column
        )
    if kind == "refused":
        return InvalidQuery(
            "The engine refuses the update",
            message,
            "SILENT passes over graphs that are not there.",
        )
    return QueryFailed("The engine could not run the update", message, "Nothing was changed.")


def graphs_of(quads: Sequence[Quad]) -> list[str]:
    """The IRIs of the named graphs of the quads, sorted, each once."""
    return sorted({q.graph_name.value for q in quads if isinstance(q.graph_name, NamedNode)})
