"""Why a query has no answer: our error for a worker that ended, or was ended, before it."""

from __future__ import annotations

import time

from graph.errors import QueryCancelled, QueryFailed, QueryTimeout, StoreBusy, StoreUnavailable
from graph.store.lanes import Run


def describe_end(run: Run, timeout_s: float, memory_mb: int) -> StoreUnavailable:
    """The error for a worker that ended or was ended before its answer did."""
    if run.ended == "closed":
        return QueryFailed("The store was closed", advice="Open it again.")
    if run.ended == "cancelled":
        return QueryCancelled("The query was cancelled", advice="Nothing was touched.")
    if run.ended == "busy":
        return StoreBusy(
            "Too many long queries are running",
            advice="Try again in a while, or narrow the query.",
        )
    if run.ended == "deadline" or time.monotonic() >= run.deadline:
        return QueryTimeout(
            "The query was stopped at its deadline",
            f"it took more than {timeout_s:g} s",
            "Narrow it (LIMIT, fewer patterns) or give more seconds.",
        )
    return QueryFailed(
        "The engine ended while it answered",
        f"it may take {memory_mb} MiB of memory",
        "Narrow the query; nothing else was touched.",
    )
