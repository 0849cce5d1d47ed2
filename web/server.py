"""The production server: Uvicorn on a socket of our own, stopped cleanly by a signal."""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import signal
import socket
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING

from graph.errors import CaptivityError, MisconfiguredSettings, PortInUse
from graph.settings import Settings
from web.security import WILDCARDS
from web.waiting import Waiting

if TYPE_CHECKING:
    from flask import Flask

    from web.quick_sparql import QuickSparql

#: Twelve long queries may be held (four run, eight wait their turn), each by a thread of ours, and
#: the others must still be served.
THREADS = 32
#: Seconds that requests under way have when the server is to stop.
LAST_S = 5


def bind_socket(settings: Settings) -> socket.socket:
    """A listening socket on the host and port of the settings; port 0 takes a free one.

    Raises
    ------
    PortInUse
        Somebody else listens there.
    MisconfiguredSettings
        The host is none of this machine, or the port needs rights that we lack.
    """
    where = f"{settings.host}:{settings.port}"
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind)
        # Without this a restart would have to wait for the old connections to be forgotten.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            advice = "Stop the other server, or take another port: captivity serve --port 0"
            raise PortInUse("The port is in use", where, advice) from error
        advice = f"The system says: {error.strerror or error}. Try --host 127.0.0.1 --port 8765."
        raise MisconfiguredSettings("Cannot serve at that address", where, advice) from error
    return listener


def address_of(listener: socket.socket) -> str:
    """The address of the socket as a browser on this machine takes it.

    A socket open to all is reached through the loopback address.
    """
    host, port = listener.getsockname()[:2]
    is_six = listener.family == socket.AF_INET6
    if host in WILDCARDS:
        host = "::1" if is_six else "127.0.0.1"
    return f"http://[{host}]:{port}/" if is_six else f"http://{host}:{port}/"


def run_server(app: Flask, listener: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are finished, if they are soon."""
    import uvicorn

    from web.connections import BoundedProtocol, close_idle

    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="web")
    waiting = Waiting()

    async def look_after() -> None:
        close_idle(server.server_state.connections, asyncio.get_running_loop().time())

    config = uvicorn.Config(
        make_asgi(app, threads, waiting),
        http=BoundedProtocol,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=128,
        timeout_graceful_shutdown=LAST_S,
        callback_notify=look_after,
        timeout_notify=1,
    )
    server = uvicorn.Server(config)
    logging.getLogger("uvicorn.error").addFilter(is_news)
    # What is here now stays: no search for what can go need look at it again.
    gc.freeze()
    try:
        # It gives the signal that stopped it back to the process, which ends as it would have.
        with suppress(KeyboardInterrupt, SystemExit):
            server.run(sockets=[listener])
    finally:
        # Who still waits for a query is told when the store is closed.
        threads.shutdown(wait=False, cancel_futures=True)
        waiting.close()


def make_asgi(app: Flask, threads: Executor, waiting: Waiting) -> QuickSparql:
    """The app as the server takes it: queries of programs without a thread, the rest with one."""
    from web.bridge import Bridge
    from web.quick_sparql import QuickSparql

    rest = Bridge(app.wsgi_app, threads, app.config["MAX_CONTENT_LENGTH"])
    settings = app.extensions["captivity"].settings
    return QuickSparql(rest, app.extensions["captivity_desk"], settings, threads, waiting)


def is_news(record: logging.LogRecord) -> bool:
    """Whether the operator should hear of it: not of clients that send nonsense or hang up.

    What stops an answer in its middle is a limit or a client, and the connection ends with it.
    """
    error = record.exc_info[1] if record.exc_info else None
    return record.levelno >= logging.ERROR and not isinstance(error, CaptivityError)


def stop_on_sigterm() -> None:
    """Have SIGTERM end the process as Ctrl+C does: in order, with the store closed."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
