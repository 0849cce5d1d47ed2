"""Requests and replies as an asynchronous server hands them over, and the threads that wait."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence
from concurrent.futures import Executor
from functools import lru_cache
from typing import Any, TypeVar

from web.asking import Header, Reply
from web.whole import make_whole, needs_whole

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Encoded = tuple[bytes, bytes]
T = TypeVar("T")

#: Where a request has what sends a whole answer at once: its status, its headers, its body.
SEND_WHOLE = "captivity.send_whole"


async def in_thread(threads: Executor, call: Callable[..., T], *given: Any) -> T:
    """What a call returns that may wait, or work for long, while others are served."""
    return await asyncio.get_running_loop().run_in_executor(threads, call, *given)


def collect_headers(scope: Scope) -> dict[str, str]:
    """The headers of a request by their names in small letters, those of one name in one."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    return headers


def encode_headers(headers: Iterable[Header]) -> list[Encoded]:
    """The headers of an answer as they are sent."""
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def write_headers(headers: Sequence[Header]) -> bytes:
    """The same as lines.

    Raises
    ------
    ValueError
        A value has a line of its own.
    """
    lines = "".join([f"{name.lower()}: {value}\r\n" for name, value in headers])
    if lines.count("\n") != len(headers) or lines.count("\r") != len(headers):
        raise ValueError("a header of more than one line")
    return lines.encode("latin-1")


kept_headers = lru_cache(maxsize=16)(write_headers)


async def send_reply(
    reply: Reply, scope: Scope, send: Send, threads: Executor, common: tuple[Header, ...] = ()
) -> None:
    """Send a reply: at once where it is whole, else part by part as its reader takes them.

    A thread is held while a part is made, and none while it is read.
    """
    if needs_whole(reply, scope["http_version"]):
        reply = await in_thread(threads, make_whole, reply)
    if isinstance(reply.parts, list) and SEND_WHOLE in scope and scope["method"] != "HEAD":
        lines = write_headers(reply.headers) + kept_headers(common)
        scope[SEND_WHOLE](reply.status, lines, b"".join(reply.parts))
        return
    headers = encode_headers([*reply.headers, *common])
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    parts = iter(reply.parts)
    try:
        while (part := await in_thread(threads, next, parts, None)) is not None:
            if part:
                await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        if close := getattr(reply.parts, "close", None):
            await in_thread(threads, close)
