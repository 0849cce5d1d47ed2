"""What all answers to readers share: open to pages elsewhere, tagged by revision, compressed."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator

from flask import Blueprint, Request, Response, current_app, request
from werkzeug.http import parse_etags
from werkzeug.wsgi import ClosingIterator

from web.asking import SMALLEST
from web.negotiation import accepts_gzip, takes_gzip
from web.state import state

#: Quick, and within a tenth of the smallest that gzip can do on result files.
LEVEL = 5
GZIP_WINDOW = 31
READ = ("GET", "HEAD")
#: What lets pages of other sites read an answer.
SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, X-Total-Count, Content-Disposition, Retry-After",
}
A_DAY = "86400"
#: Functions whose value is another at each call: their results are never called the same.
FICKLE = ("NOW", "RAND", "UUID", "STRUUID", "BNODE")


def open_to_readers(blueprint: Blueprint) -> None:
    """Let pages of other sites read the answers of a blueprint, and compress them when asked."""
    blueprint.after_request(share)
    blueprint.after_request(compress)


def share(response: Response) -> Response:
    """The answer, readable from pages of other sites; without cookies, so as a stranger reads."""
    if response.mimetype != "text/html":
        response.headers.update(SHARED)
    return response


def answer_preflight(methods: str) -> Response:
    """What a browser is told that asks for a page elsewhere: these methods, no credentials."""
    answer = Response(status=204)
    answer.headers["Allow"] = f"{methods}, OPTIONS"
    answer.headers["Access-Control-Allow-Methods"] = f"{methods}, OPTIONS"
    answer.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
    answer.headers["Access-Control-Max-Age"] = A_DAY
    return answer


def make_tag(text: str, form: str) -> str:
    """The tag of the answer to this request at this revision."""
    return tag_of(
        request.method,
        current_app.extensions["captivity_secret"],
        state().store.revision,
        (request.full_path, text, form),
        request.headers.get("Accept-Encoding", ""),
    )


def tag_of(
    method: str, secret: bytes, revision: int, parts: tuple[str, str, str], encodings: str
) -> str:
    """The tag of an answer, of its address, text and form; empty where two need not be equal."""
    upper = parts[1].upper()
    if method not in READ or any(name in upper for name in FICKLE) or "\\U" in upper:
        return ""
    told = (str(revision), *parts, "gzip" if takes_gzip(encodings) else "")
    # The secret is new at each start: stores of equal revision need not be equal.
    content = secret + "\0".join(told).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()[:24]


def tag_headers(tag: str) -> list[tuple[str, str]]:
    """The tag as a header; weak, because rows may come in another order."""
    return [("ETag", f'W/"{tag}"')] if tag else []


def knows(header: str, tag: str) -> bool:
    """Whether a header If-None-Match names this very answer."""
    return bool(tag and header) and parse_etags(header).contains_weak(tag)


def is_known(incoming: Request, tag: str) -> bool:
    """Whether the client has this very answer already."""
    return knows(incoming.headers.get("If-None-Match", ""), tag)


def not_modified(tag: str) -> Response:
    """The answer to a client that has it already."""
    answer = Response(status=304, headers=[*tag_headers(tag), ("Vary", "Accept")])
    # It has no content, and would pass for a page by its type.
    del answer.headers["Content-Type"]
    return answer


def set_tag(response: Response, tag: str) -> None:
    """Put the tag on an answer."""
    response.headers.update(tag_headers(tag))


def compress(response: Response) -> Response:
    """The answer as gzip when the reader asked for that, part by part as it comes."""
    response.vary.add("Accept-Encoding")
    length = response.content_length
    is_small = length is not None and length < SMALLEST and not response.is_streamed
    is_plain = response.status_code == 200 and "Content-Encoding" not in response.headers
    if not is_plain or is_small or not accepts_gzip(request) or request.method == "HEAD":
        return response
    parts = response.response
    squeezed = squeeze(part.encode() if isinstance(part, str) else part for part in parts)
    response.response = ClosingIterator(squeezed, getattr(parts, "close", None))
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Content-Length", None)
    return response


def squeeze(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the parts as one gzip stream; the first is sent at once, the later ones when full."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP_WINDOW)
    is_first = True
    for part in parts:
        packed = packer.compress(part)
        if is_first:
            packed += packer.flush(zlib.Z_SYNC_FLUSH)
            is_first = False
        if packed:
            yield packed
    yield packer.flush()
