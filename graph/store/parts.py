"""The parts of one result as they come from its worker."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol

from graph.errors import QueryFailed, StoreUnavailable
from graph.store.answers import error_of
from graph.store.lanes import Run
from graph.store.worker_process import WorkerGone


class Finisher(Protocol):
    """Who gets the worker back."""

    def finish(self, run: Run, *, reusable: bool) -> None:
        """Have the worker again."""
        ...

    def describe_end(self, run: Run, timeout_s: float) -> StoreUnavailable:
        """The error for a worker that ended too early."""
        ...


class Parts:
    """An iterator over the bytes of a result; the worker is free again after the last part.

    :meth:`close` stops the query from any thread: whoever reads then gets ``QueryCancelled``.
    """

    def __init__(self, pool: Finisher, run: Run, timeout_s: float) -> None:
        self._pool = pool
        self._run: Run | None = run
        self._timeout_s = timeout_s

    def __iter__(self) -> Parts:
        return self

    @property
    def is_over(self) -> bool:
        """Whether the last part has been given."""
        return self._run is None

    def __next__(self) -> bytes:
        run = self._run
        if run is None:
            raise StopIteration
        try:
            letter, content = run.worker.receive()
        except WorkerGone as error:
            self._finish(run, reusable=False)
            raise self._pool.describe_end(run, self._timeout_s) from error
        if letter == b"D":
            if run.worker.take_end():
                self._finish(run, reusable=True)
            return content
        self._finish(run, reusable=True)
        if letter == b"X":
            kind, message = content.decode("utf-8", "replace").split("\n", 1)
            raise _broken_off(kind, message)
        raise StopIteration

    def close(self) -> None:
        """Stop the query if it still runs: whoever wanted the result has gone."""
        if (run := self._run) is not None:
            run.ended = run.ended or "cancelled"
            run.worker.stop()
            self._finish(run, reusable=False)

    def __del__(self) -> None:
        self.close()

    def __enter__(self) -> Parts:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _finish(self, run: Run, *, reusable: bool) -> None:
        if self._run is not None:
            self._run = None
            self._pool.finish(run, reusable=reusable)


def _broken_off(kind: str, message: str) -> Exception:
    if kind == "output":
        return error_of(kind, message)
    return QueryFailed(
        "The engine stopped in the middle of its answer",
        message,
        "The part that came is not the whole result.",
    )
