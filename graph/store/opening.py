"""Open the folder of a store: for writing with repair of what a crash left, or on a snapshot."""

from __future__ import annotations

import gc
import os
import shutil
import time
from pathlib import Path

from pyoxigraph import Store as Engine

from graph.errors import FileMissing, StoreUnavailable
from graph.store.faults import storage_fault, unwritable
from graph.store.journal import append_entry, last_revision
from graph.store.layout import Layout, sync
from graph.store.lock import WriterLock, take_lock
from graph.store.snapshots import Lease, Snapshots

OPEN_ATTEMPTS = 20
WAIT_S = 0.05


def open_writer(layout: Layout) -> tuple[Engine, WriterLock, int]:
    """The database for writing, its lock and its revision; a new store where there is none."""
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
    try:
        lease = Snapshots(layout.snapshots).lease_newest()
    except OSError as error:
        raise storage_fault(error, layout.root) from error
    if lease is None:
        raise FileMissing(
            "There is no store here",
            str(layout.root),
            "Run `captivity serve` or `captivity score` once, or give another --store.",
        )
    try:
        return Engine.read_only(str(lease.path)), lease
    except OSError as error:
        lease.release()
        raise storage_fault(error, lease.path) from error


def restore_live(layout: Layout, snapshot: Path) -> Engine:
    """The database opened anew with the content of a snapshot.

    Data files are immutable and linked; the few small ones are copied.

    Raises
    ------
    StoreFull, StoreUnavailable
        It cannot be opened; nothing acknowledged is lost, the snapshot is still there.
    """
    fresh = layout.root / "live.fresh"
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(snapshot, fresh, copy_function=_link_or_copy)
        for path in fresh.iterdir():
            sync(path)
        sync(fresh)
        shutil.rmtree(layout.live, ignore_errors=True)
        fresh.rename(layout.live)
        sync(layout.root)
        return _open_when_free(layout.live)
    except (OSError, RuntimeError) as error:
        raise storage_fault(error, layout.root) from error


def _link_or_copy(source: str, target: str) -> str:
    if source.endswith(".sst"):
        os.link(source, target)
        return target
    return str(shutil.copy2(source, target))


def _open_when_free(folder: Path) -> Engine:
    """Open a database that this process has just let go of, once its last reader is done."""
    for attempt in range(OPEN_ATTEMPTS):
        gc.collect()
        try:
            return Engine(str(folder))
        except OSError as error:
            if "lock hold by current process" not in str(error) or attempt == OPEN_ATTEMPTS - 1:
                raise
            time.sleep(WAIT_S)
    raise StoreUnavailable("The store is busy", str(folder), "Try again.")


def _require_folder(layout: Layout) -> None:
    if layout.root.exists() and not layout.root.is_dir():
        raise unwritable(layout.root, "it is a file, not a folder")
    if not layout.exists() and not layout.is_free():
        raise unwritable(layout.root, "it is a folder with other files in it, not a store")
    layout.root.mkdir(parents=True, exist_ok=True)


def _open_live(layout: Layout, lock: WriterLock) -> tuple[Engine, int]:
    snapshots = Snapshots(layout.snapshots)
    snapshots.sweep()
    for orphan in layout.live.glob("bulk-*.sst"):
        # Left by a bulk write that was killed; the database knows nothing of it.
        orphan.unlink(missing_ok=True)
    revisions = snapshots.revisions()
    if revisions and not (layout.live / "CURRENT").is_file():
        engine = restore_live(layout, snapshots.path(revisions[-1]))
    else:
        engine = Engine(str(layout.live))
    newest = revisions[-1] if revisions else -1
    acknowledged = last_revision(layout.journal)
    if revisions and lock.was_clean and acknowledged <= newest:
        return engine, newest
    return engine, _recover(layout, engine, max(newest, acknowledged - 1) + 1)


def _recover(layout: Layout, engine: Engine, revision: int) -> int:
    """Make what the database holds now visible to readers, as a revision of its own."""
    Snapshots(layout.snapshots).make(engine, revision)
    if revision:
        append_entry(layout.journal, revision, {"event": "recovered"})
    return revision
