"""Hostile queries over HTTP: what good ones notice, how late a runaway is stopped, what comes next.

A server of its own on a store of 9,000 triples. First 2,000 good queries of eight clients alone,
then the same with 500 hostile ones among them; then single runaways, each with good queries beside
it. Run

    .venv/bin/python benchmarks/hostile.py [--hostile N] [--runaways N]

Times are wall-clock times of the clients, who share the processors with the server: only ratios of
one run mean something on a busy machine.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from hostile_load import Broken, Outcome, good_query, make_data, run_load
from hostile_queries import RUNAWAYS, iter_hostile
from http_client import Client
from own_server import Running, start_own_server

from graph.settings import Settings
from graph.store import open_store

DEADLINE_S = 1.0


def show(name: str, outcome: Outcome) -> None:
    """Print the times of the good queries, and how the hostile ones ended."""
    times = ", ".join(f"{1000 * outcome.percentile(share):.1f}" for share in (0.5, 0.95, 0.99))
    print(
        f"{name:16} {len(outcome.seconds)} good, {len(outcome.wrong)} of them wrong; "
        f"p50, p95, p99 {times} ms; {dict(outcome.ends)}",
        flush=True,
    )


def show_load(client: Client, running: Running, hostile: int) -> None:
    """Print what good queries notice of hostile ones, and what the server keeps of them."""
    good = 4 * hostile
    run_load(client.ask, 200, [], timeout_s=DEADLINE_S)
    size, processes = running.resident_mb(), len(running.descendants())
    quiet = run_load(client.ask, good, [], timeout_s=DEADLINE_S)
    loud = run_load(client.ask, good, list(iter_hostile(hostile)), timeout_s=DEADLINE_S)
    after = run_load(client.ask, good, [], timeout_s=DEADLINE_S)
    for name, outcome in (("quiet", quiet), ("with hostile", loud), ("quiet again", after)):
        show(name, outcome)
    ratio = loud.percentile(0.95) / max(quiet.percentile(0.95), after.percentile(0.95))
    print(f"p95 with hostile ones: {ratio:.2f} x the slower quiet one")
    print(
        f"server: {'the same process' if running.process.poll() is None else 'ENDED'}, "
        f"{size} MB before, {running.resident_mb()} MB after; "
        f"{processes} processes below it before, {len(running.descendants())} after"
    )


def run_away(client: Client, text: str) -> tuple[float, float]:
    """Seconds from the deadline until a runaway was answered, and those of the next answer."""
    start = time.perf_counter()
    try:
        client.ask(text)
        raise SystemExit(f"it ended: {text}")
    except Broken as error:
        if error.end not in ("504 query-timeout", "IncompleteRead"):
            raise SystemExit(f"{error.end}: {text}") from error
    late = time.perf_counter() - start - DEADLINE_S
    start = time.perf_counter()
    client.ask(good_query(1))
    return late, time.perf_counter() - start


def show_runaways(client: Client, count: int) -> None:
    """Print how late runaways are stopped, the time of the next answer, and what others notice."""
    late, following, beside, alone = [], [], [], []
    text = RUNAWAYS["cross join"]
    for _ in range(count):
        done = threading.Event()

        def watch(done: threading.Event = done) -> None:
            while not done.wait(0.01):
                start = time.perf_counter()
                client.ask(good_query(2))
                beside.append(time.perf_counter() - start)

        for n in range(50):
            start = time.perf_counter()
            client.ask(good_query(n))
            alone.append(time.perf_counter() - start)
        neighbour = threading.Thread(target=watch)
        neighbour.start()
        found = run_away(client, text)
        done.set()
        neighbour.join()
        late.append(found[0])
        following.append(found[1])
    for name, times in (
        ("stopped after its deadline", late), ("next answer", following),
        ("a neighbour meanwhile", beside), ("alone", alone),
    ):  # fmt: skip
        ordered = sorted(times)
        print(
            f"{name:28} median {1000 * statistics.median(ordered):6.1f} ms, "
            f"p95 {1000 * ordered[int(0.95 * (len(ordered) - 1))]:6.1f}, "
            f"most {1000 * ordered[-1]:6.1f}"
        )


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hostile", type=int, default=500)
    parser.add_argument("--runaways", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "store"
        with open_store(Settings(store=str(folder)), write=True) as store:
            store.commit(make_data())
        running = start_own_server(folder, query_timeout_s=DEADLINE_S, query_memory_mb=512)
        try:
            with Client(running.endpoint) as client:
                if asked.runaways:
                    show_runaways(client, asked.runaways)
                if asked.hostile:
                    show_load(client, running, asked.hostile)
        finally:
            running.stop()


if __name__ == "__main__":
    main()
