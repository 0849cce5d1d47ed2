"""Who we are to a remote: a token, or a user and password that are sent only when asked for."""

from __future__ import annotations

import base64
from collections.abc import Generator

import httpx

from graph.errors import MisconfiguredSettings

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class Credentials(httpx.Auth):
    """Bearer token, Digest or Basic, whichever the remote asks for; nothing without settings.

    What can be read on the way (a token, Basic) goes over https or to this machine only.
    """

    def __init__(self, user: str, password: str, token: str) -> None:
        self._token = token
        self._basic = base64.b64encode(f"{user}:{password}".encode()).decode() if user else ""
        self._digest = httpx.DigestAuth(user, password)
        self._is_basic = False

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request, again with an answer if the remote asks who we are."""
        if self._token:
            require_private(request.url)
            request.headers["Authorization"] = f"Bearer {self._token}"
            yield request
        elif not self._basic:
            yield request
        elif self._is_basic:
            yield self._with_basic(request)
        else:
            flow = self._digest.auth_flow(request)
            response = yield next(flow)
            asked = response.headers.get("www-authenticate", "").lower()
            if response.status_code == 401 and "basic" in asked and "digest" not in asked:
                self._is_basic = True
                yield self._with_basic(request)
            else:
                try:
                    yield flow.send(response)
                except StopIteration:
                    return

    def _with_basic(self, request: httpx.Request) -> httpx.Request:
        require_private(request.url)
        request.headers["Authorization"] = f"Basic {self._basic}"
        return request


def require_private(url: httpx.URL) -> None:
    """Refuse to send a secret where others could read it.

    Raises
    ------
    MisconfiguredSettings
        The address is neither https nor this machine.
    """
    if url.scheme != "https" and url.host not in LOCAL:
        raise MisconfiguredSettings(
            "A secret is not sent over plain http",
            f"{url.scheme}://{url.host}",
            "Give the https address of the remote.",
        )
