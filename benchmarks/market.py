"""Time to compile whole markets and to compute every metric of every asset, against a plain peer.

The peer computes the same population the plain NetworkX way: who owns whom with ``nx.condensation``
and ``nx.ancestors``, and for every asset by itself its gate sets, the escape number by a linear
programme, the disjoint routes as a clique and the smallest cut by an integer one, with its
coalitions by search. Run
``python benchmarks/market.py [RUNS] [LARGEST]``: it prints medians in seconds, beside each the
target, the growth from size to size, and the ratio to the peer of the same run. Ratios are of
processor time, so that whatever else the machine does changes them little.
"""

from __future__ import annotations

import gc
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

DAY = date(2026, 6, 2)
MONTHS = [date(2025 + month // 12, month % 12 + 1, 1) for month in range(18)]
TARGETS = {10_000: 0.5, 100_000: 3.0, 1_000_000: 40.0}
Work = Callable[[], object]


class Spent(NamedTuple):
    """Seconds by the clock on the wall, and seconds of a processor, which others do not slow."""

    wall: float
    processor: float


def time_once(work: Work) -> Spent:
    """The time that one call takes."""
    gc.collect()
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - wall, time.process_time() - processor)


def forget(records: object) -> object:
    """The records without anything worked out from them, and no game solved before."""
    from dataclasses import replace

    from graph.metrics.game import solve_game

    solve_game.cache_clear()
    return replace(records)  # type: ignore[type-var]


def score_all(records: object, day: date = DAY) -> object:
    """Compile the market of the day and compute every metric of every asset."""
    from graph.market.compile import compile_market
    from graph.metrics.captivity import score_market

    return score_market(compile_market(records, day))  # type: ignore[arg-type]


def score_plain(records: object, *, is_listing: bool) -> object:
    """The same the plain way; the smallest coalitions are only counted unless listed."""
    import plain_market as plain

    families = plain.PlainMarket(records, DAY).families()  # type: ignore[arg-type]
    closing = plain.smallest_coalitions if is_listing else plain.smallest_cut
    solvers = (plain.largest_packing, plain.most_disjoint, closing)
    return {asset: [solve(family) for solve in solvers] for asset, family in families.items()}


def edit_once(records: object) -> Iterator[Work]:
    """Yield one what-if on a channel and one on a stake, each compared with the market before."""
    from dataclasses import replace

    from graph.market.compile import compile_market
    from graph.market.edit import edit_records, find_moved
    from graph.market.records import Stake
    from graph.metrics.captivity import score_asset

    before = compile_market(records, DAY)  # type: ignore[arg-type]
    score_all(records)
    channels = records.channels  # type: ignore[attr-defined]
    closed = next(c for c in channels.values() if c.is_live(DAY) and c.set_aside is None)
    holder, issuer = sorted(owner for family in before.families.values() for gates in family
                            for owner in gates)[:: -1][:2]  # fmt: skip
    takeover = Stake("edit", holder, issuer, confers_control=True)

    def compare(**edits: object) -> object:
        after = compile_market(edit_records(records, **edits), DAY)  # type: ignore[arg-type]
        return [score_asset(after, asset) for asset in find_moved(before, after)]

    yield lambda: compare(channels={closed.iri: replace(closed, valid_to=DAY)})
    yield lambda: compare(stakes={"edit": takeover})


def measure(name: str, work: Callable[[], Work], runs: int, target: float) -> float:
    """The medians of several runs, printed beside the target; gives that of the processor."""
    spent = [time_once(work()) for _ in range(runs)]
    wall, processor = (statistics.median(column) for column in zip(*spent, strict=True))
    verdict = "met" if wall <= target else "MISSED"
    print(
        f"{name:44} {wall:8.3f} s   processor {processor:7.3f} s   "
        f"target {target:5.2f} s {verdict}",
        flush=True,
    )
    return processor


def measure_shipped(runs: int) -> None:
    """The market as shipped: all metrics, a what-if, a trend."""
    from graph.market.kept import load_records
    from graph.seed import open_market
    from graph.settings import Settings

    with (
        tempfile.TemporaryDirectory() as folder,
        open_market(Settings(store=str(Path(folder) / "store")), write=False) as store,
    ):
        records = load_records(store)
    measure_market(f"shipped, {len(records.channels):,} channels", records, runs, 0.5)
    channel, stake = edit_once(records)
    measure("  a channel closed, and what moves", lambda: channel, runs, 0.05)
    measure("  a takeover, and what moves", lambda: stake, runs, 0.05)

    def trend() -> Work:
        fresh = forget(records)
        return lambda: [score_all(fresh, month) for month in MONTHS]

    measure("  18 months, all metrics of each", trend, runs, 2.0)


def measure_market(name: str, records: object, runs: int, target: float) -> float:
    """All metrics of one market from its records, nothing kept from before."""

    def cold() -> Work:
        fresh = forget(records)
        return lambda: score_all(fresh)

    return measure(f"{name}: all metrics", cold, runs, target)


def measure_size(size: int, runs: int, answers: multiprocessing.SimpleQueue[float]) -> None:
    """One generated market in a process of its own, so that its memory can be told."""
    from large_markets import large_records

    records = large_records(size)
    median = measure_market(f"{size:,} channels", records, runs, TARGETS[size])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"  {len(records.entities):,} entities, {peak:.2f} GB with the records", flush=True)
    if size == min(TARGETS):
        measure_peer(records, median)
    answers.put(median)


def measure_peer(records: object, median: float) -> None:
    """The plain way on the same market: with the coalitions as ours has them, and without."""
    for is_listing, words in ((True, "with all coalitions, as ours"), (False, "without them")):
        spent = time_once(lambda: score_plain(records, is_listing=is_listing))  # noqa: B023
        seconds, ratio = spent.processor, spent.processor / median
        print(f"  the plain NetworkX way, {words}: {seconds:.2f} s, {ratio:.0f} times as long")


def main(runs: int, largest: int) -> None:
    """Measure the shipped market, then generated ones up to the largest, one line a figure."""
    measure_shipped(runs)
    answers: multiprocessing.SimpleQueue[float] = multiprocessing.SimpleQueue()
    before: float | None = None
    for size in TARGETS:
        if size > largest:
            break
        process = multiprocessing.Process(target=measure_size, args=(size, runs, answers))
        process.start()
        process.join()
        seconds = answers.get()
        if before is not None:
            print(f"  {seconds / before:.1f} times as long for 10 times as many")
        before = seconds


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(given[0] if given else 3, given[1] if len(given) > 1 else 1_000_000)
