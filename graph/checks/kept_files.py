"""The kept original bytes against their digests, and against what the graphs of the loads hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import BlankNode, NamedNode, Quad

from graph.errors import CaptivityError, FileMissing, Finding
from graph.ingest.ledger import Load
from graph.ingest.lift import make_channel
from graph.ingest.parse import MEBIBYTE, parse_document
from graph.store.layout import Layout
from graph.store.port import Store
from graph.store.sources import is_intact, read_source
from graph.terms import CTV

#: What stands for every blank node: their names mean nothing.
BLANK = "_"
SHOWN = 3
RESTORE = "Restore a backup, or undo the load and add its file again."


def check_digests(layout: Layout) -> Iterator[Finding]:
    """Yield a finding for each kept file that is not what its name says."""
    for path in sorted(layout.sources.glob("[!.]*")):
        try:
            intact = is_intact(path, path.read_bytes())
        except OSError as error:
            yield _broken(path.name, f"cannot be read ({error.strerror})")
            continue
        if not intact:
            yield _broken(path.name, "the kept bytes have another SHA-256 than their name")


def check_count(store: Store, layout: Layout, load: Load) -> Iterator[Finding]:
    """Yield a finding if a load has no kept bytes, or another size than the ledger says."""
    if not (layout.sources / load.sha256).is_file():
        yield _broken(load.load_id, "its original bytes are not kept")
    count = sum(1 for _ in store.match(graph_name=load.graph))
    if count != load.triples:
        yield _broken(
            load.load_id, f"the ledger says {load.triples:,} triples", f"{count:,} in its graph"
        )


def check_statements(store: Store, layout: Layout, load: Load) -> Iterator[Finding]:
    """Yield a finding for statements of the file that the graph lacks, or has beyond it.

    Beyond the file, only the channels that its plain edges may have become are in order. Blank
    nodes are taken as equal, so a statement between two of them is only counted.
    """
    try:
        content = read_source(layout, load.sha256, load.load_id)
        most = len(content) // MEBIBYTE + 1
        name = load.name
        document = parse_document(name, content, format=load.form or None, max_mb=max(most, 1_024))
    except FileMissing:
        # Its bytes were found missing or damaged already.
        return
    except CaptivityError as error:
        yield _broken(load.load_id, "its original bytes cannot be read any more", error.message)
        return
    written = _count(document.quads)
    held = _count(store.match(graph_name=load.graph))
    yield from _differences(load, written - held, "is in its file and not in its graph")
    beyond = held - written
    if beyond:
        lifted = _count(_possible_channels(document.quads, load.graph))
        yield from _differences(load, beyond - lifted, "is in its graph and not in its file")


def _possible_channels(quads: Iterable[Quad], graph: NamedNode) -> Iterator[Quad]:
    for quad in quads:
        if (
            quad.predicate == CTV.distributedVia
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
        ):
            yield from make_channel(quad.subject, quad.object, graph)


def _count(quads: Iterable[Quad]) -> Counter[tuple[Any, Any, Any]]:
    return Counter((_plain(q.subject), q.predicate, _plain(q.object)) for q in quads)


def _plain(term: Any) -> Any:
    return BLANK if isinstance(term, BlankNode) else term


def _differences(load: Load, found: Counter[tuple[Any, Any, Any]], rule: str) -> Iterator[Finding]:
    total = found.total()
    for subject, predicate, value in sorted(found, key=str)[:SHOWN]:
        yield _broken(load.load_id, f"a statement {rule}", f"{subject} {predicate} {value}")
    if total > SHOWN:
        yield _broken(load.load_id, f"{total:,} statements in all: each {rule}")


def _broken(node: str, rule: str, value: str = "") -> Finding:
    return Finding("violation", node, rule, value, fix=RESTORE)
