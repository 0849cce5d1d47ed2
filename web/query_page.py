"""The page to ask on: what its address says, what was asked, and how the result is shown."""

from __future__ import annotations

import shlex
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for

from graph.asked.question import MarketQuestion
from graph.asked.table import answer, every_question
from graph.asof import mentions_day
from graph.errors import CaptivityError
from graph.questions import build_request
from graph.store.bind import bind_terms
from graph.store.port import QueryRequest
from graph.terms import short_name
from web.cancelling import Switch, new_run, open_switch
from web.kinds import group_of
from web.links import node_url
from web.negotiation import GRAPH_FORMATS, RESULT_FORMATS
from web.query_protocol import day_graphs
from web.result_chart import draw_charts, has_chart
from web.result_graph import draw_graph, has_arrows
from web.results import ResultTable, drop_labels, read_answers, read_results
from web.short_links import KeptQuery
from web.snippets import Snippet, make_snippets
from web.state import state
from web.wish import PAGE, SHOWS, Wish, read_wish

if TYPE_CHECKING:
    from web.charts.geometry import Figure
    from web.result_graph import ResultGraph

PAGE_FORMATS = {
    "select": RESULT_FORMATS["json"],
    "ask": RESULT_FORMATS["json"],
    "graph": GRAPH_FORMATS["nt"],
}
#: Kind of result -> the short names of the forms it can be saved in, with what they are called.
SAVED = {
    "graph": {"turtle": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "xml": "RDF/XML"},
    "select": {"csv": "CSV", "json": "JSON", "xml": "XML", "tsv": "TSV"},
    "ask": {"json": "JSON", "xml": "XML"},
    "answer": {},
}
#: Who asks, by the letter in the head of a question.
PEOPLE = {
    "P": "Procurement lead",
    "S": "Platform strategist",
    "F": "Founder of a developer tool",
    "A": "Antitrust researcher",
    "C": "Curator of the data",
}
#: Characters of a query up to which it stands in the address.
LONGEST_ADDRESS = 6000
EXAMPLE = """\
PREFIX ctv: <https://w3id.org/captivity/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?platform ?name (COUNT(DISTINCT ?asset) AS ?assets)
WHERE {
  ?channel ctv:asset ?asset ; ctv:platform ?platform .
  ?platform rdfs:label ?name .
}
GROUP BY ?platform ?name
ORDER BY DESC(?assets)
LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page shows of a query: the table or the error, and how long it took."""

    text: str
    table: ResultTable | None = None
    error: CaptivityError | None = None
    seconds: float = 0.0
    day: date | None = None

    @property
    def is_long(self) -> bool:
        """Whether the query does not fit into an address."""
        return len(self.text) > LONGEST_ADDRESS

    def args(self) -> dict[str, str]:
        """The part of an address that asks the same of the protocol."""
        return {"query": self.text} | ({"as-of": self.day.isoformat()} if self.day else {})


def show_page(text: str) -> Response:
    """The page: the editor, the named questions, and the result if something was asked."""
    wish = read_wish(text)
    asked = answer_wish(wish)
    offers = list_offers(asked.table)
    page = render_template(
        "sparql.html",
        wish=wish,
        at=wish.at,
        asked=asked,
        text=asked.text or EXAMPLE,
        picture=draw(asked.table, wish) if wish.show in offers else None,
        offers=offers,
        saved=SAVED[asked.table.kind] if asked.table else {},
        snippets=list_snippets(asked),
        link=read_link(asked),
        people=group_questions(),
        command=command_of(wish),
        answer_url=answer_url(wish),
        timeout_s=state().settings.query_timeout_s,
        run=new_run(),
    )
    response = Response(page, asked.error.status if asked.error else 200)
    response.vary.add("Accept")
    return response


def answer_wish(wish: Wish) -> Asked:
    """The result of what is wished for; nothing when nothing is."""
    if wish.question is None:
        return run(wish.text, wish.day) if wish.text else Asked("")
    values = {name: value for name, value in (wish.given or {}).items() if value}
    if isinstance(wish.question, MarketQuestion):
        return _answer_market(wish.question, values, wish.at.as_of)
    try:
        built = build_request(wish.question, values, wish.at.as_of, state().records)
    except CaptivityError as error:
        return Asked(wish.question.text, error=error)
    text = bind_terms(built.text, built.bindings)
    asked = run(text, wish.at.as_of if mentions_day(text) else None)
    if asked.table is None:
        return asked
    return replace(asked, table=drop_labels(asked.table, lambda iri: describe_node(iri)[0]))


