"""The process that examines a file: its bound on memory is met by the file, never by luck."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from graph.errors import InputTooLarge
from graph.ingest.add import add_document, validate_file
from graph.ingest.limits import FileLimits
from graph.settings import Settings
from graph.store.embedded import EmbeddedStore

#: Far less than the addresses that the engine's threads and their heaps take.
NARROW = FileLimits(memory_mb=32)


def numbers(count: int) -> bytes:
    lines = (f"<https://example.org/{n}> <https://example.org/p> {n} ." for n in range(count))
    return "\n".join(lines).encode()


def test_small_files_fit_into_a_narrow_bound_however_many_are_read_at_once(
    market: EmbeddedStore,
) -> None:
    with ThreadPoolExecutor(8) as readers:
        found = readers.map(
            lambda n: validate_file(market, f"{n}.ttl", numbers(50 + n), limits=NARROW), range(24)
        )
        assert list(found) == [[]] * 24


def test_file_that_needs_more_is_refused_with_the_setting_that_allows_it(
    market: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = numbers(200_000)
    with pytest.raises(InputTooLarge, match="too much memory") as refusal:
        add_document(market, "large.ttl", large, limits=NARROW)
    assert "CAPTIVITY_INGEST_MEMORY_MB" in refusal.value.advice
    allowed = Settings.from_env({"CAPTIVITY_INGEST_MEMORY_MB": "500"})
    limits = FileLimits.from_settings(allowed)
    assert add_document(market, "large.ttl", large, limits=limits).triples == 200_000
