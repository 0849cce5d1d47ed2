"""Which files of a folder are to be loaded: those of a known format that nobody is writing now."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from graph.errors import FileMissing
from graph.ingest.formats import FORMATS

ENDINGS = frozenset(f".{ending}" for _, endings, _ in FORMATS.values() for ending in endings)


@dataclass(frozen=True, slots=True)
class Look:
    """What a file was at one moment: another look that is equal means that nobody wrote to it."""

    size: int
    changed_ns: int
    node: int


def is_offered(path: Path) -> bool:
    """Whether a file of this name is loaded: not hidden, of a known ending, packed or not.

    >>> is_offered(Path("a.ttl")), is_offered(Path("a.TTL.gz")), is_offered(Path(".a.ttl"))
    (True, True, False)
    >>> is_offered(Path("a.ttl.report.json"))
    False
    """
    name = path.name.lower().removesuffix(".gz")
    return not name.startswith(".") and Path(name).suffix in ENDINGS


def look_around(folder: Path) -> dict[Path, Look]:
    """The files of a folder that are loaded, by path; folders in it are not entered.

    Raises
    ------
    FileMissing
        There is no such folder, or it cannot be read.
    """
    found: dict[Path, Look] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                path = Path(entry.path)
                if is_offered(path) and (look := look_at(path)) is not None:
                    found[path] = look
    except OSError as error:
        thing = f"{folder} ({error.strerror})"
        raise FileMissing("The folder cannot be read", thing, "Check the path.") from error
    return dict(sorted(found.items()))


def look_at(path: Path) -> Look | None:
    """What the file is now; None when it is gone or no plain file."""
    try:
        found = path.stat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return Look(found.st_size, found.st_mtime_ns, found.st_ino)
