"""A stream that one thread makes and any thread takes, for what may not go from thread to thread.

An iterator over the quads of the engine belongs to the thread that began it: the engine ends the
whole process when another one asks it for more. A server takes the parts of an answer by whichever
thread is free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from queue import Empty, Queue
from threading import Event, Thread

#: Parts that may wait to be taken. Two, so that the last part and the end fit after a stop.
AHEAD = 2

Made = Queue[bytes | BaseException | None]


def iter_apart(make: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
    """Yield what ``make`` yields, made by one thread, a little ahead of who takes it.

    Its errors are raised here. Closed early, the maker ends after the part that it is at.
    """
    made: Made = Queue(AHEAD)
    is_stopped = Event()
    maker = Thread(target=_make, args=(make, made, is_stopped), name="stream", daemon=True)
    maker.start()
    try:
        while (part := made.get()) is not None:
            if isinstance(part, BaseException):
                raise part
            yield part
    finally:
        is_stopped.set()
        with suppress(Empty):
            while True:
                made.get_nowait()
        maker.join()


def _make(make: Callable[[], Iterator[bytes]], made: Made, is_stopped: Event) -> None:
    try:
        for part in make():
            made.put(part)
            if is_stopped.is_set():
                break
        made.put(None)
    except BaseException as error:
        # Whatever it is, whoever takes the parts must hear of it and not wait for ever.
        made.put(error)
