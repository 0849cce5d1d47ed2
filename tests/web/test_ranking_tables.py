from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from web.ranking_tables import TABLES

HTML = {"Accept": "text/html"}
DAY = "as_of=2026-06-02"


@pytest.mark.parametrize("name", list(TABLES))
def test_table_is_the_same_as_page_csv_json_and_api(shipped: FlaskClient, name: str) -> None:
    address = f"/rankings?{DAY}&table={name}"
    rows = shipped.get(f"{address}&format=json").get_json()["rows"]
    lines = list(csv.DictReader(io.StringIO(shipped.get(f"{address}&format=csv").text)))
    part = shipped.get(f"/api/rankings/{name}?{DAY}&limit=3").get_json()
    page = shipped.get(address, headers=HTML).text
    assert rows
    assert part["rows"] == rows[:3]
    assert part["total"] == len(rows) == len(lines)
    assert page.count('<th scope="row" role="rowheader">') == len(rows)
    assert set(part["columns"]) == {column.key for column in TABLES[name].columns}
    for column in TABLES[name].columns:
        assert column.meaning in page or column.meaning.replace("’", "&#8217;") in page


@pytest.mark.parametrize(
    ("table", "key"), [("owners", "banzhaf"), ("vendors", "captive"), ("platforms", "only")]
)
def test_table_is_sorted_by_the_column_asked_for(
    shipped: FlaskClient, table: str, key: str
) -> None:
    from fractions import Fraction

    rows = shipped.get(f"/api/rankings/{table}?{DAY}&sort={key}&limit=1000").get_json()["rows"]
    values = [Fraction(row[key]) for row in rows]
    assert values == sorted(values, reverse=True)


def test_first_look_is_at_core_and_a_filter_alone_looks_at_everything(
    shipped: FlaskClient,
) -> None:
    first = shipped.get("/rankings?format=json").get_json()
    assert first["population"]["name"] == "core"
    filtered = shipped.get("/rankings?q=codex&format=json").get_json()
    assert filtered["population"]["name"] == "none"
    assert "Codex" in {row["label"] for row in filtered["assets"]}


@pytest.mark.parametrize("bad", ["table=x", "table=owners&sort=x", "table=owners&population=x"])
def test_what_there_is_not_is_refused(shipped: FlaskClient, bad: str) -> None:
    assert shipped.get(f"/rankings?{bad}").status_code == 400


def test_comparison_says_who_stands_on_whose_roads(small: FlaskClient) -> None:
    """Codex: Bedrock of Amazon and OpenAI's own. MAI-Code-1-Flash: GitHub Copilot of Microsoft."""
    address = "/compare?name=codex&name=mai-code-1-flash&as_of=2026-06-02"
    told = small.get(f"{address}&format=json").get_json()
    assert told == small.get(f"/api{address}").get_json()
    assert [row["captivity"] for row in told["assets"]] == ["1/2", "1"]
    assert {row["label"]: (row["closes"], row["alone"]) for row in told["owners"]} == {
        "Amazon": ([1, 0], [False, False]),
        "OpenAI": ([1, 0], [False, False]),
        "Microsoft": ([0, 1], [False, True]),
    }
    assert told["shared"] == []
    page = small.get(address, headers=HTML).text
    assert "No owner stands on the roads of all of them." in page
    assert page.count('<figure class="sketch">') == 2


def test_comparison_of_none_offers_an_example_and_of_five_is_refused(shipped: FlaskClient) -> None:
    page = shipped.get("/compare", headers=HTML)
    assert page.status_code == 200
    assert "Name two to four models" in page.text
    listed = shipped.get("/api/rankings?limit=5").get_json()["assets"]
    names = "&".join(f"name={row['iri']}" for row in listed)
    assert shipped.get(f"/compare?{names}").status_code == 400
