"""Reading files: every kind of broken file gets a reason, a place and a fix."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, serialize

from graph.errors import CaptivityError, EmptyFile, InputTooLarge, ParseFailed, UnknownFormat
from graph.ingest.parse import parse_document

PREFIX = "@prefix e: <https://example.org/> .\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", PREFIX + "e:a e:b 1 ."),
        ("a.ttl", "\ufeff" + PREFIX + "e:a e:b 1 ."),
        ("a.nt", "<https://example.org/a> <https://example.org/b> \"1\" ."),
        ("a.nq", "<https://example.org/a> <https://example.org/b> \"1\" <https://e.org/g> ."),
        ("a.trig", PREFIX + "e:g { e:a e:b 1 }"),
        ("a.jsonld", '{"@id": "https://example.org/a", "https://example.org/b": 1}'),
        ("a.rdf", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
                  'xmlns:e="https://example.org/"><rdf:Description '
                  'rdf:about="https://example.org/a"><e:b>1</e:b></rdf:Description></rdf:RDF>'),
    ],
)  # fmt: skip
def test_each_format_is_read_by_its_ending(name: str, content: str) -> None:
    (quad,) = parse_document(name, content.encode()).quads
    assert quad.subject == NamedNode("https://example.org/a")
    assert str(quad.graph_name) == "DEFAULT"


def test_media_type_beats_the_name_and_unknown_ones_are_named() -> None:
    content = (PREFIX + "e:a e:b 1 .").encode()
    assert len(parse_document("upload", content, format="text/turtle; charset=utf-8").quads) == 1
    with pytest.raises(UnknownFormat, match=r"turtle \(\.ttl\)"):
        parse_document("table.xlsx", content)


def test_graphs_of_a_file_are_folded_into_one_and_said_so() -> None:
    document = parse_document(
        "a.trig", (PREFIX + "e:g { e:a e:b 1 } e:h { e:a e:b 1, 2 }").encode()
    )
    assert len(document.quads) == 2
    (finding,) = document.findings
    assert finding.severity == "warning"
    assert "one named graph" in finding.rule


def test_blank_nodes_of_two_files_do_not_meet() -> None:
    content = b"_:a <https://example.org/p> 1 ."
    first, second = (parse_document("a.ttl", content).quads[0].subject for _ in range(2))
    assert first != second


@pytest.mark.parametrize(
    ("content", "words", "line"),
    [
        (PREFIX + "e:a e:b e:c\n", "Add the final dot", 3),
        (PREFIX + "e:a e:b e:c ;\n", "Add the final dot", 3),
        (PREFIX + "e:a e:b e:c\ne:d e:e e:f .", "Add the missing dot", 3),
        ("ctv:a ctv:b ctv:c .", "@prefix ctv: <https://w3id.org/captivity/ns#>", 1),
        (PREFIX + "e:a zz:b e:c .", "The prefix zz: is not declared", 2),
        (PREFIX + 'e:a e:b "one\ntwo" .', "quotation mark", 2),
        ("<a> <https://example.org/b> 1 .", "relative", 1),
        (PREFIX + "e:a e:b <https://example.org/x y> .", "Invalid IRI", 2),
        (PREFIX + 'e:a e:b <https://example.org/\\u003E> .', "IRI", 2),
        ("<!DOCTYPE html><html></html>", r"web page \(HTML\)", 1),
        ('{"@id": "x"}', "It is JSON", 1),
        ("%PDF-1.7", "PDF", 1),
        ("PK\x03\x04zip", "zip or office file", 1),
        ("<?xml version='1.0'?><x/>", "name an RDF/XML file .rdf", 1),
        ("a\0b", "binary data", 1),
        ("just some words", "not a valid subject", 1),
        (PREFIX + 'e:a e:b "2026-13-01"^^<http://www.w3.org/2001/XMLSchema#date> .',
         "a day that exists", 2),
        (PREFIX + 'e:a e:b "1e999999999"^^<http://www.w3.org/2001/XMLSchema#decimal> .',
         "a number like 0.85", 2),
        (PREFIX + "e:a e:b 1e99999 .", "a number like 1.5e3", 2),
        (PREFIX + 'e:a e:b "bell\x07" .', "control character", 2),
        (PREFIX + 'e:a e:b "bell\\u0007" .', "control character", None),
        (PREFIX + "e:a e:b <<( e:a e:b 1 )>> .", "statement about a statement", None),
    ],
)  # fmt: skip
def test_broken_turtle_says_what_where_and_what_to_do(
    content: str, words: str, line: int | None
) -> None:
    with pytest.raises(ParseFailed, match=words) as caught:
        parse_document("broken.ttl", content.encode())
    assert caught.value.line == line
    assert "broken.ttl" in caught.value.message


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.ttl", b"\x1f\x8b\x08gzip", "gzip"),
        ("a.ttl", PREFIX.encode() + b'e:a e:b "\xe9" .', "Save the file as UTF-8"),
        ("a.rdf", b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "b">]><x/>', "document type"),
        ("a.rdf", b"<rdf:RDF><a/>", "rdf: is not declared"),
        ("a.jsonld", b'{"@context": "https://example.org/c", "a": 1}', "not fetched"),
        ("a.jsonld", b'{"@id": "https://example.org/a"', "JSON-LD"),
        ("a.jsonld", b"[" * 10_000 + b"]" * 10_000, "nested too deep"),
        ("a.ttl", PREFIX.encode() + b"e:a e:b " + b"<<( e:a e:b " * 100_000, "statement about"),
    ],
)
def test_other_broken_files_are_refused_in_words(name: str, content: bytes, words: str) -> None:
    with pytest.raises(ParseFailed, match=words):
        parse_document(name, content)


def test_file_without_a_triple_is_empty() -> None:
    for content in (b"", b"# only a comment\n", PREFIX.encode()):
        with pytest.raises(EmptyFile):
            parse_document("a.ttl", content)


def test_size_is_bounded() -> None:
    with pytest.raises(InputTooLarge, match="more than 1 MiB"):
        parse_document("a.ttl", b"#" * (1024 * 1024 + 1), max_mb=1)
    with pytest.raises(ParseFailed, match="longer than 1,000,000"):
        parse_document("a.ttl", (PREFIX + f'e:a e:b "{"x" * 1_000_001}" .').encode())


def test_numbers_are_counted_as_they_will_be_stored() -> None:
    document = parse_document("a.ttl", (PREFIX + "e:a e:b 0.80, 0.8, 1, 01 .").encode())
    assert sorted(quad.object.value for quad in document.quads) == ["0.8", "1"]


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20
)
QUADS = st.builds(
    Quad,
    st.one_of(
        st.integers(0, 9).map(lambda n: NamedNode(f"https://example.org/{n}")),
        st.integers(0, 3).map(lambda n: BlankNode(f"b{n}")),
    ),
    st.just(NamedNode("https://example.org/p")),
    st.one_of(TEXT.map(Literal), st.integers().map(Literal)),
)


@given(st.sets(QUADS, min_size=1, max_size=10), st.sampled_from(["ttl", "nt", "jsonld", "rdf"]))
@hypothesis_settings(max_examples=60, deadline=None)
def test_what_the_engine_writes_is_read_back(quads: set[Quad], ending: str) -> None:
    form = RdfFormat.from_extension(ending)
    content = serialize([quad.triple for quad in quads], format=form)
    found = parse_document(f"a.{ending}", content).quads
    assert sorted(quad.object.value for quad in found) == sorted(q.object.value for q in quads)


@given(st.data())
@hypothesis_settings(max_examples=150, deadline=None)
def test_mutated_file_is_read_or_refused_but_never_fails(data: st.DataObject) -> None:
    content = bytearray(
        (PREFIX + 'e:a e:b "x\\ny"@en, 1.5, [ e:c ( 1 2 ) ] ; e:d <x:y> .').encode()
    )
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    start = time.monotonic()
    with contextlib.suppress(CaptivityError):
        parse_document("a.ttl", bytes(content))
    assert time.monotonic() - start < 5
