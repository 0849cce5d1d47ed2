"""The log, bringing loads back, what a load holds, and carrying loads to another store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from graph.errors import DataRejected, FileMissing, InvalidInput, NotAllowed, UnknownLoad
from graph.ingest.add import add_document
from graph.ingest.contents import describe_contents, write_turtle
from graph.ingest.history import find_gone, find_original, read_log, redo_load
from graph.ingest.loads import find_load, list_loads, undo_load
from graph.ingest.origin import Origin
from graph.ingest.parcels import added_by_hand, export_loads, read_parcels
from graph.settings import Settings
from graph.store import open_store
from graph.store.memory import MemoryStore

ORIGIN = Origin("Kiosks", "https://example.org/k", "0.8")
KIOSK = ':kiosk a ctv:Platform ; rdfs:label "Kiosk" ; ctv:operatedBy :acme .'


def test_redo_brings_back_the_very_same_store(market, turtle) -> None:
    report = add_document(market, "k.ttl", turtle(KIOSK), who="Ada", origin=ORIGIN)
    before = market.dump()
    undo_load(market, report.load_id, "Bea")
    assert list(find_gone(market)) == [report.load_id]
    again = redo_load(market, report.load_id, "Cleo")
    assert (again.status, again.load_id, again.triples) == ("redone", report.load_id, 3)
    assert market.dump() == before
    assert find_gone(market) == {}
    assert [(change.event, change.who) for change in read_log(market)[1:]] == [
        ("add", "Ada"), ("undo", "Bea"), ("redo", "Cleo"),
    ]  # fmt: skip


def test_redo_brings_back_what_was_replaced(market, turtle) -> None:
    old = add_document(market, "k.ttl", turtle(KIOSK))
    new = add_document(market, "k.ttl", turtle(KIOSK + ":x :y 1 ."), replaces=old.load_id)
    assert redo_load(market, old.load_id).status == "redone"
    assert {load.load_id for load in list_loads(market)} >= {old.load_id, new.load_id}


def test_redo_is_refused_for_what_is_there_or_never_was(market, turtle) -> None:
    report = add_document(market, "k.ttl", turtle(KIOSK))
    revision = market.revision
    with pytest.raises(InvalidInput, match="in the store already"):
        redo_load(market, report.load_id)
    with pytest.raises(UnknownLoad):
        redo_load(market, "never-was")
    undo_load(market, report.load_id)
    add_document(market, "other-name.ttl", turtle(KIOSK))
    with pytest.raises(InvalidInput, match="other-name"):
        redo_load(market, report.load_id)
    assert market.revision == revision + 2


def test_redo_refuses_bytes_that_are_gone_or_damaged(market, turtle) -> None:
    report = add_document(market, "k.ttl", turtle(KIOSK))
    undo_load(market, report.load_id)
    path = market.layout.sources / report.sha256
    path.write_bytes(b"something else")
    with pytest.raises(FileMissing, match="damaged"):
        redo_load(market, report.load_id)
    path.unlink()
    with pytest.raises(FileMissing, match="not kept"):
        redo_load(market, report.load_id)


def test_undo_of_an_older_journal_can_be_redone(market, turtle) -> None:
    report = add_document(market, "k.ttl", turtle(KIOSK))
    load = find_load(market, report.load_id)
    entry = [quad for quad in market.match(load.graph)]
    note = {"event": "undo", "load": load.load_id, "name": load.name, "sha256": load.sha256}
    market.commit([], [load.graph], entry, note=note)
    assert redo_load(market, "k-").triples == 3


def test_log_of_a_reader_ends_at_its_revision(market, turtle, tmp_path) -> None:
    with open_store(Settings(store=str(tmp_path / "store")), write=False) as reader:
        add_document(market, "k.ttl", turtle(KIOSK))
        assert len(read_log(reader)) == 1
    assert [change.revision for change in read_log(market)] == [1, 2]


def test_store_in_memory_has_no_log() -> None:
    with pytest.raises(Exception, match="keeps no history"):
        read_log(MemoryStore([]))


def test_contents_count_things_by_kind(market, turtle) -> None:
    text = KIOSK + ':b a ctv:Organization ; rdfs:label "B" . [] rdfs:label "nameless" .'
    load = find_load(market, add_document(market, "k.ttl", turtle(text)).load_id)
    contents = describe_contents(market, load)
    assert contents.triples == 6
    assert contents.kinds == {"Platform": 1, "Organization": 1}
    assert [(item.kind, item.label) for item in contents.things] == [
        ("Organization", "B"), ("Platform", "Kiosk"),
    ]  # fmt: skip
    assert len(list(parse(write_turtle(market, load), RdfFormat.TURTLE))) == 6
    assert find_original(market, "k-") == turtle(text)


def test_exported_loads_make_the_same_store_elsewhere(market, turtle, tmp_path: Path) -> None:
    add_document(market, "k.ttl", turtle(KIOSK), who="Ada", origin=ORIGIN)
    nt = b"<https://example.org/a> <https://example.org/b> <https://example.org/c> .\n"
    add_document(market, "plain", nt, format="ntriples", who="Bea", check=False)
    folder = tmp_path / "out"
    written = export_loads(market, added_by_hand(market), folder)
    assert [path.name.split("-")[0] for path in written] == ["001", "002", "003", "loads.json"]
    with open_store(Settings(store=str(tmp_path / "other")), write=True) as other:
        for parcel in read_parcels(folder):
            load = parcel.load
            add_document(
                other, load.name, parcel.content, format=load.form or None, check=False,
                described=load,
            )  # fmt: skip
        assert other.dump() == market.dump()


def test_shipped_loads_are_not_exported(market, turtle) -> None:
    add_document(market, "s.ttl", turtle(KIOSK), who="captivity 0.1.0, as shipped")
    assert [load.name for load in added_by_hand(market)] == ["market.ttl"]


def test_export_to_a_folder_in_use_and_damaged_parcels_are_refused(market, tmp_path: Path) -> None:
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "file").touch()
    with pytest.raises(NotAllowed, match="not empty"):
        export_loads(market, added_by_hand(market), tmp_path / "used")
    folder = tmp_path / "out"
    first, manifest = export_loads(market, added_by_hand(market), folder)
    first.write_bytes(b"changed")
    with pytest.raises(DataRejected, match="not the one"):
        list(read_parcels(folder))
    text = json.loads(manifest.read_text())
    text["loads"][0]["file"] = "../../etc/passwd"
    manifest.write_text(json.dumps(text))
    with pytest.raises(DataRejected, match="Not a manifest"):
        list(read_parcels(folder))
