"""Add one file to the store: examine it, then commit data with provenance at once.

The preview is the same walk without its last step.
"""

from __future__ import annotations

import hashlib
import tempfile
from contextlib import nullcontext
from pathlib import Path

from graph.errors import Finding
from graph.ingest.examine import STAGE_NOTE, Task
from graph.ingest.examiner import LONG, examine_apart
from graph.ingest.ledger import LOAD_BASE, Load, load_quads, make_load
from graph.ingest.limits import DEFAULT_LIMITS, FileLimits
from graph.ingest.loads import describe_event, ledger_entry
from graph.ingest.origin import NO_ORIGIN, Origin
from graph.ingest.parse import require_size
from graph.ingest.prepare import UNKNOWN, Prepared, prepared
from graph.ingest.report import LoadReport
from graph.progress import note_stage, show_stages
from graph.store.port import Store

#: How often a file is examined anew because the store changed meanwhile; the last time nobody may.
ATTEMPTS = 3


def add_document(
    store: Store,
    name: str,
    content: bytes,
    *,
    format: str | None = None,
    who: str | None = None,
    check: bool = True,
    limits: FileLimits = DEFAULT_LIMITS,
    origin: Origin = NO_ORIGIN,
    replaces: str | None = None,
    described: Load | None = None,
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
    origin : Origin, optional
        The name of the load, its source and its confidence.
    replaces : str, optional
        The load whose place the file takes, in the same transaction.
    described : Load, optional
        The load that the file is to be, as another store described it; then origin is not asked.

    Raises
    ------
    UnknownFormat, InputTooLarge, EmptyFile, ParseFailed, ShapesViolated
        The file is refused; the store is as it was.
    InvalidInput, InvalidIRI, UnknownLoad
        The origin, or the load to replace, is not what it should be; the store is as it was.
    ReadOnlyStore, StoreFull, StoreUnavailable
        The store cannot take it; the store is as it was.
    """
    for attempt in range(ATTEMPTS):
        revision = store.revision
        last = attempt == ATTEMPTS - 1
        with (
            store.exclusive() if last else nullcontext(),
            prepared(
                store, name, content, format=format, who=who, check=check, limits=limits,
                origin=origin, replaces=replaces, described=described,
            ) as found,
            store.exclusive(),
        ):  # fmt: skip
            if isinstance(found, LoadReport):
                return found
            # What was examined must be what is committed to: somebody may have been quicker.
            if last or store.revision == revision:
                stage = found.quads.path.with_name(STAGE_NOTE)
                note_stage(stage, "Writing")
                with show_stages(stage, is_long=len(content) > LONG):
                    commit_prepared(store, found)
                return _report(found, "replaced" if found.replaced else "added")
    raise AssertionError("the last attempt commits")


def commit_prepared(store: Store, found: Prepared, event: str = "add") -> None:
    """Put a prepared file into the store with its original bytes and its ledger entry.

    The load that it replaces goes in the same transaction. The journal says which ``event`` it was.

    Raises
    ------
    ReadOnlyStore, StoreFull, StoreUnavailable
        The store cannot take it; the store is as it was.
    """
    load = found.load
    store.keep_source(found.content)
    note = describe_event(event, load, found.by)
    quads, old = found.quads.with_more(load_quads(load)), found.replaced
    if old is None:
        store.commit(quads, note=note)
        return
    note |= {"event": "replace", "replaced": old.load_id, "gone": old.to_dict()}
    store.commit(quads, [old.graph], ledger_entry(store, old), note=note)


def preview_document(
    store: Store,
    name: str,
    content: bytes,
    *,
    format: str | None = None,
    limits: FileLimits = DEFAULT_LIMITS,
    origin: Origin = NO_ORIGIN,
    replaces: str | None = None,
) -> LoadReport:
    """What :func:`add_document` would report, with nothing written.

    Raises
    ------
    UnknownFormat, InputTooLarge, EmptyFile, ParseFailed, ShapesViolated
        The file would be refused.
    """
    with prepared(
        store, name, content, format=format, limits=limits, origin=origin, replaces=replaces
    ) as found:
        return found if isinstance(found, LoadReport) else report_preview(found)


def report_preview(found: Prepared) -> LoadReport:
    """The report of a file that may be added and was not."""
    return _report(found, "preview")


def validate_file(
    store: Store,
    name: str,
    content: bytes,
    *,
    format: str | None = None,
    limits: FileLimits = DEFAULT_LIMITS,
) -> list[Finding]:
    """What is to be said about a file, whether it is loaded already or not; nothing is written.

    Raises
    ------
    UnknownFormat, InputTooLarge, EmptyFile, ParseFailed
        The file cannot be read at all.
    """
    require_size(name, content, limits.max_mb)
    load = make_load(name, hashlib.sha256(content).hexdigest(), 0, UNKNOWN)
    with tempfile.TemporaryDirectory(prefix="captivity-file-") as folder:
        task = Task(load, name, format, limits.max_mb)
        return list(examine_apart(store, task, content, Path(folder), limits.memory_mb)[0].findings)


def _report(found: Prepared, status: str) -> LoadReport:
    load, total, known = found.load, found.found.triples, found.found.known
    return LoadReport(
        status,
        load.load_id,
        load.name,
        load.sha256,
        total,
        total - known,
        known,
        {graph.removeprefix(LOAD_BASE): count for graph, count in found.found.known_in.items()},
        found.warnings,
        found.replaced.load_id if found.replaced else "",
    )
