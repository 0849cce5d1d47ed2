"""Read a catalog's JSON with its size checked first and keys that occur twice reported."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph.catalogs.faults import broken
from graph.errors import CatalogRejected, FileMissing, Finding, InputTooLarge

#: A hundred times the largest catalog known today; a larger file is some other thing.
MAX_BYTES = 256 * 1024 * 1024


class Repeated(dict[str, Any]):
    """A JSON object in which keys occurred twice; the later value counts."""

    repeats: tuple[str, ...] = ()


def read_within_limit(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The content of the file, at most ``limit`` bytes.

    Raises
    ------
    FileMissing
        It is not there, is a folder or may not be read.
    InputTooLarge
        It is larger; nothing of it was read.
    """
    try:
        size = path.stat().st_size
        if size > limit:
            raise InputTooLarge(
                f"The catalog has {size:,} bytes and at most {limit:,} are read",
                path.name,
                "Check that it is the right file.",
            )
        return path.read_bytes()
    except OSError as error:
        raise FileMissing(
            "Cannot read the catalog", str(path), error.strerror or "Check the name."
        ) from error


def parse_object(content: bytes, name: str) -> tuple[dict[str, Any], list[Finding]]:
    """The JSON object of the file and a finding for every key that occurs twice in one object.

    Raises
    ------
    CatalogRejected
        It is no JSON (with line and column), no object, or an empty one.
    """
    document, findings = parse_json(content, name)
    if not isinstance(document, dict):
        raise CatalogRejected(
            "The catalog must be one JSON object",
            name,
            f"Its top level is a {type(document).__name__}.",
        )
    if not document:
        raise CatalogRejected(
            "The catalog holds no provider and no row", name, "Give the whole file."
        )
    return document, findings


def parse_json(content: bytes, name: str) -> tuple[Any, list[Finding]]:
    """The JSON value of the file and a finding for every key that occurs twice in one object.

    Raises
    ------
    CatalogRejected
        It is no JSON in UTF-8; with line and column where the parser gives them.
    """
    seen: list[Repeated] = []

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        plain = dict(pairs)
        if len(plain) == len(pairs):
            return plain
        keys = [key for key, _ in pairs]
        marked = Repeated(plain)
        marked.repeats = tuple(sorted({key for key in keys if keys.count(key) > 1}))
        seen.append(marked)
        return marked

    try:
        document = json.loads(content, object_pairs_hook=build)
    except json.JSONDecodeError as error:
        raise CatalogRejected(
            "The catalog is not complete JSON",
            name,
            "Download it again.",
            line=error.lineno,
            column=error.colno,
        ) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise CatalogRejected(
            "The catalog is not readable as JSON in UTF-8", name, "Download it again."
        ) from error
    return document, list(iter_repeats(document)) if seen else []


def iter_repeats(value: Any, path: tuple[str, ...] = ()) -> Iterator[Finding]:
    """Yield a finding for every key that occurs twice, named by its path in the document."""
    if isinstance(value, Repeated):
        for key in value.repeats:
            words = " ".join(part for part in (*path, key) if part != "models")
            yield broken(
                words, "a key must occur once", key, "The later one counts when you keep going."
            )
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from iter_repeats(inner, (*path, key))
    elif isinstance(value, list):
        for inner in value:
            yield from iter_repeats(inner, path)
