"""Where a store keeps what, and how a file gets onto the disk for certain."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders and files of one store."""

    root: Path

    @property
    def live(self) -> Path:
        """The database that the one writer holds."""
        return self.root / "live"

    @property
    def snapshots(self) -> Path:
        """One folder per revision, for readers."""
        return self.root / "snapshots"

    @property
    def sources(self) -> Path:
        """The original bytes of every load, each under its SHA-256."""
        return self.root / "sources"

    @property
    def derived(self) -> Path:
        """What was worked out from a revision; may be removed at any time."""
        return self.root / "derived"

    @property
    def journal(self) -> Path:
        """One line of JSON per acknowledged change."""
        return self.root / "journal.jsonl"

    @property
    def stepping(self) -> Path:
        """Says that a change of several steps is under way: ``live`` may hold half of it."""
        return self.root / "stepping"

    @property
    def holder(self) -> Path:
        """Who holds the store for writing; left behind only by a crash."""
        return self.root / "holder.json"

    @property
    def lock(self) -> Path:
        """The file that the writer keeps locked."""
        return self.root / "lock"

    def derive(self, revision: int, name: str, *, oldest: int) -> Path:
        """The file for something worked out from a revision; those of older ones are removed."""
        self.derived.mkdir(exist_ok=True)
        for path in self.derived.iterdir():
            of = path.name.partition("-")[0]
            if not of.isdigit() or int(of) < oldest:
                path.unlink(missing_ok=True)
        return self.derived / f"{revision}-{name}"

    def exists(self) -> bool:
        """Whether a store was created here."""
        return (self.live / "CURRENT").is_file() or self.snapshots.is_dir()

    def is_free(self) -> bool:
        """Whether a new store may be made here: nothing is there, or only beginnings."""
        return not self.root.exists() or {entry.name for entry in self.root.iterdir()} <= {
            self.live.name,
            self.lock.name,
            self.holder.name,
        }


def sync(path: Path) -> None:
    """Wait until the file or folder is on the disk; one that rotated away needs nothing."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_logs(folder: Path) -> None:
    """Wait until the write-ahead logs of a database and their folder are on the disk.

    The engine hands its log to the system without waiting: a power cut would lose
    transactions that it has reported as done.
    """
    for log in folder.glob("*.log"):
        sync(log)
    sync(folder)


def newest_log(folder: Path) -> Path | None:
    """The write-ahead log that a database writes to now; their names are numbers."""
    return max(folder.glob("*.log"), key=lambda log: int(log.stem), default=None)


def sync_together(paths: Sequence[Path]) -> None:
    """Wait until all of these are on the disk; together that takes little more than one alone."""
    # Imported late: whoever only reads never needs it.
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(len(paths)) as pool:
        list(pool.map(sync, paths))


def write_durably(path: Path, content: bytes) -> None:
    """Write a file that is there wholly or not at all, even through a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync(path.parent)
