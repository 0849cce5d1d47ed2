"""The commands on loads, their history and the whole store, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from graph.cli import COMMANDS, make_group
from graph.settings import Settings
from graph.store import open_store

HEAD = """@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
NEWS = HEAD + ':newco a ctv:Organization ; rdfs:label "Newco" .\n'
NEWER = NEWS.replace("Newco", "Newco AG")


class Console:
    """The command line on one store of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "store"
        with open_store(Settings(store=str(self.store)), write=True):
            pass

    def run(self, *words: str, code: int = 0, store: Path | None = None) -> Result:
        group = make_group(COMMANDS)
        done = CliRunner().invoke(group, ["--store", str(store or self.store), *words])
        assert done.exit_code == code, done.output
        return done

    def json(self, *words: str, **options: Any) -> Any:
        return json.loads(self.run(*words, "--format", "json", **options).stdout)

    def file(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text)
        return str(self.folder / name)


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path)


def test_replace_undo_and_redo_are_in_the_log(console: Console) -> None:
    (old,) = console.json("add", console.file("news.ttl", NEWS))
    (dry,) = console.json(
        "add", "--dry-run", "--replace", old["load_id"], console.file("newer.ttl", NEWER)
    )
    assert (dry["status"], dry["replaced"]) == ("preview", old["load_id"])
    (new,) = console.json("add", "--replace", old["load_id"], console.file("newer.ttl", NEWER))
    assert new["status"] == "replaced"
    console.run("undo", new["load_id"])
    (back,) = console.json("redo", new["load_id"])
    assert back["status"] == "redone"
    log = console.json("log")
    assert [(c["event"], c["load"], c["replaced"]) for c in log] == [
        ("add", old["load_id"], ""),
        ("replace", new["load_id"], old["load_id"]),
        ("undo", new["load_id"], ""),
        ("redo", new["load_id"], ""),
    ]
    assert [c["revision"] for c in log] == [1, 2, 3, 4]
    assert console.run("show", "--original", old["load_id"]).stdout == NEWS
    assert "in the store already" in console.run("redo", new["load_id"], code=2).stderr
    assert "was taken out" in console.run("redo", "nothing", code=3).stderr
    assert "no such load" in console.run("show", "nothing", code=3).stderr


def test_show_tells_everything_of_a_load(console: Console) -> None:
    console.run(
        "add", "--as", "Q3", "--source", "https://example.org/q", "--confidence", "0.50",
        console.file("news.ttl", NEWS),
    )  # fmt: skip
    shown = console.json("show", "q3")
    assert shown["kinds"] == {"Organization": 1}
    assert (shown["name"], shown["source"], shown["confidence"], shown["triples"]) == (
        "Q3", "https://example.org/q", "0.5", 2,
    )  # fmt: skip
    assert shown["things"] == [
        {"iri": "https://w3id.org/captivity/id/newco", "label": "Newco", "kind": "Organization"}
    ]
    assert "https://example.org/q" in console.run("show", "q3").stdout
    assert ":newco a ctv:Organization" in console.run("show", "q3", "--format", "turtle").stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--confidence", "2", "a.ttl"], "Not a confidence"),
        (["--source", "ftp://x", "a.ttl"], "Not a web address"),
        (["--as", "x", "a.ttl", "b.ttl"], "for one file"),
        (["--replace", "x", "a.ttl", "b.ttl"], "for one file"),
        ([], "Nothing to add"),
        (["--manifest", "d", "a.ttl"], "Nothing to add, or too much"),
    ],
)
def test_options_that_do_not_fit_are_refused(console: Console, words, message: str) -> None:
    assert message in console.run("add", *words, code=2).stderr


def test_loads_are_carried_to_another_store(console: Console, tmp_path: Path) -> None:
    console.run("add", "--as", "Q3", console.file("news.ttl", NEWS))
    console.run("add", console.file("other.ttl", HEAD + ":b rdfs:label 'b' ."))
    folder = str(tmp_path / "out")
    console.run("loads", "--export", folder)
    assert "not empty" in console.run("loads", "--export", folder, code=2).stderr
    (tmp_path / "second").mkdir()
    other = Console(tmp_path / "second")
    reports = other.json("add", "--manifest", folder)
    assert [report["status"] for report in reports] == ["added", "added"]
    assert other.run("dump").stdout == console.run("dump").stdout
    assert [r["status"] for r in other.json("add", "--manifest", folder)] == ["already-loaded"] * 2


def test_backup_restore_check_and_compact(console: Console, tmp_path: Path) -> None:
    console.run("add", console.file("news.ttl", NEWS))
    before = console.run("dump").stdout
    (made,) = console.json("backup", str(tmp_path / "copy"))
    assert (made["status"], made["revision"]) == ("copied", 1)
    console.run("undo", "news")
    assert "--force" in console.run("restore", str(tmp_path / "copy"), code=2).stderr
    console.run("restore", str(tmp_path / "copy"), "--force")
    assert console.run("dump").stdout == before
    done = console.run("check")
    assert "Sound." in done.stderr
    assert console.json("check", "--quick") == []
    (small,) = console.json("compact", "--forget")
    # There is little to gain here, and the journal gets a line.
    assert small["bytes_after"] < small["bytes_before"] + 20_000
    assert console.run("dump").stdout == before
    source = next((console.store / "sources").iterdir())
    source.write_bytes(b"damaged")
    done = console.run("check", "--quick", "--format", "json", code=4)
    assert [one["check"] for one in json.loads(done.stdout)] == ["sources"]


def test_new_store_is_restored_from_a_backup(console: Console, tmp_path: Path) -> None:
    console.run("add", console.file("news.ttl", NEWS))
    console.run("backup", str(tmp_path / "copy"))
    console.run("restore", str(tmp_path / "copy"), store=tmp_path / "fresh")
    again = console.run("dump", store=tmp_path / "fresh").stdout
    assert again == console.run("dump").stdout


@pytest.mark.parametrize(
    "command", ["show", "redo", "log", "backup", "restore", "check", "compact"]
)
def test_each_command_explains_itself(console: Console, command: str) -> None:
    assert f" {command} " in console.run(command, "--help").stdout


def test_store_at_exit_has_nothing_to_copy(console: Console) -> None:
    done = console.run("backup", "x", code=5, store=Path(":memory:"))
    assert "gone at exit" in done.stderr
