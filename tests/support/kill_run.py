"""Kill a process that adds, replaces and undoes loads, many times, and look what is left.

Run ``python tests/support/kill_run.py --kills 200``: prints one line of JSON with the figures, and
ends with status 1 and the faults on stderr if anything acknowledged was lost or anything is half.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from kill_child import content_of  # noqa: E402

from graph.errors import CaptivityError  # noqa: E402
from graph.ingest.ledger import Load  # noqa: E402
from graph.ingest.loads import list_loads  # noqa: E402
from graph.settings import Settings  # noqa: E402
from graph.store import open_store  # noqa: E402
from graph.store.embedded import EmbeddedStore  # noqa: E402
from graph.terms import LEDGER_GRAPH  # noqa: E402

#: After so many kills a new store is begun.
LIVES = 20
#: The longest wait for the chosen moment, and for the commit in which the kill comes.
LONGEST_S = 60.0
COMMIT_S = {"small": 0.15, "large": 3.0}


@dataclass(slots=True)
class Record:
    """What one store should hold: the acknowledged names, and the operation that was cut off.

    ``open`` is ``(operation, name that may come, name that may go)``.
    """

    sure: set[str] = field(default_factory=set)
    open: tuple[str, str, str] | None = None
    phase: str = "start"

    def take(self, line: str) -> None:
        """Take in one line of the child."""
        word, *rest = json.loads(line)
        self.phase = word
        if word == "open":
            return
        operation, new, old = rest
        self.open = (operation, new, _name(old))
        if word == "done":
            self.settle({new} - {""}, {_name(old)})

    def settle(self, came: set[str], gone: set[str]) -> None:
        """The operation is over."""
        self.sure = (self.sure | came) - gone
        self.open = None

    def allowed(self) -> list[set[str]]:
        """The sets of names that the store may hold now."""
        if self.open is None or self.phase == "done":
            return [self.sure]
        _, new, old = self.open
        return [self.sure, (self.sure | ({new} - {""})) - {old}]


def _name(load: str) -> str:
    """The file name of a load given by its name or id (``f1-200-0123abcd``)."""
    return load if load.endswith(".ttl") or not load else f"{load.rpartition('-')[0]}.ttl"


def run_until_killed(
    folder: Path, record: Record, chance: random.Random, share_of_large: float
) -> float:
    """Start the child, kill it at a random moment, and return the seconds it lived."""
    command = [sys.executable, str(ROOT / "tests" / "support" / "kill_child.py")]
    start = time.monotonic()
    process = subprocess.Popen(
        [*command, str(folder / "store"), str(chance.randrange(10**9)), str(share_of_large)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "tmp")},
        start_new_session=True,
    )
    assert process.stdout is not None
    commits = chance.randrange(4)
    moment = start + (chance.uniform(0, 8) if commits == 0 else LONGEST_S)
    buffer = b""
    while (left := moment - time.monotonic()) > 0:
        if not select.select([process.stdout], [], [], left)[0]:
            break
        if not (chunk := os.read(process.stdout.fileno(), 65_536)):
            raise AssertionError(f"the child ended by itself with {process.wait()}")
        *lines, buffer = (buffer + chunk).split(b"\n")
        for line in lines:
            record.take(line.decode())
            if json.loads(line)[0] == "commit" and commits:
                commits -= 1
                if not commits:
                    # The moment is somewhere in the writing, whose length goes by the size.
                    size = "large" if b"-100000" in line else "small"
                    moment = time.monotonic() + chance.uniform(0, COMMIT_S[size])
    process.send_signal(signal.SIGKILL)
    for line in (buffer + process.stdout.read()).splitlines():
        record.take(line.decode())
    process.wait()
    process.stdout.close()
    return time.monotonic() - start


def faults_of(folder: Path, record: Record) -> list[str]:
    """Open the store as the next start would, and name everything that is not as it must be."""
    try:
        with open_store(Settings(store=str(folder / "store")), write=True) as store:
            loads = {load.name: load for load in list_loads(store)}
            faults = [] if set(loads) in record.allowed() else [_explain(record, set(loads))]
            faults += [fault for load in loads.values() for fault in _faults_of_load(store, load)]
            known = sum(load.triples for load in loads.values())
            ledger = sum(1 for _ in store.match(graph_name=LEDGER_GRAPH))
            if len(store) != known + ledger:
                faults.append(f"{len(store)} quads, {known} in loads, {ledger} in the ledger")
            described = {quad.subject for quad in store.match(graph_name=LEDGER_GRAPH)}
            if described != {load.graph for load in loads.values()}:
                faults.append("the ledger describes what is no load")
            revision = store.revision
        with open_store(Settings(store=str(folder / "store")), write=False) as reader:
            if {load.name for load in list_loads(reader)} != set(loads):
                faults.append(f"a reader sees other loads than the writer at {revision}")
    except CaptivityError as error:
        return [f"the store does not open: {error}"]
    record.settle(set(loads), record.sure - set(loads))
    return faults


def _explain(record: Record, found: set[str]) -> str:
    return f"holds {sorted(found)}, acknowledged {sorted(record.sure)}, under way {record.open}"


def _faults_of_load(store: EmbeddedStore, load: Load) -> list[str]:
    content = content_of(load.name)
    size = int(load.name.removesuffix(".ttl").rpartition("-")[2])
    count = sum(1 for _ in store.match(graph_name=load.graph))
    faults = []
    if not count == size == load.triples:
        faults.append(f"{load.name}: {count} triples, the ledger says {load.triples}")
    source = store.layout.sources / load.sha256
    if not source.is_file() or source.read_bytes() != content:
        faults.append(f"{load.name}: the original bytes are not there")
    if hashlib.sha256(content).hexdigest() != load.sha256:
        faults.append(f"{load.name}: the digest in the ledger is another")
    return faults


def run(kills: int, seed: int, share_of_large: float) -> dict[str, object]:
    """Kill so often and return the figures."""
    chance = random.Random(seed)  # noqa: S311 - moments need not be secret
    moments: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    faults: list[str] = []
    acknowledged = 0
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="captivity-kill-", ignore_cleanup_errors=True) as base:
        folder, record = Path(base), Record()
        for number in range(kills):
            if number % LIVES == 0:
                shutil.rmtree(folder / "store", ignore_errors=True)
                record = Record()
            (folder / "tmp").mkdir(exist_ok=True)
            before = set(record.sure)
            run_until_killed(folder, record, chance, share_of_large)
            acknowledged += len(record.sure ^ before)
            under_way, sure = record.open, set(record.sure)
            moments[_moment(record)] += 1
            new = faults_of(folder, record)
            faults += [f"kill {number}: {fault}" for fault in new]
            if under_way and record.phase != "done":
                outcomes["change not there" if record.sure == sure else "change wholly there"] += 1
            shutil.rmtree(folder / "tmp", ignore_errors=True)
    return {
        "kills": kills, "seed": seed, "acknowledged": acknowledged, "killed": dict(moments),
        "unacknowledged": dict(outcomes), "seconds": round(time.monotonic() - start),
        "faults": faults,
    }  # fmt: skip


def _moment(record: Record) -> str:
    """What the child was doing when it was killed."""
    if record.open is None or record.phase in ("start", "open", "done"):
        return "between"
    operation, new, old = record.open
    size = "large" if "-100000" in new + old else "small"
    doing = "writing" if record.phase == "commit" else "examining"
    return f"{doing} {size} {operation}"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--large", type=float, default=0.35, help="share of 100,000-triple files")
    chosen = parser.parse_args()
    figures = run(chosen.kills, chosen.seed, chosen.large)
    sys.stdout.write(json.dumps(figures) + "\n")
    if figures["faults"]:
        sys.exit("\n".join(map(str, figures["faults"])))  # type: ignore[call-overload]


if __name__ == "__main__":
    main()
