"""The program that examines one file beside a snapshot of the store, and ends.

It is started anew by exec, only reads the store, and may be killed at any moment. The task comes
as one line of JSON on stdin; the examination, or the error, goes to stdout as JSON.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, NamedNode, Quad, Store

from graph.errors import CaptivityError, InputTooLarge
from graph.ingest.examine import Task, examine
from graph.ingest.ledger import Load
from graph.store.confine import confine
from graph.store.port import Term
from graph.store.worker_program import limit_memory, open_snapshot


class Snapshot:
    """A snapshot as :class:`graph.ingest.facts.Matcher` sees a store."""

    def __init__(self, engine: Store) -> None:
        self.engine = engine

    def match(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that fit the pattern; None fits everything."""
        return self.engine.quads_for_pattern(subject, predicate, object, graph_name)


def run(request: dict[str, Any], engine: Store) -> dict[str, Any]:
    """The examination of one request as plain values."""
    task = Task(**request["task"] | {"load": Load(**request["task"]["load"])})
    content = Path(request["content"]).read_bytes()
    try:
        found = examine(task, content, Snapshot(engine), Path(request["spool"]))
    except CaptivityError as error:
        return {"error": describe_error(error)}
    except (MemoryError, RecursionError):
        return {"error": describe_error(too_large(task.name))}
    return {
        "triples": found.triples,
        "known": found.known,
        "known_in": found.known_in,
        "findings": [asdict(finding) for finding in found.findings],
    }


def too_large(name: str) -> InputTooLarge:
    """The error for a file that needs more memory than one may have."""
    return InputTooLarge(
        "The file needs too much memory to be read",
        name,
        "Split it, or raise CAPTIVITY_INGEST_MEMORY_MB.",
    )


def describe_error(error: CaptivityError) -> dict[str, Any]:
    """An error as plain values, from which :func:`graph.ingest.examiner.rebuild` makes it anew."""
    return {
        "code": error.code,
        "what": error.what,
        "thing": error.thing,
        "advice": error.advice,
        "line": error.line,
        "column": error.column,
        "findings": [asdict(finding) for finding in error.findings],
    }


def confine_examiner(seconds: int) -> None:
    """Take from this process what it does not need, and bound its processor time."""
    # It writes one file: the spool of the statements.
    confine(network=False, writing=True)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


def main() -> None:
    """Read the request, bound this process, and answer."""
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    request = json.loads(sys.stdin.readline())
    confine_examiner(request["seconds"])
    engine, _lease = open_snapshot(request["snapshot"])
    # The engine's threads, one or more a processor, are not of the file's making.
    limit_memory(request["memory_mb"])
    # Millions of terms are made and none of them goes: looking for garbage would only cost time.
    gc.set_threshold(500_000, 50, 50)
    json.dump(run(request, engine), output)
    output.close()


if __name__ == "__main__":
    # The parent going away is no fault of ours.
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        main()
