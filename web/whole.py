"""Answers made to their end before they are sent, for clients that could not tell a broken one.

HTTP/1.0 knows no chunks: without a length, an answer ends where its connection does, whyever that
was. What such an answer may take of the disk is bounded by the limits of the query that it is for.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO

from werkzeug.wsgi import ClosingIterator

from graph.errors import CaptivityError, QueryFailed
from web.asking import Header, Reply, content_type
from web.problems import PROBLEM_TYPE, delay_headers, write_problem

#: Bytes of an answer beyond which it is kept in a file.
IN_MEMORY = 512 * 1024
#: Bytes of it that are read at a time.
PIECE = 256 * 1024
#: What a header says of the content of an answer, and not of a problem in its place.
OF_CONTENT = {"content-type", "content-length", "content-encoding", "content-disposition", "etag"}


def needs_whole(reply: Reply, version: str) -> bool:
    """Whether a client of this version of HTTP needs all of a reply before any of it."""
    return version == "1.0" and not (isinstance(reply.parts, list) or has_length(reply.headers))


def has_length(headers: Iterable[Header]) -> bool:
    """Whether the headers say how long the answer is."""
    return any(name.lower() == "content-length" for name, _ in headers)


def make_whole(reply: Reply) -> Reply:
    """The same reply with its length, or what went wrong on the way to its end."""
    try:
        return spool(reply)
    except CaptivityError as error:
        headers = [header for header in reply.headers if header[0].lower() not in OF_CONTENT]
        body = write_problem(error, error.status, error.code)
        more = [content_type(PROBLEM_TYPE), ("Content-Length", str(len(body)))]
        return Reply(error.status, [*headers, *more, *delay_headers(error.status)], [body])


def spool(reply: Reply) -> Reply:
    """The reply with all of its parts in a file.

    Raises
    ------
    CaptivityError
        A part could not be made, or there is no room for it.
    """
    file = SpooledTemporaryFile[bytes](IN_MEMORY)
    try:
        for part in reply.parts:
            keep(part, file)
    except BaseException:
        file.close()
        raise
    finally:
        if close := getattr(reply.parts, "close", None):
            close()
    length = ("Content-Length", str(file.tell()))
    file.seek(0)
    parts = ClosingIterator(iter(partial(file.read, PIECE), b""), file.close)
    return Reply(reply.status, [*reply.headers, length], parts)


def keep(part: bytes, file: IO[bytes]) -> None:
    """Write a part of an answer to a file.

    Raises
    ------
    QueryFailed
        There is no room.
    """
    try:
        file.write(part)
    except OSError as error:
        raise QueryFailed(
            "The answer cannot be kept until it is whole",
            error.strerror or str(error),
            "Ask by HTTP/1.1, which needs no such room.",
        ) from error
