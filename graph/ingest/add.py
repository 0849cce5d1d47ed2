"""Add one file to the store: examine it, then commit data with provenance at once.

The preview is the same walk without its last step.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from graph.errors import Finding, ShapesViolated
from graph.ingest.examine import Examination, Task
from graph.ingest.examiner import examine_apart
from graph.ingest.ledger import LOAD_BASE, Load, find_by_digest, load_quads, make_load
from graph.ingest.parse import DEFAULT_MAX_MB, require_size
from graph.ingest.report import LoadReport
from graph.store.change import QuadFile
from graph.store.port import Store

UNKNOWN = "unknown"
#: How often a file is examined anew because the store changed meanwhile; the last time nobody may.
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that may be added: its load, its original bytes and what was found in it.

    ``quads`` are those of its graph; they are read from a file that goes with the preparation.
    """

    load: Load
    content: bytes
    found: Examination
    quads: QuadFile

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What to say about the file although it may be added."""
        return self.found.findings


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
    for attempt in range(ATTEMPTS):
        revision = store.revision
        last = attempt == ATTEMPTS - 1
        with (
            store.exclusive() if last else nullcontext(),
            prepared(
                store, name, content, format=format, who=who, check=check, max_mb=max_mb
            ) as found,
            store.exclusive(),
        ):
            if isinstance(found, LoadReport):
                return found
            # What was examined must be what is committed to: somebody may have been quicker.
            if last or store.revision == revision:
                commit_prepared(store, found)
                return _report(found, "added")
    raise AssertionError("the last attempt commits")


def commit_prepared(store: Store, found: Prepared) -> None:
    """Put a prepared file into the store with its original bytes and its ledger entry.

    Raises
    ------
    ReadOnlyStore, StoreFull, StoreUnavailable
        The store cannot take it; the store is as it was.
    """
    load = found.load
    store.keep_source(found.content)
    note = {"event": "add", "load": load.load_id, "name": load.name, "sha256": load.sha256}
    store.commit(found.quads.with_more(load_quads(load)), note=note)


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
    with prepared(store, name, content, format=format, max_mb=max_mb) as found:
        return found if isinstance(found, LoadReport) else _report(found, "preview")


@contextmanager
def prepared(
    store: Store,
    name: str,
    content: bytes,
    *,
    format: str | None = None,
    who: str | None = None,
    check: bool = True,
    max_mb: int = DEFAULT_MAX_MB,
) -> Iterator[Prepared | LoadReport]:
    """A file ready to commit while the context lasts, or the report that its bytes are there.

    Raises
    ------
    UnknownFormat, InputTooLarge, EmptyFile, ParseFailed, ShapesViolated
        The file is refused.
    """
    require_size(name, content, max_mb)
    digest = hashlib.sha256(content).hexdigest()
    if (known := find_by_digest(store, digest)) is not None:
        yield _already_loaded(known, name)
        return
    load = make_load(name, digest, 0, who or UNKNOWN)
    with tempfile.TemporaryDirectory(prefix="captivity-file-") as folder:
        task = Task(load, name, format, max_mb, check)
        found, spool = examine_apart(store, task, content, Path(folder))
        require_sound(name, found)
        load = replace(load, triples=found.triples)
        yield Prepared(load, content, found, QuadFile(spool, found.triples))


def require_sound(name: str, found: Examination) -> None:
    """Check that no rule is broken.

    Raises
    ------
    ShapesViolated
        One is; the findings say which.
    """
    broken = sum(finding.severity == "violation" for finding in found.findings)
    if broken:
        raise ShapesViolated(
            f"The file breaks {broken} rule{'s' if broken > 1 else ''}",
            name,
            "Correct it; nothing was added.",
            findings=found.findings,
        )


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
    require_size(name, content, max_mb)
    load = make_load(name, hashlib.sha256(content).hexdigest(), 0, UNKNOWN)
    with tempfile.TemporaryDirectory(prefix="captivity-file-") as folder:
        task = Task(load, name, format, max_mb)
        return list(examine_apart(store, task, content, Path(folder))[0].findings)


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
    )


def _already_loaded(load: Load, name: str) -> LoadReport:
    return LoadReport(
        "already-loaded", load.load_id, name, load.sha256, load.triples, 0, load.triples
    )
