"""The W3C's Turtle tests: every wrong file is refused with its place, every right one is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    RdfFormat,
    Store,
    parse,
)

from graph.errors import EmptyFile, ParseFailed
from graph.ingest.parse import parse_document
from graph.terms import RDF

FOLDER = Path("rdf/rdf11/rdf-turtle")
SHARED = Path(__file__).resolve().parents[3] / "shared" / "w3c" / FOLDER
BASE = "https://w3c.github.io/rdf-tests/rdf/rdf11/rdf-turtle/"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
#: Result formats cannot carry control characters, so literals with them are not taken.
UNPRINTABLE = re.compile("all_controls|ascii_boundaries|BACKSPACE|FORM_FEED")
RDFT = "http://www.w3.org/ns/rdftest#TestTurtle"


def entries(*kinds: str) -> list[tuple[str, str]]:
    """(action, result) of the tests of these kinds; none where the folder is not there."""
    manifest = SHARED / "manifest.ttl"
    if not manifest.is_file():
        return []
    engine = Store()
    engine.load(path=str(manifest), format=RdfFormat.TURTLE, base_iri=BASE)
    rows = [
        (kind, part(engine, quad.subject, "action"), part(engine, quad.subject, "result"))
        for kind in kinds
        for quad in engine.quads_for_pattern(None, RDF.type, NamedNode(RDFT + kind))
    ]
    return sorted((action, result) for _, action, result in rows)


def part(engine: Store, node: object, name: str) -> str:
    found = next(engine.quads_for_pattern(node, NamedNode(MF + name), None), None)
    return str(found.object.value).removeprefix(BASE) if found else ""


def read(shared: Path, name: str) -> bytes:
    content = (shared / "w3c" / FOLDER / name).read_bytes()
    # The suite gives the base by the address of the file; here it is written into the file.
    return f"@base <{BASE}{name}> .\n".encode() + content


def test_suite_is_whole(shared: Path) -> None:
    counts = [len(entries(kind)) for kind in ("Eval", "NegativeSyntax", "PositiveSyntax")]
    assert counts == [145, 94, 74]


@pytest.mark.parametrize("name", [name for name, _ in entries("NegativeSyntax", "NegativeEval")])
def test_wrong_file_is_refused_with_line_and_column(name: str, shared: Path) -> None:
    with pytest.raises(ParseFailed) as refused:
        parse_document(name, read(shared, name))
    assert refused.value.line is not None
    assert refused.value.column is not None


@pytest.mark.parametrize("name", [name for name, _ in entries("PositiveSyntax")])
def test_right_file_is_taken(name: str, shared: Path) -> None:
    try:
        document = parse_document(name, read(shared, name))
    except EmptyFile:
        # A file without a statement is right Turtle, and there is nothing to add in it.
        assert not list(parse(read(shared, name), RdfFormat.TURTLE))
    else:
        assert document.quads


@pytest.mark.parametrize(("name", "result"), entries("Eval"))
def test_file_is_read_as_it_is_meant(name: str, result: str, shared: Path) -> None:
    # Through an engine, since the store writes 01 as 1 and 1.50 as 1.5, as it does on a disk.
    meant = Store()
    meant.bulk_load((shared / "w3c" / FOLDER / result).read_bytes(), RdfFormat.N_TRIPLES)
    wanted = Dataset(meant)
    if UNPRINTABLE.search(name):
        with pytest.raises(ParseFailed, match=r"control character|binary data"):
            parse_document(name, read(shared, name))
        return
    try:
        found = Dataset(parse_document(name, read(shared, name)).quads)
    except EmptyFile:
        found = Dataset()
    for dataset in (wanted, found):
        dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    assert found == wanted
