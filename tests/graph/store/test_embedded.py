"""The embedded store: one writer, readers on snapshots, changes wholly or not at all."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from graph.errors import FileMissing, ReadOnlyStore, StoreLocked, StoreUnavailable, StoreUnwritable
from graph.settings import Settings
from graph.store import open_store
from graph.store.embedded import EmbeddedStore
from graph.store.journal import read_entries
from graph.store.layout import Layout

P = NamedNode("https://example.org/p")
G = NamedNode("https://example.org/g")


def test_committed_quads_are_there_after_reopening(settings, make_quads) -> None:
    with open_store(settings, write=True) as store:
        assert store.commit(make_quads(5)) == 1
        before = store.dump()
    with open_store(settings, write=True) as store:
        assert (len(store), store.revision, store.dump()) == (5, 1, before)


def test_large_commit_takes_the_bulk_path_and_is_whole(store, make_quads) -> None:
    store.commit(make_quads(12_000))
    assert len(store) == 12_000
    assert list(store.layout.live.glob("bulk-*.sst")) == []


def test_match_finds_by_each_part_of_the_pattern(store, make_quads) -> None:
    store.commit(make_quads(3))
    assert len(list(store.match())) == 3
    assert [quad.object for quad in store.match(NamedNode("https://example.org/s1"))] == [
        Literal(1)
    ]
    assert list(store.match(graph_name=NamedNode("https://example.org/other"))) == []


def test_removed_graph_and_additions_are_one_change(store, make_quads) -> None:
    store.commit(make_quads(3, "old"))
    store.commit(make_quads(2, "new"), [NamedNode("https://example.org/old")])
    assert {quad.graph_name.value for quad in store.match()} == {"https://example.org/new"}
    assert store.revision == 2


def test_blank_nodes_are_removed_and_added_under_their_own_label(store) -> None:
    first = Quad(BlankNode("a"), P, BlankNode("b"), G)
    second = Quad(BlankNode("b"), P, Literal("x"), DefaultGraph())
    store.commit([first, second])
    third = Quad(BlankNode("a"), P, BlankNode("c"), G)
    store.commit([third], removals=[first])
    assert set(store.match()) == {second, third}
    store.commit([], removals=[second])
    assert set(store.match()) == {third}


def test_reader_keeps_the_state_of_its_opening(settings, store, make_quads) -> None:
    store.commit(make_quads(1))
    with open_store(settings, write=False) as reader:
        for number in range(6):
            store.commit(make_quads(1, f"g{number}"))
        assert (len(reader), reader.revision) == (1, 1)
        assert reader.dump().count(b"\n") == 1
    with open_store(settings, write=False) as reader:
        assert (len(reader), reader.revision) == (7, 7)


def test_old_snapshots_go_and_a_leased_one_stays(settings, store, make_quads) -> None:
    folder = store.layout.snapshots
    with open_store(settings, write=False):
        for number in range(6):
            store.commit(make_quads(1, f"g{number}"))
        # A commit does not wait for the removal of old files; this does.
        store.flush()
        assert {path.name for path in folder.iterdir()} == {"0", "4", "5", "6"}
    store.commit(make_quads(1, "last"))
    store.flush()
    assert {path.name for path in folder.iterdir()} == {"5", "6", "7"}


def test_reader_cannot_write(settings, store, make_quads) -> None:
    with open_store(settings, write=False) as reader:
        with pytest.raises(ReadOnlyStore):
            reader.commit(make_quads(1))
        with pytest.raises(ReadOnlyStore):
            reader.keep_source(b"x")


def test_second_writer_is_told_who_holds_the_store(settings, store) -> None:
    program = (
        "from graph.settings import Settings\n"
        "from graph.store import open_store\n"
        "from graph.errors import StoreLocked\n"
        "try:\n"
        f"    open_store(Settings(store={settings.store!r}), write=True)\n"
        "except StoreLocked as error:\n"
        "    print(error.message)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    import os

    assert f"process {os.getpid()} (" in done.stdout, done
    assert "since 20" in done.stdout
    assert "/add" in done.stdout


def test_lock_left_to_what_a_killed_writer_was_starting_is_waited_for(settings: Settings) -> None:
    """A process killed between fork and exec leaves its lock to the child for a moment."""
    program = (
        "import os, signal, sys, time\n"
        "from graph.settings import Settings\n"
        "from graph.store import open_store\n"
        "store = open_store(Settings(store=sys.argv[1]), write=True)\n"
        "if os.fork() == 0:\n"
        "    time.sleep(0.3)\n"
        "    os._exit(0)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, settings.store], check=False)
    assert ended.returncode == -signal.SIGKILL
    with open_store(settings, write=True) as store:
        assert store.revision == 0


def test_second_writer_in_the_same_process_is_refused_too(settings, store) -> None:
    with pytest.raises(StoreLocked):
        open_store(settings, write=True)


def test_secret_flag_is_not_in_the_note_of_the_holder(settings, monkeypatch) -> None:
    argv = ["/bin/captivity", "serve", "--token", "hush", "--token=hush2", "--port", "1"]
    monkeypatch.setattr(sys, "argv", argv)
    with open_store(settings, write=True) as store:
        note = store.layout.holder.read_text()
    assert "captivity serve --token ... --token=... --port 1" in note
    assert "hush" not in note


def test_reading_where_there_is_no_store_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match="no store here"):
        open_store(Settings(store=str(tmp_path / "none")), write=False)
    assert not (tmp_path / "none").exists()


def test_file_in_the_place_of_the_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("mine")
    with pytest.raises(StoreUnwritable, match="it is a file"):
        open_store(Settings(store=str(path)), write=True)
    assert path.read_text() == "mine"


def test_folder_with_other_files_does_not_become_a_store(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(StoreUnwritable, match="other files in it"):
        open_store(Settings(store=str(tmp_path)), write=True)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_memory_store_is_writable_and_gone_at_close(make_quads) -> None:
    with open_store(Settings(store=":memory:"), write=False) as store:
        store.commit(make_quads(2))
        root = store.layout.root
        assert len(store) == 2
    assert not root.exists()
    with pytest.raises(StoreUnavailable, match="closed"):
        len(store)


def test_source_is_kept_under_its_digest(store) -> None:
    digest = store.keep_source(b"abc")
    assert digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (store.layout.sources / digest).read_bytes() == b"abc"
    assert store.keep_source(b"abc") == digest


def test_journal_has_one_line_per_change(store, make_quads) -> None:
    store.commit(make_quads(1), note={"event": "add", "load": "x"})
    store.commit([], [NamedNode("https://example.org/one")], note={"event": "undo", "load": "x"})
    entries = read_entries(store.layout.journal)
    assert [(entry["revision"], entry["event"]) for entry in entries] == [(1, "add"), (2, "undo")]


def test_last_line_that_a_crash_cut_short_is_ignored(store, make_quads) -> None:
    store.commit(make_quads(1), note={"event": "add"})
    with store.layout.journal.open("ab") as file:
        file.write(b'{"revision": 9, "ev')
    assert [entry["revision"] for entry in read_entries(store.layout.journal)] == [1]
    store.commit(make_quads(1, "two"))
    assert [entry["revision"] for entry in read_entries(store.layout.journal)] == [1, 2]


def test_lost_database_is_made_again_from_the_newest_snapshot(settings, make_quads) -> None:
    import shutil

    with open_store(settings, write=True) as store:
        store.commit(make_quads(4))
    shutil.rmtree(Layout(Path(settings.store)).live)
    with open_store(settings, write=True) as store:
        assert (len(store), store.revision) == (4, 1)
        store.commit(make_quads(1, "more"))
        assert len(store) == 5


def test_leftovers_of_a_crash_are_swept(settings, make_quads) -> None:
    with open_store(settings, write=True) as store:
        store.commit(make_quads(1))
        layout = store.layout
    (layout.live / "bulk-123.sst").write_bytes(b"orphan")
    (layout.snapshots / "2.tmp").mkdir()
    layout.holder.write_text("{}")
    with open_store(settings, write=True) as store:
        assert not (layout.live / "bulk-123.sst").exists()
        assert not (layout.snapshots / "2.tmp").exists()
        # The holder had not let go: the newest snapshot is the truth.
        assert (len(store), store.revision) == (1, 1)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
IRIS = st.integers(0, 20).map(lambda number: NamedNode(f"https://example.org/{number}"))
LITERALS = st.one_of(
    TEXT.map(Literal),
    st.integers().map(Literal),
    st.booleans().map(Literal),
    st.tuples(TEXT, st.sampled_from(["en", "de-at"])).map(
        lambda pair: Literal(pair[0], language=pair[1])
    ),
)
BLANKS = st.integers(0, 5).map(lambda number: BlankNode(f"b{number}"))
QUADS = st.builds(Quad, st.one_of(IRIS, BLANKS), IRIS, st.one_of(IRIS, BLANKS, LITERALS), IRIS)


@pytest.fixture(scope="module")
def shared_store():
    with open_store(Settings(store=":memory:"), write=True) as store:
        yield store


@given(st.sets(QUADS, max_size=12), st.sets(QUADS, max_size=12))
@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_quads_come_back_and_any_of_them_go(
    shared_store: EmbeddedStore, kept: set[Quad], gone: set[Quad]
) -> None:
    empty = shared_store.dump()
    shared_store.commit(kept | gone)
    assert set(shared_store.match()) >= kept | gone
    shared_store.commit([], removals=gone - kept)
    assert set(shared_store.match()) == kept
    shared_store.commit([], removals=kept)
    assert shared_store.dump() == empty
