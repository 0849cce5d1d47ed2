"""The program of a query worker: it opens a snapshot read-only and answers one query at a time.

It is started anew by exec, imports only the engine and the standard library, and may be killed at
any moment. Requests come on stdin and answers go to stdout as frames: one letter, the length in
four bytes, the content. ``H`` begins a result, ``D`` is a part of it, ``E`` ends it, ``X`` is an
error instead of any of them.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import resource
import struct
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
)

FRAME = struct.Struct(">cI")
# The first part is sent early for a quick first byte, the later ones are large for speed.
FIRST_PART = 4 * 1024
PART = 256 * 1024


class FrameWriter:
    """A file for the engine to serialise into, that sends what it gets as ``D`` frames."""

    def __init__(self, output: BinaryIO) -> None:
        self.output = output
        self.parts: list[bytes] = []
        self.size = 0
        self.limit = FIRST_PART

    def write(self, content: bytes) -> int:
        """Take some bytes; send them when there are enough."""
        self.parts.append(content)
        self.size += len(content)
        if self.size >= self.limit:
            self.flush()
            self.limit = PART
        return len(content)

    def flush(self) -> None:
        """Send what is waiting."""
        if self.parts:
            send(self.output, b"D", b"".join(self.parts))
            self.parts, self.size = [], 0


def send(output: BinaryIO, letter: bytes, content: bytes = b"") -> None:
    """Write one frame."""
    output.write(FRAME.pack(letter, len(content)) + content)
    output.flush()


def send_json(output: BinaryIO, letter: bytes, content: dict[str, Any]) -> None:
    """Write one frame of JSON."""
    send(output, letter, json.dumps(content).encode())


def run_query(engine: Store, request: dict[str, Any]) -> Any:
    """The engine's result; the union of all graphs is the default graph unless some are named."""
    graphs: list[NamedNode | BlankNode | DefaultGraph] = [
        NamedNode(iri) for iri in request["default_graphs"]
    ]
    named: list[NamedNode | BlankNode] = [NamedNode(iri) for iri in request["named_graphs"]]
    text, prefixes = request["text"], request["prefixes"]
    if not graphs and not named:
        return engine.query(text, prefixes=prefixes, use_default_graph_as_union=True)
    return engine.query(text, prefixes=prefixes, default_graph=graphs, named_graphs=named)


def describe(result: Any, formats: dict[str, str]) -> tuple[str, str, Any]:
    """The kind of a result, and the media type and the engine's format to write it in."""
    if isinstance(result, QuerySolutions):
        kind = "select"
    elif isinstance(result, QueryBoolean):
        kind = "ask"
    else:
        kind = "graph"
    media_type = formats[kind]
    table = RdfFormat if kind == "graph" else QueryResultsFormat
    form = table.from_media_type(media_type)
    if form is None:
        raise ValueError(f"{media_type} is no format for the result of this kind of query")
    return kind, media_type, form


def answer(engine: Store, request: dict[str, Any], output: BinaryIO) -> None:
    """Run one query and send its result or its error."""
    try:
        try:
            result = run_query(engine, request)
        except ValueError as error:
            send_json(output, b"X", {"error": "graph", "message": str(error)})
            return
        kind, media_type, form = describe(result, request["formats"])
        send_json(output, b"H", {"kind": kind, "media_type": media_type})
        writer = FrameWriter(output)
        result.serialize(writer, form)
        writer.flush()
        send(output, b"E")
    except SyntaxError as error:
        send_json(output, b"X", {"error": "syntax", "message": str(error)})
    except ValueError as error:
        send_json(output, b"X", {"error": "format", "message": str(error)})
    except (RuntimeError, OSError, MemoryError) as error:
        send_json(output, b"X", {"error": "failed", "message": str(error)})


def open_snapshot(path: str) -> tuple[Store, int]:
    """A snapshot and the lease that keeps it from being removed."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        return Store.read_only(path), descriptor
    except OSError:
        os.close(descriptor)
        raise


def limit_process() -> None:
    """Bound this process once and for all. A filter of system calls would be put here too."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_memory(memory_mb: int) -> None:
    """Bound what queries may take on top of the address space that the open snapshot has."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    size = pages * resource.getpagesize() + memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, resource.RLIM_INFINITY))


def limit_cpu(seconds: float) -> None:
    """Bound the processor time of the next query: a last resort if nobody kills us in time."""
    spent = time.process_time()
    limit = int(spent + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def read_requests(source: BinaryIO) -> Any:
    """Yield one request per frame until the parent closes the pipe."""
    while len(head := source.read(FRAME.size)) == FRAME.size:
        _, length = FRAME.unpack(head)
        content = source.read(length)
        if len(content) < length:
            return
        yield json.loads(content)


def serve(source: BinaryIO, output: BinaryIO, memory_mb: int) -> None:
    """Answer until there is nothing more to answer."""
    engine: Store | None = None
    opened, lease = "", -1
    for request in read_requests(source):
        if request["snapshot"] != opened or engine is None:
            engine = None
            with contextlib.suppress(OSError):
                os.close(lease)
            try:
                engine, lease = open_snapshot(request["snapshot"])
            except OSError as error:
                if "text" in request:
                    send_json(output, b"X", {"error": "snapshot", "message": str(error)})
                continue
            opened = request["snapshot"]
            limit_memory(memory_mb)
        if "text" in request:
            limit_cpu(request["timeout_s"])
            answer(engine, request, output)


def main() -> None:
    """Take over stdout for frames, bound this process, and serve."""
    output = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    limit_process()
    serve(sys.stdin.buffer, output, int(sys.argv[1]))


if __name__ == "__main__":
    # The parent going away, or being done with us, is no fault.
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        main()
