"""The two threads beside a pool: one looks after the queries under way, one after the workers."""

from __future__ import annotations

import threading
import time

from graph.store.admission import Admission
from graph.store.lanes import Run
from graph.store.priority import apply_lane, measure
from graph.store.stock import end_worker
from graph.store.worker_process import Worker

#: How often the queries under way are looked after.
TICK_S = 0.01
#: Ticks without a query after which nobody looks until there is one.
QUIET_TICKS = 50
#: Seconds after which starting a worker is tried again.
RETRY_S = 0.5


class Keepers:
    """They begin with the first query, or when workers are to be kept ready; and end together."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._keeper: threading.Thread | None = None
        self._stocker: threading.Thread | None = None
        self._is_asleep = False

    def start(self) -> None:
        """Have somebody look after the queries, and after the stock where workers are kept."""
        with self._admission.turn:
            if self._admission.is_closed:
                return
            if self._keeper is None:
                self._keeper = threading.Thread(target=self._keep, name="queries", daemon=True)
                self._keeper.start()
            if self._admission.is_warm and self._stocker is None:
                self._stocker = threading.Thread(
                    target=self._keep_stock, name="workers", daemon=True
                )
                self._stocker.start()

    def wake(self) -> None:
        """Know of a query that has just begun."""
        if self._keeper is None:
            self.start()
        elif self._is_asleep:
            self._admission.bell.set()

    def join(self) -> None:
        """Wait until both have ended, which they do when the pool is closed."""
        for thread in (self._keeper, self._stocker):
            if thread is not None:
                thread.join()

    def _keep(self) -> None:
        """Look after the queries under way until the pool is closed."""
        admission, quiet = self._admission, 0
        while not admission.is_closed:
            admission.bell.clear()
            quiet = 0 if self._look() else quiet + 1
            with admission.turn:
                # Woken by no query as long as they come often: that would cost more than they do.
                self._is_asleep = quiet >= QUIET_TICKS and not admission.lanes
            admission.bell.wait(None if self._is_asleep else TICK_S)

    def _look(self) -> bool:
        """Stop, move and bury what is due; whether anything is under way."""
        admission, lanes = self._admission, self._admission.lanes
        with admission.turn:
            runs = list(lanes)
        # Asked without the lock: it is not our code.
        unwanted = {run for run in runs if run.is_cancelled is not None and run.is_cancelled()}
        now = time.monotonic()
        with admission.turn:
            for run in [run for run in lanes if run in unwanted or run.deadline <= now]:
                self._stop(run, "cancelled" if run in unwanted else "deadline")
            for run in lanes:
                measure(run)
            for run in lanes.sort(now):
                self._stop(run, "busy")
            for run in lanes:
                apply_lane(run)
            is_busy = admission.stock.bury() or bool(lanes)
            is_busy = admission.stock.refresh_another() or is_busy
            if admission.missing() > 0:
                admission.want.set()
            admission.admit()
        return is_busy

    def _stop(self, run: Run, reason: str) -> None:
        run.ended = reason
        run.worker.stop()
        self._admission.lanes.end(run)

    def _keep_stock(self) -> None:
        """Start workers whenever too few are ready, until the pool is closed."""
        admission = self._admission
        while not admission.is_closed:
            admission.want.clear()
            with admission.turn:
                missing = admission.missing()
            if missing <= 0:
                admission.want.wait()
            elif not sum(map(self._offer, admission.stock.start_many(missing))):
                # Nothing can be started now, for want of memory or processes.
                admission.want.wait(RETRY_S)

    def _offer(self, worker: Worker) -> bool:
        with self._admission.turn:
            if not self._admission.is_closed:
                self._admission.stock.free.insert(0, worker)
                self._admission.admit()
                return True
        end_worker(worker)
        return False
