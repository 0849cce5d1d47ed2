"""Connections that nobody can hold for nothing: they are bounded in number, in size and in time."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable
from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from graph.errors import InvalidInput
from web.asgi import SEND_WHOLE, write_headers
from web.asking import HAS_GONE, content_type
from web.problems import PROBLEM_TYPE, write_problem
from web.security import DATA_HEADERS

#: A process may open 1,024 files where nobody says otherwise; the store and its workers need some.
MOST_CONNECTIONS = 800
#: Bytes of a request line with its headers, or of anything else that is no part of a body.
LARGEST_HEAD = 256 * 1024
#: Seconds for the head of a request, between two pieces of a body, and for a reader to take what
#: was sent (some 64 KiB).
HEAD_S, PIECE_S, READER_S = 10.0, 10.0, 60.0
#: Bytes of an address; the parser can take no longer one.
LONGEST_ADDRESS = 65_535

ADDRESS_TOO_LONG = (
    414,
    "uri-too-long",
    InvalidInput(
        "The address is too long",
        f"this server reads {LONGEST_ADDRESS:,} bytes of one",
        "Send the query by POST, in the body.",
    ),
)
HEAD_TOO_LARGE = (
    431,
    "request-header-fields-too-large",
    InvalidInput(
        "The request has too much before its body",
        f"this server reads {LARGEST_HEAD:,} bytes",
        "Send less in the headers, and a long query by POST, in the body.",
    ),
)
UNREADABLE = (
    400,
    "bad-request",
    InvalidInput("The request cannot be read", "it does not follow HTTP", "Use an HTTP client."),
)


class BoundedProtocol(HttpToolsProtocol):
    """One connection of a client; :func:`close_idle` ends it when it keeps us waiting."""

    #: How many connections there may be.
    most = MOST_CONNECTIONS
    url = b""
    #: Bytes since the last thing that the parser could make something of.
    loose = 0
    #: When the last piece came, since when a head is waited for, and since when a reader is.
    heard = 0.0
    waiting = math.inf
    blocked = math.inf

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a client in, unless there are too many."""
        super().connection_made(transport)
        self.heard = self.waiting = self.loop.time()
        if len(self.connections) > self.most:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Read a piece of a request."""
        self.heard = self.loop.time()
        self.loose += len(data)
        super().data_received(data)
        if self.loose > LARGEST_HEAD and not self.transport.is_closing():
            self._refuse(*HEAD_TOO_LARGE)

    def send_400_response(self, msg: str) -> None:
        """Refuse what the parser cannot read."""
        self._refuse(*(ADDRESS_TOO_LONG if len(self.url) > LONGEST_ADDRESS else UNREADABLE))

    def on_headers_complete(self) -> None:
        """Begin to answer."""
        self.loose, self.waiting = 0, math.inf
        super().on_headers_complete()
        scope: dict[str, Any] = self.scope  # type: ignore[assignment]
        scope[HAS_GONE] = self.transport.is_closing
        scope[SEND_WHOLE] = partial(send_whole, self.cycle)

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self.loose = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Know that the request is whole."""
        self.loose = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request, if it is not here already."""
        if self.cycle.response_complete:
            self.waiting = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Note that the reader is behind."""
        self.blocked = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Note that the reader has caught up."""
        self.blocked = math.inf
        super().resume_writing()

    def _refuse(self, status: int, code: str, error: InvalidInput) -> None:
        """Say why there will be no answer, and hang up."""
        body = write_problem(error, status, code)
        headers = [
            content_type(PROBLEM_TYPE),
            ("Content-Length", str(len(body))),
            ("Connection", "close"),
            *DATA_HEADERS.items(),
        ]
        lines = write_headers(headers)
        self.transport.write(b"".join([STATUS_LINE[status], lines, b"\r\n", body]))
        self.transport.close()

    def is_idle(self, now: float) -> bool:
        """Whether the client has kept us waiting for too long."""
        is_silent = self.cycle is not None and self.cycle.more_body and not self.flow.read_paused
        return (
            now - self.waiting > HEAD_S
            or now - self.blocked > READER_S
            or (is_silent and now - self.heard > PIECE_S)
        )


def send_whole(cycle: RequestResponseCycle, status: int, headers: bytes, body: bytes) -> None:
    """Send a whole answer in one piece, its headers as they are.

    What the server does with each header, and with the body apart from them, costs as much as a
    short query.
    """
    if cycle.disconnected:
        return
    kept = [b"%b: %b\r\n" % header for header in cycle.default_headers]
    if not cycle.keep_alive:
        kept.append(b"connection: close\r\n")
    cycle.transport.write(b"".join([STATUS_LINE[status], *kept, headers, b"\r\n", body]))
    cycle.waiting_for_100_continue = False
    cycle.response_started = cycle.response_complete = True
    cycle.message_event.set()
    if not cycle.keep_alive:
        cycle.transport.close()
    cycle.on_response()


def close_idle(connections: Iterable[Any], now: float) -> None:
    """End the connections whose clients have kept us waiting for too long."""
    for connection in list(connections):
        if isinstance(connection, BoundedProtocol) and connection.is_idle(now):
            connection.transport.abort()
