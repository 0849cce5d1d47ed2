"""Our own server as a remote: read like any other, and given files and undos at its own door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from own_server import run_own_server
from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import NotAllowed
from graph.ingest.add import add_document
from graph.ingest.loads import list_loads, undo_load
from graph.settings import Settings
from graph.store import open_store
from ontology import DATA
from web.cli import main

ARTICLE = (DATA / "article.ttl").read_bytes()
NEWS = b"""@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix : <https://w3id.org/captivity/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:newco a ctv:Organization ; rdfs:label "Newco" .
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("own") / "store"


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with open_store(Settings(store=str(folder)), write=True) as store:
        add_document(store, "article.ttl", ARTICLE, check=False)
    with run_own_server(folder) as address:
        yield address


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_what_it_holds_is_what_the_store_behind_it_holds(folder: Path, address: str) -> None:
    with (
        open_store(Settings(store=address)) as remote,
        open_store(Settings(store=str(folder))) as local,
    ):
        assert remote.capabilities.kind == "captivity"
        assert len(remote) == len(local)
        # Blank nodes have other names in every copy; here are none.
        assert remote.dump() == local.dump()


def test_score_is_the_same_over_the_wire(folder: Path, address: str) -> None:
    asked = ["score", "codex", "--as-of", "2026-06-02", "--format", "json"]
    found = [CliRunner().invoke(main, ["--store", at, *asked]) for at in (str(folder), address)]
    assert [result.exit_code for result in found] == [0, 0], found[1].stderr
    assert found[0].stdout == found[1].stdout
    assert '"1/2"' in found[0].stdout


def test_file_is_added_and_undone_with_the_ledger_of_the_server(address: str) -> None:
    with open_store(Settings(store=address), write=True) as remote:
        before, revision = remote.dump(), remote.revision
        assert add_document(remote, "news.ttl", NEWS).status == "added"
        assert remote.revision != revision
        assert {load.name for load in list_loads(remote)} == {"article.ttl", "news.ttl"}
        assert add_document(remote, "news.ttl", NEWS).status == "already-loaded"
        undo_load(remote, "news")
        assert remote.dump() == before
        assert remote.revision == revision


def test_change_that_is_no_file_is_refused(address: str) -> None:
    node = NamedNode("https://example.org/x")
    with open_store(Settings(store=address), write=True) as remote, pytest.raises(NotAllowed):
        remote.commit([Quad(node, node, Literal("x"), node)])
