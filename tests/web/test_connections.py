"""Connections of real sockets: bounded in size and time, and answered in order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import pytest
import uvicorn
from uvicorn.server import ServerState

from web.asgi import SEND_WHOLE, Receive, Scope, Send
from web.asking import HAS_GONE
from web.connections import (
    LARGEST_HEAD,
    LONGEST_ADDRESS,
    PIECE_S,
    READER_S,
    BoundedProtocol,
    close_idle,
)

App = Callable[[Scope, Receive, Send], Awaitable[None]]
GET = b"GET /%d HTTP/1.1\r\nHost: localhost\r\n\r\n"
LATER_S = 1000.0


@dataclass
class Serving:
    """A server of the test, and a connection to it."""

    state: ServerState
    address: tuple[str, int]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def passes(self, seconds: float) -> None:
        """Have the server look after its connections as if that time had passed."""
        while not any(c.cycle or c.loose for c in self.state.connections):  # type: ignore[union-attr]
            await asyncio.sleep(0)
        close_idle(self.state.connections, asyncio.get_running_loop().time() + seconds)


def serving(
    app: App,
    act: Callable[[Serving], Awaitable[None]],
    protocol: type[BoundedProtocol] = BoundedProtocol,
) -> None:
    """Act on a connection to a server that runs the app."""

    async def run() -> None:
        config = uvicorn.Config(
            app, ws="none", lifespan="off", interface="asgi3", log_config=None, access_log=False
        )
        config.load()
        state = ServerState()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: protocol(config, state, {}), "127.0.0.1", 0)
        address = server.sockets[0].getsockname()
        reader, writer = await asyncio.open_connection(*address)
        try:
            await asyncio.wait_for(act(Serving(state, address, reader, writer)), 30)
        finally:
            writer.close()
            server.close()

    asyncio.run(run())


async def say_path(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that answers with the path, in one piece."""
    body = scope["path"].encode()
    scope[SEND_WHOLE](200, b"content-length: %d\r\n" % len(body), body)


