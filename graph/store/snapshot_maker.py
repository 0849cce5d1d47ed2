"""How a snapshot is made of the database: a copy of all of it, or the last one with a longer log.

For its copy the engine first moves what is in its log into data files. That is nine files for one
triple, some thirty waits for the disk, and their merging soon after. The log alone is enough: the
engine replays it when it opens a database. So as long as it is short, a snapshot is the last one's
files by links, and the log as it is now.
"""

from __future__ import annotations

import threading
from pathlib import Path

from pyoxigraph import Store as Engine

from graph.store.layout import newest_log, sync_logs
from graph.store.snapshots import Snapshots

#: Bytes of log from which on all is copied: some 950 quads, which are replayed in 3 ms.
LONGEST_LOG = 512 * 1024


class SnapshotMaker:
    """Makes the snapshots of one database for its writer, who changes it through one engine."""

    def __init__(self, snapshots: Snapshots, live: Path) -> None:
        self._snapshots = snapshots
        self._live = live
        #: The log that the engine began before the last full copy or with it. While that is still
        #: the newest, everything since the copy is in it: another begins whenever the engine moves
        #: what is in a log into data files.
        self._log: Path | None = None
        self._pruning: threading.Thread | None = None

    def make(self, engine: Engine, revision: int, *, is_logged: bool) -> None:
        """Make the snapshot of a revision, synced, and sync the logs of the database.

        Old snapshots are removed meanwhile and afterwards: see :meth:`finish`.

        Parameters
        ----------
        engine : Engine
            The database, which nobody changes meanwhile.
        revision : int
            The one after that of the last snapshot made.
        is_logged : bool
            Whether the change went through the log, as all do but bulk writes.

        Raises
        ------
        OSError, RuntimeError
            The disk refused; part of a snapshot may be left.
        """
        self.finish()
        log = newest_log(self._live)
        if is_logged and log and log == self._log and log.stat().st_size <= LONGEST_LOG:
            self._snapshots.extend(revision, log)
        else:
            self.forget()
            sync_logs(self._live)
            self._snapshots.make(engine, revision)
            self._log = newest_log(self._live)
        # Nobody waits for the removal of files.
        self._pruning = threading.Thread(target=self._snapshots.prune, name="snapshots")
        self._pruning.start()

    def finish(self) -> None:
        """Wait until the old snapshots that nobody reads are gone."""
        if self._pruning is not None:
            self._pruning.join()
            self._pruning = None

    def forget(self) -> None:
        """Have the next snapshot be a full copy: the files of the database are others now."""
        self._log = None
