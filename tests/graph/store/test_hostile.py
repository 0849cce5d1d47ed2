"""Hostile queries beside good ones: the good ones are right and quick, and nothing grows.

By default a tenth of the full set. The full one, with the figures and the bound on the 95th
percentile, which needs a machine that has nothing else to do:

    CAPTIVITY_HOSTILE=500 pytest -s tests/graph/store/test_hostile.py
"""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

import pytest
from hostile_load import ask_store, make_data, run_load
from hostile_queries import CALLS, PASSED, REFUSED, RUNAWAYS, iter_hostile

from graph.errors import CaptivityError, InvalidQuery, QueryTooLarge
from graph.settings import Settings
from graph.store import open_store
from graph.store.guard import check_query
from graph.store.port import QueryRequest

FULL = int(os.environ.get("CAPTIVITY_HOSTILE", "0"))
HOSTILE = FULL or 50
GOOD = 4 * HOSTILE
TIMEOUT_S = 0.5
MOST_GROWTH_MB = 64


@pytest.mark.parametrize("name", REFUSED)
def test_guard_refuses_every_text_that_ended_a_plain_process(name: str) -> None:
    with pytest.raises(QueryTooLarge, match="the limit is"):
        check_query(REFUSED[name])


@pytest.mark.parametrize("text", CALLS)
def test_guard_refuses_every_call_to_somebody_else(text: str) -> None:
    with pytest.raises(InvalidQuery):
        check_query(text)


@pytest.mark.parametrize("name", [*PASSED, *RUNAWAYS])
def test_what_the_guard_lets_through_is_within_its_limits(name: str) -> None:
    check_query({**PASSED, **RUNAWAYS}[name])


def test_good_queries_are_right_and_quick_beside_hostile_ones(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"), query_memory_mb=512)
    with open_store(settings, write=True) as store:
        store.commit(make_data())
        store.warm()
        run_load(ask_store(store), 200, [], timeout_s=TIMEOUT_S)
        quiet = run_load(ask_store(store), GOOD, [], timeout_s=TIMEOUT_S)
        size, threads = resident_mb(), threading.active_count()
        loud = run_load(ask_store(store), GOOD, list(iter_hostile(HOSTILE)), timeout_s=TIMEOUT_S)
        assert quiet.wrong == loud.wrong == []
        assert len(loud.seconds) == GOOD
        assert loud.ends.total() == HOSTILE
        assert resident_mb() - size < MOST_GROWTH_MB
        assert threading.active_count() == threads
        after = run_load(ask_store(store), 200, [], timeout_s=TIMEOUT_S)
        assert after.wrong == []
        if FULL:
            for name, outcome in (("quiet", quiet), ("hostile", loud), ("after", after)):
                times = [f"{1000 * outcome.percentile(share):.1f}" for share in (0.5, 0.95, 0.99)]
                print(f"\n{name}: p50, p95, p99 {', '.join(times)} ms; {dict(outcome.ends)}")  # noqa: T201
            assert loud.percentile(0.95) <= 3 * quiet.percentile(0.95)


def test_hostile_query_alone_never_ends_more_than_its_own_worker(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"), query_memory_mb=256)
    with open_store(settings, write=True) as store:
        store.commit(make_data())
        store.warm()
        for text in PASSED.values():
            with contextlib.suppress(CaptivityError):
                store.query(QueryRequest(text, timeout_s=0.2)).read()
        assert run_load(ask_store(store), 50, [], timeout_s=TIMEOUT_S).wrong == []


def resident_mb() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") // 2**20
