"""Queries of programs, answered before the framework of the pages is asked.

The framework's share of a short query was several times the engine's. What is not plainly a
query of a program (a page, an update, a description, an odd request) goes on to the app, whose
routes answer queries by the same protocol.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from werkzeug.wsgi import ClosingIterator, get_current_url

from graph.errors import CaptivityError
from graph.settings import Settings
from web import reading
from web.asking import Asking, Header, Reply, content_type
from web.negotiation import takes_gzip
from web.problems import PROBLEM_TYPE, delay_headers, write_problem
from web.query_protocol import QueryDesk
from web.security import DATA_HEADERS, QUERY_BODY_BYTES, require_host

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

ADDRESSES = ("/sparql", "/sparql/")
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
STATUS = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
COMMON = [*reading.SHARED.items(), *DATA_HEADERS.items()]


@dataclass(frozen=True, slots=True)
class QuickSparql:
    """A WSGI app that answers queries of programs and passes on everything else."""

    rest: Wsgi
    desk: QueryDesk
    settings: Settings

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        asking = read_query(environ) if environ["PATH_INFO"] in ADDRESSES else None
        if asking is None:
            return self.rest(environ, start_response)
        reply = self._answer(environ, asking)
        start_response(STATUS[reply.status], [*finish_headers(reply), *COMMON])
        return reply.parts

    def _answer(self, environ: Environ, asking: Asking) -> Reply:
        try:
            require_host(environ.get("HTTP_HOST", ""), self.settings)
            return compress(self.desk.answer(asking), asking)
        except CaptivityError as error:
            body = write_problem(error, error.status, error.code)
            headers = [content_type(PROBLEM_TYPE), *delay_headers(error.status)]
            return Reply(error.status, headers, [body])


def read_query(environ: Environ) -> Asking | None:
    """The query of a program in a request; None where that is not plain."""
    if environ.get("SCRIPT_NAME") or "html" in environ.get("HTTP_ACCEPT", "").lower():
        return None
    method, address = environ["REQUEST_METHOD"], environ.get("QUERY_STRING", "")
    try:
        # What is not UTF-8 under its percent signs is for the app to refuse.
        values = parse_qs(address, keep_blank_values=True, errors="strict")
        if not address.isascii():
            return None
        if method == "GET":
            texts = values.get("query", [])
        elif method == "POST":
            texts = read_body(environ, values)
        else:
            return None
    except ValueError:
        return None
    return make_asking(environ, texts, values) if texts else None


def read_body(environ: Environ, values: dict[str, list[str]]) -> list[str]:
    """The queries in the body of a POST; a form's other fields are added to the values."""
    kind, _, parameters = environ.get("CONTENT_TYPE", "").partition(";")
    length = environ.get("CONTENT_LENGTH") or ""
    is_plain = not parameters.strip() or parameters.strip().lower() == "charset=utf-8"
    kind = kind.strip().lower()
    if kind not in (FORM, QUERY) or not is_plain or not length.isdecimal():
        return []
    if int(length) > QUERY_BODY_BYTES:
        return []
    body = environ["wsgi.input"].read(int(length))
    # The app may have to read it again.
    environ["wsgi.input"] = io.BytesIO(body)
    if kind == QUERY:
        return [body.decode("utf-8")]
    form = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict")
    if "update" in form:
        return []
    for name, given in form.items():
        values.setdefault(name, []).extend(given)
    return form.get("query", [])


def make_asking(environ: Environ, texts: list[str], values: dict[str, list[str]]) -> Asking:
    """The request as the protocol sees it."""
    return Asking(
        method=environ["REQUEST_METHOD"],
        path=f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}",
        address=lambda: get_current_url(environ, strip_querystring=True),
        texts=texts,
        values=values,
        accept=environ.get("HTTP_ACCEPT", ""),
        encodings=environ.get("HTTP_ACCEPT_ENCODING", ""),
        known_tags=environ.get("HTTP_IF_NONE_MATCH", ""),
        client=environ.get("REMOTE_ADDR", ""),
        is_cancelled=environ.get("waitress.client_disconnected"),
    )


def compress(reply: Reply, asking: Asking) -> Reply:
    """The reply as gzip when the client asked for that and it is worth it."""
    if reply.status != 200 or reply.is_small or not takes_gzip(asking.encodings):
        return reply
    parts = ClosingIterator(reading.squeeze(reply.parts), getattr(reply.parts, "close", None))
    return Reply(200, [*reply.headers, ("Content-Encoding", "gzip")], parts)


def finish_headers(reply: Reply) -> list[Header]:
    """The headers, with all that the answer varies by in one, and its length where it is known."""
    varies = [value for name, value in reply.headers if name == "Vary"]
    headers = [header for header in reply.headers if header[0] != "Vary"]
    if isinstance(reply.parts, list) and reply.status != 304:
        headers.append(("Content-Length", str(sum(map(len, reply.parts)))))
    return [*headers, ("Vary", ", ".join([*varies, "Accept-Encoding"]))]
