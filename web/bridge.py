"""The pages' framework behind an asynchronous server: a thread answers each request.

The body is read before, so that no thread waits for a slow sender.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from werkzeug.wsgi import ClosingIterator

from web.asgi import Receive, Scope, Send, collect_headers, in_thread, send_reply
from web.asking import HAS_GONE, Header, Reply

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

#: Bytes of a body beyond which it is kept in a file.
IN_MEMORY = 512 * 1024
#: What only a proxy in front may say, and we do not ask who it is.
UNTRUSTED = ("forwarded", "x-forwarded-")


@dataclass(frozen=True, slots=True)
class Bridge:
    """An asynchronous app that has a WSGI app answer; ``most`` is the bytes that it reads."""

    app: Wsgi
    threads: Executor
    most: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        environ = make_environ(scope)
        with make_body(environ) as body:
            if await read_body(body, environ, receive, self.most):
                environ["wsgi.input"] = body
                reply = await in_thread(self.threads, self._ask, environ)
                await send_reply(reply, scope, send, self.threads)

    def _ask(self, environ: Environ) -> Reply:
        """The reply, whole where its first part is all of it."""
        status, headers = "", list[Header]()

        def start_response(line: str, given: list[Header], error: Any = None) -> None:
            nonlocal status, headers
            status, headers = line, given

        parts = self.app(environ, start_response)
        rest = iter(parts)
        first = next(rest, b"")
        close = getattr(parts, "close", None)
        code = int(status.partition(" ")[0])
        if dict(headers).get("Content-Length") == str(len(first)):
            if close is not None:
                close()
            return Reply(code, headers, [first])
        return Reply(code, headers, ClosingIterator(chain([first], rest), close))


def make_environ(scope: Scope) -> Environ:
    """The request as WSGI has it, without a body."""
    headers = collect_headers(scope)
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": str(client[0]),
        "REMOTE_PORT": str(client[1]),
        "CONTENT_TYPE": headers.pop("content-type", ""),
        "CONTENT_LENGTH": headers.pop("content-length", ""),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        HAS_GONE: scope.get(HAS_GONE),
    }
    for name, value in headers.items():
        # An underscore would become a hyphen: nobody may say one header in the name of another.
        if "_" not in name and not name.startswith(UNTRUSTED):
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return environ


def make_body(environ: Environ) -> IO[bytes]:
    """A file for the body, in memory as long as it is small."""
    if environ["CONTENT_LENGTH"] or "HTTP_TRANSFER_ENCODING" in environ:
        return SpooledTemporaryFile(IN_MEMORY)
    return io.BytesIO()


async def read_body(body: IO[bytes], environ: Environ, receive: Receive, most: int) -> bool:
    """Read the body into the file; whether the client is still there.

    Of one that is too long nothing is handed on but its length, which the app refuses.
    """
    length = environ["CONTENT_LENGTH"]
    is_chunked = environ.pop("HTTP_TRANSFER_ENCODING", None) is not None
    if not is_chunked and (not length or int(length) > most):
        return True
    size, more = 0, True
    while more and size <= most:
        message = await receive()
        if message["type"] == "http.disconnect":
            return False
        size += len(message["body"])
        body.write(message["body"])
        more = message.get("more_body", False)
    environ["CONTENT_LENGTH"] = str(size)
    body.seek(0)
    return True
