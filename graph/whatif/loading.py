"""Records as they would be if some files were added: nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from graph.ingest.ledger import make_load
from graph.ingest.lift import lift_edges
from graph.ingest.parse import DEFAULT_MAX_MB, parse_document, read_bytes
from graph.market.columns import Readable
from graph.market.overlay import Overlay
from graph.market.read import read_records
from graph.market.records import MarketRecords


def read_with_files(
    store: Readable, files: Sequence[Path], max_mb: int = DEFAULT_MAX_MB
) -> MarketRecords:
    """The records of the store and, over them, of the files.

    What a file says of a channel that the store knows adds to it: another host is one more gate.

    Raises
    ------
    FileMissing, UnknownFormat, InputTooLarge, EmptyFile, ParseFailed
        A file is not there or is refused.
    """
    overlay = Overlay(store)
    for path in files:
        document = parse_document(str(path), read_bytes(path, max_mb), max_mb=max_mb)
        load = make_load(path.name, document.sha256, 0, "read from a file")
        lifted = lift_edges(document.quads, overlay, load.graph)
        overlay.add(quad.triple for quad in (*document.quads, *lifted.quads))
    return read_records(overlay)


def loader_of(store: Readable) -> Callable[[tuple[Path, ...]], MarketRecords]:
    """Reads files over this store; the same files are read once."""
    kept: dict[tuple[Path, ...], MarketRecords] = {}

    def load(files: tuple[Path, ...]) -> MarketRecords:
        if files not in kept:
            kept[files] = read_with_files(store, files)
        return kept[files]

    return load
