"""The embedded store: Oxigraph on disk, one writer, and readers on snapshots."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, NamedNode, Quad
from pyoxigraph import Store as Engine

from graph.settings import Settings
from graph.store.begun import Begun
from graph.store.canonical import write_canonical
from graph.store.change import Change, QuadFile
from graph.store.database import Database
from graph.store.faults import storage_fault
from graph.store.layout import Layout, write_durably
from graph.store.lock import WriterLock
from graph.store.nursery import Nursery
from graph.store.port import QueryAnswer, QueryRequest, Term
from graph.store.snapshots import KEPT, Lease
from graph.store.worker_process import WorkerLimits
from graph.store.workers import WorkerPool

if TYPE_CHECKING:
    import tempfile


class EmbeddedStore:
    """A store in a folder; use it as a context manager. See :class:`graph.store.port.Store`."""

    def __init__(
        self,
        settings: Settings,
        layout: Layout,
        engine: Engine,
        revision: int,
        *,
        lock: WriterLock | None = None,
        lease: Lease | None = None,
        temporary: tempfile.TemporaryDirectory[str] | None = None,
        nursery: Nursery | None = None,
    ) -> None:
        self.layout = layout
        self._database = Database(layout, engine, revision, lock)
        self._lease = lease
        self._temporary = temporary
        self._writing = threading.RLock()
        limits = WorkerLimits.of(settings)
        self.nursery = nursery or Nursery(limits)
        self._pool = WorkerPool(self.snapshot_path, limits=limits, nursery=self.nursery)

    @property
    def revision(self) -> int:
        """The number of changes acknowledged so far; a reader's stays what it was at opening."""
        return self._database.revision

    @property
    def is_writable(self) -> bool:
        """Whether changes can be committed through this handle."""
        return self._database.is_writable

    def __len__(self) -> int:
        """The number of quads."""
        return len(self._database.opened())

    def match(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that fit the pattern; None fits everything."""
        return self._database.opened().quads_for_pattern(subject, predicate, object, graph_name)

    def query(self, request: QueryRequest) -> QueryAnswer:
        """Answer a SPARQL query in a worker process; see :meth:`WorkerPool.answer`."""
        return self._pool.answer(request)

    def begin(self, request: QueryRequest) -> Begun | None:
        """A query under way in a worker that is free; see :meth:`WorkerPool.begin`."""
        return self._pool.begin(request)

    def warm(self) -> None:
        """Start the query workers now, so that the first query need not wait for them."""
        self._pool.warm()

    def commit(
        self,
        additions: Iterable[Quad],
        removed_graphs: Iterable[NamedNode] = (),
        removals: Iterable[Quad] = (),
        note: Mapping[str, Any] | None = None,
    ) -> int:
        """Apply one change wholly or not at all, synced to disk, and return the new revision.

        The change is in the database, in a snapshot for readers and in the journal (with the
        ``note``) before this returns.

        Raises
        ------
        ReadOnlyStore
            The store was opened for reading.
        StoreFull, StoreUnavailable
            The disk refused; the store is as it was before.
        """
        kept = additions if isinstance(additions, QuadFile) else tuple(additions)
        change = Change(kept, tuple(removed_graphs), tuple(removals))
        with self._writing:
            self._database.apply(change, note or {})
            self._pool.refresh()
            return self._database.revision

    def exclusive(self) -> AbstractContextManager[bool]:
        """The right to look and then commit without another thread's commit in between."""
        return self._writing

    def derived_file(self, name: str) -> Path:
        """The file for something worked out from this revision; files of old revisions go.

        Raises
        ------
        OSError
            The folder cannot be made.
        """
        return self.layout.derive(self.revision, name, oldest=self.revision - KEPT + 1)

    def keep_source(self, content: bytes) -> str:
        """Keep the original bytes of a load, synced, and return their SHA-256 in hex."""
        # Late, as below: a reader that asks one query needs none of it, and it takes its time.
        import hashlib

        digest = hashlib.sha256(content).hexdigest()
        path = self.layout.sources / digest
        with self._writing:
            self._database.require_lock()
            try:
                if not path.exists():
                    write_durably(path, content)
            except OSError as error:
                raise storage_fault(error, self.layout.root) from error
        return digest

    def dump(self) -> bytes:
        """Every quad as canonical N-Quads, sorted: equal dumps mean equal stores."""
        return write_canonical(self.match())

    def flush(self) -> None:
        """Move what is in the log into data files, so that the next opening is quick.

        Old snapshots that nobody reads are gone after this.

        Raises
        ------
        StoreFull, StoreUnavailable
            The disk refused; nothing is lost.
        """
        with self._writing:
            self._database.flush()

    def compact(self) -> None:
        """Rewrite the data files in one piece each, and drop what nobody reads any more.

        Raises
        ------
        ReadOnlyStore
            The store was opened for reading.
        StoreFull, StoreUnavailable
            The disk refused; the content is as it was.
        """
        with self._writing:
            self._database.optimize()
            self.commit([], note={"event": "compact"})
            self._database.renew()

    def close(self) -> None:
        """Flush, end the workers and let go of the folder; closing twice is harmless."""
        self._pool.close()
        with self._writing:
            try:
                self._database.flush()
            finally:
                self._let_go()

    def __enter__(self) -> EmbeddedStore:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _let_go(self) -> None:
        if self._lease is not None:
            self._lease.release()
        self._database.close()
        if self._temporary is not None:
            self._temporary.cleanup()

    def snapshot_path(self) -> str:
        """The folder of the snapshot of the present revision, for another process to read."""
        if self._lease is not None:
            return str(self._lease.path)
        # Asked at each query: making a Path takes ten times as long.
        return f"{self._database.snapshots.folder}{os.sep}{self._database.revision}"
