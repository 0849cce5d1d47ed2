"""The web server in front of a remote store: our own server, and Virtuoso from Debian."""

from __future__ import annotations

import io
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from own_server import run_own_server, start_own_server
from virtuoso import Virtuoso, empty, settings_for

from graph.ingest.add import add_document
from graph.settings import Settings
from graph.store import open_store
from graph.store.remote.store import RemoteStore
from ontology import DATA
from web.app import create_app

ARTICLE = (DATA / "article.ttl").read_bytes()
HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/sparql-results+json"}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(params=["own", "virtuoso"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """The settings that name a remote store with the article."""
    if request.param == "own":
        with open_store(Settings(store=str(tmp_path / "store")), write=True) as store:
            add_document(store, "article.ttl", ARTICLE, check=False)
        with run_own_server(tmp_path / "store") as endpoint:
            yield Settings(store=endpoint)
        return
    server: Virtuoso = request.getfixturevalue("virtuoso")
    empty(server)
    with open_store(settings_for(server), write=True) as remote:
        add_document(remote, "article.ttl", ARTICLE, check=False)
    yield settings_for(server)


@pytest.fixture
def remote(place: Settings) -> Iterator[RemoteStore]:
    with open_store(place, write=True) as store:
        assert isinstance(store, RemoteStore)
        yield store


@pytest.fixture
def client(place: Settings, remote: RemoteStore) -> FlaskClient:
    return create_app(place, remote).test_client()


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', text)
    assert found is not None, name
    return found[1]


def test_pages_and_queries_of_a_remote_are_answered(client: FlaskClient) -> None:
    for path in ("/", "/?show=columns", "/id/codex?as_of=2026-06-02", "/loads", "/add", "/sparql",
                 "/changes", "/api/counts", "/api/score?name=codex&as_of=2026-06-02"):  # fmt: skip
        assert client.get(path, headers=HTML).status_code == 200, path
    query = "SELECT ?label { :codex rdfs:label ?label }"
    found = client.get("/sparql", query_string={"query": query}, headers=JSON)
    assert [row["label"]["value"] for row in found.get_json()["results"]["bindings"]] == ["Codex"]
    wrong = client.get("/sparql", query_string={"query": "SELECT * { ?s"}, headers=JSON)
    assert (wrong.status_code, wrong.get_json()["code"]) == (400, "invalid-query")


def test_file_is_previewed_confirmed_shown_and_undone_on_a_remote(
    client: FlaskClient, remote: RemoteStore, new_channel: str
) -> None:
    before = remote.dump()
    csrf = hidden(client.get("/add", headers=HTML).text, "csrf")
    file = (io.BytesIO(new_channel.encode()), "new.ttl")
    preview = client.post("/add", data={"csrf": csrf, "file": file}, headers=HTML).text
    assert "nothing is written yet" in preview
    assert remote.dump() == before
    form = {"csrf": hidden(preview, "csrf"), "key": hidden(preview, "key")}
    done = client.post("/add/confirm", data=form, headers=HTML)
    assert done.status_code == 303, done.text
    report = client.get(done.location, headers=HTML).text
    assert "<td>1/2</td><td><strong>1/3</strong></td>" in report
    assert "for a test" in client.get("/id/codex?as_of=2026-06-02", headers=HTML).text
    undo = done.location.split("?")[0] + "/undo"
    gone = client.post(undo, data={"csrf": hidden(report, "csrf")}, headers=HTML)
    assert gone.status_code == 303, gone.text
    assert "for a test" not in client.get("/id/codex?as_of=2026-06-02", headers=HTML).text
    assert remote.dump() == before


@pytest.mark.parametrize("place", ["own"], indirect=True)
def test_command_serves_a_remote(place: Settings) -> None:
    running = start_own_server(place.store)
    try:
        page = f"{running.endpoint.removesuffix('/sparql')}/id/codex?as_of=2026-06-02"
        with urllib.request.urlopen(page) as answer:  # noqa: S310 - our own server
            assert b"Codex" in answer.read()
    finally:
        running.stop()
