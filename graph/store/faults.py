"""What a fault of the disk or the engine means to a person: our errors from theirs."""

from __future__ import annotations

import errno
from pathlib import Path

from graph.errors import StoreFull, StoreUnavailable, StoreUnwritable

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
FORBIDDEN = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EISDIR}
)
# The engine often gives only a text, without an error number.
FULL_WORDS = ("no space left", "disk quota")
FORBIDDEN_WORDS = ("permission denied", "read-only file system", "is not a directory")


def storage_fault(error: Exception, path: Path) -> StoreUnavailable:
    """Our error for a fault that the engine or the disk reported about a store."""
    if is_full(error):
        return StoreFull(
            "No space is left for the store",
            str(path),
            "Nothing of this change was kept. Free some space and try again.",
        )
    number = getattr(error, "errno", None)
    words = str(error).lower()
    if number in FORBIDDEN or any(text in words for text in FORBIDDEN_WORDS):
        return unwritable(path, getattr(error, "strerror", None) or str(error))
    return StoreUnavailable(
        "The store failed",
        f"{path}: {error}",
        "Try again; if it stays, restore a copy of the folder.",
    )


def is_full(error: Exception) -> bool:
    """Whether the fault is that no space is left."""
    words = str(error).lower()
    return getattr(error, "errno", None) in FULL or any(text in words for text in FULL_WORDS)


def unwritable(path: Path, reason: str) -> StoreUnwritable:
    """The error for a folder in which no store can be kept."""
    return StoreUnwritable(
        "The store cannot be opened for writing",
        f"{path} ({reason})",
        "Give a folder that you may write with --store, or :memory:.",
    )
