"""Open a store after a kill, a power cut or damage: what was acknowledged comes back whole.

Every acknowledged change is in a snapshot that was synced before it was acknowledged, so the newest
sound snapshot is the truth; what the database itself has beyond it was never acknowledged.
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
import time
from pathlib import Path

from pyoxigraph import Store as Engine

from graph.errors import StoreUnavailable
from graph.store.faults import storage_fault
from graph.store.journal import append_entry, ends_cut
from graph.store.layout import Layout, sync
from graph.store.snapshots import Snapshots

OPEN_ATTEMPTS = 20
WAIT_S = 0.05
#: Files that a bulk write which was killed leaves beside the database, which does not know them.
ORPHANS = "bulk-*.sst"

_log = logging.getLogger(__name__)


def recover(layout: Layout, acknowledged: int) -> tuple[Engine, int]:
    """The database and its revision, which is at least the last acknowledged one if that is there.

    What was done is said in the journal and as a warning.

    Raises
    ------
    OSError, RuntimeError, StoreUnavailable
        Neither a snapshot nor the database can be opened, or the disk refused.
    """
    snapshots = Snapshots(layout.snapshots)
    told = ["the last writer ended without closing the store, or its files were damaged"]
    told += _describe_remains(layout)
    sound = _newest_sound(snapshots, told)
    if sound is not None and sound >= acknowledged:
        engine = restore_live(layout, snapshots.path(sound))
        layout.stepping.unlink(missing_ok=True)
        return engine, _tell(layout, sound, [*told, f"it is as of revision {sound}"])
    engine = _open_without_snapshot(layout, snapshots, sound, told)
    revision = max([acknowledged, *snapshots.revisions()]) + 1 if acknowledged else 0
    shutil.rmtree(snapshots.path(revision), ignore_errors=True)
    snapshots.make(engine, revision)
    return engine, _tell(layout, revision, told) if acknowledged else revision


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
        shutil.copytree(snapshot, fresh, copy_function=link_or_copy)
        for path in fresh.iterdir():
            sync(path)
        sync(fresh)
        shutil.rmtree(layout.live, ignore_errors=True)
        fresh.rename(layout.live)
        sync(layout.root)
        return _open_when_free(layout.live)
    except (OSError, RuntimeError) as error:
        raise storage_fault(error, layout.root) from error


def _describe_remains(layout: Layout) -> list[str]:
    """What an interrupted writer left, in words."""
    orphans = len(list(layout.live.glob(ORPHANS)))
    told = []
    if orphans:
        told.append(f"{orphans} files of an unfinished bulk write were removed")
    if ends_cut(layout.journal):
        told.append("the last line of the journal was cut short and is left out")
    return told


def _newest_sound(snapshots: Snapshots, told: list[str]) -> int | None:
    """The newest snapshot that can be opened; unsound ones are removed and named."""
    for revision in reversed(snapshots.revisions()):
        try:
            Engine.read_only(str(snapshots.path(revision)))
        except (OSError, RuntimeError):
            told.append(f"snapshot {revision} cannot be opened and was set aside")
            snapshots.set_aside(revision)
        else:
            return revision
    return None


def _open_without_snapshot(
    layout: Layout, snapshots: Snapshots, sound: int | None, told: list[str]
) -> Engine:
    """The database itself, or if that cannot be opened the newest snapshot that can."""
    for orphan in layout.live.glob(ORPHANS):
        orphan.unlink(missing_ok=True)
    is_half = sound is not None and layout.stepping.exists()
    layout.stepping.unlink(missing_ok=True)
    try:
        if is_half:
            raise OSError("half of a change is in it")
        engine = Engine(str(layout.live))
    except (OSError, RuntimeError):
        if sound is None:
            raise
        told.append(f"the database cannot be opened; changes after revision {sound} are lost,")
        told.append("the files of their loads are in sources/")
        return restore_live(layout, snapshots.path(sound))
    told.append("no snapshot was left of the last change; the database was taken as it is")
    return engine


def _tell(layout: Layout, revision: int, told: list[str]) -> int:
    what = "; ".join(told)
    append_entry(layout.journal, revision, {"event": "recovered", "what": what})
    _log.warning("The store was recovered: %s.", what)
    return revision


def link_or_copy(source: str, target: str) -> str:
    """Give a file of a database a second place: a data file by a link, any other by a copy."""
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
