"""A store of a few files in memory, for ``--data FILE...``: trusted, local, gone at exit."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, NamedNode, Quad
from pyoxigraph import Store as Engine

from graph.errors import Finding
from graph.ingest.ledger import load_quads, make_load
from graph.ingest.lift import lift_edges
from graph.ingest.parse import DEFAULT_MAX_MB, parse_document, read_bytes
from graph.store.answers import error_of
from graph.store.bind import bind_terms
from graph.store.canonical import write_canonical
from graph.store.guard import check_query
from graph.store.port import QueryAnswer, QueryRequest, Term
from graph.store.worker_process import make_message
from graph.store.worker_program import describe, run_query


class MemoryStore:
    """The quads of some files, each in a graph of its own; queries run in this process."""

    def __init__(self, quads: Iterable[Quad], findings: Iterable[Finding] = ()) -> None:
        self._engine = Engine()
        self._engine.bulk_extend(quads)
        self.findings = tuple(findings)

    @property
    def revision(self) -> int:
        """Always 1: nothing changes here."""
        return 1

    def __len__(self) -> int:
        """The number of quads."""
        return len(self._engine)

    def match(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that fit the pattern; None fits everything."""
        return self._engine.quads_for_pattern(subject, predicate, object, graph_name)

    def query(self, request: QueryRequest) -> QueryAnswer:
        """Answer a SPARQL query in this process, without a time limit.

        Raises
        ------
        InvalidQuery, QueryTooLarge, UnknownFormat, QueryFailed
        """
        check_query(request.text)
        message = make_message(request, bind_terms(request.text, request.bindings))
        buffer = io.BytesIO()
        try:
            result = self._run(message)
            kind, media_type, form = describe(result, message["formats"])
            result.serialize(buffer, form)
        except SyntaxError as error:
            raise error_of("syntax", str(error)) from error
        except ValueError as error:
            raise error_of("format", str(error)) from error
        except (RuntimeError, OSError, MemoryError) as error:
            raise error_of("failed", str(error)) from error
        return QueryAnswer(kind, media_type, iter([buffer.getvalue()]))

    def _run(self, message: dict[str, Any]) -> Any:
        try:
            return run_query(self._engine, message)
        except ValueError as error:
            raise error_of("graph", str(error)) from error

    def dump(self) -> bytes:
        """Every quad as canonical N-Quads, sorted."""
        return write_canonical(self.match())

    def close(self) -> None:
        """Let go of the quads."""
        self._engine = Engine()

    def __enter__(self) -> MemoryStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_files(paths: Iterable[Path | str], max_mb: int = DEFAULT_MAX_MB) -> MemoryStore:
    """The files as a store in memory: plain edges lifted, shapes not checked.

    Raises
    ------
    FileMissing, UnknownFormat, InputTooLarge, EmptyFile, ParseFailed
        A file is not there or is refused.
    """
    names = [Path(path) for path in paths]
    documents = [
        parse_document(str(path), read_bytes(path, max_mb), max_mb=max_mb) for path in names
    ]
    # A channel that any of the files describes is known to all, in whatever order they come.
    known = MemoryStore(quad for document in documents for quad in document.quads)
    quads: list[Quad] = []
    findings: list[Finding] = []
    for path, document in zip(names, documents, strict=True):
        load = make_load(path.name, document.sha256, 0, "read from a file")
        lifted = lift_edges(document.quads, known, load.graph)
        triples = (*document.quads, *lifted.quads)
        quads += [Quad(t.subject, t.predicate, t.object, load.graph) for t in triples]
        quads += load_quads(replace(load, triples=len(triples)))
        findings += [*document.findings, *lifted.findings]
    return MemoryStore(quads, findings)
