"""Small real servers on loopback that answer HTTP as badly as they are told to."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

Behaviour = Callable[[socket.socket], None]
QUIET = (OSError, ValueError)


@contextlib.contextmanager
def run_server(behave: Behaviour) -> Iterator[str]:
    """The address of a server that reads each request and then behaves so with its connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def serve() -> None:
        while not stopped.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection: socket.socket) -> None:
        with connection, contextlib.suppress(*QUIET):
            while read_request(connection):
                behave(connection)
                if stopped.is_set():
                    return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
    finally:
        stopped.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def read_request(connection: socket.socket) -> bytes:
    """One request, head and body; empty when the client has gone."""
    content = b""
    while b"\r\n\r\n" not in content:
        part = connection.recv(65536)
        if not part:
            return b""
        content += part
    head, _, body = content.partition(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def respond(
    status: str = "200 OK",
    body: bytes = b"",
    media_type: str = "application/sparql-results+json",
    headers: tuple[str, ...] = (),
    length: int | None = None,
) -> Behaviour:
    """Send one whole answer, with another ``length`` than it has if told so; then close."""

    def behave(connection: socket.socket) -> None:
        size = len(body) if length is None else length
        lines = (f"HTTP/1.1 {status}", f"Content-Type: {media_type}", f"Content-Length: {size}")
        connection.sendall("\r\n".join((*lines, *headers, "", "")).encode() + body)
        if length is not None:
            connection.shutdown(socket.SHUT_RDWR)

    return behave


def drip(first: bytes, part: bytes, pause_s: float) -> Behaviour:
    """Send a beginning, and then a part again and again for ever."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(first)
        while True:
            connection.sendall(part)
            time.sleep(pause_s)

    return behave


def silence(connection: socket.socket) -> None:
    """Take the request and say nothing."""
    with contextlib.suppress(*QUIET):
        connection.settimeout(20)
        connection.recv(1)


def hang_up(connection: socket.socket) -> None:
    """Take the request and close."""
    connection.shutdown(socket.SHUT_RDWR)
