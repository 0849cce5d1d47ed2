"""An embedded store where the settings say: in its folder, or in one that is gone at exit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graph.settings import Settings
from graph.store.embedded import EmbeddedStore
from graph.store.layout import Layout
from graph.store.opening import open_reader, open_writer

if TYPE_CHECKING:
    from graph.store.nursery import Nursery


def open_embedded(
    settings: Settings, *, write: bool, nursery: Nursery | None = None
) -> EmbeddedStore:
    """See :func:`graph.store.open_store`; with the maker of its workers if that runs already."""
    if settings.store_path is None:
        return open_temporary(settings)
    layout = Layout(settings.store_path)
    if write:
        engine, lock, revision = open_writer(layout)
        return EmbeddedStore(settings, layout, engine, revision, lock=lock)
    engine, lease = open_reader(layout)
    return EmbeddedStore(settings, layout, engine, lease.revision, lease=lease, nursery=nursery)


def open_temporary(settings: Settings) -> EmbeddedStore:
    """A store in a folder that is removed when the store is closed."""
    # Late: it takes 5 ms, and a store on disk, which one query asks, has no use for it.
    import tempfile

    folder = tempfile.TemporaryDirectory(prefix="captivity-", ignore_cleanup_errors=True)
    layout = Layout(Path(folder.name))
    engine, lock, revision = open_writer(layout)
    return EmbeddedStore(settings, layout, engine, revision, lock=lock, temporary=folder)
