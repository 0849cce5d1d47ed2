"""The page to ask on: what its address restores, ways to show a result, short links, snippets."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from graph.asked.table import MARKET_QUESTIONS, every_question
from graph.errors import InputTooLarge, StoreFull
from graph.settings import Settings
from web.query_page import EXAMPLE, group_questions
from web.short_links import LONGEST, KeptQuery, ShortLinks
from web.snippets import make_snippets

HTML = {"Accept": "text/html"}
COUNTS = """SELECT ?platform (COUNT(DISTINCT ?asset) AS ?assets)
{ ?c ctv:asset ?asset ; ctv:platform ?platform }
GROUP BY ?platform ORDER BY DESC(?assets) LIMIT 9"""
PAIRS = "SELECT ?platform ?by { ?platform ctv:operatedBy ?by } ORDER BY ?platform LIMIT 9"


def page_of(client: FlaskClient, query: str, more: str = "") -> str:
    return client.get(f"/sparql?query={quote(query)}{more}", headers=HTML).text


def csrf_of(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_result_offers_the_ways_in_which_it_can_be_shown(shipped: FlaskClient) -> None:
    for query, can_chart, can_graph in (
        (COUNTS, True, False),
        (PAIRS, False, True),
        ("SELECT ?name { ?x rdfs:label ?name } LIMIT 3", False, False),
    ):
        page = page_of(shipped, query)
        assert (">Chart</a>" in page, ">Graph</a>" in page) == (can_chart, can_graph)


def test_the_chart_draws_a_bar_for_each_row_with_its_label(shipped: FlaskClient) -> None:
    page = page_of(shipped, COUNTS, "&show=chart")
    assert page.count('class="beam slot-0"') == 2 * 9  # wide and phone
    assert "OpenRouter" in page


def test_every_arrow_of_the_graph_stands_in_the_table(shipped: FlaskClient) -> None:
    page = page_of(shipped, PAIRS, "&show=graph")
    assert page.count('class="link"') == 9
    table = page[page.index('aria-label="Result"') :]
    assert table.count("<tr>") - 1 == 9


def test_a_graph_of_too_many_things_is_not_drawn_but_said(shipped: FlaskClient) -> None:
    page = page_of(shipped, "SELECT ?a ?p { ?c ctv:asset ?a ; ctv:platform ?p }", "&show=graph")
    assert "Nobody can read a picture of more than 300" in page
    assert 'class="link"' not in page
    assert "the first 500 are shown" in page


def test_way_to_show_that_there_is_none_of_is_refused(shipped: FlaskClient) -> None:
    assert shipped.get(f"/sparql?query={quote(PAIRS)}&show=ball", headers=HTML).status_code == 400


def test_the_error_is_marked_where_it_stands(shipped: FlaskClient) -> None:
    page = page_of(shipped, "SELECT * {\n  ?s ?p }")
    assert 'data-line="2"' in page
    assert re.search(r'data-column="\d+" data-message="The query does not parse', page)
    assert 'aria-describedby="problem"' in page


def test_every_form_of_a_result_is_a_link(shipped: FlaskClient) -> None:
    page = page_of(shipped, "ASK {}")
    for address in re.findall(r'href="(/sparql\?query=[^"]+format=[^"]+)"', page):
        answer = shipped.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200, address
        assert "attachment" in answer.headers["Content-Disposition"]


def test_a_long_query_is_sent_in_a_body_and_keeps_its_forms(shipped: FlaskClient) -> None:
    query = f"ASK {{}} # {'long ' * 2000}"
    page = shipped.post("/sparql", data={"query": query}, headers=HTML).text
    assert '<form action="/sparql" method="post" id="ask"' in page
    assert '<button class="link" name="format" value="json">' in page


@pytest.mark.parametrize("name", MARKET_QUESTIONS)
def test_questions_that_a_metric_answers_are_answered_too(shipped: FlaskClient, name: str) -> None:
    page = shipped.get(f"/sparql?question={name}&as_of=2026-06-02", headers=HTML)
    assert page.status_code == 200
    assert 'class="note bad"' not in page.text
    parameters = MARKET_QUESTIONS[name].parameters
    assert all(f'name="p.{p.name}"' in page.text for p in parameters)


def test_every_question_is_listed_under_who_asks_it() -> None:
    listed = [question.name for _, asks in group_questions() for question in asks]
    assert sorted(listed) == sorted(question.name for question in every_question())


def test_question_worked_out_from_the_market_names_its_command(shipped: FlaskClient) -> None:
    page = shipped.get("/sparql?question=how-captive&as_of=2026-06-02", headers=HTML).text
    assert "captivity explain codex" in page
    assert ">1/2</td>" in page
    assert 'href="/api/ask/how-captive?asset=codex&amp;as_of=2026-06-02"' in page


def test_short_link_brings_the_query_and_the_day_back(small: FlaskClient) -> None:
    text, day = "ASK { GRAPH :as-of { ?c a ctv:Channel } }", "2026-06-02"
    form = {"query": text, "as-of": day, "csrf": csrf_of(page_of(small, "ASK {}"))}
    kept = small.post("/q", data=form, headers=HTML)
    assert kept.status_code == 303
    assert kept.location.startswith("/sparql?q=")
    page = small.get(kept.location.partition("#")[0], headers=HTML).text
    assert f'value="{day}"' in page
    assert '<p class="big">Yes</p>' in page
    link = re.search(r'id="link"[^>]*value="http://localhost(/q/[0-9a-f]{16})"', page)
    assert link is not None
    assert small.get(link[1], headers=HTML).location.startswith("/sparql?q=")
    assert small.get(link[1]).text == text


def test_short_link_needs_the_token_of_a_page(small: FlaskClient) -> None:
    assert small.post("/q", data={"query": "ASK {}"}).status_code == 403


@pytest.mark.parametrize("name", ["0123456789abcdef", "nope", "..%2f..%2fetc", "0" * 500])
def test_unknown_short_link_is_not_found_and_says_what_to_do(small: FlaskClient, name: str) -> None:
    for address in (f"/q/{name}", f"/sparql?q={name}"):
        answer = small.get(address, headers=HTML)
        assert answer.status_code == 404
    assert "Ask who sent it" in answer.text


def test_kept_queries_outlive_the_server_and_are_never_thrown_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(store=str(tmp_path / "store"))
    query = KeptQuery("ASK {}", date(2026, 6, 2))
    name = ShortLinks(settings).keep(query)
    again = ShortLinks(settings)
    assert again.find(name) == query
    assert again.keep(query) == name
    assert again.keep(KeptQuery("ASK {}")) != name
    monkeypatch.setattr("web.short_links.MOST", 2)
    with pytest.raises(StoreFull):
        again.keep(KeptQuery("ASK { ?s ?p ?o }"))
    assert again.find(name) == query
    with pytest.raises(InputTooLarge):
        again.keep(KeptQuery("x" * (LONGEST + 1)))


HOSTILE_QUERY = """ASK { ?s ?p '''it's "so" \\\\ ''' } # $HOME `id` """ + '"""'


