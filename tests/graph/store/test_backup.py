"""Backups: whole, verified, made beside a writer, and restored in place of nothing or a store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.errors import (
    DataRejected,
    FileMissing,
    NotAllowed,
    StoreLocked,
    StoreUnavailable,
    StoreUnwritable,
)
from graph.settings import Settings
from graph.store import open_store
from graph.store.backup import MANIFEST, make_backup, require_folder
from graph.store.compaction import compact_store, measure_folder
from graph.store.journal import read_entries
from graph.store.layout import Layout
from graph.store.restore import restore_backup


def dump(root: Path) -> bytes:
    with open_store(Settings(store=str(root)), write=False) as store:
        return store.dump()


def test_backup_beside_a_writer_is_the_store_as_it_was(store, make_quads, tmp_path: Path) -> None:
    store.keep_source(b"bytes")
    store.commit(make_quads(50))
    content = store.dump()
    made = make_backup(store.layout, tmp_path / "copy")
    store.commit(make_quads(50, "later"))
    assert made.revision == 1
    target = tmp_path / "elsewhere" / "store"
    restored = restore_backup(tmp_path / "copy", Layout(target))
    assert restored.files == made.files
    assert restored.size == made.size == sum(
        path.stat().st_size for path in (tmp_path / "copy").rglob("*")
        if path.is_file() and path.name != MANIFEST
    )  # fmt: skip
    assert dump(target) == content
    with open_store(Settings(store=str(target)), write=True) as copy:
        assert copy.dump() == content
        assert (copy.layout.sources / restored_source(made)).read_bytes() == b"bytes"
        # The copy goes on under numbers that nobody has seen.
        assert copy.revision == 2
        assert copy.commit(make_quads(1, "more")) == 3
        entries = read_entries(copy.layout.journal)
    assert [entry.get("event") for entry in entries] == [None, "restored", None]


def restored_source(made) -> str:
    (name,) = [name for name in made.files if name.startswith("sources/")]
    return name.partition("/")[2]


def test_backup_needs_a_new_folder_and_a_store(store, make_quads, tmp_path: Path) -> None:
    store.commit(make_quads(1))
    used = tmp_path / "used"
    used.mkdir()
    (used / "file").touch()
    with pytest.raises(NotAllowed, match="not empty"):
        make_backup(store.layout, used)
    with pytest.raises(NotAllowed):
        make_backup(store.layout, used / "file")
    with pytest.raises(FileMissing):
        make_backup(Layout(tmp_path / "none"), tmp_path / "copy")
    (tmp_path / "empty").mkdir()
    assert make_backup(store.layout, tmp_path / "empty").revision == 1
    assert {path.name for path in tmp_path.iterdir()} == {"store", "used", "empty"}
    with pytest.raises(StoreUnavailable, match="gone at exit"):
        require_folder(None)


def test_damaged_backup_is_refused_before_anything_is_touched(
    store, make_quads, tmp_path: Path
) -> None:
    store.commit(make_quads(20))
    copy = tmp_path / "copy"
    make_backup(store.layout, copy)
    data = max((copy / "database").iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(data.read_bytes())
    content[len(content) // 2] ^= 1
    data.write_bytes(content)
    with pytest.raises(DataRejected, match="not the one that was copied"):
        restore_backup(copy, Layout(tmp_path / "new"))
    data.unlink()
    with pytest.raises(DataRejected, match="cannot be read"):
        restore_backup(copy, Layout(tmp_path / "new"))
    assert not (tmp_path / "new").exists()
    with pytest.raises(FileMissing, match="no backup here"):
        restore_backup(tmp_path / "nothing", Layout(tmp_path / "new"))


@pytest.mark.parametrize("name", ["../evil", "sources/../../evil", "lock", "/etc/passwd"])
def test_list_that_names_other_places_is_refused(
    store, make_quads, tmp_path: Path, name: str
) -> None:
    store.commit(make_quads(1))
    make_backup(store.layout, tmp_path / "copy")
    listed = tmp_path / "copy" / MANIFEST
    text = json.loads(listed.read_text())
    text["files"][name] = "0" * 64
    listed.write_text(json.dumps(text))
    with pytest.raises(DataRejected, match="damaged"):
        restore_backup(tmp_path / "copy", Layout(tmp_path / "new"))


def test_store_that_is_there_is_replaced_only_by_force(settings, make_quads, tmp_path) -> None:
    layout = Layout(tmp_path / "store")
    with open_store(settings, write=True) as store:
        store.commit(make_quads(5))
        make_backup(layout, tmp_path / "copy")
        store.commit(make_quads(5, "two"))
        store.commit(make_quads(5, "three"))
        with pytest.raises(StoreLocked):
            restore_backup(tmp_path / "copy", layout, force=True)
    with pytest.raises(NotAllowed, match="--force"):
        restore_backup(tmp_path / "copy", layout)
    assert len(dump(layout.root).splitlines()) == 15
    restore_backup(tmp_path / "copy", layout, force=True)
    with open_store(settings, write=True) as store:
        assert len(store) == 5
        # Revision 3 was something else in the store that went.
        assert store.revision == 4
    assert {path.name for path in tmp_path.iterdir()} == {"store", "copy"}


def test_folder_of_something_else_is_not_restored_over(store, make_quads, tmp_path) -> None:
    store.commit(make_quads(1))
    make_backup(store.layout, tmp_path / "copy")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").touch()
    with pytest.raises(StoreUnwritable):
        restore_backup(tmp_path / "copy", Layout(tmp_path / "photos"), force=True)
    assert (tmp_path / "photos" / "a.jpg").exists()


def test_compaction_makes_a_churned_store_smaller_and_keeps_its_content(store, make_quads) -> None:
    for number in range(4):
        store.commit(make_quads(12_000, f"g{number}"))
    for number in range(3):
        store.commit([], [make_quads(1, f"g{number}")[0].graph_name])
    kept, lost = store.keep_source(b"kept"), store.keep_source(b"lost")
    content = store.dump()
    done = compact_store(store)
    assert done.bytes_after < done.bytes_before / 2
    assert done.bytes_after == measure_folder(store.layout.root)
    assert store.dump() == content
    assert (done.forgotten, compact_store(store, {kept}).forgotten) == (0, 1)
    assert (store.layout.sources / kept).exists()
    assert not (store.layout.sources / lost).exists()


def test_bytes_with_two_names_count_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    (tmp_path / "c").write_bytes(b"123")
    assert measure_folder(tmp_path) == 8
