"""One query worker as its parent sees it: a process, a socket, and the right to end it at once."""

from __future__ import annotations

import contextlib
import marshal
import os
import select
import signal
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.store.frames import FRAME
from graph.store.port import QueryRequest
from graph.terms import PREFIXES

if TYPE_CHECKING:
    from graph.settings import Settings

#: Asking for more than this at a time costs a mapping of memory each time, even for a few bytes.
READ_SIZE = 16 * 1024
TIMEOUT_S = 30.0
MEMORY_MB = 2048


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What one query may take, and whom it may ask.

    ``services`` are the endpoints that SERVICE may name; with none of them a worker has no network.
    """

    timeout_s: float = TIMEOUT_S
    memory_mb: int = MEMORY_MB
    output_mb: int = 2048
    services: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: Settings) -> WorkerLimits:
        """The limits that the settings name."""
        return cls(
            timeout_s=settings.query_timeout_s,
            memory_mb=settings.query_memory_mb,
            output_mb=settings.query_output_mb,
            services=frozenset(settings.query_services.split()),
        )


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
    """The process ended, or was ended, before its answer did."""


class Worker:
    """A process that answers queries; used by one thread at a time, but stopped by any."""

    def __init__(
        self, pid: int, handle: int, channel: socket.socket, held: int, snapshot: str
    ) -> None:
        self.pid = pid
        self.snapshot = snapshot
        # A handle, not the number, which another process may have by the time we use it.
        self._handle = handle
        self._socket = channel
        self._held = held
        self._buffer = bytearray()
        self.is_stopped = False
        self._is_ready = False
        self._end = select.poll()
        self._end.register(handle, select.POLLIN)

    def is_alive(self) -> bool:
        """Whether the process runs and nobody has stopped it."""
        return not self.is_stopped and not self.is_gone()

    def is_gone(self) -> bool:
        """Whether the process has ended."""
        return self._handle < 0 or bool(self._end.poll(0))

    def wait_ready(self) -> None:
        """Wait until it has started and opened its snapshot.

        Raises
        ------
        WorkerGone
            The process has ended.
        """
        if not self._is_ready:
            self.receive()
            self._is_ready = True

    def open_snapshot(self, path: str) -> None:
        """Have the worker open a snapshot; it answers nothing."""
        self.snapshot = path
        try:
            self.send(b"O", {"snapshot": path})
        except WorkerGone:
            self.stop()

    def send_query(self, snapshot: str, text: str, request: QueryRequest, timeout_s: float) -> None:
        """Have the worker answer a query on a snapshot.

        Raises
        ------
        WorkerGone
            The process has ended.
        """
        self.snapshot = snapshot
        message = {
            "snapshot": snapshot,
            "text": text,
            "formats": dict(request.formats),
            "default_graphs": request.default_graphs,
            "named_graphs": request.named_graphs,
            "timeout_s": timeout_s,
        }
        self.send(b"Q", message)

    def receive_head(self) -> tuple[bytes, list[str]]:
        """The head of the answer: ``H`` with its kind and media type, or ``X`` with an error.

        Raises
        ------
        WorkerGone
            The process has ended.
        """
        self.wait_ready()
        letter, content = self.receive()
        return letter, content.decode("utf-8", "replace").split("\n", 1)

    def has_whole_answer(self) -> bool:
        """Whether the answer is here to its end; what has come so far is taken in, without waiting.

        A worker that has ended has nothing whole: who reads from it learns of its end.
        """
        try:
            self._buffer += self._socket.recv(READ_SIZE, socket.MSG_DONTWAIT)
        except OSError:
            return False
        start, letter = 0, b""
        while self._is_ready and len(self._buffer) >= start + FRAME.size:
            letter, length = FRAME.unpack_from(self._buffer, start)
            start += FRAME.size + length
        return letter in (b"E", b"X") and start == len(self._buffer)

    def fileno(self) -> int:
        """The descriptor of the socket."""
        return self._socket.fileno()

    def receive(self) -> tuple[bytes, bytes]:
        """The next frame: its letter and its content. It waits until somebody stops the worker.

        Raises
        ------
        WorkerGone
            The process has ended.
        """
        self._fill(FRAME.size)
        letter, length = FRAME.unpack_from(self._buffer)
        whole = FRAME.size + length
        self._fill(whole)
        content = bytes(memoryview(self._buffer)[FRAME.size : whole])
        del self._buffer[:whole]
        return letter, content

    def stop(self) -> None:
        """End the process now, from any thread; whoever reads from it finds its end at once.

        A process that held gigabytes takes a while to go. Nobody waits for it.
        """
        self.is_stopped = True
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self.signal(signal.SIGKILL)

    def signal(self, number: signal.Signals) -> None:
        """Send the process a signal, if it still runs."""
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self._handle, number)

    def take_end(self) -> bool:
        """Take the end of the answer if it has come already."""
        if is_here := self._buffer[:1] == b"E" and len(self._buffer) >= FRAME.size:
            del self._buffer[: FRAME.size]
        return is_here

    def let_go(self) -> None:
        """Close the socket; only for the thread that uses the worker, or when none does."""
        self.stop()
        self._socket.close()
        if self._held >= 0:
            os.close(self._held)
            self._held = -1

    def wait(self) -> None:
        """Wait until the process has ended, and forget it."""
        if self._handle >= 0:
            self._end.poll()
            os.close(self._handle)
            self._handle = -1

    def send(self, letter: bytes, message: Mapping[str, Any]) -> None:
        """Send one order.

        Raises
        ------
        WorkerGone
            The process has ended.
        """
        content = marshal.dumps(dict(message))
        try:
            self._socket.sendall(FRAME.pack(letter, len(content)) + content)
        except OSError as error:
            raise WorkerGone from error

    def _fill(self, size: int) -> None:
        while len(self._buffer) < size:
            try:
                chunk = self._socket.recv(max(READ_SIZE, size - len(self._buffer)))
            except OSError as error:
                raise WorkerGone from error
            if not chunk:
                raise WorkerGone
            self._buffer += chunk