@pytest.mark.parametrize("query", [EXAMPLE, HOSTILE_QUERY, "ASK {}\r\n", "ASK {} # é 🦙 \u202e"])
def test_snippets_carry_the_query_as_it_is(query: str) -> None:
    """The Python snippets are run up to their request, and the shell snippet with another curl."""
    curl, httpx, wrapper, package = make_snippets("http://h/sparql", query, "ask", None)
    shell = f"curl() {{ printf '%s\\0' \"$@\"; }}\n{curl.text}"
    sent = subprocess.run(["sh", "-c", shell], capture_output=True, check=True).stdout
    assert f"query={query}".encode() in sent.split(b"\0")
    for one in (httpx, wrapper, package):
        literals = re.search(
            r"(?:query = |setQuery\(|store\.ask\()(.*?)(?:\)\nprint|\)\n    print|\nanswer)",
            one.text,
            re.DOTALL,
        )
        assert literals is not None
        assert eval(literals[1]).strip() == query.strip()  # noqa: S307
        compile(one.text, one.name, "exec")


def test_snippet_of_this_package_runs(shipped: FlaskClient) -> None:
    (*_, package) = make_snippets("http://h/sparql", "ASK {}", "ask", None)
    text = package.text.replace("open_store()", 'open_store(":memory:")')
    ran = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert ran.stdout == "True\n"


def test_completion_knows_the_terms_with_their_meaning_and_use(shipped: FlaskClient) -> None:
    found = shipped.get("/api/completion").json
    terms = {term["name"]: term for term in found["terms"]}
    assert terms["ctv:platform"]["type"] == "property"
    assert terms["ctv:platform"]["uses"] > 12_000
    assert terms["ctv:Channel"]["type"] == "class"
    assert terms["ctv:Channel"]["info"]
    assert terms["rdfs:label"]["uses"] > 0
    assert found["prefixes"]["ctv"] == "https://w3id.org/captivity/ns#"
