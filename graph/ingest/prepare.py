"""A file made ready to be added: examined, in a file of quads, as the load that it would be."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from graph.errors import Finding, InvalidInput, ShapesViolated, UnknownFormat, UnknownLoad
from graph.ingest.examine import Examination, Task
from graph.ingest.examiner import examine_apart
from graph.ingest.formats import find_format, short_name_of
from graph.ingest.ledger import Load, find_by_digest, make_load
from graph.ingest.limits import DEFAULT_LIMITS, FileLimits
from graph.ingest.loads import find_load
from graph.ingest.origin import NO_ORIGIN, Origin
from graph.ingest.parse import require_size
from graph.ingest.report import LoadReport
from graph.store.change import QuadFile
from graph.store.port import Store

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that may be added: its load, its original bytes and what was found in it.

    ``quads`` are those of its graph; they are read from a file that goes with the preparation.
    ``replaced`` is the load that goes when this one comes; ``by`` is who asks for it.
    """

    load: Load
    content: bytes
    found: Examination
    quads: QuadFile
    by: str = UNKNOWN
    replaced: Load | None = None

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What to say about the file although it may be added."""
        return self.found.findings


@contextmanager
def prepared(
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
) -> Iterator[Prepared | LoadReport]:
    """A file ready to commit while the context lasts, or the report that its bytes are there.

    With ``described`` it becomes that load again: same id, name, origin and first adder.

    Raises
    ------
    UnknownFormat, InputTooLarge, EmptyFile, ParseFailed, ShapesViolated
        The file is refused.
    """
    require_size(name, content, limits.max_mb)
    digest = hashlib.sha256(content).hexdigest()
    if (known := find_by_digest(store, digest)) is not None:
        if replaces:
            _require_same(store, known, replaces)
        yield _already_loaded(known, name)
        return
    old = find_load(store, replaces) if replaces else None
    load = described or _new_load(name, digest, who, origin.checked(), old)
    with tempfile.TemporaryDirectory(prefix="captivity-file-") as folder:
        task = Task(load, name, format, limits.max_mb, check, old.iri if old else "")
        found, spool = examine_apart(store, task, content, Path(folder), limits.memory_mb)
        require_sound(name, found)
        load = replace(load, triples=found.triples, form=_unsaid_form(load.name, name, format))
        quads = QuadFile(spool, found.triples)
        yield Prepared(load, content, found, quads, who or UNKNOWN, old)


def _new_load(name: str, digest: str, who: str | None, origin: Origin, old: Load | None) -> Load:
    load = make_load(origin.title or name, digest, 0, who or UNKNOWN)
    return replace(
        load,
        source=origin.source,
        confidence=origin.confidence,
        replaces=old.iri if old else "",
    )


def _require_same(store: Store, known: Load, replaces: str) -> None:
    """Check that a file whose bytes are loaded is to replace itself, or what is gone already."""
    try:
        old = find_load(store, replaces)
    except UnknownLoad:
        return
    if old.load_id != known.load_id:
        raise InvalidInput(
            "These bytes are loaded already beside the load they should replace",
            f"as {known.load_id}",
            f"`captivity undo {old.load_id}` takes the other one out.",
        )


def _unsaid_form(title: str, name: str, stated: str | None) -> str:
    """The short name of the format of a file, if the name of its load would not tell it."""
    form = find_format(name.removesuffix(".gz"), stated)
    try:
        said = find_format(title.removesuffix(".gz"))
    except UnknownFormat:
        return short_name_of(form)
    return "" if said == form else short_name_of(form)


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


def _already_loaded(load: Load, name: str) -> LoadReport:
    return LoadReport(
        "already-loaded", load.load_id, name, load.sha256, load.triples, 0, load.triples
    )
