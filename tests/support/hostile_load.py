"""Good and hostile queries, mixed and sent by several clients at once, and what came of them.

They go to a store or over HTTP: a :data:`Ask` is whatever sends one text with its deadline.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import CaptivityError
from graph.store.port import QueryRequest, Store

#: Sends a query with its seconds, or None for the usual ones, and gives the whole answer.
Ask = Callable[[str, float | None], bytes]

THINGS = 3_000
CLIENTS = 8
GRAPH = NamedNode("urn:g")


def make_data() -> list[Quad]:
    """Quads in which thing n points to thing 7n and to thing 11n, and knows its number."""
    quads = []
    for n in range(THINGS):
        node = NamedNode(f"urn:s{n}")
        quads += [
            Quad(node, NamedNode("urn:p"), NamedNode(f"urn:s{n * 7 % THINGS}"), GRAPH),
            Quad(node, NamedNode("urn:q"), NamedNode(f"urn:s{n * 11 % THINGS}"), GRAPH),
            Quad(node, NamedNode("urn:n"), Literal(n), GRAPH),
        ]
    return quads


def good_query(n: int) -> str:
    """A query whose one answer is 7n, modulo the number of things."""
    return f"SELECT ?n {{ <urn:s{n}> <urn:p>/<urn:n> ?n }}"


@dataclass(slots=True)
class Outcome:
    """What came of a load: seconds of the good ones, those answered wrongly, ends of the hostile.

    ``latest`` is the longest that a hostile one took.
    """

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)
    latest: float = 0.0

    def percentile(self, share: float) -> float:
        """The seconds within which this share of the good queries was answered."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Broken(Exception):
    """No whole answer; ``end`` says in which way."""

    def __init__(self, end: str) -> None:
        super().__init__(end)
        self.end = end


def ask_store(store: Store) -> Ask:
    """Sends queries to a store of this process."""

    def ask(text: str, timeout_s: float | None) -> bytes:
        try:
            return store.query(QueryRequest(text, timeout_s=timeout_s)).read()
        except CaptivityError as error:
            raise Broken(type(error).__name__) from error

    return ask


def run_load(
    ask: Ask, good: int, hostile: Sequence[str], *, timeout_s: float, seed: int = 3
) -> Outcome:
    """Send everything in a random order from eight clients, each one query at a time."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    jobs: list[int | str] = [chance.randrange(THINGS) for _ in range(good)]
    jobs += hostile
    chance.shuffle(jobs)
    waiting, lock, outcome = iter(jobs), threading.Lock(), Outcome()

    def work() -> None:
        while True:
            with lock:
                job = next(waiting, None)
            if job is None:
                return
            start = time.perf_counter()
            if isinstance(job, int):
                _ask_good(ask, job, outcome)
                outcome.seconds.append(time.perf_counter() - start)
            else:
                _ask_hostile(ask, job, outcome, timeout_s)
                outcome.latest = max(outcome.latest, time.perf_counter() - start)

    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome


def _ask_good(ask: Ask, n: int, outcome: Outcome) -> None:
    try:
        answer = json.loads(ask(good_query(n), None))
    except Broken as error:
        outcome.wrong.append(f"{n}: {error!r}")
        return
    found = [row["n"]["value"] for row in answer["results"]["bindings"]]
    if found != [str(n * 7 % THINGS)]:
        outcome.wrong.append(f"{n}: {found}")


def _ask_hostile(ask: Ask, text: str, outcome: Outcome, timeout_s: float) -> None:
    try:
        ask(text, timeout_s)
        outcome.ends["answered"] += 1
    except Broken as error:
        outcome.ends[error.end] += 1
