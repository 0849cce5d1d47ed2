"""A client of a SPARQL endpoint that tells a whole answer from one that broke off."""

from __future__ import annotations

import http.client
import json
import threading
import urllib.parse

from hostile_load import Broken

#: Seconds in which any answer at all must come.
PATIENCE_S = 120


class Client:
    """Asks by POST, each thread over a connection of its own; use it as a context manager."""

    def __init__(self, endpoint: str) -> None:
        parts = urllib.parse.urlsplit(endpoint)
        self._place, self._path = parts.netloc, parts.path
        self._kept = threading.local()
        self._opened: list[http.client.HTTPConnection] = []

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        for connection in self._opened:
            connection.close()

    def ask(self, text: str, _timeout_s: float | None = None) -> bytes:
        """The whole answer; its deadline is the server's.

        Raises
        ------
        Broken
            The status and the code of a problem, or how the connection or the answer broke off.
        """
        try:
            answer = self.begin(text)
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self._forget()
            raise Broken(type(error).__name__) from error
        if answer.status != 200:
            code = json.loads(content)["code"] if content.startswith(b"{") else ""
            raise Broken(f"{answer.status} {code}".strip())
        return content

    def begin(self, text: str) -> http.client.HTTPResponse:
        """The answer of which nothing has been read but its head."""
        # Half a character is not UTF-8: that is part of the hostility.
        body = urllib.parse.urlencode({"query": text}, errors="surrogatepass").encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/sparql-results+json, text/turtle;q=0.5",
        }
        connection = self._connection()
        connection.request("POST", self._path, body, headers)
        return connection.getresponse()

    def read_on(self, answer: http.client.HTTPResponse) -> int:
        """Read an answer that was begun to its end, and count the bytes.

        Raises
        ------
        Broken
            It broke off.
        """
        size = 0
        try:
            while part := answer.read(1 << 20):
                size += len(part)
        except (OSError, http.client.HTTPException) as error:
            self._forget()
            raise Broken(type(error).__name__) from error
        return size

    def _connection(self) -> http.client.HTTPConnection:
        found: http.client.HTTPConnection | None = getattr(self._kept, "connection", None)
        if found is None:
            found = http.client.HTTPConnection(self._place, timeout=PATIENCE_S)
            self._kept.connection = found
            self._opened.append(found)
        return found

    def _forget(self) -> None:
        self._connection().close()
        del self._kept.connection
