"""The first start: a new store is made with the ontology and the shipped market, or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from graph.progress import track
from graph.settings import Settings
from graph.store.faults import storage_fault, unwritable
from graph.store.layout import Layout, sync
from graph.store.opened import open_embedded, open_temporary
from graph.store.port import OpenedStore
from graph.terms import ONTOLOGY_GRAPH
from ontology import MARKET_FILES, VERSION, VOCABULARY

if TYPE_CHECKING:
    from graph.store.embedded import EmbeddedStore
    from graph.store.nursery import Nursery
    from graph.store.remote.store import RemoteStore

SHIPPED_BY = f"captivity {VERSION}, as shipped"


def open_market(
    settings: Settings, *, write: bool, nursery: Nursery | None = None
) -> EmbeddedStore | RemoteStore:
    """The store that the settings name; a new one begins with the shipped market.

    ``nursery`` is a maker of query workers that was begun before, for a reader on disk.

    Raises
    ------
    StoreLocked, StoreUnwritable, StoreFull, StoreUnavailable
        It cannot be opened or made; the message says why.
    RemoteUnreachable, RemoteMisbehaved, RemoteRefused
        It is a remote one, and that does not answer as it should or does not let us.
    """
    if settings.is_remote:
        return open_remote_market(settings, write=write)
    path = settings.store_path
    if path is None:
        store = open_temporary(settings)
        load_shipped(store)
        return store
    layout = Layout(path)
    if not layout.exists():
        make_market(settings, layout)
    return open_embedded(settings, write=write, nursery=nursery)


def open_remote_market(settings: Settings, *, write: bool) -> RemoteStore:
    """A remote store; one that is empty, or was left half filled, gets the shipped market."""
    from graph.store.remote.store import open_remote

    store = open_remote(settings, write=write)
    try:
        if store.needs_market:
            with store.seeding():
                load_shipped(store)
    except BaseException:
        store.close()
        raise
    return store


def load_shipped(store: OpenedStore) -> None:
    """Load the ontology and every shipped market file that is there, each in one change."""
    # Late, because most starts find the market loaded.
    from graph.ingest.ledger import find_by_digest, load_quads, make_load
    from graph.ingest.parse import parse_document

    for path in track([VOCABULARY, *MARKET_FILES], "Loading the shipped market"):
        if not path.is_file():
            continue
        document = parse_document(path.name, path.read_bytes())
        note = {"event": "add", "name": path.name, "sha256": document.sha256}
        if path == VOCABULARY:
            # The ontology is what the loads are described with; it is no load and is not undone.
            if any(store.match(graph_name=ONTOLOGY_GRAPH)):
                continue
            store.commit(list(document.quads_in(ONTOLOGY_GRAPH)), note=note)
        elif find_by_digest(store, document.sha256) is None:
            # No shapes here: the project's own tests validate the shipped files. Nor is counted
            # what is known already: a look-up for each triple, of which nobody is told.
            load = make_load(path.name, document.sha256, len(document.quads), SHIPPED_BY)
            store.keep_source(document.content)
            quads = [*document.quads_in(load.graph), *load_quads(load)]
            store.commit(quads, note=note | {"load": load.load_id, "who": SHIPPED_BY})


def make_market(settings: Settings, layout: Layout) -> None:
    """Make a new store beside its place and move it there when it is complete.

    A crash leaves nothing that looks like a store; the next start sweeps what it left.
    """
    if layout.root.exists() and not layout.root.is_dir():
        raise unwritable(layout.root, "it is a file, not a folder")
    if not layout.is_free():
        raise unwritable(layout.root, "it is a folder with other files in it, not a store")
    parent = layout.root.absolute().parent
    draft = parent / f".{layout.root.name}.making-{os.getpid()}"
    try:
        parent.mkdir(parents=True, exist_ok=True)
        for left in _abandoned(parent, layout.root.name):
            shutil.rmtree(left, ignore_errors=True)
        with open_embedded(replace(settings, store=str(draft)), write=True) as store:
            load_shipped(store)
        _move(draft, layout)
        sync(parent)
    except OSError as error:
        raise storage_fault(error, layout.root) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _move(draft: Path, layout: Layout) -> None:
    """Give the finished store its name, unless somebody else was quicker."""
    try:
        draft.rename(layout.root)
    except OSError:
        if not layout.exists():
            raise


def _abandoned(parent: Path, name: str) -> Iterator[Path]:
    """Yield the drafts whose makers are gone."""
    for path in parent.glob(f".{name}.making-*"):
        number = path.name.rpartition("-")[2]
        if number.isdigit() and not Path(f"/proc/{number}").exists():
            yield path
