"""Fetching from a real server on this machine: limits, deadlines, redirects, and no server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from graph.catalogs.fetching import fetch, require_safe
from graph.catalogs.opening import Place, open_catalog
from graph.errors import CatalogUnreachable, InputTooLarge, InvalidInput

CATALOG = json.dumps({"acme": {"name": "Acme", "models": {"gpt-5": {}}}}).encode()


class Answers(BaseHTTPRequestHandler):
    """What the server says at each address."""

    def do_GET(self) -> None:
        """Answer."""
        moved = {"/moved": "/api.json", "/outside": "http://example.org/", "/round": "/round"}
        if (target := moved.get(self.path)) is not None:
            self.send_response(302)
            self.send_header("Location", target)
            self.end_headers()
            return
        self.send_response(200 if self.path == "/api.json" else 404)
        self.end_headers()
        self.wfile.write(CATALOG)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that runs as long as these tests."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


def test_the_content_arrives_also_after_a_redirect(server: str) -> None:
    assert fetch(f"{server}/api.json") == fetch(f"{server}/moved") == CATALOG


def test_a_catalog_is_read_from_an_address_that_its_source_names(server: str) -> None:
    found = open_catalog(Place("models.dev", f"{server}/api.json"))
    assert [listing.model_id for listing in found.listings] == ["gpt-5"]
    assert found.source_url == f"{server}/api.json"


@pytest.mark.parametrize("path", ["/outside", "/round", "/nowhere"])
def test_a_redirect_off_https_one_without_end_and_a_refusal_give_nothing(
    server: str, path: str
) -> None:
    with pytest.raises((InvalidInput, CatalogUnreachable)) as caught:
        fetch(server + path)
    assert "name the file instead" in caught.value.message


def test_more_than_the_limit_is_not_read(server: str) -> None:
    with pytest.raises(InputTooLarge):
        fetch(f"{server}/api.json", limit=10)


def test_a_deadline_that_has_passed_ends_it(server: str) -> None:
    with pytest.raises(CatalogUnreachable, match="in time"):
        fetch(f"{server}/api.json", deadline_s=-1)


def test_without_a_server_the_message_names_the_file_alternative() -> None:
    with pytest.raises(CatalogUnreachable, match="name the file instead"):
        fetch("http://127.0.0.1:1/api.json")


@pytest.mark.parametrize("url", ["http://models.dev/api.json", "ftp://models.dev/api.json"])
def test_anything_but_https_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="https only"):
        require_safe(url)
