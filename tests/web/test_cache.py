from __future__ import annotations

import threading

import pytest

from web.cache import RevisionCache


def test_value_is_built_once_for_many_threads() -> None:
    cache, built, gate = RevisionCache(), [], threading.Event()

    def build() -> int:
        gate.wait(5)
        built.append(1)
        return 42

    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(cache.get(1, "k", build))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join(5)
    assert (found, len(built)) == ([42] * 8, 1)


def test_new_revision_forgets_the_old_values() -> None:
    cache = RevisionCache()
    assert cache.get(1, "k", lambda: "old") == "old"
    assert cache.get(2, "k", lambda: "new") == "new"
    assert cache.get(2, "k", lambda: "other") == "new"


def test_build_that_fails_is_tried_again() -> None:
    cache = RevisionCache()

    def fail() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        cache.get(1, "k", fail)
    assert cache.get(1, "k", lambda: 1) == 1


def test_least_recently_used_goes_first() -> None:
    cache = RevisionCache(size=2)
    for key in ("a", "b", "a", "c"):
        cache.get(1, key, lambda key=key: key)  # type: ignore[misc]
    assert cache.get(1, "a", lambda: "again") == "a"
    assert cache.get(1, "b", lambda: "again") == "again"
