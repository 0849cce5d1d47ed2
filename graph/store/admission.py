"""Who is let in to the workers of a pool: first come, first served, as long as there is room."""

from __future__ import annotations

import threading
from collections import deque

from graph.errors import QueryFailed, QueryTimeout
from graph.store.lanes import MOST_FAST, Lanes, Run
from graph.store.places import Place
from graph.store.stock import Stock
from graph.store.worker_process import Worker

#: Workers kept ready beyond those that may be at work in the fast lane.
SPARES = 3


class Admission:
    """The state of a pool under its lock ``turn``: queries under way, workers ready, who waits.

    ``bell`` wakes whoever looks after the queries, ``want`` whoever starts workers.
    """

    def __init__(self, stock: Stock) -> None:
        self.turn = threading.Lock()
        self.bell = threading.Event()
        self.want = threading.Event()
        self.stock = stock
        self.lanes = Lanes()
        self.is_warm = False
        self.is_closed = False
        self._line: deque[Place] = deque()
        self._starting = 0

    def take_free(self) -> Worker | None:
        """A worker that is free at this moment, counted as starting until its query begins."""
        with self.turn:
            is_free = not (self.is_closed or self._line) and self._has_room()
            worker = self._take_idle() if is_free else None
            self._starting += worker is not None
        return worker

    def take(self, deadline: float, timeout_s: float) -> Worker:
        """A worker of one's own, counted as starting until its query begins; first come first.

        Raises
        ------
        QueryTimeout
            None was free until the deadline.
        QueryFailed
            The pool is closed, or no worker can be started.
        """
        place = Place()
        with self.turn:
            self._line.append(place)
            self.admit()
        if not place.wait(deadline):
            with self.turn:
                if not place.is_given:
                    self._line.remove(place)
                    raise QueryTimeout(
                        "The query was not begun in time",
                        f"all {MOST_FAST} workers were busy for {timeout_s:g} s",
                        "Try again, or give more seconds.",
                    )
        if place.worker is not None:
            return place.worker
        if self.is_closed:
            raise QueryFailed("The store is closed", advice="Open it again.")
        return self._start_counted()

    def begin(self, run: Run) -> None:
        """Count a query as under way whose worker was taken."""
        with self.turn:
            self._starting -= 1
            self.lanes.begin(run)

    def finish(self, run: Run, *, reusable: bool) -> None:
        """Have a worker again whose answer was read to its end, or that is of no use any more."""
        with self.turn:
            self.lanes.end(run)
            worker = run.worker
            # A worker of low priority cannot be given its old one back.
            fit = reusable and not run.ended and not run.priority and not worker.is_stopped
            if fit and not self.is_closed and len(self.stock.free) < MOST_FAST + SPARES:
                self.stock.free.append(worker)
            else:
                self.stock.drop(worker)
                self._ring()
            self.admit()

    def close(self) -> list[Worker]:
        """Let nobody in any more and end what is under way; the workers that are to be waited for.

        Their sockets belong to the threads that read them, which will find them ended.
        """
        with self.turn:
            self.is_closed = True
            for run in self.lanes:
                run.ended = "closed"
                run.worker.stop()
            going = [*self.stock.empty(), *(run.worker for run in self.lanes)]
            self.admit()
        self._ring()
        return going

    def admit(self) -> None:
        """Let in whoever waits, as long as there is room; for whoever holds the lock."""
        while self._line and (self.is_closed or self._has_room()):
            place = self._line.popleft()
            if not self.is_closed:
                self._starting += 1
                place.worker = self._take_idle()
            place.give()

    def missing(self) -> int:
        """How many workers are to be started; for whoever holds the lock."""
        ready = len(self.stock.free) + len(self.lanes.fast) + self._starting
        return MOST_FAST + SPARES - ready

    def _take_idle(self) -> Worker | None:
        worker = self.stock.take()
        if worker is None:
            # Those that were ready have ended, and nobody knows it yet who could make others.
            self._ring()
        return worker

    def _ring(self) -> None:
        self.bell.set()
        self.want.set()

    def _has_room(self) -> bool:
        # Where workers are kept ready, one will be in a moment: sooner than one begun now.
        has_worker = bool(self.stock.free) or not self.is_warm
        return has_worker and len(self.lanes.fast) + self._starting < MOST_FAST

    def _start_counted(self) -> Worker:
        worker = None
        try:
            worker = self.stock.start()
        finally:
            if worker is None:
                with self.turn:
                    self._starting -= 1
                    self.admit()
        return worker
