"""The loads of a store: list them, find one, take one out."""

from __future__ import annotations

from typing import Any

from pyoxigraph import Quad

from graph.errors import UnknownLoad
from graph.ingest.ledger import Load, load_quads, read_loads
from graph.store.port import Store
from graph.suggest import did_you_mean
from graph.terms import LEDGER_GRAPH
from graph.update.record import is_update, undo_update


def list_loads(store: Store) -> list[Load]:
    """Every load, oldest first."""
    return sorted(read_loads(store), key=lambda load: (load.added_at, load.load_id))


def find_load(store: Store, load_id: str) -> Load:
    """The load with this id, file name, digest or graph; the beginning of one is enough.

    Raises
    ------
    UnknownLoad
        There is none, or more than one; the message says which were meant.
    """
    loads = list_loads(store)
    wanted = load_id.strip()
    exact = [load for load in loads if wanted in (load.load_id, load.iri, load.sha256)]
    close = exact or [load for load in loads if wanted and _begins(load, wanted)]
    if len(close) == 1:
        return close[0]
    if close:
        names = ", ".join(load.load_id for load in close)
        raise UnknownLoad("More than one load is called so", wanted, f"Choose one of {names}.")
    advice = did_you_mean(wanted, [load.load_id for load in loads])
    raise UnknownLoad("There is no such load", wanted, advice or "See `captivity loads`.")


def ledger_entry(store: Store, load: Load) -> list[Quad]:
    """Everything that the ledger says of a load."""
    return list(store.match(load.graph, None, None, LEDGER_GRAPH)) or load_quads(load)


def describe_event(event: str, load: Load, who: str) -> dict[str, Any]:
    """What the journal says of every change of a load: what was done, to which, by whom."""
    return {
        "event": event, "load": load.load_id, "name": load.name, "sha256": load.sha256, "who": who,
    }  # fmt: skip


def undo_load(store: Store, load_id: str, who: str = "unknown") -> Load:
    """Take one load out, its data and its ledger entry at once, and return what it was.

    The journal keeps its description with ``who`` took it out, and the folder of the store its
    bytes, so that :func:`graph.ingest.history.redo_load` can bring it back.

    Raises
    ------
    UnknownLoad
        There is none of that id.
    ReadOnlyStore, StoreFull, StoreUnavailable
        The store cannot be changed; it is as it was.
    """
    with store.exclusive():
        load = find_load(store, load_id)
        if is_update(load):
            return undo_update(store, load)
        note = describe_event("undo", load, who) | {"gone": load.to_dict()}
        store.commit([], [load.graph], ledger_entry(store, load), note=note)
    return load


def _begins(load: Load, wanted: str) -> bool:
    return load.name == wanted or any(
        text.startswith(wanted) for text in (load.load_id, load.name, load.sha256)
    )
