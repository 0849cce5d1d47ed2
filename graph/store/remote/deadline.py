"""HTTP whose every step, from connecting to the last byte sent or read, shares one deadline.

A client's own timeouts are per read: an answer that drips one byte a second, in its headers too,
never exceeds them. Here each read and write is given only what is left of the whole.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

PIECE = 16 * 1024
CONNECTIONS = 8


class _Ends(threading.local):
    at = math.inf


_ENDS = _Ends()


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Everything that this thread asks for inside ends within this many seconds."""
    before = _ENDS.at
    _ENDS.at = min(before, time.monotonic() + seconds)
    try:
        yield
    finally:
        _ENDS.at = before


def seconds_left() -> float:
    """What is left of the deadline of this thread.

    Raises
    ------
    httpcore.ReadTimeout
        Nothing is left.
    """
    left = _ENDS.at - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the deadline has passed")
    return left


def _capped(timeout: float | None) -> float:
    left = seconds_left()
    return left if timeout is None else min(timeout, left)


class _Stream(httpcore.NetworkStream):
    """A connection whose reads and writes are capped."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _capped(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # Piece by piece: who takes a large body slowly must not get a new allowance for each bit.
        for start in range(0, len(buffer), PIECE):
            self._inner.write(buffer[start : start + PIECE], _capped(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _capped(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Opens connections that are capped."""

    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(
            self._inner.connect_tcp(host, port, _capped(timeout), local_address, socket_options)
        )


class _Body(httpx.SyncByteStream):
    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        with _translated():
            yield from self._parts

    def close(self) -> None:
        if close := getattr(self._parts, "close", None):
            close()


class DeadlineTransport(httpx.BaseTransport):
    """The transport of an :class:`httpx.Client` that keeps to :func:`deadline`."""

    def __init__(self) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=CONNECTIONS,
            network_backend=_Backend(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and read the head of its answer."""
        assert isinstance(request.stream, httpx.SyncByteStream)  # noqa: S101 - a sync client's
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        with _translated():
            answer = self._pool.handle_request(
                httpcore.Request(
                    request.method,
                    url,
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        assert isinstance(answer.stream, Iterable)  # noqa: S101 - a sync pool's
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


@contextmanager
def _translated() -> Iterator[None]:
    """The errors of the layer below as those that users of httpx know."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise httpx.ReadTimeout(str(error)) from error
    except httpcore.ConnectError as error:
        raise httpx.ConnectError(str(error)) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise httpx.RemoteProtocolError(str(error)) from error
