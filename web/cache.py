"""Values that hold for one revision of the store: worked out once, by one thread, then shared."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar

Value = TypeVar("Value")


class RevisionCache:
    """Keeps the most recently used values of the newest revision, and forgets older revisions.

    Threads that ask for the same key wait for the one that builds it; other keys are not held up.
    A build that fails is not kept.
    """

    def __init__(self, size: int = 64) -> None:
        self._size = size
        self._lock = Lock()
        self._revision = -1
        self._values: OrderedDict[Hashable, Future[Any]] = OrderedDict()

    def get(self, revision: int, key: Hashable, build: Callable[[], Value]) -> Value:
        """The value of the key at that revision, built now if nobody has."""
        with self._lock:
            if revision > self._revision:
                self._values.clear()
                self._revision = revision
            place = (revision, key)
            future = self._values.get(place)
            is_ours = future is None
            if future is None:
                future = self._values[place] = Future()
            self._values.move_to_end(place)
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        if is_ours:
            self._fill(place, future, build)
        value: Value = future.result()
        return value

    def _fill(self, place: Hashable, future: Future[Value], build: Callable[[], Value]) -> None:
        try:
            future.set_result(build())
        except BaseException as error:
            with self._lock:
                self._values.pop(place, None)
            future.set_exception(error)
