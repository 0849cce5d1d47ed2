"""The W3C's protocol and graph store tests, as whole HTTP requests to the running server."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse
from w3c_manifests import CNT, HT, MF, RDFS, UT, Case, file_of, list_cases

from graph.settings import Settings
from graph.store import open_store

CAPTIVITY = str(Path(sys.executable).with_name("captivity"))
PROTOCOL = list_cases("ProtocolTest", folders=("protocol",))
GRAPH_STORE = list_cases(
    "GraphStoreProtocolTest",
    folders=(
        "graph-store-protocol/manifest-direct.ttl",
        "graph-store-protocol/manifest-indirect.ttl",
    ),
)
STATUSES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
FAMILIES = {
    "boolean": ("application/sparql-results+json",),
    "tabular": ("application/sparql-results+json",),
    "RDF": ("text/turtle",),
}


class Server:
    """The real command on a free port, asked literally."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, method: str, path: str, body: bytes | None = None, headers=()):
        """Send one request as it stands and give status, headers and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def empty(self) -> None:
        status, _, body = self.ask(
            "POST", "/sparql", b"DROP ALL", {"Content-Type": "application/sparql-update"}
        )
        assert status == 200, body


@pytest.fixture(scope="module")
def running(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("protocols") / "store"
    # A store that is there already begins without the market.
    open_store(Settings(store=str(folder)), write=True).close()
    process = subprocess.Popen(
        [CAPTIVITY, "--store", str(folder), "serve", "--no-browser", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    address = next(word for word in process.stdout.readline().split() if word.startswith("http"))
    yield Server(int(address.rstrip("/").rpartition(":")[2]))
    process.terminate()
    process.communicate(timeout=30)


@pytest.fixture
def server(running: Server) -> Server:
    """The server with nothing in its store."""
    running.empty()
    return running


def test_there_are_as_many_tests_as_the_suite_is_said_to_have(shared: Path) -> None:
    assert (len(PROTOCOL), len(GRAPH_STORE)) == (34, 13)


@pytest.mark.parametrize("case", PROTOCOL, ids=str)
def test_sparql_protocol(server: Server, case: Case) -> None:
    for data in case.manifest.values(case.node, f"{UT}graphData"):
        content = file_of(case.manifest.value(data, f"{UT}graph")).read_bytes()
        name = case.manifest.text(data, f"{RDFS}label")
        headers = {"Content-Type": "application/n-triples"}
        status, _, body = server.ask("PUT", f"/graphs?graph={name}", content, headers)
        assert status == 201, body
    run_requests(server, case)


@pytest.mark.parametrize("case", GRAPH_STORE, ids=str)
def test_graph_store_protocol(server: Server, case: Case) -> None:
    run_requests(server, case)


def run_requests(server: Server, case: Case) -> None:
    manifest, known = case.manifest, {}
    action = manifest.value(case.node, f"{MF}action")
    for request in manifest.items(manifest.value(action, f"{HT}requests")):
        path = manifest.text(request, f"{HT}absolutePath")
        if path.startswith("/gsp"):
            path = "/graphs" + path.removeprefix("/gsp")
        for variable, value in known.items():
            path = path.replace(variable, value)
        method = manifest.text(request, f"{HT}methodName")
        answer = server.ask(method, path, body_of(case, request), headers_of(case, request))
        response = manifest.value(request, f"{HT}resp")
        check_answer(case, response, answer)
        if variable := manifest.text(response, f"{MF}expectedLocation"):
            known[variable] = answer[1]["Location"]


def body_of(case: Case, request) -> bytes | None:
    body = case.manifest.value(request, f"{HT}body")
    if body is None:
        return None
    encoding = case.manifest.text(body, f"{CNT}characterEncoding") or "utf-8"
    return case.manifest.text(body, f"{CNT}chars").encode(encoding)


def headers_of(case: Case, message) -> list[tuple[str, str]]:
    manifest = case.manifest
    return [
        (manifest.text(header, f"{HT}fieldName"), manifest.text(header, f"{HT}fieldValue"))
        for header in manifest.items(manifest.value(message, f"{HT}headers"))
    ]


def check_answer(case: Case, response, answer) -> None:
    manifest, (status, headers, body) = case.manifest, answer
    expected = {
        node.value.rpartition("#")[2] for node in manifest.values(response, f"{MF}expectedStatus")
    }
    families = {name.removeprefix("StatusCode") for name in expected if "StatusCode" in name}
    exact = {STATUSES[name] for name in expected if name in STATUSES}
    assert status in exact or f"{status // 100}xx" in families, (status, body)
    for name, value in headers_of(case, response):
        assert headers[name].lower().replace(" ", "") == value.lower().replace(" ", "")
    if (kind := manifest.text(response, f"{MF}expectedFormat")) != "":
        assert headers.get_content_type() in FAMILIES[kind]
    if (truth := manifest.text(response, f"{MF}expectedBoolean")) != "":
        assert json.loads(body)["boolean"] is (truth == "true")
    if (text := body_of(case, response)) is not None:
        assert canonical(body) == canonical(text)


def canonical(text: bytes) -> str:
    dataset = Dataset(parse(text, RdfFormat.TURTLE, base_iri="http://www.example/gsp/"))
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return "\n".join(sorted(map(str, dataset)))
