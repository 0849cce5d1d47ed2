"""The original bytes of loads, read back by their digest and held against it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol, runtime_checkable

from graph.errors import FileMissing, StoreUnavailable
from graph.store.layout import Layout


@runtime_checkable
class OnDisk(Protocol):
    """A store in a folder on this machine."""

    layout: Layout


def layout_of(store: object) -> Layout:
    """Where the store keeps what.

    Raises
    ------
    StoreUnavailable
        It keeps no folder, so no history and no original files.
    """
    if not isinstance(store, OnDisk):
        raise StoreUnavailable(
            "This store keeps no history", advice="Use a store in a folder (--store)."
        )
    return store.layout


def read_source(layout: Layout, sha256: str, name: str = "") -> bytes:
    """The original bytes with this digest.

    Raises
    ------
    FileMissing
        They are not kept here, or are not those bytes any more.
    """
    path = layout.sources / sha256
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileMissing(
            "The original bytes are not kept any more",
            f"{name or sha256} ({error.strerror})",
            "Add the file itself again.",
        ) from error
    if not is_intact(path, content):
        raise FileMissing(
            "The kept bytes are damaged",
            f"{name or sha256}: their SHA-256 is another one",
            "Restore a backup, or add the file itself again.",
        )
    return content


def is_intact(path: Path, content: bytes) -> bool:
    """Whether the content has the digest by which its file is called."""
    return hashlib.sha256(content).hexdigest() == path.name
