"""Workers that are ready for a query, and those that are on their way out."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

from graph.errors import QueryFailed
from graph.store.nursery import Nursery
from graph.store.worker_process import Worker, WorkerGone

#: Seconds between the idle workers that open a new snapshot: each makes a hundred threads for it.
PAUSE_S = 0.1


class Stock:
    """The idle workers of a pool; but for :meth:`start` only for whoever holds the pool's lock."""

    def __init__(self, snapshot_path: Callable[[], str], nursery: Nursery) -> None:
        self.free: list[Worker] = []
        self._dying: list[Worker] = []
        self._snapshot_path = snapshot_path
        self._nursery = nursery
        self._refreshed = 0.0

    def start(self) -> Worker:
        """A new worker that is opening the newest snapshot.

        Raises
        ------
        QueryFailed
            The system gives no process or no memory for it.
        """
        try:
            return self._nursery.make_worker(self._snapshot_path())
        except OSError as error:
            raise QueryFailed(
                "No query worker can be started", str(error), "Free some memory and try again."
            ) from error

    def start_many(self, count: int) -> Iterator[Worker]:
        """Start so many workers at once, as far as it goes, and yield each that is ready."""
        started: list[Worker] = []
        with contextlib.suppress(QueryFailed):
            while len(started) < count:
                started.append(self.start())
        for worker in started:
            try:
                worker.wait_ready()
            except WorkerGone:
                end_worker(worker)
            else:
                yield worker

    def take(self) -> Worker | None:
        """An idle worker, the one used last: its caches are the warmest."""
        while self.free:
            worker = self.free.pop()
            if worker.is_alive():
                return worker
            self.drop(worker)
        return None

    def drop(self, worker: Worker) -> None:
        """End a worker; nobody waits for it."""
        worker.let_go()
        self._dying.append(worker)

    def bury(self) -> bool:
        """Forget the workers that have ended; whether there are others still on their way."""
        for worker in [worker for worker in self._dying if worker.is_gone()]:
            worker.wait()
            self._dying.remove(worker)
        return bool(self._dying)

    def refresh(self) -> bool:
        """Have the idle worker that comes next open the newest snapshot, if it has another open.

        One at a time: all at once would keep each other, and the next query, waiting. Whether there
        may be more to do.
        """
        path = self._snapshot_path()
        for worker in reversed(self.free):
            if worker.snapshot != path:
                worker.open_snapshot(path)
                self._refreshed = time.monotonic()
                return True
        return False

    def refresh_another(self) -> bool:
        """The same, unless the last one has only just begun to."""
        return time.monotonic() - self._refreshed < PAUSE_S or self.refresh()

    def empty(self) -> list[Worker]:
        """End every worker and give up all of them, for the caller to wait for."""
        for worker in self.free:
            worker.let_go()
        going = [*self.free, *self._dying]
        self.free.clear()
        self._dying.clear()
        return going

    def close(self) -> None:
        """End the process that makes workers."""
        self._nursery.close()


def end_worker(worker: Worker) -> None:
    """End a worker and wait until it is gone."""
    worker.let_go()
    worker.wait()
