"""How long one edit of the shipped market takes, from its words to every number that moved.

Run: ``python benchmarks/whatif.py``. The target is 50 ms for a single edit once the market is
loaded; the market before, its closure and the index of names are made once.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

DAY = date(2026, 9, 1)
TARGET_MS = 50.0
RUNS = 9
EDITS = (
    "close codex on bedrock",
    "open codex on foundry",
    "host ch-codex-direct azure",
    "operator bedrock openai",
    "acquire amazon anysphere",
    "acquire google microsoft",
    "divest microsoft github",
    "share microsoft openai 0.6",
)


def main() -> None:
    """Print the median time of each edit beside the target."""
    from graph.market.compile import compile_market
    from graph.market.kept import load_records
    from graph.market.names import NameIndex
    from graph.metrics.captivity import score_market
    from graph.metrics.closure import find_live, measure_closure
    from graph.seed import open_market
    from graph.settings import Settings
    from graph.whatif.compare import compare
    from graph.whatif.language import parse_edit
    from graph.whatif.scenario import Scenario, apply_scenario
    from graph.whatif.statements import split_statements
    from graph.whatif.told import tell_comparison

    with (
        tempfile.TemporaryDirectory() as folder,
        open_market(Settings(store=str(Path(folder) / "store")), write=False) as store,
    ):
        records = load_records(store)
    market, index = compile_market(records, DAY), NameIndex(records)
    score_market(market)
    closure = measure_closure(market, find_live(market))
    print(f"{len(records.channels):,} channels, {len(market.families):,} live assets on {DAY}")
    for text in EDITS:
        times = []
        for _ in range(RUNS):
            start = time.perf_counter()
            edits = tuple(parse_edit(each, index) for each in split_statements(text))
            found = compare(apply_scenario(market, Scenario(edits)), before=closure)
            tell_comparison(found)
            times.append(1000 * (time.perf_counter() - start))
        median = statistics.median(times)
        verdict = "met" if median <= TARGET_MS else "MISSED"
        print(f"{text:32} {median:7.1f} ms  {len(found.assets):4} assets  {verdict}")


if __name__ == "__main__":
    main()
