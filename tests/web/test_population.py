from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from graph.market.compile import compile_market
from graph.market.kept import load_records
from graph.market.populations import POPULATIONS, find_members
from graph.store.embedded import EmbeddedStore
from web.viewpoint import read_viewpoint

HTML = {"Accept": "text/html"}
DAY = "as_of=2026-06-02"


@pytest.mark.parametrize("name", list(POPULATIONS))
def test_ranking_of_a_population_holds_its_members_and_says_what_it_is(
    shipped: FlaskClient, shipped_store: EmbeddedStore, name: str
) -> None:
    market = compile_market(
        load_records(shipped_store), read_viewpoint({"as_of": "2026-06-02"}).as_of
    )
    members = find_members(market, name)
    told = shipped.get(f"/rankings?{DAY}&population={name}&format=json").json
    assert {row["iri"] for row in told["assets"]} == set(members)
    assert told["population"] == {
        "name": name,
        "definition": POPULATIONS[name].definition,
        "size": len(members),
    }
    page = shipped.get(f"/rankings?{DAY}&population={name}", headers=HTML).text
    assert POPULATIONS[name].definition in page
    assert f"<strong>Population {name}:</strong> {len(members):,} asset" in page
    assert f"<option selected>{name}</option>" in page


def test_population_stays_while_other_filters_change(shipped: FlaskClient) -> None:
    address = f"/rankings?{DAY}&population=closed-core&q=gpt"
    told = shipped.get(f"{address}&format=json").json
    assert 0 < len(told["assets"]) < told["population"]["size"]
    page = shipped.get(address, headers=HTML).text
    assert "population=closed-core&amp;type=self-captive" in page
    rows = list(csv.DictReader(io.StringIO(shipped.get(f"{address}&format=csv").text)))
    assert len(rows) == len(told["assets"])


@pytest.mark.parametrize("name", ["", "none"])
def test_without_a_population_every_asset_is_ranked_and_that_is_said(
    shipped: FlaskClient, name: str
) -> None:
    told = shipped.get(f"/rankings?{DAY}&population={name}&format=json").json
    assert told["population"]["name"] == "none"
    assert told["population"]["size"] == len(told["assets"])
    page = shipped.get(f"/rankings?{DAY}&population={name}", headers=HTML).text
    assert "Every asset that the graph knows" in page


def test_population_that_is_none_is_refused_with_those_that_are(shipped: FlaskClient) -> None:
    answer = shipped.get("/rankings?population=kore", headers=HTML)
    assert answer.status_code == 400
    assert "There is no such population" in answer.text
    assert "closed-core" in answer.text


def test_sentence_of_the_front_page_names_its_population(shipped: FlaskClient) -> None:
    words = "Resale, consumer apps and local runtimes are"
    assert f"{words} left out." in shipped.get("/", headers=HTML).text
    assert f"{words} counted." in shipped.get("/?resale=1", headers=HTML).text
    page = shipped.get("/?population=core", headers=HTML).text
    assert POPULATIONS["core"].definition in page
