"""The program of one update: it runs the text on a copy of the store and says what changed.

It is a fork of the process that makes query workers, and may be killed at any moment: the store
itself is not touched. One request comes as a frame ``U``, one answer in JSON goes back as another.
"""

from __future__ import annotations

import io
import json
import resource
import time

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from graph.store.confine import confine
from graph.store.frames import FRAME, send_all
from graph.store.worker_program import die_with, limit_memory, read_orders

# The name that type checkers know; the typing module itself costs 10 ms.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

#: No file of the copy may grow beyond this, so that no update fills the disk.
MOST_FILE_BYTES = 1024 * 1024 * 1024

Graph = NamedNode | DefaultGraph


def find_graphs(engine: Store, request: dict[str, Any]) -> list[Graph]:
    """The graphs that the update may change: those it names, or all when it cannot be told."""
    named = {name for name in engine.named_graphs() if isinstance(name, NamedNode)}
    if request["terms"] is None:
        found: set[NamedNode] = named
    else:
        try:
            found = {resolve(prologue, term, request) for prologue, term in request["terms"]}
        except SyntaxError:
            # The update itself will say what is wrong, with its own line and column.
            found = set()
    return [DefaultGraph(), *sorted(found, key=str)]


def resolve(prologue: str, term: str, request: dict[str, Any]) -> NamedNode:
    """The IRI that a name stands for after these declarations, as the engine sees it."""
    text = f"{prologue} SELECT ({term} AS ?graph) {{}}"
    rows: Any = Store().query(text, base_iri=request["base"], prefixes=request["prefixes"])
    graph: NamedNode = next(iter(rows))["graph"]
    return graph


def read_lines(engine: Store, graph: Graph) -> set[bytes]:
    """The triples of one graph, one line each."""
    content = io.BytesIO()
    engine.dump(content, format=RdfFormat.N_TRIPLES, from_graph=graph)
    return set(content.getvalue().splitlines())


def run_update(request: dict[str, Any]) -> dict[str, Any]:
    """What the update adds to and takes from each graph it changes, as N-Triples."""
    engine = Store(request["copy"])
    # Only now: the threads that open it may be many at once, and want much room for a moment.
    limit_process(request["memory_mb"], request["timeout_s"])
    # Of two variables in the place of a graph the second look must see new graphs too.
    before = {str(graph): read_lines(engine, graph) for graph in find_graphs(engine, request)}
    engine.update(request["text"], base_iri=request["base"], prefixes=request["prefixes"])
    changes = {}
    for graph in find_graphs(engine, request):
        after, was = read_lines(engine, graph), before.pop(str(graph), set())
        if after != was:
            changes[str(graph)] = make_change(was, after)
    for name, was in before.items():
        # A graph that is no more: dropped, or moved away.
        if was:
            changes[name] = make_change(was, set())
    return {"changes": changes}


def make_change(before: set[bytes], after: set[bytes]) -> dict[str, Any]:
    """The difference between two states of one graph."""
    return {
        "added": join(after - before),
        "removed": join(before - after),
        "emptied": not after,
    }


def join(lines: set[bytes]) -> str:
    """The lines as one text, sorted."""
    return b"".join(line + b"\n" for line in sorted(lines)).decode("utf-8")


def limit_process(memory_mb: int, seconds: float) -> None:
    """Bound memory, processor time and the size of files."""
    limit_memory(memory_mb)
    cpu = int(time.process_time() + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_FILE_BYTES, MOST_FILE_BYTES))


def work(channel: int, lifeline: int, folder: str, setup: Mapping[str, Any]) -> None:
    """Confine this process, run the one update that comes and answer."""
    die_with(lifeline)
    confine(network=False, writing=True, folders=True)
    for _, request in read_orders(channel):
        request.update(copy=folder, prefixes=setup["prefixes"])
        content = json.dumps(answer(request)).encode()
        send_all(channel, FRAME.pack(b"U", len(content)) + content)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """What the update changes, or the kind of fault that it has and the engine's words."""
    try:
        return run_update(request)
    except SyntaxError as error:
        return {"error": "syntax", "message": str(error)}
    except (RuntimeError, ValueError) as error:
        return {"error": "refused", "message": str(error)}
    except (OSError, MemoryError) as error:
        return {"error": "failed", "message": str(error)}
