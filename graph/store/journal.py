"""The journal: one line of JSON for each acknowledged change, synced before it is acknowledged."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.store.layout import sync


def append_entry(path: Path, revision: int, note: Mapping[str, Any]) -> None:
    """Add one line and wait until it is on the disk."""
    entry = {"revision": revision, "at": datetime.now(UTC).isoformat(), **note}
    line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            # A crash cut the last line short: do not let this one run into it.
            line = b"\n" + line
        _append(descriptor, line, size)
    finally:
        os.close(descriptor)
    if not size:
        # A new file is only there for certain once its folder is on the disk too.
        sync(path.parent)


def _append(descriptor: int, line: bytes, size: int) -> None:
    try:
        if os.write(descriptor, line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise


def read_entries(path: Path) -> list[dict[str, Any]]:
    """Every whole line, oldest first; a last line that a crash cut short is left out."""
    if not path.exists():
        return []
    entries = []
    for line in path.read_bytes().split(b"\n"):
        try:
            entries.append(json.loads(line))
        except ValueError:
            continue
    return [entry for entry in entries if isinstance(entry, dict) and "revision" in entry]


def ends_cut(path: Path) -> bool:
    """Whether the last line was cut short by a crash."""
    content = path.read_bytes() if path.exists() else b""
    return bool(content) and not content.endswith(b"\n")


def last_revision(path: Path) -> int:
    """The newest revision that was acknowledged; 0 when there is none."""
    return max((int(entry["revision"]) for entry in read_entries(path)), default=0)
