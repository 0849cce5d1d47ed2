"""What the server does when nobody writes: move the log of the store into its data files."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

from graph.errors import StoreUnavailable

IDLE_S = 30.0

_log = logging.getLogger(__name__)


@runtime_checkable
class Flushable(Protocol):
    """A store with a log that grows until it is flushed."""

    @property
    def revision(self) -> int:
        """The number of changes acknowledged so far."""
        ...

    def flush(self) -> None:
        """Move what is in the log into data files."""
        ...


@contextmanager
def flushing_when_idle(store: Flushable, idle_s: float = IDLE_S) -> Iterator[None]:
    """Flush the store whenever nothing was written for some seconds, while the context lasts.

    A server that is killed then opens its store again as fast as one that was closed.
    """
    ended = threading.Event()
    thread = threading.Thread(
        target=_watch, args=(store, ended, idle_s), name="flush-when-idle", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _watch(store: Flushable, ended: threading.Event, idle_s: float) -> None:
    flushed = seen = store.revision
    while not ended.wait(idle_s):
        now = store.revision
        if now == seen and now != flushed:
            try:
                store.flush()
            except StoreUnavailable as error:
                # The next writer is told; here nobody asked.
                _log.warning("%s", error.message)
            flushed = now
        seen = now
