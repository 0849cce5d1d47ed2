"""A place in the line for a worker: whoever came first is let in first."""

from __future__ import annotations

import threading
import time

from graph.store.worker_process import Worker


class Place:
    """One thread's place; ``worker`` is what it gets, or None if it has to start one itself."""

    def __init__(self) -> None:
        self.worker: Worker | None = None
        self.is_given = False
        self._gate = threading.Lock()
        self._gate.acquire()

    def give(self) -> None:
        """Let the thread in."""
        self.is_given = True
        self._gate.release()

    def wait(self, deadline: float) -> bool:
        """Whether it was let in before the deadline."""
        return self._gate.acquire(timeout=max(0.0, deadline - time.monotonic()))
