"""Files made to harm: each gets a clear answer in time and bounded memory, and leaves nothing."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from graph.errors import DataRejected
from graph.ingest.add import preview_document
from graph.store.embedded import EmbeddedStore
from ontology import DATA

ROOT = Path(__file__).resolve().parents[3]
#: No answer may take longer, on however busy a machine.
LONGEST_S = 10.0
MOST_MB = 1_000
MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("name", "count"), [("article.ttl", 400), ("later-evidence.ttl", 300), ("ownership.ttl", 300)]
)
def test_damaged_file_never_crashes_hangs_or_swells(name: str, count: int, tmp_path: Path) -> None:
    program = ROOT / "tests" / "support" / "mutation_run.py"
    run = subprocess.run(
        [sys.executable, str(program), str(count), "20261122", str(DATA / name), str(tmp_path)],
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    result = json.loads(run.stdout)
    assert sum(result["outcomes"].values()) == count
    assert set(result["outcomes"]) <= {"sound", "breaks a rule", "parse-failed", "empty-file"}
    assert result["longest_s"] < LONGEST_S
    assert result["peak_mb"] < MOST_MB


def nested_blank_nodes(turtle: Callable[[str], bytes]) -> bytes:
    return turtle(":a :p " + "[ :p " * 200_000 + "1" + " ]" * 200_000 + " .")


HOSTILE: dict[str, tuple[str, Callable[[Callable[[str], bytes]], bytes]]] = {
    "gzip that unpacks to a gigabyte": ("a.ttl.gz", lambda _t: gzip.compress(bytes(1024 * MIB))),
    "gzip cut short": ("a.ttl.gz", lambda _t: gzip.compress(b":a :p :b ." * 999)[:60]),
    "decimal of a billion digits": (
        "a.ttl",
        lambda turtle: turtle(':a ctv:weight "1e999999999"^^xsd:decimal .'),
    ),
    "triple terms in triple terms": (
        "a.ttl",
        lambda turtle: turtle(":a :p " + "<<( :s :p " * 100_000 + ":o" + " )>>" * 100_000 + " ."),
    ),
    "JSON in JSON": ("a.jsonld", lambda _t: b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
    "entities in entities": (
        "a.rdf",
        lambda _t: b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(
            b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
        )
        + b"]><r>&j;</r>",
    ),
    "context elsewhere": ("a.jsonld", lambda _t: b'{"@context":"http://127.0.0.1:9/c","a":1}'),
    "zeros": ("a.ttl", lambda _t: bytes(MIB)),
    "one endless string": ("a.ttl", lambda turtle: turtle(':a :p "') + b"x" * (30 * MIB)),
    "literal of 30 MB": ("a.ttl", lambda turtle: turtle(':a :p "' + "x" * (30 * MIB) + '" .')),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_file_is_refused_in_time_and_leaves_nothing(
    case: str,
    market: EmbeddedStore,
    turtle: Callable[[str], bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A folder of its own: other tests examine files at the same time.
    private = tmp_path / "private"
    private.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    name, make = HOSTILE[case]
    content, before = make(turtle), market.dump()
    start = time.monotonic()
    with pytest.raises(DataRejected):
        preview_document(market, name, content)
    assert time.monotonic() - start < LONGEST_S
    assert market.dump() == before
    assert list(private.iterdir()) == []


LARGE: dict[str, Callable[[Callable[[str], bytes]], bytes]] = {
    "64 MB of blank nodes": lambda turtle: turtle("") + b"[] :p [] . " * (63 * MIB // 11),
    "a million prefixes": lambda _t: b"".join(
        b"@prefix p%d: <http://e.example/%d#> .\n" % (n, n) for n in range(1_000_000)
    ) + b"p1:a p2:b p3:c .",
    "deep blank nodes": nested_blank_nodes,
    "a hundred thousand different numbers": lambda turtle: turtle(
        "".join(f":n{n // 5} :p {n}, {n}.50 .\n" for n in range(50_000))
    ),
    "three hundred starts and ends": lambda turtle: turtle(
        "".join(
            f':c ctv:validFrom "2{n:03}-01-01"^^xsd:date .\n'
            f':c ctv:validTo "1{n:03}-01-01"^^xsd:date .\n'
            for n in range(300)
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LARGE)
def test_large_or_deep_file_is_answered_in_bounded_time_and_memory(
    case: str, market: EmbeddedStore, turtle: Callable[[str], bytes]
) -> None:
    content, before = LARGE[case](turtle), market.dump()
    start = time.monotonic()
    with suppress(DataRejected):
        assert preview_document(market, "a.ttl", content).triples > 0
    # So long for any file, and 2 s more for each MiB of a large one.
    assert time.monotonic() - start < LONGEST_S + 2 * len(content) / MIB
    assert market.dump() == before
