"""The program of a query worker: it opens a snapshot read-only and answers one query at a time.

It is a fork of a process that was started anew by exec and only waits to be forked. It may be
killed at any moment. Orders and answers go through one socket as frames: one letter, the length in
four bytes, the content. Orders are ``O`` (open a snapshot) and ``Q`` (a query), from a parent that
is trusted. ``R`` says that the worker is ready; ``H`` begins a result, ``D`` is a part of it, ``E``
ends it, ``X`` is an error instead of any of them.
"""

from __future__ import annotations

import fcntl
import marshal
import os
import resource
import select
import signal
import socket
import sys
import time
from importlib import import_module

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

from graph.store.confine import confine
from graph.store.frames import FRAME, FrameWriter, TooMuchOutput, send_all, send_error
from graph.store.rewriting import preload, rewrite

# The name that type checkers know; the typing module itself costs 10 ms.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

READ_SIZE = 16 * 1024
# A text longer than this was not looked at by the parent: that would hold up its other threads.
LONG_TEXT = 4_000
#: How much larger than the data files the memory of a query must be for its joins to read all of a
#: predicate: joining by hash holds the rows of one side, some hundred bytes each, and a quad takes
#: 300 bytes of file, or 150 where it was loaded in bulk and never rewritten.
ROOM_TO_SCAN = 4
CPU_GRACE_S = 2
#: Seconds without a request after which there is time for what few queries need.
QUIET_S = 0.05
PATH_SIZE = 8192


def run_query(engine: Store, request: Mapping[str, Any]) -> Any:
    """The engine's result; the union of all graphs is the default graph unless some are named."""
    graphs: list[NamedNode | BlankNode | DefaultGraph] = [
        NamedNode(iri) for iri in request["default_graphs"]
    ]
    named: list[NamedNode | BlankNode] = [NamedNode(iri) for iri in request["named_graphs"]]
    text = request["text"]
    # The engine parses each one that it is given, which costs more than a look for it.
    used = {name: iri for name, iri in request["prefixes"].items() if f"{name}:" in text}
    options: dict[str, Any] = {"prefixes": used}
    if graphs or named:
        options.update(default_graph=graphs, named_graphs=named)
    else:
        options["use_default_graph_as_union"] = True
    if (prepared := rewrite(text, may_scan=request.get("may_scan", False))) != text:
        try:
            return engine.query(prepared, **options)
        except SyntaxError:
            # Then the text has a fault of its own, whose place is to be told in its own words.
            pass
    return engine.query(text, **options)


def describe(result: Any, formats: Mapping[str, str]) -> tuple[str, str, Any]:
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


def answer(engine: Store, request: Mapping[str, Any], channel: int, most: int) -> None:
    """Run one query and send its result or its error."""
    try:
        if len(request["text"]) > LONG_TEXT:
            check_long(request["text"], request["services"])
        try:
            result = run_query(engine, request)
        except ValueError as error:
            send_error(channel, "graph", str(error))
            return
        kind, media_type, form = describe(result, request["formats"])
        content = f"{kind}\n{media_type}".encode()
        writer = FrameWriter(channel, FRAME.pack(b"H", len(content)) + content, most)
        result.serialize(writer, form)
        writer.end()
    except Refused as error:
        send_error(channel, "refused", str(error))
    except TooMuchOutput:
        send_error(channel, "output", "")
    except SyntaxError as error:
        send_error(channel, "syntax", str(error))
    except ValueError as error:
        send_error(channel, "format", str(error))
    except BrokenPipeError:
        raise
    except (RuntimeError, OSError, MemoryError) as error:
        send_error(channel, "failed", str(error))


class Refused(Exception):
    """The guard refuses the text: code, what, thing and advice, between unit separators."""


def check_long(text: str, services: frozenset[str]) -> None:
    """Look at a long text here, where it holds up nobody else."""
    # Imported late: few texts are that long.
    from graph.errors import CaptivityError
    from graph.store.guard import check_query

    try:
        check_query(text, services=services)
    except CaptivityError as error:
        parts = (error.code, error.what, error.thing, error.advice)
        raise Refused("\x1f".join(parts)) from error


