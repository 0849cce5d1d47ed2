"""A store made again from a backup; the one that was there stays until the new one is whole."""

from __future__ import annotations

import os
import shutil
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from graph.errors import NotAllowed
from graph.progress import track
from graph.store.backup import DATABASE, Backup, copy_durably, read_backup
from graph.store.faults import storage_fault, unwritable
from graph.store.journal import append_entry, last_revision
from graph.store.layout import Layout, sync
from graph.store.lock import take_lock
from graph.store.recovery import link_or_copy


def restore_backup(folder: Path, layout: Layout, *, force: bool = False) -> Backup:
    """Make a store from a backup whose checksums all hold, wholly or not at all.

    With ``force`` it takes the place of the store that is there, which nobody may be writing to.

    Raises
    ------
    FileMissing, DataRejected
        There is no backup, or it is damaged; nothing was touched.
    NotAllowed
        There is a store and no ``force``.
    StoreLocked
        Somebody writes to the store that would be replaced.
    StoreFull, StoreUnwritable
        There is no room for the new store; the old one is as it was.
    """
    backup = read_backup(folder)
    exists = layout.exists()
    if exists and not force:
        raise NotAllowed(
            "There is a store already", str(layout.root), "Give --force to replace it."
        )
    if not exists and layout.root.exists() and not layout.is_free():
        raise unwritable(layout.root, "it is a folder with other files in it, not a store")
    draft = layout.root.absolute().with_name(f".{layout.root.name}.making-{os.getpid()}")
    try:
        with _Held(layout) if exists else nullcontext():
            _fill(backup, Layout(draft), last_revision(layout.journal) if exists else 0)
            _swap(draft, layout)
    except OSError as error:
        raise storage_fault(error, layout.root) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return backup


def _fill(backup: Backup, draft: Layout, seen: int) -> None:
    """Lay the files out as a store that was closed in order.

    The revision goes on from the highest that anybody has seen: a reader of the old store must
    not take the new content for what it knows under that number.
    """
    revision = max(backup.revision, seen) + 1
    database = draft.snapshots / str(revision)
    for folder in (database, draft.sources):
        folder.mkdir(parents=True)
    for name in track(list(backup.files), "Copying"):
        first, _, rest = name.partition("/")
        target = database / rest if first == DATABASE else draft.root / name
        copy_durably(backup.folder / name, target)
    # The database itself too: a missing one would be taken for damage at the next opening.
    draft.live.mkdir()
    for path in database.iterdir():
        link_or_copy(str(path), str(draft.live / path.name))
        sync(draft.live / path.name)
    append_entry(draft.journal, revision, {"event": "restored", "name": backup.made_at})
    for folder in (draft.live, database, draft.snapshots, draft.sources, draft.root):
        sync(folder)


def _swap(draft: Path, layout: Layout) -> None:
    """Give the new store its place; the old one is removed only after that."""
    root = layout.root.absolute()
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    old = root.with_name(f"{root.name}.replaced-{stamp}-{os.getpid()}")
    root.parent.mkdir(parents=True, exist_ok=True)
    if root.exists():
        root.rename(old)
    try:
        draft.rename(root)
    except OSError:
        if old.exists():
            old.rename(root)
        raise
    sync(root.parent)
    shutil.rmtree(old, ignore_errors=True)


class _Held:
    """The writer's lock on a store that is about to go."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def __enter__(self) -> None:
        self._lock = take_lock(self._layout)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lock.release()
