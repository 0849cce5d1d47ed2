"""A copy of a store in a folder, taken from a snapshot, with the checksum of every file."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.errors import DataRejected, FileMissing, NotAllowed, StoreUnavailable
from graph.progress import track
from graph.store.faults import storage_fault
from graph.store.journal import read_entries
from graph.store.layout import Layout, sync, write_durably
from graph.store.snapshots import Lease, Snapshots
from ontology import VERSION

MANIFEST = "backup.json"
DATABASE = "database"
SOURCES = "sources"
JOURNAL = "journal.jsonl"
#: What a manifest may list, by the first part of the path.
PARTS = frozenset({DATABASE, SOURCES, JOURNAL})


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup: when it was made, of which revision, and the SHA-256 of each of its files."""

    folder: Path
    revision: int
    made_at: str
    version: str
    files: dict[str, str]
    size: int

    def to_dict(self) -> dict[str, Any]:
        """The backup as plain values, for JSON."""
        return {
            "folder": str(self.folder),
            "revision": self.revision,
            "made_at": self.made_at,
            "version": self.version,
            "files": len(self.files),
            "bytes": self.size,
        }


def make_backup(layout: Layout, folder: Path) -> Backup:
    """Copy the newest snapshot, the kept sources and the journal; a writer may go on meanwhile.

    The copy is made beside the folder and gets its name when it is whole and on the disk.

    Raises
    ------
    NotAllowed
        The folder has something in it.
    FileMissing
        There is no store.
    StoreFull, StoreUnwritable, StoreUnavailable
        The copy cannot be written; nothing of it is left.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise NotAllowed("The folder is not empty", str(folder), "Give a new one.")
    lease = Snapshots(layout.snapshots).lease_newest()
    if lease is None:
        raise FileMissing("There is no store here", str(layout.root), "Give another --store.")
    draft = folder.absolute().with_name(f".{folder.name}.making-{os.getpid()}")
    try:
        draft.mkdir(parents=True)
        made = _copy(layout, lease, draft, folder)
        draft.rename(folder)
        sync(folder.absolute().parent)
    except OSError as error:
        raise storage_fault(error, folder) from error
    finally:
        lease.release()
        shutil.rmtree(draft, ignore_errors=True)
    return made


def _copy(layout: Layout, lease: Lease, draft: Path, folder: Path) -> Backup:
    files: dict[str, str] = {}
    size = 0
    for source, name in track(list(_wanted(layout, lease)), "Copying"):
        files[name] = copy_durably(source, draft / name)
        size += (draft / name).stat().st_size
    lines = [
        json.dumps(entry, ensure_ascii=False).encode() + b"\n"
        for entry in read_entries(layout.journal)
        if int(entry["revision"]) <= lease.revision
    ]
    write_durably(draft / JOURNAL, b"".join(lines))
    files[JOURNAL] = hashlib.sha256(b"".join(lines)).hexdigest()
    size += sum(map(len, lines))
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    backup = Backup(folder, lease.revision, made_at, VERSION, files, size)
    text = {"revision": lease.revision, "made_at": made_at, "version": VERSION, "files": files}
    write_durably(draft / MANIFEST, json.dumps(text, indent=1).encode())
    return backup


def _wanted(layout: Layout, lease: Lease) -> Iterator[tuple[Path, str]]:
    """Yield each file to copy and its name in the backup.

    The sources of a revision are there before it is: what is kept now is enough for the snapshot.
    """
    for path in sorted(lease.path.iterdir()):
        if path.name != "LOCK":
            yield path, f"{DATABASE}/{path.name}"
    for path in sorted(layout.sources.glob("[!.]*")):
        yield path, f"{SOURCES}/{path.name}"


def copy_durably(source: Path, target: Path) -> str:
    """Copy one file, wait until it is on the disk, and return its SHA-256 in hex."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with source.open("rb") as file, target.open("wb") as output:
        while part := file.read(1024 * 1024):
            digest.update(part)
            output.write(part)
        output.flush()
        os.fsync(output.fileno())
    return digest.hexdigest()


def read_backup(folder: Path) -> Backup:
    """A backup, every file of it held against its checksum.

    Raises
    ------
    FileMissing
        There is no backup in the folder.
    DataRejected
        A file is missing or is not the one that was copied; the message names it.
    """
    path = folder / MANIFEST
    try:
        text = json.loads(path.read_bytes())
        files = {_checked(name): str(digest) for name, digest in text["files"].items()}
        revision, made_at, version = int(text["revision"]), text["made_at"], text["version"]
    except OSError as error:
        raise FileMissing(
            "There is no backup here", f"{folder} ({error.strerror})", "Give its folder."
        ) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DataRejected("The list of the backup is damaged", str(path), f"{error}") from error
    size = sum(_verify(folder / name, files[name]) for name in track(list(files), "Verifying"))
    return Backup(folder, revision, str(made_at), str(version), files, size)


def _checked(name: str) -> str:
    """The name of a file that a backup may hold: one of ours, and nowhere else."""
    first, _, rest = name.partition("/")
    if first not in PARTS or "/" in rest or rest in (".", ".."):
        raise ValueError(f"the file name {name!r}")
    return name


def _verify(path: Path, expected: str) -> int:
    """The size of a file, if it is what was copied."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DataRejected(
            "A file of the backup cannot be read", f"{path} ({error.strerror})", "Use another one."
        ) from error
    if found != expected:
        raise DataRejected(
            "A file of the backup is not the one that was copied",
            str(path),
            "Its SHA-256 is another one. Use another backup.",
        )
    return path.stat().st_size


def require_folder(path: Path | None) -> Layout:
    """The layout of a store that is to be copied, repaired or replaced.

    Raises
    ------
    StoreUnavailable
        The store is in no folder.
    """
    if path is None:
        raise StoreUnavailable(
            "This store is gone at exit", ":memory:", "Give the folder of a store with --store."
        )
    return Layout(path)
