"""A pool of query workers: processes that only read, are killed at the deadline and replaced."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType

from graph.errors import QueryFailed, QueryTimeout
from graph.store.answers import error_of
from graph.store.bind import bind_terms
from graph.store.guard import check_query
from graph.store.port import QueryAnswer, QueryRequest
from graph.store.worker_process import Worker, WorkerGone, WorkerOverdue

SNAPSHOT_ATTEMPTS = 5
#: How many workers are kept ready, and how many there may be when all are busy.
WARM = 2
MOST = 4


class WorkerPool:
    """Answers queries on the snapshot that ``snapshot_path`` names, from any thread."""

    def __init__(
        self, snapshot_path: Callable[[], str], *, timeout_s: float, memory_mb: int
    ) -> None:
        self._snapshot_path = snapshot_path
        self._timeout_s = timeout_s
        self._memory_mb = memory_mb
        self._free: list[Worker] = []
        self._busy: set[Worker] = set()
        self._turn = threading.Condition()
        self._closed = False

    def warm(self) -> None:
        """Start workers before the first query needs them, on the newest snapshot."""
        with self._turn:
            while not self._closed and len(self._free) + len(self._busy) < WARM:
                self._free.append(self._start())
            for worker in self._free:
                worker.open_snapshot(self._snapshot_path())
            self._turn.notify_all()

    def refresh(self) -> None:
        """Have the idle workers open the newest snapshot now, not at their next query."""
        with self._turn:
            for worker in self._free:
                worker.open_snapshot(self._snapshot_path())

    def answer(self, request: QueryRequest) -> QueryAnswer:
        """The answer to a query, its first part already there.

        Raises
        ------
        InvalidQuery, QueryTooLarge, UnknownFormat
            The text is refused or does not parse, or its result has no such format.
        QueryTimeout
            It was stopped at its deadline, or no worker was free until then.
        QueryFailed
            The worker ended under it, mostly for want of memory.
        """
        check_query(request.text)
        text = bind_terms(request.text, request.bindings)
        timeout_s = self._timeout_s if request.timeout_s is None else request.timeout_s
        deadline = time.monotonic() + timeout_s
        for _ in range(SNAPSHOT_ATTEMPTS):
            worker = self._take(deadline, timeout_s)
            try:
                head = worker.ask(self._snapshot_path(), text, request, deadline, timeout_s)
            except (WorkerOverdue, WorkerGone) as error:
                self.take_back(worker)
                raise self.describe_end(error, deadline, timeout_s) from error
            if head.get("error") == "snapshot":
                # It was removed between being named and being opened: name the newest again.
                self.take_back(worker)
                continue
            if "error" in head:
                self.take_back(worker)
                raise error_of(head["error"], head["message"])
            return QueryAnswer(
                head["kind"], head["media_type"], _Parts(self, worker, deadline, timeout_s)
            )
        raise QueryFailed("No snapshot of the store could be opened", advice="Try again.")

    def close(self) -> None:
        """End every worker."""
        with self._turn:
            self._closed = True
            for worker in self._free:
                worker.kill()
            for worker in self._busy:
                # Its pipes belong to the thread that reads them, which will find them ended.
                worker.stop()
            self._free.clear()
            self._busy.clear()
            self._turn.notify_all()

    def _take(self, deadline: float, timeout_s: float) -> Worker:
        with self._turn:
            while True:
                if self._closed:
                    raise QueryFailed("The store is closed", advice="Open it again.")
                if (worker := self._find_free()) is not None:
                    worker.deadline = deadline
                    self._busy.add(worker)
                    return worker
                now = time.monotonic()
                if now >= deadline:
                    raise QueryTimeout(
                        "The query was not begun in time",
                        f"all {MOST} workers were busy for {timeout_s:g} s",
                        "Try again, or give more seconds.",
                    )
                self._kill_overdue(now)
                next_end = min((worker.deadline for worker in self._busy), default=deadline)
                self._turn.wait(max(0.001, min(deadline, next_end) - now))

    def _find_free(self) -> Worker | None:
        while self._free:
            worker = self._free.pop()
            if worker.is_alive():
                return worker
            worker.kill()
        return self._start() if len(self._busy) < MOST else None

    def _start(self) -> Worker:
        try:
            return Worker(self._memory_mb)
        except OSError as error:
            raise QueryFailed(
                "No query worker can be started", str(error), "Free some memory and try again."
            ) from error

    def _kill_overdue(self, now: float) -> None:
        """Take workers from readers that stopped reading past their deadline."""
        for worker in [worker for worker in self._busy if worker.deadline <= now]:
            worker.stop()
            self._busy.discard(worker)

    def take_back(self, worker: Worker) -> None:
        """Have a worker again whose answer was read to its end, or that was killed."""
        with self._turn:
            self._busy.discard(worker)
            if self._closed or not worker.is_alive():
                worker.kill()
                if not self._closed and len(self._free) + len(self._busy) < WARM:
                    self._free.append(self._start())
            elif len(self._free) < WARM:
                self._free.append(worker)
            else:
                worker.kill()
            self._turn.notify()

    def describe_end(
        self, error: Exception, deadline: float, timeout_s: float
    ) -> QueryTimeout | QueryFailed:
        """The error for a worker that ended or was ended before its answer did."""
        if isinstance(error, WorkerOverdue) or time.monotonic() >= deadline:
            return QueryTimeout(
                "The query was stopped at its deadline",
                f"it took more than {timeout_s:g} s",
                "Narrow it (LIMIT, fewer patterns) or give more seconds.",
            )
        return QueryFailed(
            "The engine ended while it answered",
            f"it may take {self._memory_mb} MiB of memory",
            "Narrow the query; nothing else was touched.",
        )


class _Parts:
    """The parts of one result as they come; the worker is free again after the last one."""

    def __init__(self, pool: WorkerPool, worker: Worker, deadline: float, timeout_s: float) -> None:
        self._pool = pool
        self._worker: Worker | None = worker
        self._deadline = deadline
        self._timeout_s = timeout_s

    def __iter__(self) -> _Parts:
        return self

    def __next__(self) -> bytes:
        if self._worker is None:
            raise StopIteration
        try:
            letter, content = self._worker.receive(self._deadline)
        except (WorkerOverdue, WorkerGone) as error:
            self.close()
            raise self._pool.describe_end(error, self._deadline, self._timeout_s) from error
        if letter == b"D":
            return content
        worker, self._worker = self._worker, None
        self._pool.take_back(worker)
        if letter == b"X":
            raise QueryFailed(
                "The engine stopped in the middle of its answer",
                content.decode("utf-8", "replace"),
                "The part that came is not the whole result.",
            )
        raise StopIteration

    def close(self) -> None:
        """Stop the query if it still runs: whoever wanted the result has gone."""
        if self._worker is not None:
            worker, self._worker = self._worker, None
            worker.kill()
            self._pool.take_back(worker)

    def __del__(self) -> None:
        self.close()

    def __enter__(self) -> _Parts:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
