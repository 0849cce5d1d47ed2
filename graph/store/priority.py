"""What a lane means to the system: how much processor a worker gets, and whether it runs at all."""

from __future__ import annotations

import contextlib
import os
import signal
import time

from graph.store.lanes import PARKED, Run

#: Seconds of processor after which a query gets less of it, and then only what nobody else wants.
LOW_AFTER_S, IDLE_AFTER_S = 0.025, 0.1
LOW, IDLE, STOPPED = 1, 2, 4
NICE = 10
#: What a process has worked, in the lowest bits of the number of its clock.
CLOCK_OF_WORK = 2


def measure(run: Run) -> None:
    """Note how much processor the worker of a query has spent."""
    if (now := _processor_time(run.worker.pid)) is not None:
        run.spent = (run.spent[0] if run.spent else now, now)


def _processor_time(pid: int) -> float | None:
    """Seconds that a process has worked; None where the system does not say."""
    try:
        # The number of the clock of a process, as clock_getcpuclockid(3) makes it: a file of /proc
        # takes seven calls to read.
        return time.clock_gettime(~pid << 3 | CLOCK_OF_WORK)
    except OSError:
        return None


def apply_lane(run: Run) -> None:
    """Give the worker of a query the priority of its age; pause it while it is parked.

    The engine runs a query in the first thread of its process, which is what these calls reach.
    """
    worked = run.spent[1] - run.spent[0] if run.spent else 0.0
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if worked >= LOW_AFTER_S and not run.priority & LOW:
            run.priority |= LOW
            os.setpriority(os.PRIO_PROCESS, run.worker.pid, NICE)
        if worked >= IDLE_AFTER_S and not run.priority & IDLE:
            run.priority |= IDLE
            _leave_processor(run.worker.pid)
        if (run.lane == PARKED) != bool(run.priority & STOPPED):
            run.priority ^= STOPPED
            run.worker.signal(signal.SIGSTOP if run.lane == PARKED else signal.SIGCONT)


def _leave_processor(pid: int) -> None:
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.setpriority(os.PRIO_PROCESS, pid, 19)
