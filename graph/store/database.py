"""The engine of one store as its writer has it: changed wholly or not at all, and repaired."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from pyoxigraph import Store as Engine

from graph.errors import ReadOnlyStore, StoreUnavailable
from graph.store.change import Change, apply_change
from graph.store.faults import storage_fault
from graph.store.journal import append_entry
from graph.store.layout import Layout, write_durably
from graph.store.lock import WriterLock
from graph.store.snapshot_maker import SnapshotMaker
from graph.store.snapshots import Snapshots


class Database:
    """The database of a layout, or without a lock a snapshot of it; for one thread at a time.

    ``revision`` is the number of changes acknowledged so far.
    """

    def __init__(
        self, layout: Layout, engine: Engine, revision: int, lock: WriterLock | None
    ) -> None:
        self.revision = revision
        self.snapshots = Snapshots(layout.snapshots)
        self._layout = layout
        self._engine: Engine | None = engine
        self._lock = lock
        self._is_damaged = False
        self._maker = SnapshotMaker(self.snapshots, layout.live)

    @property
    def is_writable(self) -> bool:
        """Whether it can be changed."""
        return self._lock is not None

    def opened(self) -> Engine:
        """The engine, to read.

        Raises
        ------
        StoreUnavailable
            The store is closed.
        """
        if self._engine is None:
            raise StoreUnavailable("The store is closed", str(self._layout.root), "Open it again.")
        return self._engine

    def require_lock(self) -> None:
        """Check that it can be changed.

        Raises
        ------
        ReadOnlyStore
            It cannot.
        """
        if self._lock is None:
            raise ReadOnlyStore(
                "The store is open for reading only", str(self._layout.root), "Open it to write."
            )

    def apply(self, change: Change, note: Mapping[str, Any]) -> None:
        """Make one change, its snapshot and its entry in the journal; then it has a new revision.

        Raises
        ------
        ReadOnlyStore, StoreFull, StoreUnavailable
            It cannot be made; the database is as it was before.
        """
        engine = self._open_for_writing()
        try:
            if change.takes_steps():
                self._hide_steps()
            apply_change(engine, change)
            self._maker.make(engine, self.revision + 1, is_logged=not change.is_bulk())
            append_entry(self._layout.journal, self.revision + 1, note)
            if change.takes_steps():
                self._show(engine)
        except (OSError, RuntimeError) as error:
            del engine
            self._go_back()
            raise storage_fault(error, self._layout.root) from error
        self.revision += 1

    def flush(self) -> None:
        """Move what is in the log into data files, if there is a database to write to.

        Raises
        ------
        StoreFull, StoreUnavailable
            The disk refused; nothing is lost.
        """
        self._maker.finish()
        if self._engine is None or self._lock is None or self._is_damaged:
            return
        try:
            self._engine.flush()
            self._maker.forget()
        except (OSError, RuntimeError) as error:
            raise storage_fault(error, self._layout.root) from error

    def optimize(self) -> None:
        """Rewrite the data files in one piece each; the next snapshot is a full copy.

        Raises
        ------
        ReadOnlyStore, StoreFull, StoreUnavailable
            It cannot be done; the content is as it was.
        """
        try:
            engine = self._open_for_writing()
            engine.flush()
            engine.optimize()
        except (OSError, RuntimeError) as error:
            raise storage_fault(error, self._layout.root) from error
        # The old snapshot keeps the old files alive: readers get one of the new files.
        self._maker.forget()

    def renew(self) -> None:
        """Make the database anew from the last snapshot, and remove the older ones."""
        self._maker.finish()
        self.snapshots.prune(kept=1)
        # The engine keeps old logs to use them again: a database made anew has none.
        self._repair()

    def close(self) -> None:
        """Let go of the engine and the lock; closing twice is harmless."""
        self._maker.finish()
        self._engine = None
        if self._lock is not None:
            self._lock.release(is_clean=not self._is_damaged)

    def _hide_steps(self) -> None:
        """Have readers look at the snapshot, and a crash go back to it, until :meth:`_show`."""
        self._engine = Engine.read_only(str(self.snapshots.path(self.revision)))
        write_durably(self._layout.stepping, b"")

    def _show(self, engine: Engine) -> None:
        """Let readers see the database again: the change is whole."""
        self._engine = engine
        self._layout.stepping.unlink(missing_ok=True)

    def _open_for_writing(self) -> Engine:
        self.require_lock()
        if self._is_damaged:
            # An earlier fault could not be repaired then, the disk was full: try again now.
            return self._repair()
        return self.opened()

    def _go_back(self) -> None:
        """Return to the last acknowledged state after a write that failed."""
        self._engine = None
        self.snapshots.drop_after(self.revision)
        self._is_damaged = True
        # If even that needs more space than there is, the next write tries again.
        with contextlib.suppress(StoreUnavailable):
            self._repair()

    def _repair(self) -> Engine:
        """Open the database anew; while that fails, reads go on from the snapshot."""
        from graph.store.recovery import restore_live

        snapshot = self.snapshots.path(self.revision)
        self._engine = None
        self._maker.forget()
        try:
            self._engine = restore_live(self._layout, snapshot)
        except StoreUnavailable:
            self._engine = Engine.read_only(str(snapshot))
            raise
        self._is_damaged = False
        self._layout.stepping.unlink(missing_ok=True)
        return self._engine