def _answer_market(question: MarketQuestion, values: Mapping[str, str], as_of: date) -> Asked:
    start = time.perf_counter()
    records = state().records()
    try:
        rows = answer(question, records, values, as_of)
    except CaptivityError as error:
        return Asked("", error=error, seconds=time.perf_counter() - start)
    table = read_answers(rows, find_label)
    return Asked("", table, seconds=time.perf_counter() - start)


def find_label(iri: str) -> str | None:
    """The label of an entity; None for what is none."""
    entity = state().records().entities.get(iri)
    return entity.label if entity else None


def run(text: str, day: date | None = None) -> Asked:
    """The result of a query as a table, or the error it ended in."""
    start = time.perf_counter()
    try:
        with open_switch() as switch:
            table = read_results(day_graphs().ask(page_request(text, switch), day))
    except CaptivityError as error:
        return Asked(text, None, error, time.perf_counter() - start, day)
    return Asked(text, table, None, time.perf_counter() - start, day)


def page_request(text: str, switch: Switch) -> QueryRequest:
    """What the page asks, until its reader stops it or goes away."""
    client = request.remote_addr or ""
    return QueryRequest(text, PAGE_FORMATS, client=client, is_cancelled=switch.is_off)


def list_offers(table: ResultTable | None) -> dict[str, str]:
    """The ways in which a result can be shown, with their names; none where there is one only."""
    if table is None or not table.rows:
        return {}
    can = {"table": True, "chart": has_chart(table), "graph": has_arrows(table)}
    return {name: words for name, words in SHOWS.items() if can[name]}


def draw(table: ResultTable | None, wish: Wish) -> list[Figure] | ResultGraph | str | None:
    """The result as charts or graph, or in words why it cannot be; None for a table."""
    if table is None or wish.show == "table":
        return None
    if wish.show == "graph":
        return draw_graph(table, describe_node)
    title = wish.question.words if wish.question else "Result of the query"
    return draw_charts(table, title, lambda iri: (describe_node(iri)[0], node_url(iri)))


def describe_node(key: str) -> tuple[str, str, str | None]:
    """The label of a node of a result, the group that sets its shape, and its address."""
    from web.entity.nodes import label_node

    if key.startswith("_:"):
        return short_name(key), "other", None
    entity = state().records().entities.get(key)
    return label_node(state(), key), group_of(entity.kinds) if entity else "other", node_url(key)


def list_snippets(asked: Asked) -> list[Snippet]:
    """The query for programs; none for what no query answers, or for one that is refused."""
    if asked.table is None or not asked.text:
        return []
    endpoint = request.url_root.rstrip("/") + PAGE
    return make_snippets(endpoint, asked.text, asked.table.kind, asked.day)


def read_link(asked: Asked) -> str:
    """The whole address of the short link, where the page was opened by one."""
    if "q" not in request.args or not asked.text:
        return ""
    name = KeptQuery(asked.text, asked.day).name
    return url_for("sparql.find_query", name=name, _external=True)


def command_of(wish: Wish) -> str:
    """The command line that says more of a question that a metric answers; empty for others."""
    if not isinstance(wish.question, MarketQuestion):
        return ""
    words = shlex.split(wish.question.command)
    given = {name: value or "…" for name, value in (wish.given or {}).items()}
    return shlex.join(word.format_map(given) if "{" in word else word for word in words)


def answer_url(wish: Wish) -> str:
    """Where the answer to a question stands as JSON; empty where no question is asked."""
    if wish.question is None:
        return ""
    given = {name: value for name, value in (wish.given or {}).items() if value}
    asked = urlencode(given | wish.at.args())
    return url_for("api_questions.ask", name=wish.question.name) + (f"?{asked}" if asked else "")


@lru_cache(maxsize=1)
def group_questions() -> Sequence[tuple[str, Sequence[Any]]]:
    """Who asks -> the questions, in the order of their numbers."""
    return [
        (who, [question for question in every_question() if question.asked_by == letter])
        for letter, who in PEOPLE.items()
    ]