async def read_all(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that reads the body, and answers only then."""
    while (await receive()).get("more_body"):
        pass
    await say_path(scope, receive, send)


def test_requests_sent_at_once_are_answered_in_order() -> None:
    async def act(here: Serving) -> None:
        here.writer.write(GET % 1 + GET % 2 + GET % 3)
        for number in (b"/1", b"/2", b"/3"):
            assert (await here.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")
            assert await here.reader.readexactly(2) == number

    serving(say_path, act)


def test_client_that_wants_no_more_is_let_go() -> None:
    async def act(here: Serving) -> None:
        here.writer.write(b"GET /1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = await here.reader.read()
        assert b"\r\nconnection: close\r\n" in answer
        assert answer.endswith(b"\r\n\r\n/1")

    serving(say_path, act)


@pytest.mark.parametrize(
    "start",
    [
        b"GET / HTTP/1.1\r\nX: ",
        b"GET /",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ",
    ],
)
def test_head_or_trailer_that_never_ends_is_cut_off(start: bytes) -> None:
    async def act(here: Serving) -> None:
        here.writer.write(start + b"a" * (2 * LARGEST_HEAD))
        # What was sent and not read may have the system drop the answer that says why.
        with suppress(ConnectionResetError):
            assert (await here.reader.read()).startswith(b"HTTP/1.1 4")
        assert not here.state.connections

    serving(read_all, act)


def test_head_that_is_not_sent_to_its_end_is_waited_for_but_not_for_long() -> None:
    async def act(here: Serving) -> None:
        here.writer.write(b"GET / HTTP/1.1\r\nHost: local")
        await here.passes(1)
        assert len(here.state.connections) == 1
        await here.passes(LATER_S)
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await here.reader.readexactly(1)

    serving(say_path, act)


def test_body_that_is_not_sent_to_its_end_is_not_waited_for() -> None:
    async def act(here: Serving) -> None:
        here.writer.write(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\na")
        await here.passes(PIECE_S / 2)
        assert len(here.state.connections) == 1
        await here.passes(LATER_S)
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await here.reader.readexactly(1)

    serving(read_all, act)


def test_request_under_way_may_take_its_time_and_knows_when_its_client_hangs_up() -> None:
    has_gone: list[Callable[[], bool]] = []

    async def act(here: Serving) -> None:
        proceed = asyncio.Event()

        async def wait(scope: Scope, receive: Receive, send: Send) -> None:
            has_gone.append(scope[HAS_GONE])
            await proceed.wait()
            await say_path(scope, receive, send)

        for connection in here.state.connections:
            connection.app = wait  # type: ignore[union-attr]
        here.writer.write(GET % 1)
        while not has_gone:
            await asyncio.sleep(0)
        await here.passes(LATER_S)
        proceed.set()
        assert (await here.reader.readuntil(b"\r\n\r\n/1")).startswith(b"HTTP/1.1 200")
        assert not has_gone[0]()
        here.writer.close()
        while not has_gone[0]():
            await asyncio.sleep(0)

    async def start(here: Serving) -> None:
        while not here.state.connections:
            await asyncio.sleep(0)
        await act(here)

    serving(say_path, start)


def test_connections_beyond_the_most_are_not_taken_and_room_is_given_again() -> None:
    class TwoAtMost(BoundedProtocol):
        most = 2

    async def get(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(GET % 1)
        return await reader.readuntil(b"\r\n\r\n/1")

    async def act(here: Serving) -> None:
        second = await asyncio.open_connection(*here.address)
        assert await get(here.reader, here.writer)
        assert await get(*second)
        third = await asyncio.open_connection(*here.address)
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await get(*third)
        # Those that are here go on, and a place that is left can be taken.
        assert await get(here.reader, here.writer)
        second[1].close()
        while len(here.state.connections) > 1:
            await asyncio.sleep(0)
        fourth = await asyncio.open_connection(*here.address)
        assert await get(*fourth)
        for _, writer in (third, fourth):
            writer.close()

    serving(say_path, act, TwoAtMost)


def test_reader_that_takes_nothing_is_let_go_and_one_that_takes_its_time_is_not() -> None:
    ends: list[str] = []

    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        part = bytes(1 << 20)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while not scope[HAS_GONE]():
            await send({"type": "http.response.body", "body": part, "more_body": True})
        ends.append("gone")

    async def act(here: Serving) -> None:
        here.writer.write(GET % 1)
        while not here.state.connections:
            await asyncio.sleep(0)
        connection = next(iter(here.state.connections))
        assert isinstance(connection, BoundedProtocol)
        while connection.blocked == float("inf"):
            await asyncio.sleep(0)
        await here.passes(READER_S / 2)
        assert here.state.connections
        # What is taken counts: the reader has its time anew.
        since = connection.blocked
        while connection.blocked == since:
            await here.reader.read(1 << 20)
        await here.passes(READER_S / 2)
        assert here.state.connections
        await here.passes(LATER_S)
        while not ends:
            await asyncio.sleep(0)
        assert not here.state.connections

    serving(stream, act)


@pytest.mark.parametrize(
    ("sent", "status", "code", "words"),
    [
        (b"GET /" + b"a" * LONGEST_ADDRESS, 414, "uri-too-long", "65,535 bytes"),
        (b"GET /caf\xe9", 400, "bad-request", "cannot be read"),
        (b"GET / HTTP/1.1\r\nBad Header", 400, "bad-request", "cannot be read"),
    ],
)
def test_head_that_cannot_be_taken_is_refused_in_words(
    sent: bytes, status: int, code: str, words: str
) -> None:
    async def act(here: Serving) -> None:
        here.writer.write(sent + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        head, _, body = (await here.reader.read()).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 %d " % status)
        assert b"application/problem+json" in head
        problem = json.loads(body)
        assert problem["code"] == code
        assert problem["status"] == status
        assert words in body.decode()

    serving(say_path, act)


def test_address_as_long_as_can_be_is_read() -> None:
    async def act(here: Serving) -> None:
        here.writer.write(b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n" % (b"a" * (LONGEST_ADDRESS - 1)))
        assert (await here.reader.readline()).startswith(b"HTTP/1.1 200")

    serving(say_path, act)
