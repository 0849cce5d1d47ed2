"""A query that a worker has been given: who asked may look for the answer, or wait for it."""

from __future__ import annotations

from graph.errors import StoreUnavailable
from graph.store.answers import error_of
from graph.store.lanes import Run
from graph.store.parts import Finisher, Parts
from graph.store.port import QueryAnswer, QueryRequest
from graph.store.worker_process import WorkerGone


class Begun:
    """One query under way, whose answer is taken once."""

    def __init__(self, pool: Finisher, run: Run, timeout_s: float) -> None:
        self._pool = pool
        self._run = run
        self._timeout_s = timeout_s
        self._is_taken = False

    def send(self, snapshot: str, text: str, request: QueryRequest) -> None:
        """Give the query to the worker.

        Raises
        ------
        QueryFailed, QueryTimeout, QueryCancelled
            The worker has ended.
        """
        try:
            self._run.worker.send_query(snapshot, text, request, self._timeout_s)
        except WorkerGone as error:
            raise self._fail() from error

    def fileno(self) -> int:
        """The descriptor that can be read as soon as there is something of the answer."""
        return self._run.worker.fileno()

    def is_whole(self) -> bool:
        """Whether all of the answer has come, so that taking it and reading it wait for nothing."""
        return self._run.worker.has_whole_answer()

    def take(self) -> QueryAnswer | None:
        """The answer, as soon as its kind is known; None where the snapshot was gone.

        Raises
        ------
        InvalidQuery, QueryTooLarge, UnknownFormat, QueryFailed, QueryTimeout, QueryCancelled
            It has none, or the worker was ended before it had.
        """
        try:
            letter, head = self._run.worker.receive_head()
        except WorkerGone as error:
            raise self._fail() from error
        self._is_taken = True
        if letter == b"H":
            return QueryAnswer(head[0], head[1], Parts(self._pool, self._run, self._timeout_s))
        self._pool.finish(self._run, reusable=True)
        # A snapshot may be removed between being named and being opened: name the newest again.
        if head[0] == "snapshot":
            return None
        raise error_of(head[0], head[1])

    def close(self) -> None:
        """Stop the query, unless its answer was taken: then that is what is closed."""
        if not self._is_taken:
            self._run.ended = self._run.ended or "cancelled"
            self._run.worker.stop()
            self._drop()

    def _fail(self) -> StoreUnavailable:
        self._drop()
        return self._pool.describe_end(self._run, self._timeout_s)

    def _drop(self) -> None:
        self._is_taken = True
        self._pool.finish(self._run, reusable=False)
