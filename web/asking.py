"""One request for the result of a query, and the reply to it, whatever framework carries them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from werkzeug.utils import get_content_type

if TYPE_CHECKING:
    from flask import Request

#: Where a request says whether its client has hung up.
HAS_GONE = "captivity.has_gone"

Header = tuple[str, str]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Asking:
    """What a client sent: the texts that claim to be the query, the other values, its headers.

    ``address`` gives what relative IRIs are read against, ``path`` is the address as written.
    """

    method: str
    path: str
    address: Callable[[], str]
    texts: Sequence[str]
    values: Mapping[str, Sequence[str]]
    accept: str = ""
    encodings: str = ""
    known_tags: str = ""
    client: str = ""
    is_cancelled: Cancelled | None = None

    def first(self, name: str) -> str:
        """The first value of that name; empty without one."""
        found = self.values.get(name)
        return found[0] if found else ""

    def all(self, name: str) -> tuple[str, ...]:
        """All values of that name."""
        return tuple(self.values.get(name, ()))


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, the headers that belong to the protocol, and the body: whole in a list, or not."""

    status: int
    headers: list[Header]
    parts: Iterable[bytes]

    @property
    def is_small(self) -> bool:
        """Whether all of it is here and not worth compressing."""
        return isinstance(self.parts, list) and sum(map(len, self.parts)) < SMALLEST


#: Bytes below which an answer is not compressed.
SMALLEST = 600


def read_request(incoming: Request, texts: Sequence[str]) -> Asking:
    """The same from a request of Flask's."""
    return Asking(
        method=incoming.method,
        path=incoming.full_path,
        address=lambda: incoming.base_url,
        texts=texts,
        values={name: incoming.values.getlist(name) for name in incoming.values},
        accept=incoming.headers.get("Accept", ""),
        encodings=incoming.headers.get("Accept-Encoding", ""),
        known_tags=incoming.headers.get("If-None-Match", ""),
        client=incoming.remote_addr or "",
        is_cancelled=incoming.environ.get(HAS_GONE),
    )


@lru_cache(maxsize=64)
def content_type(media_type: str) -> Header:
    """The header for a media type, with the character set where text has one."""
    return "Content-Type", get_content_type(media_type, "utf-8")
