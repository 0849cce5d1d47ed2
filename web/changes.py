"""What a file brings: the things in it, and the captivities that moved when it was added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import Finding
from graph.impact import Impact, preview_impact
from graph.ingest.add import add_document
from graph.ingest.ledger import LOAD_BASE
from graph.ingest.limits import FileLimits
from graph.ingest.prepare import prepared
from graph.ingest.report import LoadReport
from graph.market.columns import slug_of
from graph.metrics.captivity import Score
from graph.terms import CTV, DCTERMS, RDF, RDFS
from web.kinds import group_of
from web.state import State
from web.uploads import Upload
from web.viewpoint import read_viewpoint

if TYPE_CHECKING:
    from graph.store.port import Store

THINGS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Thing:
    """A typed node of a file; ``is_new`` when the graph said nothing of it before."""

    iri: str
    label: str
    kind: str
    group: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What adding a file would do; ``status`` as in :class:`graph.ingest.report.LoadReport`."""

    status: str
    name: str
    load_id: str
    triples: int
    known: int
    warnings: Sequence[Finding]
    things: Sequence[Thing]
    known_in: Mapping[str, int] = field(default_factory=dict)
    impact: Impact | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """An asset whose captivity is another one than before."""

    iri: str
    label: str
    before: str
    after: str


def preview_upload(state: State, upload: Upload) -> Preview:
    """What adding the file would do, with nothing written; raises what adding it would raise."""
    with prepared(
        state.store,
        upload.name,
        upload.content,
        format=upload.form,
        who=upload.who,
        limits=FileLimits.from_settings(state.settings),
        origin=upload.origin,
        replaces=upload.replaces,
    ) as found:
        if isinstance(found, LoadReport):
            return Preview(
                found.status, found.name, found.load_id, found.triples, found.triples, (), ()
            )
        return Preview(
            "preview",
            upload.name,
            found.load.load_id,
            found.found.triples,
            found.found.known,
            found.warnings,
            list_things(state.store, found.quads),
            {graph.removeprefix(LOAD_BASE): n for graph, n in found.found.known_in.items()},
            preview_impact(state.market(read_viewpoint({})), state.store, found),
        )


def add_upload(state: State, upload: Upload) -> tuple[LoadReport, list[Move]]:
    """Add the file, and say which captivities of today moved."""
    at = read_viewpoint({})
    before = state.scores(at)
    report = add_document(
        state.store,
        upload.name,
        upload.content,
        format=upload.form,
        who=upload.who,
        limits=FileLimits.from_settings(state.settings),
        origin=upload.origin,
        replaces=upload.replaces,
    )
    if report.status == "already-loaded":
        return report, []
    return report, find_moves(before, state.scores(at))


def find_moves(before: Iterable[Score], after: Iterable[Score]) -> list[Move]:
    """The assets with another captivity than before, new ones included, by label."""
    old = {score.asset: _number(score) for score in before}
    moves = [
        Move(score.asset, score.label, old.get(score.asset, "not there"), _number(score))
        for score in after
        if old.get(score.asset) != _number(score)
    ]
    return sorted(moves, key=lambda move: (move.label.casefold(), move.iri))


def list_things(store: Store, quads: Iterable[Quad]) -> list[Thing]:
    """The typed nodes among the quads: channels first, then by label."""
    kinds: dict[str, str] = {}
    labels: dict[str, str] = {}
    for quad in quads:
        node, value = quad.subject, quad.object
        if not isinstance(node, NamedNode):
            continue
        if quad.predicate == RDF.type and isinstance(value, NamedNode):
            kinds.setdefault(node.value, CTV.local_name(value.value) or slug_of(value.value))
        elif quad.predicate in (RDFS.label, DCTERMS.title, CTV.statement):
            labels.setdefault(node.value, value.value if isinstance(value, Literal) else "")
    things = [
        Thing(iri, labels.get(iri) or slug_of(iri), kind, group_of([kind]), _is_new(store, iri))
        for iri, kind in kinds.items()
    ]
    return sorted(things, key=lambda t: (t.kind != "Channel", not t.is_new, t.kind, t.label))


def things_of_load(store: Store, graph: NamedNode) -> list[Thing]:
    """The typed nodes of a load that is in the store."""
    return [replace(t, is_new=False) for t in list_things(store, store.match(graph_name=graph))]


def _is_new(store: Store, iri: str) -> bool:
    return next(iter(store.match(NamedNode(iri))), None) is None


def _number(score: Score) -> str:
    if score.captivity is not None:
        return str(score.captivity)
    return "undefined" if score.bounds is None else " to ".join(map(str, score.bounds))