def open_snapshot(path: str) -> tuple[Store, int]:
    """A snapshot and the lease that keeps it from being removed."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        return Store.read_only(path), descriptor
    except OSError:
        os.close(descriptor)
        raise


def measure_data(path: str) -> int:
    """The bytes of the data files of a snapshot."""
    with os.scandir(path) as files:
        return sum(file.stat().st_size for file in files if file.name.endswith(".sst"))


def limit_memory(memory_mb: int) -> None:
    """Bound what queries may take on top of the address space that the open snapshot has."""
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - pathlib costs 5 ms
        pages = int(file.read().split()[0])
    size = pages * resource.getpagesize() + memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, resource.RLIM_INFINITY))


def limit_cpu(seconds: float) -> None:
    """Bound the processor time of the next query: a last resort if nobody kills us in time."""
    limit = int(time.process_time() + seconds) + CPU_GRACE_S
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def die_with(lifeline: int) -> None:
    """Have the system end this process when the other end of a pipe is closed.

    A query that runs never looks at its input, and a parent that was killed cannot stop it. What
    the signal of an asynchronous pipe does to a process that does not expect it is to end it.
    """
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:
        sys.exit(0)


def read_orders(channel: int) -> Iterator[tuple[bytes, Any]]:
    """Yield one order per frame until the parent closes the socket.

    An order to open a snapshot is passed over when the next order has already come.
    """
    waiting = bytearray()
    while True:
        while len(waiting) < FRAME.size or len(waiting) < FRAME.size + _length(waiting):
            if not (chunk := os.read(channel, READ_SIZE)):
                return
            waiting += chunk
        letter, length = FRAME.unpack_from(waiting)
        content = bytes(memoryview(waiting)[FRAME.size : FRAME.size + length])
        del waiting[: FRAME.size + length]
        if letter == b"O" and (waiting or select.select([channel], [], [], 0)[0]):
            continue
        yield letter, marshal.loads(content)  # noqa: S302 - from our own parent


def _length(waiting: bytearray) -> int:
    return int(FRAME.unpack_from(waiting)[1])


class Opened:
    """The snapshot that this worker has open, under its lease."""

    def __init__(self, memory_mb: int) -> None:
        self.engine: Store | None = None
        self._memory_mb = memory_mb
        self._path, self._lease = "", -1
        self.may_scan = False

    def open(self, path: str) -> Store:
        """The snapshot at a path, opened if it is not open already."""
        if self.engine is None or path != self._path:
            self.engine = None
            if self._lease >= 0:
                os.close(self._lease)
            self._path, self._lease = "", -1
            self.engine, self._lease = open_snapshot(path)
            self._path = path
            self.may_scan = ROOM_TO_SCAN * measure_data(path) <= self._memory_mb * 1024 * 1024
            limit_memory(self._memory_mb)
        return self.engine


def serve(channel: int, setup: Mapping[str, Any], opened: Opened) -> None:
    """Answer until there is nothing more to answer."""
    for letter, request in read_orders(channel):
        try:
            engine = opened.open(request["snapshot"])
        except OSError as error:
            if letter == b"Q":
                send_error(channel, "snapshot", str(error))
            continue
        if letter == b"Q":
            limit_cpu(request["timeout_s"])
            request.update(
                prefixes=setup["prefixes"], services=setup["services"], may_scan=opened.may_scan
            )
            answer(engine, request, channel, setup["output_mb"] * 1024 * 1024)


def work(channel: int, lifeline: int, snapshot: str, setup: Mapping[str, Any]) -> None:
    """Confine this process and serve on a socket until its other end is closed."""
    die_with(lifeline)
    confine(network=bool(setup["services"]))
    opened = Opened(setup["memory_mb"])
    try:
        try:
            opened.open(snapshot)
        except OSError:
            # It has just been removed; every query names the newest.
            opened.engine = None
        send_all(channel, FRAME.pack(b"R", 0))
        serve(channel, setup, opened)
    except (BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        # The parent going away, or being done with us, is no fault.
        return


def main(arguments: list[str]) -> None:
    """Fork a process for each request on the control socket: 2 ms instead of 20 for a new start.

    This process never opens a store: a fork of one that has hangs.
    """
    control = socket.socket(fileno=int(arguments[0]))
    setup: dict[str, Any] = marshal.loads(bytes.fromhex(arguments[1]))  # noqa: S302 - our parent
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    is_prepared = False
    while True:
        if not is_prepared and not select.select([control], [], [], QUIET_S)[0]:
            preload()
            is_prepared = True
        order, descriptors, _, _ = socket.recv_fds(control, PATH_SIZE, 2)
        if not order:
            return
        channel, lifeline = descriptors
        program, _, folder = order.decode().partition("\n")
        # Here, so that it is there for every later fork.
        module = import_module(program)
        pid = os.fork()
        if pid == 0:
            control.close()
            module.work(channel, lifeline, folder, setup)
            os._exit(0)
        try:
            handle = os.pidfd_open(pid)
            socket.send_fds(control, [pid.to_bytes(4, "big")], [handle])
            os.close(handle)
        except ProcessLookupError:
            control.send(bytes(4))
        os.close(channel)
        os.close(lifeline)
