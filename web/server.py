"""The production server: Waitress on a socket of our own, stopped cleanly by a signal."""

from __future__ import annotations

import errno
import logging
import signal
import socket
from types import FrameType
from typing import TYPE_CHECKING

from graph.errors import MisconfiguredSettings, PortInUse
from graph.settings import Settings
from web.security import WILDCARDS

if TYPE_CHECKING:
    from flask import Flask

#: Twelve long queries may be held (four run, eight wait their turn), each by a thread of ours, and
#: the others must still be served.
THREADS = 32


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
    """Serve until SIGINT or SIGTERM; requests under way are finished."""
    import waitress

    # A request that waits a moment for a thread is no news to whoever started the server.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = waitress.create_server(
        app,
        sockets=[listener],
        threads=THREADS,
        # With the defaults 150 slow senders stop everyone (measured).
        connection_limit=1000,
        channel_timeout=5,
        # The only way to learn that a client has gone while its query runs.
        channel_request_lookahead=1,
        max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
        ident=None,
        clear_untrusted_proxy_headers=True,
    )
    try:
        server.run()
    finally:
        server.close()


def stop_on_sigterm() -> None:
    """Have SIGTERM end the process as Ctrl+C does: in order, with the store closed."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
