"""The embedded store: Oxigraph on disk, one writer, and readers on snapshots."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, NamedNode, Quad
from pyoxigraph import Store as Engine

from graph.errors import ReadOnlyStore, StoreUnavailable
from graph.settings import Settings
from graph.store.begun import Begun
from graph.store.canonical import write_canonical
from graph.store.change import Change, QuadFile, apply_change
from graph.store.faults import storage_fault
from graph.store.journal import append_entry
from graph.store.layout import Layout, write_durably
from graph.store.lock import WriterLock
from graph.store.nursery import Nursery
from graph.store.port import QueryAnswer, QueryRequest, Term
from graph.store.snapshot_maker import SnapshotMaker
from graph.store.snapshots import KEPT, Lease, Snapshots
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
        self._engine: Engine | None = engine
        self._revision = revision
        self._lock = lock
        self._lease = lease
        self._temporary = temporary
        self._damaged = False
        self._writing = threading.RLock()
        self._snapshots = Snapshots(layout.snapshots)
        self._maker = SnapshotMaker(self._snapshots, layout.live)
        limits = WorkerLimits.of(settings)
        self.nursery = nursery or Nursery(limits)
        self._pool = WorkerPool(self.snapshot_path, limits=limits, nursery=self.nursery)

    @property
    def revision(self) -> int:
        """The number of changes acknowledged so far; a reader's stays what it was at opening."""
        return self._revision

    @property
    def is_writable(self) -> bool:
        """Whether changes can be committed through this handle."""
        return self._lock is not None

    def __len__(self) -> int:
        """The number of quads."""
        return len(self._open_engine())

    def match(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that fit the pattern; None fits everything."""
        return self._open_engine().quads_for_pattern(subject, predicate, object, graph_name)

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
            engine = self._open_for_writing()
            try:
                if change.takes_steps():
                    self._hide_steps()
                apply_change(engine, change)
                self._maker.make(engine, self._revision + 1, is_logged=not change.is_bulk())
                append_entry(self.layout.journal, self._revision + 1, note or {})
                if change.takes_steps():
                    self._show(engine)
            except (OSError, RuntimeError) as error:
                del engine
                self._go_back()
                raise storage_fault(error, self.layout.root) from error
            self._revision += 1
            self._pool.refresh()
            return self._revision

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
        return self.layout.derive(self._revision, name, oldest=self._revision - KEPT + 1)

    def keep_source(self, content: bytes) -> str:
        """Keep the original bytes of a load, synced, and return their SHA-256 in hex."""
        # Late, as below: a reader that asks one query needs none of it, and it takes its time.
        import hashlib

        digest = hashlib.sha256(content).hexdigest()
        path = self.layout.sources / digest
        with self._writing:
            self._require_lock()
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
            self._maker.finish()
            if self._engine is None or self._lock is None or self._damaged:
                return
            try:
                self._engine.flush()
                self._maker.forget()
            except (OSError, RuntimeError) as error:
                raise storage_fault(error, self.layout.root) from error

    def compact(self) -> None:
        """Rewrite the data files as small as they can be, and drop what nobody reads any more.

        Raises
        ------
        ReadOnlyStore
            The store was opened for reading.
        StoreFull, StoreUnavailable
            The disk refused; the content is as it was.
        """
        with self._writing:
            try:
                engine = self._open_for_writing()
                engine.flush()
                engine.optimize()
            except (OSError, RuntimeError) as error:
                raise storage_fault(error, self.layout.root) from error
            # The old snapshot keeps the old files alive: readers get one of the new files.
            self._maker.forget()
            self.commit([], note={"event": "compact"})
            self._maker.finish()
            self._snapshots.prune(kept=1)
            # The engine keeps old logs to use them again: a database made anew has none.
            del engine
            self._repair()

    def close(self) -> None:
        """Flush, end the workers and let go of the folder; closing twice is harmless."""
        self._pool.close()
        with self._writing:
            if self._engine is not None and self._lock is not None and not self._damaged:
                try:
                    self._engine.flush()
                except (OSError, RuntimeError) as error:
                    raise storage_fault(error, self.layout.root) from error
                finally:
                    self._let_go()
            else:
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
        self._maker.finish()
        self._engine = None
        if self._lease is not None:
            self._lease.release()
        if self._lock is not None:
            self._lock.release(is_clean=not self._damaged)
        if self._temporary is not None:
            self._temporary.cleanup()

    def _open_engine(self) -> Engine:
        if self._engine is None:
            raise StoreUnavailable("The store is closed", str(self.layout.root), "Open it again.")
        return self._engine

    def _require_lock(self) -> None:
        if self._lock is None:
            raise ReadOnlyStore(
                "The store is open for reading only", str(self.layout.root), "Open it to write."
            )

    def _hide_steps(self) -> None:
        """Have readers look at the snapshot, and a crash go back to it, until :meth:`_show`."""
        self._engine = Engine.read_only(str(self._snapshots.path(self._revision)))
        write_durably(self.layout.stepping, b"")

    def _show(self, engine: Engine) -> None:
        """Let readers see the database again: the change is whole."""
        self._engine = engine
        self.layout.stepping.unlink(missing_ok=True)

    def _open_for_writing(self) -> Engine:
        self._require_lock()
        if self._damaged:
            # An earlier fault could not be repaired then, the disk was full: try again now.
            return self._repair()
        return self._open_engine()

    def snapshot_path(self) -> str:
        """The folder of the snapshot of the present revision, for another process to read."""
        if self._lease is not None:
            return str(self._lease.path)
        # Asked at each query: making a Path takes ten times as long.
        return f"{self._snapshots.folder}{os.sep}{self._revision}"

    def _go_back(self) -> None:
        """Return to the last acknowledged state after a write that failed."""
        self._engine = None
        self._snapshots.drop_after(self._revision)
        self._damaged = True
        # If even that needs more space than there is, the next write tries again.
        with contextlib.suppress(StoreUnavailable):
            self._repair()

    def _repair(self) -> Engine:
        """Open the database anew; while that fails, reads go on from the snapshot."""
        from graph.store.recovery import restore_live

        snapshot = self._snapshots.path(self._revision)
        self._engine = None
        self._maker.forget()
        try:
            self._engine = restore_live(self.layout, snapshot)
        except StoreUnavailable:
            self._engine = Engine.read_only(str(snapshot))
            raise
        self._damaged = False
        self.layout.stepping.unlink(missing_ok=True)
        return self._engine
