"""Read one file into quads: bounded, strict, and with a reason in words when it is refused."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple
from pyoxigraph import Store as Engine
from pyoxigraph import parse as parse_rdf

from graph.errors import EmptyFile, FileMissing, Finding, InputTooLarge, ParseFailed
from graph.ingest.formats import find_format
from graph.ingest.literals import find_fault
from graph.ingest.reasons import find_disguise, parse_failure

MEBIBYTE = 1024 * 1024
DEFAULT_MAX_MB = 64
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
GZIP_MAGIC = b"\x1f\x8b"
#: Deeper nesting ends the parser's process instead of raising an error.
MAX_JSON_DEPTH = 200
MAX_TRIPLE_TERMS = 1_000
JSON_PART = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)
DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.I)
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read: its triples as quads of the default graph, blank nodes renamed."""

    name: str
    content: bytes
    form: RdfFormat
    quads: tuple[Quad, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def sha256(self) -> str:
        """The digest of the original bytes, in hex."""
        return hashlib.sha256(self.content).hexdigest()

    def quads_in(self, graph: NamedNode) -> Iterator[Quad]:
        """Yield the quads as those of one named graph."""
        for quad in self.quads:
            yield Quad(quad.subject, quad.predicate, quad.object, graph)


def read_bytes(path: Path, max_mb: int = DEFAULT_MAX_MB) -> bytes:
    """The bytes of a file that is there, readable and not too large.

    Raises
    ------
    FileMissing, InputTooLarge
    """
    try:
        with path.open("rb") as file:
            content = file.read(max_mb * MEBIBYTE + 1)
    except OSError as error:
        raise FileMissing(
            "The file cannot be read", f"{path} ({error.strerror})", "Check the path."
        ) from error
    return require_size(str(path), content, max_mb)


def require_size(name: str, content: bytes, max_mb: int) -> bytes:
    """The content, if it is not above the limit."""
    if len(content) > max_mb * MEBIBYTE:
        raise InputTooLarge(
            "The file is too large",
            f"{name}, more than {max_mb} MiB",
            "Split it, or raise CAPTIVITY_MAX_UPLOAD_MB.",
        )
    return content


def unpack(name: str, content: bytes, max_mb: int) -> tuple[str, bytes]:
    """The name and content of a file without its gzip packing, if it has one, within the limit.

    >>> import gzip
    >>> unpack("a.ttl.gz", gzip.compress(b"text"), 1)
    ('a.ttl', b'text')

    Raises
    ------
    InputTooLarge
        It would unpack to more than the limit.
    ParseFailed
        The packing is damaged.
    """
    require_size(name, content, max_mb)
    if not content.startswith(GZIP_MAGIC):
        return name, content
    import gzip

    most = max_mb * MEBIBYTE
    try:
        # Bounded: a small file can unpack to any size.
        text = gzip.GzipFile(fileobj=io.BytesIO(content)).read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ParseFailed("The gzip file is damaged", name, f"{error}. Pack it anew.") from error
    return name.removesuffix(".gz"), require_size(f"{name} unpacked", text, max_mb)


def parse_document(
    name: str, content: bytes, *, format: str | None = None, max_mb: int = DEFAULT_MAX_MB
) -> Document:
    """The triples of one file.

    A load is one named graph: the graphs of a TriG, N-Quads or JSON-LD file are folded into it,
    and a warning says so.

    Raises
    ------
    UnknownFormat, InputTooLarge, EmptyFile
        The format is not known, the file too large or without a triple.
    ParseFailed
        The file is not what its format says.
    """
    plain, text = unpack(name, content, max_mb)
    form = find_format(plain, format)
    graphs: set[str] = set()
    quads = _as_stored(read_quads(name, form, text, graphs))
    if not quads:
        raise no_triple(name)
    return Document(name, content, form, tuple(quads), folding_findings(name, graphs))


def no_triple(name: str) -> EmptyFile:
    """The error for a file without a statement."""
    return EmptyFile("The file holds no triple", name, "Write at least one statement.")


def _refuse_bombs(name: str, form: RdfFormat, text: bytes) -> None:
    if (disguise := find_disguise(text, form)) is not None:
        raise ParseFailed(f"Not a {form.name} file", name, disguise, line=1)
    if form == RdfFormat.RDF_XML and (match := DOCTYPE.search(text)) is not None:
        raise ParseFailed(
            "A document type is refused in RDF/XML",
            name,
            "Entities can make a small file endless: write the IRIs in full.",
            line=text.count(b"\n", 0, match.start()) + 1,
        )
    if form == RdfFormat.JSON_LD and _json_depth(text) > MAX_JSON_DEPTH:
        raise ParseFailed(
            "The JSON is nested too deep", name, f"At most {MAX_JSON_DEPTH} levels are read."
        )
    if text.count(b"<<") > MAX_TRIPLE_TERMS:
        raise _triple_term(name)


def _json_depth(text: bytes) -> int:
    depth = deepest = 0
    for match in JSON_PART.finditer(text):
        part = match.group()
        depth += part in (b"[", b"{")
        depth -= part in (b"]", b"}")
        deepest = max(deepest, depth)
    return deepest


def read_quads(name: str, form: RdfFormat, text: bytes, graphs: set[str]) -> Iterator[Quad]:
    """Yield the statements of a file as quads of the default graph, literals looked at.

    The names of the graphs that the file used are put into ``graphs``.

    Raises
    ------
    ParseFailed
        The file is not what its format says, with line and column where they are known.
    """
    for quad in read_statements(name, form, text, graphs):
        if isinstance(quad.object, Literal):
            require_sound(name, text, quad.object)
        yield quad


def read_statements(name: str, form: RdfFormat, text: bytes, graphs: set[str]) -> Iterator[Quad]:
    """Yield the statements of a file as quads of the default graph, blank nodes renamed.

    The names of the graphs that the file used are put into ``graphs``; its literals may be unsound.

    Raises
    ------
    ParseFailed
        The file is not what its format says, with line and column where they are known.
    """
    text = text.removeprefix(BYTE_ORDER_MARK)
    _refuse_bombs(name, form, text)
    may_be_nested = b"<<" in text or form == RdfFormat.JSON_LD or form == RdfFormat.RDF_XML
    try:
        statements = iter(parse_rdf(text, form, rename_blank_nodes=True))
        if not form.supports_datasets and not may_be_nested:
            yield from statements
            return
        for quad in statements:
            if isinstance(quad.object, Triple):
                raise _triple_term(name)
            if not isinstance(quad.graph_name, DefaultGraph):
                graphs.add(str(quad.graph_name))
                yield Quad(quad.subject, quad.predicate, quad.object)
            else:
                yield quad
    except SyntaxError as error:
        raise parse_failure(name, form, text, error) from error
    except (ValueError, MemoryError) as error:
        raise ParseFailed("The file cannot be read", name, str(error)) from error


def _as_stored(quads: Iterable[Quad]) -> list[Quad]:
    """The quads as the engine writes them: 0.80 is 0.8 there, and each of them is there once.

    Counts, comparisons and rules must all see what will be in the store, not how it was typed.
    """
    engine = Engine()
    engine.bulk_extend(quads)
    return list(engine)


def require_sound(name: str, text: bytes, literal: Literal) -> None:
    """Check that a literal of a file is one that is taken.

    Raises
    ------
    ParseFailed
        It is not; with the line where it stands.
    """
    if (fault := find_fault(literal)) is None:
        return
    shown = repr(literal.value[:SHOWN])
    raise ParseFailed(
        f"The value {shown} {fault}", name, "Correct it.", line=find_line(text, literal.value)
    )


def find_line(text: bytes, value: str) -> int | None:
    """The first line that holds the value as it stands; None if it is written otherwise."""
    place = text.find(value[:SHOWN].encode("utf-8", "replace"))
    return text.count(b"\n", 0, place) + 1 if place >= 0 else None


def _triple_term(name: str) -> ParseFailed:
    return ParseFailed(
        "A statement about a statement (<<...>>) is not taken",
        name,
        "Describe it as a node of its own, for example as a ctv:Claim.",
    )


def folding_findings(name: str, graphs: Iterable[str]) -> tuple[Finding, ...]:
    """What is to be said when the graphs of a file were folded into one."""
    shown = sorted(graphs)
    if not shown:
        return ()
    return (
        Finding(
            "warning",
            name,
            "A load is one named graph: the graphs of this file were folded into it",
            ", ".join(shown[:5]) + (" ..." if len(shown) > 5 else ""),
            fix="Add them as separate files to keep them apart.",
        ),
    )
