"""Stores of quads: :func:`open_store` opens the embedded one, one in memory or a remote one."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import NamedNode

    from graph.handle import StoreHandle
    from graph.settings import Settings
    from graph.store.embedded import EmbeddedStore
    from graph.store.remote.store import RemoteStore


@overload
def open_store(where: Settings, *, write: bool = False) -> EmbeddedStore | RemoteStore: ...
@overload
def open_store(where: Path | str | None = None, *, write: bool = False) -> StoreHandle: ...
def open_store(
    where: Settings | Path | str | None = None, *, write: bool = False
) -> EmbeddedStore | RemoteStore | StoreHandle:
    """The store at a folder or address, ``":memory:"``, or the one that the environment names.

    Opening for writing creates a store where there is none; ``:memory:`` is always writable.
    Without ``where`` a store that is not there yet begins with the shipped market, as for every
    command; with it, nothing is loaded. Programs of this project give settings, and get the store
    itself without the methods for people.

    Raises
    ------
    StoreLocked
        Another process has it open for writing; the message names it.
    StoreUnwritable
        Its folder cannot be created, read or written, or is not a store.
    FileMissing
        There is no store to read there.
    RemoteUnreachable, RemoteMisbehaved, RemoteRefused
        The remote does not answer, or not as it should, or not to us.
    """
    # Imported late: a query worker imports this package and must start at once.
    from graph.settings import Settings

    if isinstance(where, Settings):
        return _open(where, write=write)
    import os

    from graph.handle import StoreHandle
    from graph.seed import open_market

    if where is None:
        return StoreHandle(open_market(Settings.from_env(os.environ), write=write))
    return StoreHandle(_open(Settings.from_env(os.environ, store=str(where)), write=write))


def _open(settings: Settings, *, write: bool) -> EmbeddedStore | RemoteStore:
    if settings.is_remote:
        from graph.store.remote.store import open_remote

        return open_remote(settings, write=write)
    from graph.store.opened import open_embedded

    return open_embedded(settings, write=write)


def iri(name: str) -> NamedNode:
    """The node of an IRI or of an entity's short name; see :func:`graph.store.rows.iri`."""
    from graph.store import rows

    return rows.iri(name)
