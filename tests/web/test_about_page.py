from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from threading import Thread, active_count

import pytest
from flask.testing import FlaskClient
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from graph.errors import QueryTimeout
from graph.store.canonical import write_canonical
from graph.store.embedded import EmbeddedStore
from graph.store.memory import MemoryStore
from graph.terms import ID_BASE, PREFIXES, RDF
from web.apart import iter_apart
from web.downloads import iter_trig

HTML = {"Accept": "text/html"}
NOTICE = (Path(__file__).resolve().parents[2] / "NOTICE").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("address", "accept", "form", "name"),
    [
        ("/download/captivity.nq", "*/*", RdfFormat.N_QUADS, "captivity.nq"),
        ("/download/captivity.trig", "*/*", RdfFormat.TRIG, "captivity.trig"),
        ("/download/captivity", "*/*", RdfFormat.N_QUADS, "captivity.nq"),
        ("/download/captivity", "application/trig", RdfFormat.TRIG, "captivity.trig"),
        ("/download/captivity?format=trig", "*/*", RdfFormat.TRIG, "captivity.trig"),
    ],
)
def test_every_statement_can_be_taken_away(
    small: FlaskClient, small_store: EmbeddedStore, address: str, accept: str, form: RdfFormat,
    name: str,
) -> None:  # fmt: skip
    answer = small.get(address, headers={"Accept": accept, "Accept-Encoding": "gzip"})
    assert answer.mimetype == form.media_type
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    text = gzip.decompress(answer.data)
    assert write_canonical(parse(text, format=form)) == small_store.dump()
    if form == RdfFormat.TRIG:
        assert text.count(b"@prefix") == len(PREFIXES)


def test_parts_of_the_whole_graph_may_be_taken_by_any_thread(
    small: FlaskClient, small_store: EmbeddedStore
) -> None:
    """As a server does it; an iterator of the engine ends the process in a second thread."""
    parts = iter(small.get("/download/captivity.nq", buffered=False).iter_encoded())
    taken: list[bytes] = []
    while len(taken) < 2 or taken[-1]:
        thread = Thread(target=lambda: taken.append(next(parts, b"")))
        thread.start()
        thread.join()
    assert write_canonical(parse(b"".join(taken), format=RdfFormat.N_QUADS)) == small_store.dump()


def test_stream_that_is_left_ends_its_thread_and_one_that_fails_says_so() -> None:
    made: list[int] = []

    def count() -> Iterator[bytes]:
        for number in range(1000):
            made.append(number)
            yield b"part"

    def fail() -> Iterator[bytes]:
        yield b"part"
        raise QueryTimeout("Too long")

    before = active_count()
    parts = iter_apart(count)
    assert next(parts) == b"part"
    assert active_count() == before + 1
    parts.close()  # type: ignore[attr-defined]
    assert active_count() == before
    assert len(made) < 10
    parts = iter_apart(fail)
    assert next(parts) == b"part"
    with pytest.raises(QueryTimeout):
        next(parts)


def test_whole_graph_is_given_in_no_form_that_forgets_the_graphs(small: FlaskClient) -> None:
    assert small.get("/download/captivity?format=turtle").status_code == 406


def test_trig_is_written_while_it_is_read() -> None:
    """After the prefixes the 5,001 statements come in parts of 2,000, 2,000 and 1,001."""
    nodes = [NamedNode(f"{ID_BASE}a/{number}") for number in range(2500)]
    graphs = [NamedNode(f"https://example.org/{name}") for name in "ab"]
    quads = [Quad(n, RDF.type, Literal('"\n', language="en"), g) for g in graphs for n in nodes]
    quads.append(Quad(BlankNode("b"), RDF.type, BlankNode("b"), DefaultGraph()))
    store = MemoryStore(quads)
    first, *parts = iter_trig(store)
    assert first.count(b"@prefix") == len(PREFIXES)
    assert [part.count(b" rdf:type ") + part.count(b" a ") for part in parts] == [2000, 2000, 1001]
    whole = b"".join((first, *parts))
    assert write_canonical(parse(whole, format=RdfFormat.TRIG)) == write_canonical(quads)


def test_page_names_every_catalog_of_the_notice_with_its_address(small: FlaskClient) -> None:
    page = small.get("/about", headers=HTML).text
    for address in re.findall(r"\((https://github.com/(?!rsms)[^)]+)\)", NOTICE):
        assert f'href="{address}"' in page, address


def test_every_link_of_the_page_within_the_site_leads_somewhere(shipped: FlaskClient) -> None:
    page = shipped.get("/about", headers=HTML).text
    main = page[page.index("<main") : page.index("</main>")]
    links = {link for link in re.findall(r'href="(/[^"#]*)', main)}
    # Long files and pages that other tests open.
    links -= {link for link in links if link.startswith(("/download", "/api/network", "/review"))}
    for link in sorted(links - {"/whatif", "/thesis"}):
        answer = shipped.get(link.replace("&amp;", "&"), headers=HTML)
        assert answer.status_code == 200, link
        answer.close()


def test_vocabulary_says_how_often_a_term_is_used_and_leads_there(small: FlaskClient) -> None:
    channels = small.get("/api/counts").get_json()["by_class"]["Channel"]
    terms = {term["name"]: term for term in small.get("/api/vocabulary").get_json()}
    assert terms["Channel"]["uses"] == channels
    page = small.get("/ontology", headers=HTML).text
    link = re.search(rf'<a href="(/sparql[^"]*)">{channels:,} things</a>', page)
    assert link
    assert small.get(link[1].replace("&amp;", "&"), headers=HTML).status_code == 200
    anchors = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors


def test_members_of_a_code_list_stand_with_their_list(small: FlaskClient) -> None:
    names = [term["name"] for term in small.get("/api/vocabulary").get_json()]
    page = small.get("/ontology", headers=HTML).text
    assert names.index("GA") < names.index("Preview")
    assert page.index('id="GA"') < page.index('id="Preview"')


@pytest.mark.parametrize(
    ("form", "start"), [("graphml", "<graphml"), ("gexf", "<?xml"), ("json", '{"directed"')]
)
def test_network_of_a_population_can_be_taken_away(
    small: FlaskClient, form: str, start: str
) -> None:
    answer = small.get(f"/api/network?format={form}&population=article&as_of=2026-07-01")
    assert answer.text.startswith(start)
    assert "codex" in answer.text


@pytest.mark.parametrize("form", ["csv", "json"])
def test_loads_come_as_files(small: FlaskClient, form: str) -> None:
    answer = small.get(f"/loads?format={form}")
    assert answer.status_code == 200
    assert "article.ttl" in answer.text
    assert small.get("/loads?format=ttl").status_code == 406
