"""A pool of query workers: processes that only read, are ended at the deadline and replaced."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from graph.errors import QueryFailed, QueryTimeout, StoreUnavailable
from graph.store.begun import Begun
from graph.store.bind import bind_terms
from graph.store.ends import describe_end
from graph.store.guard import check_at_once
from graph.store.lanes import MOST_FAST, Lanes, Run
from graph.store.nursery import Nursery
from graph.store.places import Place
from graph.store.port import QueryAnswer, QueryRequest
from graph.store.priority import apply_lane, measure
from graph.store.stock import Stock, end_worker
from graph.store.worker_process import MEMORY_MB, TIMEOUT_S, Worker, WorkerLimits

SNAPSHOT_ATTEMPTS = 5
#: Workers kept ready beyond those that may be at work in the fast lane.
SPARES = 3
#: How often the queries under way are looked after.
TICK_S = 0.01
#: Ticks without a query after which nobody looks until there is one.
QUIET_TICKS = 50
#: Seconds after which starting a worker is tried again.
RETRY_S = 0.5


class WorkerPool:
    """Answers queries on the snapshot that ``snapshot_path`` names, from any thread."""

    def __init__(
        self,
        snapshot_path: Callable[[], str],
        *,
        timeout_s: float = TIMEOUT_S,
        memory_mb: int = MEMORY_MB,
        limits: WorkerLimits | None = None,
        nursery: Nursery | None = None,
    ) -> None:
        self._snapshot_path = snapshot_path
        self._limits = limits or WorkerLimits(timeout_s, memory_mb)
        self._stock = Stock(snapshot_path, nursery or Nursery(self._limits))
        self._keeper: threading.Thread | None = None
        self._stocker: threading.Thread | None = None
        self._bell = threading.Event()
        self._want = threading.Event()
        self._turn = threading.Lock()
        self._line: deque[Place] = deque()
        self._lanes = Lanes()
        self._starting = 0
        self._is_warm = False
        self._is_asleep = False
        self._closed = False

    def warm(self) -> None:
        """Start workers before the first query needs them, on the newest snapshot."""
        # Late: whoever asks one query only does not wait for them.
        import logging

        from graph.store.confine import is_supported

        if not is_supported():
            logging.getLogger("captivity").warning(
                "This kernel takes no filter of system calls: query workers could use the network. "
                "The guard alone refuses SERVICE."
            )
        with self._turn:
            self._is_warm = True
        self._start_threads()

    def refresh(self) -> None:
        """Have idle workers open the newest snapshot now, one after the other.

        A query that comes sooner has its worker open it first: it never sees an older one.
        """
        with self._turn:
            self._stock.refresh()
        self._bell.set()

    def answer(self, request: QueryRequest) -> QueryAnswer:
        """The answer to a query, its first part already there.

        Raises
        ------
        InvalidQuery, QueryTooLarge, UnknownFormat
            The text is refused or does not parse, or its result has no such format.
        QueryTimeout
            It was stopped at its deadline, or no worker was free until then.
        StoreBusy
            Too many long queries run already.
        QueryCancelled
            Whoever asked does not want it any more.
        QueryFailed
            The worker ended under it, mostly for want of memory.
        """
        text, timeout_s, deadline = self._prepare(request)
        for _ in range(SNAPSHOT_ATTEMPTS):
            worker = self._take(deadline, timeout_s)
            begun = self._begin(worker, text, request, timeout_s, deadline)
            if (answer := begun.take()) is not None:
                return answer
        raise QueryFailed("No snapshot of the store could be opened", advice="Try again.")

    def begin(self, request: QueryRequest) -> Begun | None:
        """A query given to a worker that is free at this moment; None where there is none.

        Raises
        ------
        InvalidQuery, QueryTooLarge, QueryFailed
            As for :meth:`answer`.
        """
        text, timeout_s, deadline = self._prepare(request)
        with self._turn:
            is_free = not (self._closed or self._line) and self._has_room()
            worker = self._take_idle() if is_free else None
            self._starting += worker is not None
        if worker is None:
            return None
        return self._begin(worker, text, request, timeout_s, deadline)

    def close(self) -> None:
        """End every worker, and wait until they are gone."""
        with self._turn:
            self._closed = True
            for run in self._lanes:
                # Its socket belongs to the thread that reads it, which will find it ended.
                run.ended = "closed"
                run.worker.stop()
            going = [*self._stock.empty(), *(run.worker for run in self._lanes)]
            self._admit()
        self._bell.set()
        self._want.set()
        for thread in (self._keeper, self._stocker):
            if thread is not None:
                thread.join()
        self._stock.close()
        for worker in going:
            worker.wait()

    def finish(self, run: Run, *, reusable: bool) -> None:
        """Have a worker again whose answer was read to its end, or that is of no use any more."""
        with self._turn:
            self._lanes.end(run)
            worker = run.worker
            # A worker of low priority cannot be given its old one back.
            fit = reusable and not run.ended and not run.priority and not worker.is_stopped
            if fit and not self._closed and len(self._stock.free) < MOST_FAST + SPARES:
                self._stock.free.append(worker)
            else:
                self._stock.drop(worker)
                self._bell.set()
                self._want.set()
            self._admit()

    def describe_end(self, run: Run, timeout_s: float) -> StoreUnavailable:
        """The error for a worker that ended or was ended before its answer did."""
        return describe_end(run, timeout_s, self._limits.memory_mb)

    def _prepare(self, request: QueryRequest) -> tuple[str, float, float]:
        """The text with its terms bound, the seconds that it has, and when they are over."""
        check_at_once(request.text, services=self._limits.services)
        text = bind_terms(request.text, request.bindings)
        timeout_s = self._limits.timeout_s if request.timeout_s is None else request.timeout_s
        return text, timeout_s, time.monotonic() + timeout_s

    def _begin(
        self, worker: Worker, text: str, request: QueryRequest, timeout_s: float, deadline: float
    ) -> Begun:
        run = Run(worker, time.monotonic(), deadline, request.client, request.is_cancelled)
        with self._turn:
            self._starting -= 1
            self._lanes.begin(run)
        if self._keeper is None:
            self._start_threads()
        elif self._is_asleep:
            self._bell.set()
        begun = Begun(self, run, timeout_s)
        begun.send(self._snapshot_path(), text, request)
        return begun

    def _take(self, deadline: float, timeout_s: float) -> Worker:
        """A worker of one's own, counted as starting until its query begins; first come first."""
        place = Place()
        with self._turn:
            self._line.append(place)
            self._admit()
        if not place.wait(deadline):
            with self._turn:
                if not place.is_given:
                    self._line.remove(place)
                    raise QueryTimeout(
                        "The query was not begun in time",
                        f"all {MOST_FAST} workers were busy for {timeout_s:g} s",
                        "Try again, or give more seconds.",
                    )
        if place.worker is not None:
            return place.worker
        if self._closed:
            raise QueryFailed("The store is closed", advice="Open it again.")
        return self._start_counted()

    def _admit(self) -> None:
        """Let in whoever waits, as long as there is room; for whoever holds the lock."""
        while self._line and (self._closed or self._has_room()):
            place = self._line.popleft()
            if not self._closed:
                self._starting += 1
                place.worker = self._take_idle()
            place.give()

    def _take_idle(self) -> Worker | None:
        worker = self._stock.take()
        if worker is None:
            # Those that were ready have ended, and nobody knows it yet who could make others.
            self._bell.set()
            self._want.set()
        return worker

    def _has_room(self) -> bool:
        # Where workers are kept ready, one will be in a moment: sooner than one begun now.
        has_worker = bool(self._stock.free) or not self._is_warm
        return has_worker and len(self._lanes.fast) + self._starting < MOST_FAST

    def _start_counted(self) -> Worker:
        worker = None
        try:
            worker = self._stock.start()
        finally:
            if worker is None:
                with self._turn:
                    self._starting -= 1
                    self._admit()
        return worker

    def _start_threads(self) -> None:
        """Have somebody look after the queries, and after the stock where workers are kept."""
        with self._turn:
            if self._closed:
                return
            if self._keeper is None:
                self._keeper = threading.Thread(target=self._keep, name="queries", daemon=True)
                self._keeper.start()
            if self._is_warm and self._stocker is None:
                self._stocker = threading.Thread(
                    target=self._keep_stock, name="workers", daemon=True
                )
                self._stocker.start()

    def _keep(self) -> None:
        """Look after the queries under way until the pool is closed."""
        quiet = 0
        while not self._closed:
            self._bell.clear()
            quiet = 0 if self._look() else quiet + 1
            with self._turn:
                # Woken by no query as long as they come often: that would cost more than they do.
                self._is_asleep = quiet >= QUIET_TICKS and not self._lanes
            self._bell.wait(None if self._is_asleep else TICK_S)

    def _look(self) -> bool:
        """Stop, move and bury what is due; whether anything is under way."""
        with self._turn:
            runs = list(self._lanes)
        # Asked without the lock: it is not our code.
        unwanted = {run for run in runs if run.is_cancelled is not None and run.is_cancelled()}
        now = time.monotonic()
        with self._turn:
            for run in [run for run in self._lanes if run in unwanted or run.deadline <= now]:
                self._stop(run, "cancelled" if run in unwanted else "deadline")
            for run in self._lanes:
                measure(run)
            for run in self._lanes.sort(now):
                self._stop(run, "busy")
            for run in self._lanes:
                apply_lane(run)
            is_busy = self._stock.bury() or bool(self._lanes)
            is_busy = self._stock.refresh_another() or is_busy
            if self._missing() > 0:
                self._want.set()
            self._admit()
        return is_busy

    def _stop(self, run: Run, reason: str) -> None:
        run.ended = reason
        run.worker.stop()
        self._lanes.end(run)

    def _keep_stock(self) -> None:
        """Start workers whenever too few are ready, until the pool is closed."""
        while not self._closed:
            self._want.clear()
            with self._turn:
                missing = self._missing()
            if missing <= 0:
                self._want.wait()
            elif not sum(map(self._offer, self._stock.start_many(missing))):
                # Nothing can be started now, for want of memory or processes.
                self._want.wait(RETRY_S)

    def _missing(self) -> int:
        """How many workers are to be started; for whoever holds the lock."""
        ready = len(self._stock.free) + len(self._lanes.fast) + self._starting
        return MOST_FAST + SPARES - ready

    def _offer(self, worker: Worker) -> bool:
        with self._turn:
            if not self._closed:
                self._stock.free.insert(0, worker)
                self._admit()
                return True
        end_worker(worker)
        return False
