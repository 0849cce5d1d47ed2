"""The body of an answer under watch: bytes as sent, bytes unpacked, and depth of nesting."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator

from graph.errors import RemoteMisbehaved

MEBIBYTE = 1024 * 1024
#: The most that one step of unpacking may give.
UNPACKED = MEBIBYTE
#: Deeper nesting than any honest result has; the parser's stack ends at some thousands.
DEEPEST = 64
MOST_QUOTED = 1_000
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_BRACKET = re.compile(rb"[\[{\]}]")


def unpack(parts: Iterable[bytes], coding: str, address: str) -> Iterator[bytes]:
    """Yield the body without its coding, never more than a mebibyte at a time.

    Raises
    ------
    RemoteMisbehaved
        The coding is unknown, or the body is not in it.
    """
    if coding in ("", "identity"):
        yield from parts
        return
    if coding not in ("gzip", "x-gzip"):
        raise RemoteMisbehaved("The remote packed its answer unasked", f"{address} ({coding})")
    decoder = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        for part in parts:
            while part:
                yield decoder.decompress(part, UNPACKED)
                part = decoder.unconsumed_tail
        yield decoder.flush()
    except zlib.error as error:
        raise RemoteMisbehaved("The remote sent a damaged answer", address, str(error)) from error
    if not decoder.eof:
        raise RemoteMisbehaved("The remote's answer was cut off", address, "Try again.")


def limit_bytes(parts: Iterable[bytes], most: int, address: str) -> Iterator[bytes]:
    """Yield the parts as long as they are not more than allowed.

    Raises
    ------
    RemoteMisbehaved
        They are; the rest is not read.
    """
    size = 0
    for part in parts:
        size += len(part)
        if size > most:
            raise RemoteMisbehaved(
                f"The remote's answer is larger than {most // MEBIBYTE:,} MiB",
                address,
                "Ask for less, or raise CAPTIVITY_REMOTE_MAX_MB.",
            )
        yield part


def limit_depth(parts: Iterable[bytes], address: str) -> Iterator[bytes]:
    """Yield the parts of a JSON text as long as it is not nested deeper than any result is.

    Raises
    ------
    RemoteMisbehaved
        It is; the parser would overflow its stack and end the process.
    """
    depth, rest = 0, b""
    for part in parts:
        bare = _STRING.sub(b"", rest + part)
        # A string that has begun and not ended waits for the next part.
        bare, quote, rest = bare.partition(b'"')
        rest = quote + rest
        for bracket in _BRACKET.findall(bare):
            depth += 1 if bracket in b"[{" else -1
            if depth > DEEPEST:
                raise RemoteMisbehaved("The remote's answer is nested too deep", address)
        yield part


def limit_quoting(parts: Iterable[bytes], address: str) -> Iterator[bytes]:
    """Yield the parts of an N-Triples text as long as triples about triples are few.

    Raises
    ------
    RemoteMisbehaved
        They are many: nested ones would overflow the parser's stack.
    """
    found, last = 0, b""
    for part in parts:
        found += (last + part).count(b"<<")
        last = part[-1:]
        if found > MOST_QUOTED:
            raise RemoteMisbehaved("The remote's answer is full of triples about triples", address)
        yield part
