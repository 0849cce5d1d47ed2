"""Who may change the store by program: callers on this machine, and those with the token."""

from __future__ import annotations

from flask import Request

from graph.settings import Settings
from web.security import check_csrf, check_origin, check_token, writes_freely

FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
#: What browsers send along and programs do not.
BROWSER_MARKS = ("Origin", "Referer", "Cookie", "Sec-Fetch-Site", "Sec-Fetch-Mode")


def require_program(incoming: Request, settings: Settings) -> None:
    """Let a change through only from this site or from a program, by who may write.

    A form is a type of content that a page elsewhere can send without asking first. So one that
    bears any mark of a browser must have the token that this site's own forms have; a body with a
    media type of its own cannot come from elsewhere, because we say yes to nobody who asks.

    Raises
    ------
    NotAllowed
        Another site, a browser's form without its token, or a writer from elsewhere without the
        secret.
    """
    check_origin(incoming)
    if incoming.mimetype in FORM_TYPES and any(mark in incoming.headers for mark in BROWSER_MARKS):
        check_csrf(incoming)
    if not writes_freely(settings):
        check_token(incoming, settings)


def writer_name(incoming: Request) -> str:
    """Who the ledger says made the change."""
    return f"web, {incoming.remote_addr or 'unknown address'}"
