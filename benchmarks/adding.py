"""Time and memory of adding a large Turtle file, beside the engine's own bulk load of that file.

Ours is everything: reading, judging, comparing, writing with provenance, synced. The peer only
parses and writes, once into the default graph and once into one named graph, which is what a load
is. Run ``.venv/bin/python benchmarks/adding.py [TRIPLES] [RUNS]``: it prints medians and ratios.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

OURS = """
import json, resource, sys, time
from pathlib import Path
from graph.ingest.add import add_document
from graph.ingest.limits import FileLimits
from graph.settings import Settings
from graph.store import open_store
path = Path(sys.argv[1])
with open_store(Settings(store=sys.argv[2]), write=True) as store:
    start = time.perf_counter()
    report = add_document(store, path.name, path.read_bytes(), limits=FileLimits(max_mb=1_000))
    seconds = time.perf_counter() - start
    assert report.status == "added"
peaks = [resource.getrusage(who).ru_maxrss / 1024
         for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps([seconds, *peaks]))
"""
PEER = """
import json, resource, sys, time
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store
graph = NamedNode("https://example.org/load") if sys.argv[3] == "named" else DefaultGraph()
store = Store(sys.argv[2])
start = time.perf_counter()
store.bulk_load(path=sys.argv[1], format=RdfFormat.TURTLE, to_graph=graph)
seconds = time.perf_counter() - start
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 0]))
"""
HEAD = """@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
:bench-source a ctv:Source ; rdfs:label "bench" .
"""
FIRMS = 50


def write_market(path: Path, triples: int) -> None:
    """Write a sound market of so many triples: channels of models on platforms of firms."""
    with path.open("w") as file:
        file.write(HEAD)
        for firm in range(FIRMS):
            file.write(
                f':b-org-{firm} a ctv:Organization ; rdfs:label "Firm {firm}" .\n'
                f':b-shop-{firm} a ctv:ModelPlatform ; rdfs:label "Shop {firm}" ;'
                f" ctv:operatedBy :b-org-{firm} .\n"
            )
        written, channel = 2 + 5 * FIRMS, 0
        while written < triples:
            model = channel // 20
            if channel % 20 == 0:
                file.write(
                    f':b-lab-{model} a ctv:Model ; rdfs:label "Model {model}" ;'
                    f" ctv:developedBy :b-org-{model % FIRMS} .\n"
                )
                written += 3
            file.write(
                f':b-road-{channel} a ctv:Channel ; rdfs:label "Road {channel}" ;'
                f" ctv:asset :b-lab-{model} ; ctv:platform :b-shop-{channel * 7 % FIRMS} ;"
                f" ctv:billedBy :b-org-{channel % FIRMS} ; ctv:accessMode ctv:RawAPI ;"
                f' ctv:stage ctv:GA ; ctv:validFrom "2026-{channel % 12 + 1:02}-01"^^xsd:date ;'
                f' ctv:listingId "x/{channel}" ; prov:hadPrimarySource :bench-source .\n'
            )
            written += 10
            channel += 1


def measure(program: str, path: Path, *words: str) -> list[float]:
    """Seconds, and the peak memory in MiB of the process and of its largest child."""
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [sys.executable, "-c", program, str(path), f"{folder}/store", *words],
            check=True,
            stdout=subprocess.PIPE,
        )
    return [float(value) for value in json.loads(run.stdout)]


def main(triples: int, runs: int) -> None:
    """Measure, alternating ours and the peers, and print one line a figure."""
    found: dict[str, list[list[float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "market.ttl"
        write_market(path, triples)
        for _ in range(runs):
            for name, program, words in (
                ("bulk_load, default graph", PEER, ["default"]),
                ("bulk_load, named graph", PEER, ["named"]),
                ("add, everything", OURS, []),
            ):
                found.setdefault(name, []).append(measure(program, path, *words))
    ours = statistics.median(seconds for seconds, *_ in found["add, everything"])
    for name, figures in found.items():
        seconds, memory, child = (
            statistics.median(column) for column in zip(*figures, strict=True)
        )
        print(
            f"{name:26} {seconds:6.2f} s  {memory:5.0f} MiB + {child:4.0f} MiB"
            f"   ours is {ours / seconds:4.2f} x"
        )


if __name__ == "__main__":
    chosen = [int(word) for word in sys.argv[1:]] + [1_000_000, 3][len(sys.argv) - 1 :]
    main(chosen[0], chosen[1])
