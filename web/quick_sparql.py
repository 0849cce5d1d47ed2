"""Queries of programs, answered before the framework of the pages is asked, and without a thread.

Each hand-over from thread to thread, and the framework, cost several times what a short query
does. So the thread that reads requests begins the query in its worker and sends the answer when
all of that has come; where that would mean to wait, or to work for long, another thread goes on.
What is not plainly a query of a program (a page, an update, a description, an odd request) is left
to the app, whose routes answer queries by the same protocol.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote_plus

from werkzeug.wsgi import ClosingIterator, get_current_url

from graph.errors import CaptivityError
from graph.settings import Settings
from graph.store.port import BegunQuery
from web import reading
from web.asgi import (
    Message,
    Receive,
    Scope,
    Send,
    collect_headers,
    in_thread,
    send_reply,
)
from web.asking import HAS_GONE, Asking, Header, Reply, content_type
from web.bridge import make_environ
from web.negotiation import takes_gzip
from web.problems import PROBLEM_TYPE, delay_headers, write_problem
from web.query_protocol import Order, QueryDesk
from web.security import DATA_HEADERS, QUERY_BODY_BYTES, require_host
from web.waiting import Waiting

App = Callable[[Scope, Receive, Send], Awaitable[None]]

ADDRESSES = ("/sparql", "/sparql/")
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
COMMON = (*reading.SHARED.items(), *DATA_HEADERS.items())
#: The same where a client has the answer and the policy that came with it.
COMMON_KNOWN = tuple(header for header in COMMON if header[0] != "Content-Security-Policy")


@dataclass(frozen=True, slots=True)
class QuickSparql:
    """An asynchronous app that answers queries of programs and passes on everything else."""

    rest: App
    desk: QueryDesk
    settings: Settings
    threads: Executor
    waiting: Waiting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asking = None
        if scope["path"] in ADDRESSES:
            headers = collect_headers(scope)
            body = None
            if expects_body(scope, headers):
                body = await read_body(receive)
                receive = again(body, receive)
            asking = read_query(scope, headers, body)
        if asking is None:
            await self.rest(scope, receive, send)
            return
        reply = await self._answer(headers.get("host", ""), asking)
        common = COMMON_KNOWN if reply.status == 304 else COMMON
        await send_reply(finish_headers(reply), scope, send, self.threads, common)

    async def _answer(self, host: str, asking: Asking) -> Reply:
        try:
            require_host(host, self.settings)
            order = self.desk.read(asking)
            reply = order if isinstance(order, Reply) else await self._ask(order)
            return compress(reply, asking)
        except CaptivityError as error:
            body = write_problem(error, error.status, error.code)
            headers = [content_type(PROBLEM_TYPE), *delay_headers(error.status)]
            return Reply(error.status, headers, [body])

    async def _ask(self, order: Order) -> Reply:
        if (begun := self.desk.begin(order)) is None:
            return await in_thread(self.threads, self.desk.answer, order.asking)
        try:
            await self.waiting.until_readable(begun.fileno())
            if begun.is_whole():
                reply = self._take(begun, order)
            else:
                reply = await in_thread(self.threads, self._take, begun, order)
        finally:
            begun.close()
        if reply is not None:
            return reply
        return await in_thread(self.threads, self.desk.answer, order.asking)

    def _take(self, begun: BegunQuery, order: Order) -> Reply | None:
        answer = begun.take()
        return None if answer is None else self.desk.reply(order, answer)


def expects_body(scope: Scope, headers: Mapping[str, str]) -> bool:
    """Whether a request may have its query in its body, and a body that is soon read."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    length = headers.get("content-length", "")
    is_short = length.isdecimal() and int(length) <= QUERY_BODY_BYTES
    return scope["method"] == "POST" and kind in (FORM, QUERY) and is_short


async def read_body(receive: Receive) -> bytes:
    """The body of a request, as far as its client sends it."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def again(body: bytes, receive: Receive) -> Receive:
    """The same request for who comes next: its body, and then whatever else there is."""
    kept = [body]

    async def receive_again() -> Message:
        if kept:
            return {"type": "http.request", "body": kept.pop(), "more_body": False}
        return await receive()

    return receive_again


def read_query(scope: Scope, headers: Mapping[str, str], body: bytes | None) -> Asking | None:
    """The query of a program in a request; None where that is not plain."""
    if "html" in headers.get("accept", "").lower():
        return None
    try:
        # What is not UTF-8 under its percent signs is for the app to refuse.
        address = scope["query_string"].decode("ascii")
        values = parse_values(address)
        if scope["method"] == "GET":
            texts = values.get("query", [])
        elif body is not None:
            texts = read_texts(headers["content-type"], body, values)
        else:
            return None
    except ValueError:
        return None
    return make_asking(scope, headers, texts, values) if texts else None


def parse_values(text: str) -> dict[str, list[str]]:
    """The values of a form or an address by their names.

    Raises
    ------
    ValueError
        What is under its percent signs is not UTF-8.
    """
    # Most often there is nothing but the query, which is read in half the time.
    if text.startswith("query=") and "&" not in text:
        return {"query": [unquote_plus(text[6:], errors="strict")]}
    return parse_qs(text, keep_blank_values=True, errors="strict")


def read_texts(kind: str, body: bytes, values: dict[str, list[str]]) -> list[str]:
    """The queries in the body of a POST; a form's other fields are added to the values."""
    kind, _, parameters = kind.partition(";")
    if parameters.strip().lower() not in ("", "charset=utf-8"):
        return []
    if kind.strip().lower() == QUERY:
        return [body.decode("utf-8")]
    form = parse_values(body.decode("ascii"))
    if "update" in form:
        return []
    for name, given in form.items():
        values.setdefault(name, []).extend(given)
    return form.get("query", [])


def make_asking(
    scope: Scope, headers: Mapping[str, str], texts: list[str], values: dict[str, list[str]]
) -> Asking:
    """The request as the protocol sees it."""
    return Asking(
        method=scope["method"],
        path=f"{scope['path']}?{scope['query_string'].decode('ascii')}",
        address=lambda: get_current_url(make_environ(scope), strip_querystring=True),
        texts=texts,
        values=values,
        accept=headers.get("accept", ""),
        encodings=headers.get("accept-encoding", ""),
        known_tags=headers.get("if-none-match", ""),
        client=scope["client"][0] if scope.get("client") else "",
        is_cancelled=scope.get(HAS_GONE),
    )


def compress(reply: Reply, asking: Asking) -> Reply:
    """The reply as gzip when the client asked for that and it is worth it."""
    if reply.status != 200 or reply.is_small or not takes_gzip(asking.encodings):
        return reply
    parts = ClosingIterator(reading.squeeze(reply.parts), getattr(reply.parts, "close", None))
    return Reply(200, [*reply.headers, ("Content-Encoding", "gzip")], parts)


def finish_headers(reply: Reply) -> Reply:
    """The reply with all that it varies by in one header, and its length where it is known."""
    varies = [value for name, value in reply.headers if name == "Vary"]
    headers: list[Header] = [header for header in reply.headers if header[0] != "Vary"]
    if isinstance(reply.parts, list) and reply.status != 304:
        headers.append(("Content-Length", str(sum(map(len, reply.parts)))))
    headers.append(("Vary", ", ".join([*varies, "Accept-Encoding"])))
    return Reply(reply.status, headers, reply.parts)
