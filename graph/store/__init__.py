"""Stores of quads: :func:`open_store` gives the embedded one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.settings import Settings
    from graph.store.embedded import EmbeddedStore


def open_store(settings: Settings, *, write: bool) -> EmbeddedStore:
    """The store that the settings name, open for writing or on its newest snapshot.

    Opening for writing creates a store where there is none; ``:memory:`` is always writable.

    Raises
    ------
    StoreLocked
        Another process has it open for writing; the message names it.
    StoreUnwritable
        Its folder cannot be created, read or written, or is not a store.
    FileMissing
        There is no store to read there.
    """
    # Imported late: a query worker imports this package and must start at once.
    from graph.store.embedded import open_embedded

    return open_embedded(settings, write=write)
