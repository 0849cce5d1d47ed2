"""One exchange with a remote: asked, read to its end under limits, and told in our errors."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

import httpx

from graph.errors import CaptivityError, RemoteMisbehaved
from graph.settings import Settings
from graph.store.remote.bounds import MEBIBYTE, limit_bytes, limit_depth, limit_quoting, unpack
from graph.store.remote.credentials import Credentials
from graph.store.remote.deadline import DeadlineTransport, deadline
from graph.store.remote.faults import PASSING, fault_of_status, overdue, unreachable
from ontology import VERSION

ATTEMPTS = 3
PAUSE_S = 0.2
#: How much of an answer is kept in memory; the rest goes to a file that has no name.
IN_MEMORY = 4 * MEBIBYTE
#: How much of an error's body is read.
REASON = 4096
JSON_RESULTS = "application/sparql-results+json"
N_TRIPLES = "application/n-triples"
#: What else a remote may call the same thing.
ALIASES: Mapping[str, frozenset[str]] = {
    JSON_RESULTS: frozenset({JSON_RESULTS, "application/json"}),
    N_TRIPLES: frozenset({N_TRIPLES, "text/plain"}),
}
GUARDS: Mapping[str, Callable[[Iterator[bytes], str], Iterator[bytes]]] = {
    JSON_RESULTS: limit_depth,
    N_TRIPLES: limit_quoting,
}


@dataclass(frozen=True, slots=True)
class Call:
    """One request: ``accept`` is the media type that its answer must have, empty for any."""

    method: str
    address: str
    content: bytes = b""
    content_type: str = ""
    form: Mapping[str, str | list[str]] | None = None
    params: Mapping[str, str] | None = None
    accept: str = ""
    is_read: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer read to its end: its headers and its body as a file at its beginning."""

    headers: httpx.Headers
    body: IO[bytes]


class RemoteClient:
    """The connections to one remote; safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.timeout_s = settings.remote_timeout_s
        self._most = settings.remote_max_mb * MEBIBYTE
        self._http = httpx.Client(
            transport=DeadlineTransport(),
            auth=Credentials(settings.remote_user, settings.remote_password, settings.remote_token),
            headers={"User-Agent": f"captivity/{VERSION}", "Accept-Encoding": "gzip"},
            timeout=None,  # noqa: S113 - the transport caps every step by the deadline
            follow_redirects=False,
            trust_env=False,
        )

    def send(self, call: Call, timeout_s: float | None = None) -> Reply:
        """The answer to a call, complete, within the time; reads are tried again.

        Raises
        ------
        RemoteUnreachable, RemoteMisbehaved, RemoteRefused, StoreUnavailable, StoreFull
            There is no answer, a wrong one, or one that says no.
        QueryTimeout
            It was not complete in time.
        InvalidQuery, QueryTooLarge
            The remote does not take the query.
        """
        seconds = timeout_s or self.timeout_s
        ends = time.monotonic() + seconds
        with deadline(seconds):
            for attempt in range(1, ATTEMPTS + 1):
                fault = self._try(call, seconds)
                if isinstance(fault, Reply):
                    return fault
                error, may_pass = fault
                pause = PAUSE_S * attempt
                last = attempt == ATTEMPTS or time.monotonic() + pause >= ends
                if last or not (may_pass and call.is_read):
                    raise error
                time.sleep(pause)
        raise unreachable(call.address, "no attempt was made")

    def close(self) -> None:
        """Close every connection."""
        self._http.close()

    def _try(self, call: Call, seconds: float) -> Reply | tuple[CaptivityError, bool]:
        """The answer, or the error and whether it may pass."""
        try:
            with self._http.stream(
                call.method,
                call.address,
                params=call.params,
                data=call.form,
                content=call.content or None,
                headers=_headers(call),
            ) as response:
                if response.status_code >= 300:
                    return _refusal(call, response)
                return Reply(response.headers, self._read(call, response))
        except httpx.TimeoutException:
            return overdue(call.address, seconds), False
        except httpx.ConnectError as error:
            return unreachable(call.address, str(error) or "no connection"), True
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return unreachable(call.address, str(error) or type(error).__name__), True

    def _read(self, call: Call, response: httpx.Response) -> IO[bytes]:
        _check_type(call, response)
        coding = response.headers.get("content-encoding", "").strip().lower()
        raw = limit_bytes(response.iter_raw(), self._most, call.address)
        parts = limit_bytes(unpack(raw, coding, call.address), self._most, call.address)
        if guard := GUARDS.get(call.accept):
            parts = guard(parts, call.address)
        body = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller reads it
        try:
            for part in parts:
                body.write(part)
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body


def _headers(call: Call) -> dict[str, str]:
    headers = {"Accept": call.accept or "*/*"}
    if call.content_type:
        headers["Content-Type"] = call.content_type
    return headers


def _check_type(call: Call, response: httpx.Response) -> None:
    if not call.accept:
        return
    found = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if found not in ALIASES[call.accept]:
        raise RemoteMisbehaved(
            "The remote answers with something else than SPARQL results",
            f"{call.address} ({found or 'no media type'} instead of {call.accept})",
            "Check that --store is the address of a SPARQL endpoint.",
        )


def _refusal(call: Call, response: httpx.Response) -> tuple[CaptivityError, bool]:
    status = response.status_code
    words = ""
    if 300 <= status < 400:
        words = f"It points to {response.headers.get('location', 'nowhere')[:200]}."
    else:
        with suppress(httpx.HTTPError, CaptivityError):
            coding = response.headers.get("content-encoding", "").strip().lower()
            for part in unpack(response.iter_raw(), coding, call.address):
                words += part[:REASON].decode("utf-8", "replace")
                if len(words) >= REASON:
                    break
    fault = fault_of_status(status, words, call.address, is_update=not call.is_read)
    return fault, status in PASSING
