"""A store tidied up: data files rewritten, old snapshots and orphans removed."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graph.store.embedded import EmbeddedStore
from graph.store.faults import storage_fault
from graph.store.layout import sync


@dataclass(frozen=True, slots=True)
class Compaction:
    """The bytes of a store before and after, and how many kept files were forgotten."""

    bytes_before: int
    bytes_after: int
    forgotten: int

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values, for JSON."""
        return asdict(self)


def compact_store(store: EmbeddedStore, needed: Collection[str] | None = None) -> Compaction:
    """Compact a store, and say what that gained.

    Parameters
    ----------
    needed : collection of str, optional
        The digests of the original bytes to keep; without it all are kept. Loads whose bytes go
        cannot be brought back.

    Raises
    ------
    ReadOnlyStore, StoreFull, StoreUnavailable
        The store cannot be rewritten; its content is as it was.
    """
    root = store.layout.root
    before = measure_folder(root)
    with store.exclusive():
        store.compact()
        try:
            forgotten = 0 if needed is None else _forget(store.layout.sources, needed)
        except OSError as error:
            raise storage_fault(error, root) from error
    return Compaction(before, measure_folder(root), forgotten)


def measure_folder(folder: Path) -> int:
    """The bytes of all files below a folder, each once however many names it has."""
    sizes: dict[tuple[int, int], int] = {}
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                status = Path(place, name).lstat()
            except FileNotFoundError:
                # The engine removes files while we look.
                continue
            sizes[status.st_dev, status.st_ino] = status.st_size
    return sum(sizes.values())


def _forget(folder: Path, needed: Collection[str]) -> int:
    gone = [path for path in folder.iterdir() if path.name not in needed]
    for path in gone:
        path.unlink(missing_ok=True)
    sync(folder)
    return len(gone)
