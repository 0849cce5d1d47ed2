"""Who may run now: short queries never wait behind long ones, and no client takes every place.

A query begins in the fast lane. One that is not done in a moment goes to the slow lane and another
worker takes its place. When the slow lane is full it is parked, and takes turns with those that
run there. What does not find a place to park is refused.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from graph.store.worker_process import Worker

FAST, SLOW, PARKED, OVER = "fast", "slow", "parked", "over"
#: Seconds of processor, and of time, that a query may hold a place in the fast lane.
PATIENCE_S, WAIT_S = 0.01, 0.25
#: Seconds of a turn in the slow lane while others wait.
TURN_S = 0.5
MOST_SLOW = 4
MOST_PARKED = 8
#: More than processors, so that a long query, for as long as it passes for a short one, keeps
#: nobody waiting.
MOST_FAST = (os.cpu_count() or 1) + 3


@dataclass(slots=True, eq=False)
class Run:
    """One query under way.

    ``since`` is when it came into its lane, ``ended`` why it was stopped, and ``spent`` the seconds
    of processor that its worker had spent in its life when it was first looked at, and now.
    """

    worker: Worker
    started: float
    deadline: float
    client: str = ""
    is_cancelled: Callable[[], bool] | None = None
    lane: str = FAST
    since: float = 0.0
    ended: str = ""
    priority: int = 0
    spent: tuple[float, float] | None = None

    def is_long(self, now: float) -> bool:
        """Whether it has had its moment in the fast lane.

        What counts is the processor time, so that nothing is called long because of its neighbours.
        """
        if self.spent is None:
            return False
        worked = self.spent[1] - self.spent[0]
        return worked >= PATIENCE_S or now - self.since >= WAIT_S


@dataclass(slots=True)
class Lanes:
    """The queries under way by lane; whoever uses this holds the lock of the pool."""

    fast: set[Run] = field(default_factory=set)
    slow: set[Run] = field(default_factory=set)
    parked: list[Run] = field(default_factory=list)

    def __iter__(self) -> Iterator[Run]:
        yield from (*self.fast, *self.slow, *self.parked)

    def __len__(self) -> int:
        return len(self.fast) + len(self.slow) + len(self.parked)

    def begin(self, run: Run) -> None:
        """Let a query run in the fast lane."""
        run.since = run.started
        self.fast.add(run)

    def end(self, run: Run) -> None:
        """Forget a query that is over; doing so twice is harmless."""
        self.fast.discard(run)
        self.slow.discard(run)
        if run in self.parked:
            self.parked.remove(run)
        run.lane = OVER

    def sort(self, now: float) -> list[Run]:
        """Move the queries between the lanes; the list is of those for which there is no place."""
        refused = []
        for run in sorted(self.fast, key=lambda run: run.since):
            if run.is_long(now):
                self.fast.discard(run)
                self._park(run, now)
                if len(self.parked) > MOST_PARKED + MOST_SLOW - len(self.slow):
                    refused.append(self._give_up())
        self._take_turns(now)
        return refused

    def _park(self, run: Run, now: float) -> None:
        run.lane, run.since = PARKED, now
        self.parked.append(run)

    def _give_up(self) -> Run:
        """Refuse the newest parked query of the client that has the most under way."""
        most = Counter(run.client for run in self)
        victim = max(self.parked, key=lambda run: (most[run.client], run.started))
        self.end(victim)
        return victim

    def _take_turns(self, now: float) -> None:
        tired = sorted((r for r in self.slow if now - r.since >= TURN_S), key=lambda r: r.since)
        room = MOST_SLOW - len(self.slow)
        for run in tired[: max(0, len(self.parked) - room)]:
            self.slow.discard(run)
            self._park(run, now)
        while self.parked and len(self.slow) < MOST_SLOW:
            running = Counter(run.client for run in self.slow)
            run = min(self.parked, key=lambda run: (running[run.client], run.since))
            self.parked.remove(run)
            run.lane, run.since = SLOW, now
            self.slow.add(run)
