"""What stands between the pages and strangers: hosts, origins, writers, headers, body limits."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, current_app, g, request

from graph.errors import NotAllowed
from graph.settings import Settings

CSRF_COOKIE = "captivity_visit"
CSRF_FIELD = "csrf"
QUERY_BODY_BYTES = 2 * 1024 * 1024
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
WILDCARDS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared with, not bound to

#: Everything a page of ours needs, and nothing it does not.
PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
#: The same for a frame in pages of other sites; it has no form and writes nothing.
FRAME_POLICY = PAGE_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *").replace(
    "form-action 'self'", "form-action 'none'"
)
#: For what is not a page: nothing in it may act.
DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
#: All of it for an answer that is no page.
DATA_HEADERS = {
    "Content-Security-Policy": DATA_POLICY,
    **ALWAYS,
    "Cache-Control": "no-cache",
}


def protect(app: Flask, settings: Settings) -> None:
    """Put every check and header in front of every route of the app."""
    app.config["MAX_CONTENT_LENGTH"] = settings.max_upload_mb * 1024 * 1024 + 65536
    app.config["MAX_FORM_MEMORY_SIZE"] = QUERY_BODY_BYTES
    app.extensions["captivity_secret"] = secrets.token_bytes(32)
    app.before_request(lambda: check_host(request, settings))
    app.after_request(add_headers)
    app.jinja_env.globals["csrf_token"] = csrf_token


def check_host(incoming: Request, settings: Settings) -> None:
    """Refuse a Host that is not ours, so a page elsewhere cannot reach us by DNS rebinding.

    Raises
    ------
    NotAllowed
        The request is for a host name that this server does not go by.
    """
    require_host(incoming.headers.get("Host", ""), settings)


def require_host(header: str, settings: Settings) -> None:
    """The same from the header itself."""
    host = host_name(header)
    if host in LOOPBACK_NAMES or host in _own_names(settings):
        return
    if settings.host in WILDCARDS and _is_address(host):
        # Rebinding needs a name; an address that reaches a socket open to all is the user's own.
        return
    raise NotAllowed(
        "This server does not go by that host name",
        host,
        "Use the address it printed, or set CAPTIVITY_PUBLIC_HOST.",
    )


def host_name(header: str) -> str:
    """The name in a Host header, lower case, without port and brackets.

    >>> host_name("LOCALHOST:8765"), host_name("[::1]:8765"), host_name("Example.org.")
    ('localhost', '::1', 'example.org')
    """
    text = header.strip().lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0].rstrip(".")


def require_writer(settings: Settings) -> None:
    """Let a change through only from this site, with its form's token, by who may write.

    A body that is RDF by its own media type needs no form token: no page elsewhere can send one
    without asking first, and we never say yes.

    Raises
    ------
    NotAllowed
        Another site, a form without its token, or a writer from elsewhere without the secret.
    """
    check_origin(request)
    if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data", ""):
        check_csrf(request)
    elif request.mimetype == "text/plain":
        raise NotAllowed("Plain text is not taken", "text/plain", "Send text/turtle or use /add.")
    if not writes_freely(settings):
        check_token(request, settings)


def check_origin(incoming: Request) -> None:
    """Refuse what another site sends in the visitor's name.

    Raises
    ------
    NotAllowed
        The browser says that the request comes from another origin.
    """
    origin = incoming.headers.get("Origin")
    site = incoming.headers.get("Sec-Fetch-Site", "none")
    ours = incoming.headers.get("Host", "").strip().lower()
    if site not in ("same-origin", "none") or (origin and urlsplit(origin).netloc != ours):
        raise NotAllowed("A change must come from this site's own pages", origin or site)


def check_csrf(incoming: Request) -> None:
    """Refuse a form that this server did not hand to this browser.

    Raises
    ------
    NotAllowed
        The token is missing, or older than the server's start.
    """
    visit = incoming.cookies.get(CSRF_COOKIE, "")
    given = incoming.form.get(CSRF_FIELD, "")
    if not visit or not hmac.compare_digest(given.encode(), _sign(visit).encode()):
        raise NotAllowed(
            "The form has no valid token",
            advice="Open the page again and repeat; the server may have been restarted.",
        )


def writes_freely(settings: Settings) -> bool:
    """Whether the caller is on this machine and nothing publishes this server."""
    if settings.public_host:
        return False
    return _is_loopback(request.remote_addr or "")


def describe_writer(settings: Settings) -> dict[str, Any]:
    """What the forms need to know of who may write here."""
    free = writes_freely(settings)
    return {"is_open": free or bool(settings.token), "asks_token": not free, "field": CSRF_FIELD}


def check_token(incoming: Request, settings: Settings) -> None:
    """Ask a writer from elsewhere for the secret, as a Bearer header or a form field.

    Raises
    ------
    NotAllowed
        No secret is set, or another one was sent.
    """
    if not settings.token:
        raise NotAllowed("Writing is closed here", advice="Set CAPTIVITY_TOKEN to open it.")
    header = incoming.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    given = header or incoming.form.get("token", "")
    if not hmac.compare_digest(given.encode(), settings.token.encode()):
        raise NotAllowed("The token is not the right one", advice="Send CAPTIVITY_TOKEN's value.")


def csrf_token() -> str:
    """The token for a form of this page; its cookie goes out with the answer."""
    visit = request.cookies.get(CSRF_COOKIE) or g.get("visit") or secrets.token_urlsafe(18)
    g.visit = visit
    return _sign(visit)


def add_headers(response: Response) -> Response:
    """The answer with its policy; what is not HTML may do nothing at all."""
    is_page = response.mimetype == "text/html"
    headers = response.headers
    if response.status_code != 304:
        # A cache keeps the policy that came with the page, and would take this one in its place.
        headers.setdefault("Content-Security-Policy", PAGE_POLICY if is_page else DATA_POLICY)
    headers.update(ALWAYS)
    if g.get("is_frame"):
        del headers["X-Frame-Options"]
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    headers.setdefault("Cache-Control", "no-cache")
    if visit := g.get("visit"):
        response.set_cookie(
            CSRF_COOKIE, visit, samesite="Strict", httponly=True, secure=request.is_secure
        )
    return response


def allow_framing(response: Response) -> Response:
    """The answer as one that pages of other sites may show in a frame; errors stay alone."""
    g.is_frame = response.status_code in (200, 304)
    if response.status_code == 200:
        response.headers["Content-Security-Policy"] = FRAME_POLICY
    return response


def _sign(visit: str) -> str:
    return hmac.new(
        current_app.extensions["captivity_secret"], visit.encode(), "sha256"
    ).hexdigest()


def _own_names(settings: Settings) -> set[str]:
    return {host_name(name) for name in (settings.public_host,) if name} | (
        {settings.host.lower().strip("[]")} - WILDCARDS
    )


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(address: str) -> bool:
    return _is_address(address) and ipaddress.ip_address(address).is_loopback
