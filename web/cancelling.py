"""The queries that pages run, each under an id of its page, so that the page can stop them.

An id counts only with the cookie of the browser that it was shown to: nobody stops the query of
another. Programs need no id: they hang up.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import current_app, request

from web.asking import HAS_GONE
from web.security import CSRF_COOKIE

#: More than can run or wait at one time.
MOST = 256
#: Characters of an id beyond which it is not ours.
LONGEST = 64


@dataclass(frozen=True, slots=True)
class Switch:
    """What ends one query: its page says so, or its reader has gone."""

    stopped: threading.Event = field(default_factory=threading.Event)
    has_gone: Callable[[], bool] | None = None

    def is_off(self) -> bool:
        """Whether nobody wants the result any more."""
        return self.stopped.is_set() or (self.has_gone is not None and self.has_gone())


class Switches:
    """The switches of the queries under way, by the browser and the id of each."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str], Switch] = {}

    @contextmanager
    def hold(self, key: tuple[str, str] | None, switch: Switch) -> Iterator[Switch]:
        """Keep the switch while its query runs; one with no key, or too many, cannot be found."""
        with self._lock:
            if key is not None and len(self._known) < MOST:
                self._known[key] = switch
        try:
            yield switch
        finally:
            with self._lock:
                if key is not None and self._known.get(key) is switch:
                    del self._known[key]

    def stop(self, key: tuple[str, str]) -> bool:
        """Turn a switch off; whether it was there."""
        with self._lock:
            switch = self._known.get(key)
        if switch is not None:
            switch.stopped.set()
        return switch is not None


def new_run() -> str:
    """An id for the next query of a page."""
    return secrets.token_urlsafe(9)


@contextmanager
def open_switch() -> Iterator[Switch]:
    """The switch of the query that this request runs."""
    visit, run = request.cookies.get(CSRF_COOKIE, ""), request.values.get("run", "")
    key = (visit, run) if visit and run and len(visit) + len(run) < 2 * LONGEST else None
    switch = Switch(has_gone=request.environ.get(HAS_GONE))
    with switches().hold(key, switch):
        yield switch


def cancel_run(run: str) -> bool:
    """Stop the query that this browser runs under the id; whether there was one."""
    return switches().stop((request.cookies.get(CSRF_COOKIE, ""), run))


def switches() -> Switches:
    """Those of the app that answers this request."""
    found: Switches = current_app.extensions["captivity_switches"]
    return found
