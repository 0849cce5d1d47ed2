"""Add, replace and undo loads until killed, and say on stdout what was begun and acknowledged.

Run as ``python kill_child.py STORE SEED SHARE_OF_LARGE``. Every line is one JSON list: the word
(``begin``, ``commit``, ``done``), the operation, the name of the new load, that of the old one.
"""

from __future__ import annotations

import json
import random
import sys
from typing import Any

from graph.ingest.add import commit_prepared
from graph.ingest.loads import list_loads, undo_load
from graph.ingest.prepare import Prepared, prepared
from graph.settings import Settings
from graph.store import open_store
from graph.store.embedded import EmbeddedStore

SMALL = 200
LARGE = 100_000
MOST_LOADS = 4


def content_of(name: str) -> bytes:
    """The file of a name like ``f17-100000.ttl``: so many statements, each naming the file."""
    stem = name.removesuffix(".ttl")
    size = int(stem.rpartition("-")[2])
    head = f"@prefix e: <https://example.org/{stem}/> . @prefix p: <https://example.org/> .\n"
    return (head + "".join(f"e:{n // 5} p:p{n % 5} {n} .\n" for n in range(size))).encode()


def say(*words: Any) -> None:
    """Print one line at once."""
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def put(store: EmbeddedStore, name: str, old: str) -> None:
    """Add a file, in the place of another load if one is given."""
    word = "replace" if old else "add"
    say("begin", word, name, old)
    with prepared(store, name, content_of(name), replaces=old or None) as found:
        assert isinstance(found, Prepared)
        say("commit", word, name, old)
        commit_prepared(store, found)
    say("done", word, name, old)


def step(store: EmbeddedStore, chance: random.Random, share_of_large: float) -> None:
    """One random operation."""
    loads = list_loads(store)
    kind = chance.choice(["add", "add", "replace", "undo"])
    if loads and (kind == "undo" or len(loads) >= MOST_LOADS):
        load = chance.choice(loads)
        say("begin", "undo", "", load.name)
        say("commit", "undo", "", load.name)
        undo_load(store, load.load_id)
        say("done", "undo", "", load.name)
        return
    size = LARGE if chance.random() < share_of_large else SMALL
    old = chance.choice(loads).load_id if loads and kind == "replace" else ""
    put(store, f"f{chance.randrange(10**9)}-{size}.ttl", old)


def main() -> None:
    """Work until killed."""
    chance = random.Random(int(sys.argv[2]))  # noqa: S311 - moments need not be secret
    store = open_store(Settings(store=sys.argv[1]), write=True)
    say("open")
    while True:
        step(store, chance, float(sys.argv[3]))


if __name__ == "__main__":
    main()
