"""A pool of query workers: processes that only read, are ended at the deadline and replaced."""

from __future__ import annotations

import time
from collections.abc import Callable

from graph.errors import QueryFailed, StoreUnavailable
from graph.store.admission import Admission
from graph.store.begun import Begun
from graph.store.bind import bind_terms
from graph.store.ends import describe_end
from graph.store.guard import check_at_once
from graph.store.keepers import Keepers
from graph.store.lanes import Run
from graph.store.nursery import Nursery
from graph.store.port import QueryAnswer, QueryRequest
from graph.store.stock import Stock
from graph.store.worker_process import MEMORY_MB, TIMEOUT_S, Worker, WorkerLimits

SNAPSHOT_ATTEMPTS = 5


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
        self._admission = Admission(self._stock)
        self._keepers = Keepers(self._admission)

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
        with self._admission.turn:
            self._admission.is_warm = True
        self._keepers.start()

    def refresh(self) -> None:
        """Have idle workers open the newest snapshot now, one after the other.

        A query that comes sooner has its worker open it first: it never sees an older one.
        """
        with self._admission.turn:
            self._stock.refresh()
        self._admission.bell.set()

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
            worker = self._admission.take(deadline, timeout_s)
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
        worker = self._admission.take_free()
        if worker is None:
            return None
        return self._begin(worker, text, request, timeout_s, deadline)

    def close(self) -> None:
        """End every worker, and wait until they are gone."""
        going = self._admission.close()
        self._keepers.join()
        self._stock.close()
        for worker in going:
            worker.wait()

    def finish(self, run: Run, *, reusable: bool) -> None:
        """Have a worker again whose answer was read to its end, or that is of no use any more."""
        self._admission.finish(run, reusable=reusable)

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
        self._admission.begin(run)
        self._keepers.wake()
        begun = Begun(self, run, timeout_s)
        begun.send(self._snapshot_path(), text, request)
        return begun
