"""Examine many damaged files in one process under the limits of a real examination.

Run as ``python mutation_run.py COUNT SEED FILE FOLDER``, the folder to write in passing: prints
one line of JSON with the outcomes.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from graph.errors import CaptivityError
from graph.ingest.examine import Task, examine
from graph.ingest.examiner_program import confine_examiner
from graph.ingest.ledger import make_load
from graph.ingest.limits import DEFAULT_LIMITS
from graph.store.memory import MemoryStore
from graph.store.worker_program import limit_memory

TOKENS = (
    b'"', b"<", b">", b"[", b"]", b"(", b")", b"{", b"}", b";", b".", b",", b"@", b"^^", b"_:",
    b"\\", b"\\u0022", b"\x00", b"\xff\xfe", b"<<", b">>", b"'''", b'"""', b"a", b"1e999999999",
    b"@prefix : <x:> .", b"@base <", b"ctv:", b"\xe2\x80\xae", b"\r", b"\n", b"true", b"-", b"#",
)  # fmt: skip


def mutate(content: bytes, chance: random.Random) -> bytes:
    """The file with one to eight random faults."""
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(damaged) + 1)
        until = min(len(damaged), place + chance.randint(1, 400))
        kind = chance.randrange(6)
        if kind == 0:
            del damaged[place:until]
        elif kind == 1:
            damaged[place:place] = chance.choice(TOKENS) * chance.choice((1, 1, 1, 50, 2_000))
        elif kind == 2:
            damaged[place:place] = damaged[place:until] * chance.randint(1, 20)
        elif kind == 3:
            damaged[place : place + 1] = bytes([chance.randrange(256)])
        elif kind == 4:
            other = chance.randrange(len(damaged) + 1)
            damaged[place:until], damaged[other : other + 40] = damaged[other : other + 40], b""
        else:
            del damaged[place:]
        damaged = damaged or bytearray(b" ")
    return bytes(damaged)


def outcomes(count: int, seed: int, content: bytes, spool: Path) -> Iterator[tuple[str, float]]:
    """Yield what became of each damaged file, and the seconds it took."""
    chance = random.Random(seed)  # noqa: S311 - damage need not be secret
    store = MemoryStore([])
    for number in range(count):
        task = Task(make_load(f"{number}.ttl", "0" * 64, 0, "test"), f"{number}.ttl", None, 64)
        damaged = mutate(content, chance)
        start = time.perf_counter()
        try:
            found = examine(task, damaged, store, spool)
            outcome = "sound" if found.is_sound else "breaks a rule"
        except CaptivityError as error:
            outcome = error.code
        yield outcome, time.perf_counter() - start


def main() -> None:
    """Run, and say how often which outcome came, the longest time and the most memory."""
    count, seed, path, folder = int(sys.argv[1]), int(sys.argv[2]), *map(Path, sys.argv[3:5])
    confine_examiner(seconds=600)
    limit_memory(DEFAULT_LIMITS.memory_mb)
    counts: Counter[str] = Counter()
    longest = 0.0
    for outcome, seconds in outcomes(count, seed, path.read_bytes(), folder / "statements.nq"):
        counts[outcome] += 1
        longest = max(longest, seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump({"outcomes": counts, "longest_s": longest, "peak_mb": peak}, sys.stdout)


if __name__ == "__main__":
    main()
