"""The server flushes its store once nobody has written for a while, and only then."""

from __future__ import annotations

import time

from web.idle import flushing_when_idle


class Counting:
    """Counts how often it is flushed; what a flush does is the store's own test."""

    revision = 3
    flushes = 0

    def flush(self) -> None:
        self.flushes += 1


def test_store_is_flushed_once_after_each_spell_of_writing() -> None:
    store = Counting()
    with flushing_when_idle(store, idle_s=0.02):
        time.sleep(0.1)
        assert store.flushes == 0
        store.revision += 1
        time.sleep(0.2)
        assert store.flushes == 1
        store.revision += 1
        time.sleep(0.2)
        assert store.flushes == 2
