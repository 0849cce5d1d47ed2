"""A query that a page runs is stopped by its button, or when its reader goes away."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from own_server import run_own_server

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SHORT = "SELECT (1 AS ?one) {}"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("cancelling")
    with run_own_server(folder / "store") as address:
        yield urlsplit(address).netloc


def send(
    host: str, method: str, path: str, headers: dict[str, str], body: str = ""
) -> tuple[int, str, str]:
    """Status, text and cookie of one answer."""
    connection = http.client.HTTPConnection(host, timeout=60)
    connection.request(method, path, body or None, headers)
    answer = connection.getresponse()
    text, cookie = answer.read().decode(), answer.headers.get("Set-Cookie", "")
    connection.close()
    return answer.status, text, cookie.partition(";")[0]


def hidden(page: str, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def seconds_of_short(host: str) -> float:
    start = time.perf_counter()
    status, _, _ = send(host, "GET", f"/sparql?query={quote(SHORT)}", {})
    assert status == 200
    return time.perf_counter() - start


def test_runaway_of_a_page_is_stopped_by_its_button(host: str) -> None:
    _, page, cookie = send(host, "GET", "/sparql", {"Accept": "text/html"})
    run, csrf = hidden(page, "run"), hidden(page, "csrf")
    person = {"Accept": "text/html", "Cookie": cookie}
    ask = f"/sparql?{urlencode({'run': run, 'query': ENDLESS})}"
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(send, host, "GET", ask, person)
        time.sleep(1)
        assert not asked.done()
        stranger = send(host, "POST", "/sparql/cancel", FORM, urlencode({"run": run}))
        assert stranger[0] == 403
        form = urlencode({"run": run, "csrf": csrf})
        start = time.perf_counter()
        assert send(host, "POST", "/sparql/cancel", person | FORM, form)[0] == 303
        status, text, _ = asked.result(timeout=10)
        assert time.perf_counter() - start < 5
    assert status == 503
    assert "stopped" in text or "cancelled" in text
    assert seconds_of_short(host) < 2


@pytest.mark.parametrize("accept", ["text/html", "application/sparql-results+json"])
def test_runaway_ends_when_its_reader_hangs_up(host: str, accept: str) -> None:
    # Twelve are held at most: none of these is refused, so each before was ended.
    for _ in range(16):
        connection = http.client.HTTPConnection(host, timeout=60)
        connection.request("GET", f"/sparql?query={quote(ENDLESS)}", headers={"Accept": accept})
        time.sleep(0.1)
        connection.close()
    time.sleep(1)
    assert seconds_of_short(host) < 2
    with ThreadPoolExecutor(4) as pool:
        assert all(seconds < 5 for seconds in pool.map(seconds_of_short, [host] * 12))
