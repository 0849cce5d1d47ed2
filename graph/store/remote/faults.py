"""What an answer that is none means: our errors from a remote's status, headers and first words."""

from __future__ import annotations

import re

from graph.errors import (
    CaptivityError,
    InvalidQuery,
    QueryFailed,
    QueryTimeout,
    QueryTooLarge,
    RemoteMisbehaved,
    RemoteRefused,
    RemoteUnreachable,
    StoreFull,
    StoreUnavailable,
)

#: Statuses after which the same read may be asked again.
PASSING = frozenset({429, 502, 503})
LONGEST = 240
_LINE = re.compile(r"line (\d+)", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")
_RIGHTS = ("permission", "security", "not allowed", "forbidden", "access denied")
_TIME = ("timed out", "timeout", "time limit", "execution time", "too long")
_FULL = ("no space left", "disk full", "out of disk", "quota")


def fault_of_status(status: int, reason: str, address: str, *, is_update: bool) -> CaptivityError:
    """The error for an answer with this status, from the first words of its body."""
    words = shorten(reason)
    lower = words.lower()
    thing = f"{address} ({status}{': ' + words if words else ''})"
    if status in (401, 403, 407) or any(word in lower for word in _RIGHTS):
        return RemoteRefused(
            "The remote does not let us",
            thing,
            "Set CAPTIVITY_REMOTE_USER and CAPTIVITY_REMOTE_PASSWORD, or CAPTIVITY_REMOTE_TOKEN.",
        )
    if 300 <= status < 400:
        return RemoteMisbehaved("The remote redirects, which is not followed", thing, words)
    if status == 507 or any(word in lower for word in _FULL):
        return StoreFull("The remote is full", thing, "Nothing of this change is to be seen.")
    if status in (408, 504) or any(word in lower for word in _TIME):
        return QueryTimeout("The remote gave up for want of time", thing, "Ask for less.")
    if status in (404, 405, 410, 501):
        return RemoteMisbehaved("There is no such service at the remote", thing, "Check --store.")
    if status == 413:
        return QueryTooLarge("The remote finds the request too large", thing, "Ask for less.")
    if status == 400 and not is_update:
        line = _LINE.search(words)
        return InvalidQuery(
            "The remote does not take the query",
            words or address,
            line=int(line[1]) if line else None,
        )
    if status in PASSING:
        return StoreUnavailable("The remote is busy or being repaired", thing, "Try again later.")
    if is_update:
        return StoreUnavailable("The remote did not take the change", thing, "Nothing was changed.")
    return QueryFailed("The remote could not answer", thing, "Change the query or try again.")


def unreachable(address: str, reason: str) -> RemoteUnreachable:
    """The error for a remote that cannot be talked to."""
    return RemoteUnreachable(
        "The remote store does not answer", f"{address} ({reason})", "Check address and network."
    )


def overdue(address: str, seconds: float) -> QueryTimeout:
    """The error for an answer that was not complete in time."""
    return QueryTimeout(
        f"The remote was not done within {seconds:g} seconds",
        address,
        "Ask for less, or raise CAPTIVITY_REMOTE_TIMEOUT_S.",
    )


def shorten(text: str) -> str:
    """The first words of a text without markup and line breaks.

    >>> shorten("<h1>Not  here</h1> <p>Sorry</p>")
    'Not here Sorry'
    """
    plain = "".join(c if c.isprintable() or c.isspace() else "" for c in _TAG.sub(" ", text))
    return _SPACE.sub(" ", plain).strip()[:LONGEST]
