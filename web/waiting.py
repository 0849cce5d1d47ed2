"""Waiting for descriptors beside an event loop, for one system call each.

The loop's own way takes ten: it adds and removes the descriptor each time, and makes it one that
never blocks. Ours stay known to the system, and are armed for one time whenever somebody waits.
"""

from __future__ import annotations

import asyncio
import select

ONCE = select.EPOLLIN | select.EPOLLONESHOT


class Waiting:
    """Who waits for which descriptor, on the event loop that runs when the first one does."""

    def __init__(self) -> None:
        self._known = select.epoll()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiters: dict[int, asyncio.Future[None]] = {}

    async def until_readable(self, descriptor: int) -> None:
        """Wait until there is something to be read, or its other end is closed."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._loop.add_reader(self._known.fileno(), self._wake)
        waiter = self._loop.create_future()
        self._waiters[descriptor] = waiter
        try:
            self._known.modify(descriptor, ONCE)
        except FileNotFoundError:
            # A new one: the system forgets those that are closed, and their numbers come again.
            self._known.register(descriptor, ONCE)
        await waiter

    def close(self) -> None:
        """Forget all of them."""
        self._known.close()

    def _wake(self) -> None:
        for descriptor, _ in self._known.poll(0):
            waiter = self._waiters.pop(descriptor, None)
            if waiter is not None and not waiter.done():
                waiter.set_result(None)
