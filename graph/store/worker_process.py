"""One query worker as its parent sees it: a process, two pipes and a deadline."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from graph.store import worker_program
from graph.store.port import QueryRequest
from graph.terms import PREFIXES

PROGRAM = Path(worker_program.__file__)
FRAME = worker_program.FRAME
READ_SIZE = 1024 * 1024


def make_message(request: QueryRequest, text: str) -> dict[str, Any]:
    """What :func:`graph.store.worker_program.run_query` is told of a query with its terms bound."""
    return {
        "text": text,
        "formats": dict(request.formats),
        "default_graphs": list(request.default_graphs),
        "named_graphs": list(request.named_graphs),
        "prefixes": dict(PREFIXES),
    }


class WorkerGone(Exception):
    """The process ended before its answer did."""


class WorkerOverdue(Exception):
    """The deadline passed before the answer came; the process has been killed."""


class Worker:
    """A process that answers queries; used by one thread at a time."""

    def __init__(self, memory_mb: int) -> None:
        self.deadline = float("inf")
        self._buffer = bytearray()
        # Run by exec and by path: a fork of a process with an open database hangs, and -P keeps
        # our own folder from shadowing modules of the standard library.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
            [sys.executable, "-P", str(PROGRAM), str(memory_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def open_snapshot(self, path: str) -> None:
        """Have the worker open a snapshot; it answers nothing."""
        try:
            self._send({"snapshot": path})
        except WorkerGone:
            self.kill()

    def ask(
        self, snapshot: str, text: str, request: QueryRequest, deadline: float, timeout_s: float
    ) -> dict[str, Any]:
        """The head of the answer to a query: its kind and media type, or an error."""
        self._send(
            {
                "snapshot": snapshot,
                **make_message(request, text),
                "timeout_s": timeout_s,
            }
        )
        _, content = self.receive(deadline)
        head: dict[str, Any] = json.loads(content)
        return head

    def receive(self, deadline: float) -> tuple[bytes, bytes]:
        """The next frame: its letter and its content.

        Raises
        ------
        WorkerOverdue
            The deadline has passed.
        WorkerGone
            The process has ended.
        """
        self._fill(FRAME.size, deadline)
        letter, length = FRAME.unpack_from(self._buffer)
        self._fill(FRAME.size + length, deadline)
        content = bytes(self._buffer[FRAME.size : FRAME.size + length])
        del self._buffer[: FRAME.size + length]
        return letter, content

    def stop(self) -> None:
        """End the process now; whoever reads from it finds its end. Safe from any thread."""
        self._process.kill()

    def kill(self) -> None:
        """End the process now and let go of its pipes; only for the thread that uses it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps(message).encode()
        frame = memoryview(FRAME.pack(b"Q", len(content)) + content)
        try:
            while frame:
                frame = frame[os.write(self._input(), frame) :]
        except (OSError, ValueError) as error:
            raise WorkerGone from error

    def _input(self) -> int:
        if self._process.stdin is None or self._process.stdin.closed:
            raise ValueError("the pipe is closed")
        return self._process.stdin.fileno()

    def _fill(self, size: int, deadline: float) -> None:
        output = self._process.stdout
        if output is None or output.closed:
            raise WorkerGone
        while len(self._buffer) < size:
            if not _wait_readable(output.fileno(), deadline):
                self.kill()
                raise WorkerOverdue
            chunk = os.read(output.fileno(), READ_SIZE)
            if not chunk:
                self.kill()
                raise WorkerGone
            self._buffer += chunk


def _wait_readable(descriptor: int, deadline: float) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        return bool(selector.select(max(0.0, deadline - time.monotonic())))
