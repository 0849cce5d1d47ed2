"""The program of one update: it runs the text on a copy of the store and says what changed.

It is started anew by exec, imports only the engine and the standard library, and may be killed at
any moment: the store itself is not touched. One request in JSON comes on stdin, one answer in JSON
goes to stdout.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

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
    """Bound memory, processor time and file size; leave no core dump."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    memory = pages * resource.getpagesize() + memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    cpu = int(time.process_time() + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_FILE_BYTES, MOST_FILE_BYTES))


def main() -> None:
    """Read the request, run it, write the answer."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    request = json.loads(sys.stdin.buffer.read())
    limit_process(request["memory_mb"], request["timeout_s"])
    try:
        answer = run_update(request)
    except SyntaxError as error:
        answer = {"error": "syntax", "message": str(error)}
    except (RuntimeError, ValueError) as error:
        answer = {"error": "refused", "message": str(error)}
    except (OSError, MemoryError) as error:
        answer = {"error": "failed", "message": str(error)}
    output.write(json.dumps(answer).encode())
    output.close()


if __name__ == "__main__":
    # The parent going away, or being done with us, is no fault.
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        main()
