"""A copy of a store's snapshot with some quads more, and workers that answer from it."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from pyoxigraph import NamedNode, Quad
from pyoxigraph import Store as Engine

from graph.store.embedded import EmbeddedStore
from graph.store.faults import storage_fault
from graph.store.port import QueryAnswer, QueryRequest
from graph.store.workers import WorkerPool


class Limits(Protocol):
    """How long a query may take and how much memory."""

    @property
    def timeout_s(self) -> float:
        """Seconds."""
        ...

    @property
    def memory_mb(self) -> int:
        """MiB."""
        ...


class DayCopy:
    """One copy; it goes when it is closed, forgotten or the process ends.

    Making it costs some 20 ms and what the quads take: 28,000 of them about half a second.
    """

    def __init__(self, store: EmbeddedStore, quads: Sequence[Quad], limits: Limits) -> None:
        snapshot = Path(store.snapshot_path())
        try:
            folder = make_folder(snapshot.parent)
            path = str(folder / "store")
            self._pool = WorkerPool(
                lambda: path, timeout_s=limits.timeout_s, memory_mb=limits.memory_mb
            )
            self._remove = weakref.finalize(self, _remove, self._pool, folder)
            self.path = folder / "store"
            with store.exclusive():
                copy_store(snapshot, self.path)
            self.graphs = add_quads(self.path, quads)
        except OSError as error:
            raise storage_fault(error, snapshot.parent) from error

    def query(self, request: QueryRequest) -> QueryAnswer:
        """Answer a query from the copy; see :meth:`WorkerPool.answer`."""
        return self._pool.answer(request)

    def close(self) -> None:
        """End the workers and remove the copy."""
        self._remove()


def _remove(pool: WorkerPool, folder: Path) -> None:
    pool.close()
    shutil.rmtree(folder, ignore_errors=True)


def make_folder(beside: Path) -> Path:
    """A new folder beside the snapshots, where links can be made; elsewhere if we may not write.

    Its name is no number, so that it is no snapshot, and is swept after a crash.
    """
    try:
        return Path(tempfile.mkdtemp(prefix="copy-", dir=beside))
    except OSError:
        return Path(tempfile.mkdtemp(prefix="captivity-copy-"))


def copy_store(snapshot: Path, target: Path) -> None:
    """Copy a snapshot so that it may be written to; data files are immutable and linked."""
    shutil.copytree(snapshot, target, copy_function=_link_or_copy)


def add_quads(path: Path, quads: Sequence[Quad]) -> list[str]:
    """Add the quads to a copy and return the names of the graphs it had before."""
    engine = Engine(str(path))
    graphs = [name.value for name in engine.named_graphs() if isinstance(name, NamedNode)]
    engine.bulk_extend(quads)
    engine.flush()
    del engine
    # The workers open it when nobody holds it for writing any more.
    gc.collect()
    return sorted(graphs)


def _link_or_copy(source: str, target: str) -> str:
    if source.endswith(".sst"):
        try:
            os.link(source, target)
        except OSError:
            return str(shutil.copy2(source, target))
        return target
    return str(shutil.copy2(source, target))
