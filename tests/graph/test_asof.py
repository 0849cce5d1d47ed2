"""The graph of a day: the channels that the compiled market counts, no more and no fewer."""

from __future__ import annotations

from datetime import date

import pytest

from graph.asof import DayGraphs, day_graph, name_day
from graph.errors import InvalidQuery
from graph.market.compile import compile_market
from graph.market.kept import load_records
from graph.query import select_rows
from graph.settings import Settings
from graph.store.memory import read_files
from graph.store.opened import open_temporary
from graph.store.port import QueryRequest
from ontology import DATA, VOCABULARY

FILES = [VOCABULARY, DATA / "article.ttl", DATA / "later-evidence.ttl"]
DAY = date(2026, 6, 2)
LIVE = "SELECT DISTINCT ?channel { GRAPH :as-of { ?channel ctv:platform ?platform } }"


@pytest.fixture(scope="module")
def memory():
    return read_files(FILES)


@pytest.fixture(scope="module")
def embedded(memory):
    with open_temporary(Settings(store=":memory:")) as store:
        store.commit(memory.match())
        yield store


@pytest.fixture(params=["memory", "embedded"])
def days(request):
    store = request.getfixturevalue(request.param)
    with DayGraphs(store, lambda: load_records(store)) as found:
        yield found


def live_on(store, day: date) -> set[str]:
    market = compile_market(load_records(store), day)
    return {route.channel.iri for routes in market.routes.values() for route in routes}


@pytest.mark.parametrize("day", [date(2026, 2, 1), date(2026, 6, 1), DAY, date(2026, 7, 2)])
def test_graph_of_a_day_holds_the_channels_that_count(days, memory, day: date) -> None:
    found = {row["channel"].value for row in select_rows(days.on(day), LIVE)}
    assert found == live_on(memory, day)


def test_outside_of_graph_nothing_counts_twice(days, memory) -> None:
    text = (
        "SELECT (COUNT(*) AS ?n) { ?channel ctv:platform ?p "
        "FILTER EXISTS { GRAPH ?g { ?channel ctv:asset ?a } } }"
    )
    plain = select_rows(memory, text)[0]["n"]
    assert select_rows(days.on(DAY), text)[0]["n"] == plain


def test_full_name_and_variable_reach_the_graph_too(days) -> None:
    full = LIVE.replace(":as-of", str(day_graph(DAY)))
    assert select_rows(days.on(DAY), full) == select_rows(days.on(DAY), LIVE)
    names = select_rows(days.on(DAY), "SELECT DISTINCT ?g { GRAPH ?g { ?c ctv:asset ?a } }")
    assert day_graph(DAY) in {row["g"] for row in names}


def test_query_for_a_day_without_one_is_refused(days) -> None:
    with pytest.raises(InvalidQuery, match="as-of=YYYY-MM-DD"):
        days.ask(QueryRequest(LIVE), None)


def test_short_name_in_a_string_or_comment_is_left_alone() -> None:
    text = "SELECT * { ?s ?p ':as-of' } # :as-of"
    assert name_day(text, DAY) == text
