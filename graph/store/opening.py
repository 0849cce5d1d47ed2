"""Open the folder of a store: for writing with repair of what a crash left, or on a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Store as Engine

from graph.errors import FileMissing, StoreUnavailable
from graph.store.faults import is_full, storage_fault, unwritable
from graph.store.layout import Layout
from graph.store.snapshots import Lease, Snapshots

# What only a writer needs is imported when there is one.
if TYPE_CHECKING:
    from graph.store.lock import WriterLock


def open_writer(layout: Layout) -> tuple[Engine, WriterLock, int]:
    """The database for writing, its lock and its revision; a new store where there is none."""
    from graph.store.lock import take_lock

    try:
        _require_folder(layout)
        lock = take_lock(layout)
    except OSError as error:
        raise storage_fault(error, layout.root) from error
    try:
        engine, revision = _open_live(layout, lock)
    except (OSError, RuntimeError) as error:
        lock.release()
        raise storage_fault(error, layout.root) from error
    return engine, lock, revision


def open_reader(layout: Layout) -> tuple[Engine, Lease]:
    """The newest snapshot of a store and the lease on it."""
    snapshots = Snapshots(layout.snapshots)
    fault: OSError | RuntimeError | None = None
    older_than: int | None = None
    while True:
        try:
            lease = snapshots.lease_before(older_than)
        except OSError as error:
            raise storage_fault(error, layout.root) from error
        if lease is None:
            raise _unreadable(layout, fault)
        try:
            return Engine.read_only(str(lease.path)), lease
        except (OSError, RuntimeError) as error:
            # Half a snapshot, or a damaged one: the writer sets it aside when it opens the store.
            _warn(lease)
            lease.release()
            fault, older_than = error, lease.revision


def _warn(lease: Lease) -> None:
    import logging

    logging.getLogger(__name__).warning(
        "Snapshot %s cannot be opened; an older one is read.", lease.path
    )


def _unreadable(layout: Layout, fault: Exception | None) -> StoreUnavailable | FileMissing:
    if fault is not None:
        return storage_fault(fault, layout.root)
    return FileMissing(
        "There is no store here",
        str(layout.root),
        "Run `captivity serve` or `captivity score` once, or give another --store.",
    )


def _require_folder(layout: Layout) -> None:
    if layout.root.exists() and not layout.root.is_dir():
        raise unwritable(layout.root, "it is a file, not a folder")
    if not layout.exists() and not layout.is_free():
        raise unwritable(layout.root, "it is a folder with other files in it, not a store")
    layout.root.mkdir(parents=True, exist_ok=True)


def _open_live(layout: Layout, lock: WriterLock) -> tuple[Engine, int]:
    from graph.store.journal import last_revision
    from graph.store.recovery import recover

    snapshots = Snapshots(layout.snapshots)
    snapshots.sweep()
    newest = max(snapshots.revisions(), default=-1)
    acknowledged = last_revision(layout.journal)
    in_step = 0 <= newest == acknowledged and not layout.stepping.exists()
    if lock.was_clean and in_step and (layout.live / "CURRENT").is_file():
        try:
            return Engine(str(layout.live)), newest
        except (OSError, RuntimeError) as error:
            if is_full(error):
                raise
    return recover(layout, acknowledged)
