"""Changes by update: made in one transaction with an account of exactly what they changed.

The account is kept among the original bytes of the loads, and the ledger lists the change as it
lists a load, so that `captivity undo` takes it back. See docs/adr/0009-updates.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse, serialize

from graph.errors import NotAllowed, StoreUnavailable
from graph.ingest.ledger import Load, load_quads, make_load, read_loads
from graph.store.embedded import EmbeddedStore
from graph.store.port import Store
from graph.terms import ID_BASE, LEDGER_GRAPH, ONTOLOGY_GRAPH, PROV
from graph.update.effect import Effect, Limits, UpdateRequest, find_effect, graphs_of

UPDATE_BASE = f"{ID_BASE}update/"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A change that was made: its entry in the ledger, and how many quads it added and removed."""

    load: Load
    added: int
    removed: int

    def to_dict(self) -> dict[str, Any]:
        """The change as plain values, for JSON."""
        undo = f"captivity undo {self.load.load_id}"
        return {
            "load_id": self.load.load_id,
            "added": self.added,
            "removed": self.removed,
            "undo": undo,
        }


def run_update(store: Store, request: UpdateRequest, who: str, limits: Limits) -> Recorded | None:
    """Run a SPARQL update and record it; None when it changed nothing.

    Raises
    ------
    InvalidQuery, QueryTooLarge, InvalidInput, InvalidIRI, DataRejected
        The text or what it would write is refused.
    QueryTimeout, QueryFailed
        It was stopped at its deadline or ran out of memory.
    NotAllowed
        It would change a load in part, or the ledger, or the store takes no updates.
    StoreFull, StoreUnavailable
        The store cannot take it. In every case the store is as it was.
    """
    with store.exclusive():
        embedded = require_embedded(store)
        snapshot = Path(embedded.snapshot_path())
        effect = find_effect(request, snapshot, embedded.nursery, limits)
        return commit_effect(store, effect, "SPARQL update", request.text, who)


def commit_effect(
    store: Store, effect: Effect, name: str, request: str, who: str
) -> Recorded | None:
    """Make a change and its account in one transaction; None for a change of nothing.

    To be called within :meth:`Store.exclusive`, as the effect was found out.
    """
    if not effect:
        return None
    dropped = check_effect(store, effect)
    entries = [quad for load in dropped for quad in _entry(store, load)]
    if LEDGER_GRAPH.value in effect.emptied:
        entries = []
    removed = (*effect.removed, *entries)
    account = {"request": request, "added": _text(effect.added), "removed": _text(removed)}
    digest = store.keep_source(json.dumps(account, ensure_ascii=False).encode())
    load = _make_entry(store, name, digest, len(effect.added), who)
    store.commit(
        [*effect.added, *load_quads(load), *_origins(load, effect)],
        [NamedNode(iri) for iri in sorted(effect.emptied)],
        [quad for quad in removed if _graph_name(quad) not in effect.emptied],
        note={"event": "update", "load": load.load_id, "name": name, "sha256": digest},
    )
    return Recorded(load, len(effect.added), len(removed))


def check_effect(store: Store, effect: Effect) -> list[Load]:
    """The loads that the change takes out; a load is whole or gone, and the ledger is ours.

    Raises
    ------
    NotAllowed
        It would change a load in part, add to it, or rewrite the ledger or the ontology.
    """
    loads = {load.iri: load for load in read_loads(store)}
    files = {iri for iri in loads if not iri.startswith(UPDATE_BASE)}
    for iri in graphs_of((*effect.added, *effect.removed)):
        whole = iri in effect.emptied
        if iri == LEDGER_GRAPH.value and not (whole and files <= effect.emptied):
            raise _protected("the ledger", iri, "It is written by loads and undo alone.")
        if iri == ONTOLOGY_GRAPH.value and not whole:
            raise _protected("the ontology", iri, "It is what the loads are described with.")
        if iri in files and not whole:
            raise _protected(
                f"the load {loads[iri].load_id}",
                iri,
                "A load is whole or gone: write to a graph of your own, or drop the whole graph.",
            )
    return [loads[iri] for iri in sorted(files & effect.emptied)]


