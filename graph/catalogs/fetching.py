"""Fetch a catalog from its public address: over https alone, with a deadline and a size limit."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from graph.errors import CatalogUnreachable, InputTooLarge, InvalidInput
from ontology import VERSION

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 64 * 1024 * 1024
DEADLINE_S = 60.0
CONNECT_S = 10.0
MAX_REDIRECTS = 5
#: Plain http is for one's own machine only.
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
FILE_INSTEAD = "Download it by other means and name the file instead of the address."


def is_address(text: str) -> bool:
    """Whether the text is a web address and not the name of a file.

    >>> is_address("https://models.dev/api.json"), is_address("api.json")
    (True, False)
    """
    return text.lower().startswith(("https://", "http://"))


def fetch(url: str, *, limit: int = MAX_BYTES, deadline_s: float = DEADLINE_S) -> bytes:
    """The content at the address, at most ``limit`` bytes, within ``deadline_s`` seconds.

    Raises
    ------
    InvalidInput
        The address, or one that it redirects to, is not https.
    CatalogUnreachable
        There is no answer, none in time, or one that says no; the message names the way by file.
    InputTooLarge
        It is larger; the rest was not read.
    """
    import httpx

    ends = time.monotonic() + deadline_s
    timeout = httpx.Timeout(CONNECT_S, read=max(0.1, min(deadline_s, CONNECT_S)))
    headers = {"User-Agent": f"captivity/{VERSION}"}
    try:
        with httpx.Client(timeout=timeout, headers=headers) as client:
            for _ in range(MAX_REDIRECTS + 1):
                require_safe(url)
                with client.stream("GET", url) as response:
                    if not response.is_redirect:
                        response.raise_for_status()
                        return read_body(response, url, limit, ends)
                    url = urljoin(url, response.headers.get("location", ""))
    except httpx.HTTPStatusError as error:
        raise unreachable(url, f"the server answered {error.response.status_code}") from error
    except httpx.HTTPError as error:
        raise unreachable(url, str(error) or type(error).__name__) from error
    except httpx.InvalidURL as error:
        raise InvalidInput("Not a web address", url, str(error)) from error
    raise unreachable(url, f"more than {MAX_REDIRECTS} redirects")


def read_body(response: httpx.Response, url: str, limit: int, ends: float) -> bytes:
    """The body of an answer, as long as it keeps within limit and deadline."""
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        size += len(part)
        if size > limit:
            raise InputTooLarge(
                f"The catalog has more than {limit:,} bytes", url, "Check the address."
            )
        if time.monotonic() > ends:
            raise unreachable(url, "it did not arrive in time")
        parts.append(part)
    return b"".join(parts)


def require_safe(url: str) -> None:
    """Refuse an address that anybody on the way could have answered.

    Raises
    ------
    InvalidInput
        It is not https, and not this machine.
    """
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL):
        return
    raise InvalidInput("A catalog is fetched over https only", url, FILE_INSTEAD)


def unreachable(url: str, reason: str) -> CatalogUnreachable:
    """The error for an address that gave nothing."""
    return CatalogUnreachable("Cannot fetch the catalog", url, f"{reason}. {FILE_INSTEAD}")
