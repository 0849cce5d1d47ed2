"""Time from the command to the first answered page, on a new store and on an existing one.

The peer is what a plain app would do at every start: parse the shipped market into an rdflib
Dataset in memory. Run ``.venv/bin/python benchmarks/start.py [RUNS]``: it prints medians in seconds
and ratios to the peer of the same run.
"""

from __future__ import annotations

import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

PEER = """
from rdflib import Dataset
from ontology import MARKET_FILES, VOCABULARY
dataset = Dataset()
for path in (VOCABULARY, *MARKET_FILES):
    dataset.graph(path.as_uri()).parse(path, format="turtle")
print(len(dataset))
"""


def time_peer() -> float:
    """Seconds until rdflib holds the shipped market in memory."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", PEER], check=True, capture_output=True)
    return time.perf_counter() - start


def time_first_answer(store: Path) -> float:
    """Seconds from starting the server until it has answered a request for the front page."""
    command = [Path(sys.executable).with_name("captivity"), "--store", store, "serve"]
    start = time.perf_counter()
    server = subprocess.Popen(
        [*map(str, command), "--port", "0", "--no-browser"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        address = next(word for word in line.split() if word.startswith("http"))
        with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own server
            answer.read()
        return time.perf_counter() - start
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def main(runs: int) -> None:
    """Measure, alternating ours and the peer, and print one line a figure."""
    times: dict[str, list[float]] = {"peer": [], "first start": [], "warm start": []}
    for _ in range(runs):
        folder = Path(tempfile.mkdtemp())
        try:
            times["peer"].append(time_peer())
            times["first start"].append(time_first_answer(folder / "store"))
            times["warm start"].append(time_first_answer(folder / "store"))
        finally:
            shutil.rmtree(folder)
    peer = statistics.median(times["peer"])
    for name, seconds in times.items():
        median = statistics.median(seconds)
        print(f"{name:12} {median:6.2f} s   {median / peer:5.2f} x rdflib parse")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
