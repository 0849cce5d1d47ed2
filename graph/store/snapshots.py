"""Snapshots: immutable copies of the store, one per revision, that readers open.

A reader leases its snapshot by a shared lock on the snapshot's folder; the writer removes only
what is neither among the newest nor leased.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store as Engine

from graph.store.layout import sync, sync_together

KEPT = 3
ATTEMPTS = 20


@dataclass(slots=True)
class Lease:
    """The promise that one snapshot stays until :meth:`release`."""

    path: Path
    revision: int
    descriptor: int

    def release(self) -> None:
        """Let the writer remove the snapshot when its time comes."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The folder of snapshots of one store."""

    folder: Path

    def revisions(self) -> list[int]:
        """The revisions that have a snapshot, oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(int(entry.name) for entry in self.folder.iterdir() if entry.name.isdigit())

    def path(self, revision: int) -> Path:
        """The folder of one snapshot."""
        return self.folder / str(revision)

    def lease_newest(self) -> Lease | None:
        """A lease on the newest snapshot; None when there is none."""
        return self.lease_before(None)

    def lease_before(self, revision: int | None) -> Lease | None:
        """A lease on the newest snapshot that is older than a revision, which proved unsound."""
        for _ in range(ATTEMPTS):
            revisions = [one for one in self.revisions() if revision is None or one < revision]
            if not revisions:
                return None
            if (lease := self._lease(revisions[-1])) is not None:
                return lease
        return None

    def _lease(self, revision: int) -> Lease | None:
        path = self.path(revision)
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        # It may have been removed between the opening and the lock.
        if (path / "CURRENT").exists():
            return Lease(path, revision, descriptor)
        os.close(descriptor)
        return None

    def make(self, engine: Engine, revision: int) -> None:
        """Copy the engine's state (by hard links) as this revision, synced."""
        self.folder.mkdir(exist_ok=True)
        path = self.path(revision)
        engine.backup(str(path))
        sync(path)
        sync(self.folder)

    def extend(self, revision: int, log: Path) -> None:
        """Make this revision of the files of the one before it and a log, which is synced too."""
        draft = self.path(revision).with_suffix(".tmp")
        draft.mkdir()
        for path in self.path(revision - 1).iterdir():
            if path.suffix != ".log":
                (draft / path.name).hardlink_to(path)
        copy = draft / log.name
        copy.write_bytes(log.read_bytes())
        sync_together([log, log.parent, copy, draft])
        draft.rename(self.path(revision))
        sync(self.folder)

    def prune(self, kept: int = KEPT) -> None:
        """Remove the snapshots that are old and that nobody reads; the newest ones are kept."""
        for revision in self.revisions()[:-kept]:
            descriptor = os.open(self.path(revision), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            else:
                self._remove(self.path(revision))
            finally:
                os.close(descriptor)

    def drop_after(self, revision: int) -> None:
        """Remove what a change left that failed after a revision."""
        for newer in self.revisions():
            if newer > revision:
                shutil.rmtree(self.path(newer), ignore_errors=True)
        self.sweep()

    def sweep(self) -> None:
        """Remove what an interrupted copy or removal left behind."""
        if self.folder.is_dir():
            for entry in self.folder.iterdir():
                if not entry.name.isdigit():
                    shutil.rmtree(entry, ignore_errors=True)

    def set_aside(self, revision: int) -> None:
        """Take an unsound snapshot out of the way of readers; the next opening removes it."""
        path = self.path(revision)
        path.rename(path.with_name(f"{path.name}.unsound"))

    def _remove(self, path: Path) -> None:
        # Renamed first, so that no reader ever sees half a snapshot under a revision's name.
        doomed = path.with_name(f"{path.name}.gone")
        path.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)
