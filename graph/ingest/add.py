"""Add one file to the store: parse, lift, validate, and commit data with provenance at once.

The preview is the same walk without its last step.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pyoxigraph import Quad, Triple

from graph.errors import Finding, ShapesViolated
from graph.ingest.ledger import Load, find_by_digest, load_quads, make_load
from graph.ingest.lift import lift_edges
from graph.ingest.parse import DEFAULT_MAX_MB, Document, parse_document
from graph.ingest.report import LoadReport
from graph.ingest.validate import validate_document
from graph.store.port import Store

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that may be added: its load, the quads of its graph and the advice about it."""

    document: Document
    load: Load
    quads: tuple[Quad, ...]
    warnings: tuple[Finding, ...]


def add_document(
    store: Store,
    name: str,
    content: bytes,
    *,
    format: str | None = None,
    who: str | None = None,
    check: bool = True,
    max_mb: int = DEFAULT_MAX_MB,
) -> LoadReport:
    """Add a file as one load and report what it brought; a file that is there is left alone.

    Parameters
    ----------
    name : str
        The file's name: its ending gives the format, its stem the beginning of the load's id.
    format : str, optional
        The format as short name or media type, where the name does not tell.
    who : str, optional
        Who adds it, for the ledger.
    check : bool
        False leaves out the shapes: for files that a program made and its tests validate.

    Raises
    ------
    UnknownFormat, InputTooLarge, EmptyFile, ParseFailed, ShapesViolated
        The file is refused; the store is as it was.
    ReadOnlyStore, StoreFull, StoreUnavailable
        The store cannot take it; the store is as it was.
    """
    prepared = prepare(store, name, content, format=format, who=who, check=check, max_mb=max_mb)
    if isinstance(prepared, LoadReport):
        return prepared
    with store.exclusive():
        # Somebody may have added the same bytes while these were being validated.
        if (load := find_by_digest(store, prepared.load.sha256)) is not None:
            return _already_loaded(load, name)
        known = count_known(store, prepared.quads)
        commit_prepared(store, prepared)
    return _report(prepared, "added", known)


def commit_prepared(store: Store, prepared: Prepared) -> None:
    """Put a prepared file into the store with its original bytes and its ledger entry.

    Raises
    ------
    ReadOnlyStore, StoreFull, StoreUnavailable
        The store cannot take it; the store is as it was.
    """
    load = prepared.load
    store.keep_source(prepared.document.content)
    note = {"event": "add", "load": load.load_id, "name": load.name, "sha256": load.sha256}
    store.commit([*prepared.quads, *load_quads(load)], note=note)


def preview_document(
    store: Store,
    name: str,
    content: bytes,
    *,
    format: str | None = None,
    max_mb: int = DEFAULT_MAX_MB,
) -> LoadReport:
    """What :func:`add_document` would report, with nothing written.

    Raises
    ------
    UnknownFormat, InputTooLarge, EmptyFile, ParseFailed, ShapesViolated
        The file would be refused.
    """
    prepared = prepare(store, name, content, format=format, max_mb=max_mb)
    if isinstance(prepared, LoadReport):
        return prepared
    return _report(prepared, "preview", count_known(store, prepared.quads))


def prepare(
    store: Store,
    name: str,
    content: bytes,
    *,
    format: str | None = None,
    who: str | None = None,
    check: bool = True,
    max_mb: int = DEFAULT_MAX_MB,
) -> Prepared | LoadReport:
    """A file ready to commit, or the report that its bytes are already there."""
    document = parse_document(name, content, format=format, max_mb=max_mb)
    if (known := find_by_digest(store, document.sha256)) is not None:
        return _already_loaded(known, name)
    load = make_load(name, document.sha256, 0, who or UNKNOWN)
    triples, findings = judge(store, document, load, check=check)
    violations = [finding for finding in findings if finding.severity == "violation"]
    if violations:
        raise ShapesViolated(
            f"The file breaks {len(violations)} rule{'s' if len(violations) > 1 else ''}",
            name,
            "Correct it; nothing was added.",
            findings=findings,
        )
    quads = tuple(Quad(t.subject, t.predicate, t.object, load.graph) for t in triples)
    return Prepared(document, replace(load, triples=len(quads)), quads, tuple(findings))


def judge(
    store: Store, document: Document, load: Load, *, check: bool = True
) -> tuple[list[Quad], list[Finding]]:
    """The triples of a file with lifted channels, and what is to be said about them."""
    lifted = lift_edges(document.quads, store, load.graph)
    triples = [*document.quads, *lifted.quads]
    findings = [*document.findings, *lifted.findings]
    if check:
        findings += validate_document(document, triples, load_quads(load), store)
    return triples, findings


def validate_file(
    store: Store,
    name: str,
    content: bytes,
    *,
    format: str | None = None,
    max_mb: int = DEFAULT_MAX_MB,
) -> list[Finding]:
    """What is to be said about a file, whether it is loaded already or not; nothing is written.

    Raises
    ------
    UnknownFormat, InputTooLarge, EmptyFile, ParseFailed
        The file cannot be read at all.
    """
    document = parse_document(name, content, format=format, max_mb=max_mb)
    load = make_load(name, document.sha256, len(document.quads), UNKNOWN)
    return judge(store, document, load)[1]


def count_known(store: Store, quads: Iterable[Quad]) -> int:
    """How many of the triples are in some graph already, as the store would write them."""
    return sum(_is_known(store, quad) for quad in quads)


def _is_known(store: Store, quad: Quad) -> bool:
    subject, value = quad.subject, quad.object
    # Triples about triples were refused by the parser.
    if isinstance(subject, Triple) or isinstance(value, Triple):
        return False
    return next(iter(store.match(subject, quad.predicate, value)), None) is not None


def _report(prepared: Prepared, status: str, known: int) -> LoadReport:
    load, total = prepared.load, len(prepared.quads)
    return LoadReport(
        status,
        load.load_id,
        load.name,
        load.sha256,
        total,
        total - known,
        known,
        prepared.warnings,
    )


def _already_loaded(load: Load, name: str) -> LoadReport:
    return LoadReport(
        "already-loaded", load.load_id, name, load.sha256, load.triples, 0, load.triples
    )
