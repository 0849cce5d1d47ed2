from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.errors import FileMissing, StoreFull
from graph.ingest.beside import Outcome, read_report, report_paths, write_reports
from graph.ingest.limits import DEFAULT_LIMITS
from graph.ingest.loads import list_loads
from graph.ingest.watch import Watch
from graph.store.embedded import EmbeddedStore

Turtle = Callable[[str], bytes]


class Folder:
    """A watched folder beside an open store."""

    def __init__(self, path: Path, store: EmbeddedStore) -> None:
        self.path = path
        self.store = store
        self.opened = 0
        self.watch = self.start()

    def start(self) -> Watch:
        """A watch that knows nothing, as after a new start."""

        @contextmanager
        def opened() -> Iterator[EmbeddedStore]:
            self.opened += 1
            yield self.store

        self.watch = Watch(self.path, opened, "tester", DEFAULT_LIMITS)
        return self.watch

    def put(self, name: str, content: bytes) -> Path:
        path = self.path / name
        path.write_bytes(content)
        return path

    def settle(self) -> list[str]:
        """Two looks and a pass, with what the files became."""
        self.watch.look()
        found = []
        for path, outcome in self.watch.load(self.watch.look()):
            write_reports(path, outcome)
            found.append(f"{path.name} {outcome.status}")
        return found

    def loads(self) -> list[str]:
        return sorted(load.name for load in list_loads(self.store))


@pytest.fixture
def folder(tmp_path: Path, market: EmbeddedStore) -> Folder:
    path = tmp_path / "incoming"
    path.mkdir()
    return Folder(path, market)


def test_file_is_loaded_when_it_is_the_same_at_two_looks(folder: Folder, turtle: Turtle) -> None:
    path = folder.put("a.ttl", turtle(":zed a ctv:Organization .\n"))
    assert folder.watch.look() == []
    path.write_bytes(turtle(':zed a ctv:Organization ; rdfs:label "Zed" .\n'))
    assert folder.watch.look() == []
    assert folder.watch.unsettled == [path]
    assert folder.watch.look() == [path]


def test_each_file_gets_a_report_for_people_and_one_for_programs(
    folder: Folder, turtle: Turtle
) -> None:
    good = folder.put("good.ttl", turtle(":zed a ctv:Organization .\n"))
    bad = folder.put("bad.ttl", turtle(":ch a ctv:Channel .\n"))
    folder.put("notes.md", b"not data")
    folder.put(".hidden.ttl", b"not yet")
    assert folder.settle() == ["bad.ttl refused", "good.ttl added"]
    kept = json.loads(report_paths(good)[0].read_text())
    assert (kept["status"], kept["report"]["triples"]) == ("added", 1)
    assert kept["report"]["warnings"][0]["fix"] == "Add rdfs:label."
    text = report_paths(good)[1].read_text()
    assert text.startswith("Added good.ttl as good-")
    assert "warning: line 6: zed: Without a name" in text
    problem = json.loads(report_paths(bad)[0].read_text())["problem"]
    assert (problem["code"], problem["status"]) == ("shapes-violated", 422)
    assert "exactly one asset" in report_paths(bad)[1].read_text()
    assert folder.loads() == ["good.ttl", "market.ttl"]


def test_changed_file_takes_the_place_of_what_it_brought(folder: Folder, turtle: Turtle) -> None:
    path = folder.put("a.ttl", turtle(':zed a ctv:Organization ; rdfs:label "Zed" .\n'))
    folder.settle()
    path.write_bytes(turtle(':yam a ctv:Organization ; rdfs:label "Yam" .\n'))
    revision = folder.store.revision
    assert folder.settle() == ["a.ttl replaced"]
    assert folder.store.revision == revision + 1
    assert folder.loads() == ["a.ttl", "market.ttl"]
    assert b"Yam" in folder.store.dump()
    assert b"Zed" not in folder.store.dump()


def test_change_that_is_refused_leaves_what_was_there(folder: Folder, turtle: Turtle) -> None:
    path = folder.put("a.ttl", turtle(':zed a ctv:Organization ; rdfs:label "Zed" .\n'))
    folder.settle()
    before = folder.store.dump()
    path.write_bytes(b"@prefix broken")
    assert folder.settle() == ["a.ttl refused"]
    assert folder.store.dump() == before
    assert "still loaded as a-" in report_paths(path)[1].read_text()
    path.write_bytes(turtle(':yam a ctv:Organization ; rdfs:label "Yam" .\n'))
    assert folder.settle() == ["a.ttl replaced"]
    assert folder.loads() == ["a.ttl", "market.ttl"]


