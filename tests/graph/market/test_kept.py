"""Records kept beside a revision are the records read from it, and a bad copy is never believed."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.ingest.add import add_document
from graph.market.kept import load_records
from graph.market.read import read_records
from graph.settings import Settings
from graph.store import open_store
from graph.store.embedded import EmbeddedStore
from graph.terms import DCTERMS, ID_BASE, RDFS
from ontology import DATA


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    opened = open_store(Settings(store=str(tmp_path / "store")), write=True)
    for name in ("article.ttl", "later-evidence.ttl"):
        add_document(opened, name, (DATA / name).read_bytes(), check=False)
    return opened


def kept_copy(store: EmbeddedStore) -> Path:
    (path,) = store.layout.derived.iterdir()
    return path


def test_second_load_gives_the_same_records_from_the_copy(store: EmbeddedStore) -> None:
    first = load_records(store)
    written = kept_copy(store).stat().st_mtime_ns
    assert load_records(store) == first == read_records(store)
    assert kept_copy(store).stat().st_mtime_ns == written


def test_named_sets_are_kept_too(store: EmbeddedStore) -> None:
    codex, part_of = NamedNode(f"{ID_BASE}codex"), DCTERMS.isPartOf
    store.commit([Quad(codex, part_of, NamedNode(f"{ID_BASE}set"), NamedNode(f"{ID_BASE}load/x"))])
    expected = {f"{ID_BASE}set": frozenset({codex.value})}
    assert [load_records(store).collections for _ in range(2)] == [expected, expected]


def test_change_of_the_store_is_seen_at_once(store: EmbeddedStore) -> None:
    load_records(store)
    codex, graph = NamedNode(f"{ID_BASE}codex"), NamedNode(f"{ID_BASE}load/x")
    store.commit([Quad(codex, RDFS.label, Literal("A name before all others"), graph)])
    assert load_records(store).entities[codex.value].label == "A name before all others"


def test_copies_of_old_revisions_are_removed(store: EmbeddedStore) -> None:
    graph = NamedNode(f"{ID_BASE}load/x")
    for number in range(6):
        subject = NamedNode(f"{ID_BASE}thing-{number}")
        store.commit([Quad(subject, RDFS.label, Literal("thing"), graph)])
        load_records(store)
    assert len(list(store.layout.derived.iterdir())) == 3


@pytest.mark.parametrize("content", [b"", b"nonsense", pickle.dumps({"entities": 3})])
def test_damaged_copy_is_read_past_and_replaced(store: EmbeddedStore, content: bytes) -> None:
    records = load_records(store)
    kept_copy(store).write_bytes(content)
    assert load_records(store) == records
    assert kept_copy(store).read_bytes() != content


class Hostile:
    """Pickles to a call of os.mkdir."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.target),)


def test_copy_from_a_stranger_runs_nothing(store: EmbeddedStore, tmp_path: Path) -> None:
    records = load_records(store)
    target = tmp_path / "made-by-a-stranger"
    kept_copy(store).write_bytes(pickle.dumps(Hostile(target)))
    assert load_records(store) == records
    assert not target.exists()


def test_store_in_memory_keeps_nothing_and_reads_the_same(store: EmbeddedStore) -> None:
    from graph.store.memory import read_files

    memory = read_files([DATA / "article.ttl", DATA / "later-evidence.ttl"])
    assert load_records(memory).channels == load_records(store).channels