def undo_update(store: Store, load: Load) -> Load:
    """Take one update back: what it added goes, what it removed comes back, its entry goes.

    What has been removed or added again since is left as it is, and nothing is put back into a
    load that is there again.
    """
    account = read_account(store, load)
    loads = {known.iri for known in read_loads(store)}
    has_ontology = _has_any(store, ONTOLOGY_GRAPH)

    def is_whole(quad: Quad) -> bool:
        graph = _graph_name(quad)
        if graph == LEDGER_GRAPH.value:
            return isinstance(quad.subject, NamedNode) and quad.subject.value in loads
        return graph in loads or (graph == ONTOLOGY_GRAPH.value and has_ontology)

    back = [q for q in _quads(account["removed"]) if not is_whole(q) and not _is_there(store, q)]
    gone = [q for q in _quads(account["added"]) if _is_there(store, q)]
    note = {"event": "undo", "load": load.load_id, "name": load.name, "sha256": load.sha256}
    store.commit(back, [], [*gone, *_entry(store, load)], note=note)
    return load


def is_update(load: Load) -> bool:
    """Whether an entry of the ledger is an update and not a file."""
    return load.iri.startswith(UPDATE_BASE)


def read_account(store: Store, load: Load) -> dict[str, str]:
    """The account of an update: its request, and the quads it added and removed as N-Quads.

    Raises
    ------
    StoreUnavailable
        The account is not among the kept sources.
    """
    path = require_embedded(store).layout.sources / load.sha256
    try:
        account: dict[str, str] = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise StoreUnavailable(
            "The account of the update cannot be read", str(path), "Restore it from a copy."
        ) from error
    return account


def require_embedded(store: Store) -> EmbeddedStore:
    """The store, if it is one that keeps accounts.

    Raises
    ------
    NotAllowed
        It is another kind of store.
    """
    if not isinstance(store, EmbeddedStore):
        raise NotAllowed(
            "This store takes no updates through this program",
            advice="Send them to the remote store itself, or use a store in a folder.",
        )
    return store


def _make_entry(store: Store, name: str, digest: str, added: int, who: str) -> Load:
    identifier = f"update-{store.revision + 1}-{digest[:8]}"
    iri = UPDATE_BASE + identifier.removeprefix("update-")
    return make_load(name, digest, added, who, load_id=identifier, iri=iri)


def _origins(load: Load, effect: Effect) -> list[Quad]:
    """For each graph that the update wrote to, that its content comes from the update."""
    graphs = graphs_of(effect.added)
    return [Quad(NamedNode(iri), PROV.wasDerivedFrom, load.graph, LEDGER_GRAPH) for iri in graphs]


def _entry(store: Store, load: Load) -> list[Quad]:
    """What the ledger says of a load and of where graphs come from."""
    return [
        *store.match(load.graph, None, None, LEDGER_GRAPH),
        *store.match(None, PROV.wasDerivedFrom, load.graph, LEDGER_GRAPH),
    ]


def _protected(what: str, iri: str, advice: str) -> NotAllowed:
    return NotAllowed(f"An update may not change {what}", iri, advice)


def _graph_name(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def _has_any(store: Store, graph: NamedNode) -> bool:
    return next(iter(store.match(graph_name=graph)), None) is not None


def _is_there(store: Store, quad: Quad) -> bool:
    if isinstance(quad.subject, Triple) or isinstance(quad.object, Triple):
        return False
    found = store.match(quad.subject, quad.predicate, quad.object, quad.graph_name)  # type: ignore[arg-type]
    return next(iter(found), None) is not None


def _text(quads: Iterable[Quad]) -> str:
    return (serialize(quads, format=RdfFormat.N_QUADS) or b"").decode("utf-8")


def _quads(text: str) -> list[Quad]:
    return list(parse(text, RdfFormat.N_QUADS))