def test_new_start_knows_from_the_reports_what_is_done(folder: Folder, turtle: Turtle) -> None:
    path = folder.put("a.ttl", turtle(':zed a ctv:Organization ; rdfs:label "Zed" .\n'))
    folder.settle()
    folder.start()
    opened = folder.opened
    assert folder.settle() == []
    assert folder.opened == opened
    path.write_bytes(turtle(':yam a ctv:Organization ; rdfs:label "Yam" .\n'))
    folder.start()
    assert folder.settle() == ["a.ttl replaced"]


def test_touched_file_of_the_same_content_is_left_alone(folder: Folder, turtle: Turtle) -> None:
    path = folder.put("a.ttl", turtle(':zed a ctv:Organization ; rdfs:label "Zed" .\n'))
    folder.settle()
    path.touch()
    assert folder.settle() == []


def test_files_that_need_one_another_may_come_in_any_order(folder: Folder, turtle: Turtle) -> None:
    folder.put("1.ttl", turtle(':m a ctv:Model ; rdfs:label "M" ; ctv:developedBy :zed .\n'))
    folder.put("2.ttl", turtle(':zed a ctv:Organization ; rdfs:label "Zed" .\n'))
    assert folder.settle() == ["1.ttl refused", "2.ttl added", "1.ttl added"]
    kept = read_report(folder.path / "1.ttl")
    assert kept is not None
    assert kept.status == "added"


def test_same_bytes_twice_are_one_load_that_neither_file_takes_away(
    folder: Folder, turtle: Turtle
) -> None:
    text = turtle(':zed a ctv:Organization ; rdfs:label "Zed" .\n')
    path = folder.put("a.ttl", text)
    folder.put("b.ttl", text)
    assert folder.settle() == ["a.ttl added", "b.ttl already-loaded"]
    path.write_bytes(turtle(':yam a ctv:Organization ; rdfs:label "Yam" .\n'))
    assert folder.settle() == ["a.ttl added"]
    assert b"Zed" in folder.store.dump()


def test_report_cannot_have_another_files_load_taken_out(folder: Folder, turtle: Turtle) -> None:
    path = folder.put("a.ttl", turtle(':zed a ctv:Organization ; rdfs:label "Zed" .\n'))
    market = list_loads(folder.store)[0]
    write_reports(path, Outcome("a.ttl", "added", "0" * 64, market.load_id, own=True))
    assert folder.settle() == ["a.ttl added"]
    assert folder.loads() == ["a.ttl", "market.ttl"]


def test_trouble_of_the_store_leaves_the_file_for_the_next_pass(
    folder: Folder, turtle: Turtle, tmp_path: Path
) -> None:
    path = folder.put("a.ttl", turtle(':zed a ctv:Organization ; rdfs:label "Zed" .\n'))

    @contextmanager
    def full() -> Iterator[EmbeddedStore]:
        raise StoreFull("No space is left", "disk")
        yield folder.store

    watch = Watch(folder.path, full, "tester", DEFAULT_LIMITS)
    watch.look()
    with pytest.raises(StoreFull):
        list(watch.load(watch.look()))
    assert not report_paths(path)[0].exists()
    assert watch.look() == [path]


def test_stop_is_heeded_between_two_files(folder: Folder, turtle: Turtle) -> None:
    for name in ("a.ttl", "b.ttl"):
        folder.put(name, turtle(f':{name[0]} a ctv:Organization ; rdfs:label "{name}" .\n'))
    folder.watch.look()
    done: list[str] = []
    for path, _ in folder.watch.load(folder.watch.look(), is_stopping=lambda: bool(done)):
        done.append(path.name)
    assert done == ["a.ttl"]


def test_folder_that_is_gone_is_said(folder: Folder) -> None:
    folder.path.rmdir()
    with pytest.raises(FileMissing, match="The folder cannot be read"):
        folder.watch.look()


def test_damaged_report_counts_as_none(folder: Folder, turtle: Turtle) -> None:
    path = folder.put("a.ttl", turtle(':zed a ctv:Organization ; rdfs:label "Zed" .\n'))
    for text in ("", "[]", "{}", '{"status": 1, "sha256": 2, "load_id": 3}', "\x00"):
        report_paths(path)[0].write_text(text)
        assert read_report(path) is None
