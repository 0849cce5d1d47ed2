from __future__ import annotations

import csv
import io
import re

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
    assert page.count('<figure class="sketch columns">') == 2


def test_comparison_of_none_offers_an_example_and_of_five_is_refused(shipped: FlaskClient) -> None:
    page = shipped.get("/compare", headers=HTML)
    assert page.status_code == 200
    assert "Name two to four models" in page.text
    listed = shipped.get("/api/rankings?limit=5").get_json()["assets"]
    names = "&".join(f"name={row['iri']}" for row in listed)
    assert shipped.get(f"/compare?{names}").status_code == 400


def test_platforms_are_compared_by_what_goes_through_them(small: FlaskClient) -> None:
    """On that day MAI-Code-1-Flash is on Copilot alone, Codex on Bedrock and OpenAI's own service,
    OpenAI's models on Copilot and OpenAI's own service; Microsoft owns Copilot.
    """
    address = "/compare?name=copilot&name=openai-direct&name=bedrock&as_of=2026-06-02"
    told = small.get(f"/api{address}").get_json()
    assert told["kind"] == "platform"
    keys = ("carries", "captive", "captive_to_owner", "only", "only_here", "channels")
    numbers = {row["label"]: [row[key] for key in keys] for row in told["platforms"]}
    assert numbers["GitHub Copilot"] == [2, 1, 1, 1, 1, 2]
    assert numbers["Amazon Bedrock"] == [1, 0, 0, 0, 0, 1]
    assert told["platforms"][0]["owners"][0]["label"] == "Microsoft"
    assert told["overlap"] == [[2, 1, 0], [1, 2, 1], [0, 1, 1]]
    assert [found["count"] for found in told["only_here"]] == [1, 0, 0]
    assert told["shared"]["count"] == 0
    assert told["population"]["size"] == 3
    assert set(told["measures"]) <= set(told["platforms"][0])
    page = small.get(address, headers=HTML).text
    assert "No model or assistant is on all of them." in page
    lines = list(csv.DictReader(io.StringIO(small.get(f"{address}&format=csv").text)))
    assert (lines[0]["captive_to_owner"], lines[0]["owners"]) == ("1", "Microsoft")


def test_organisations_are_compared_by_what_they_make_and_can_shut(small: FlaskClient) -> None:
    """Of three live assets Microsoft can shut its own; over the other two OpenAI has half the power
    and Microsoft half of that over one: 1 + 1/2 of 3, and 1/2 + 1/2 of 3.
    """
    address = "/compare?name=microsoft&name=openai&as_of=2026-06-02"
    told = small.get(f"/api{address}").get_json()
    assert told["kind"] == "organisation"
    keys = ("develops_live", "captive_to_self", "can_shut", "can_shut_others",
            "gatekeeper_share", "shapley")  # fmt: skip
    numbers = {row["label"]: [row[key] for key in keys] for row in told["organisations"]}
    assert numbers == {
        "Microsoft": [1, 1, 1, 0, "1/3", "1/2"],
        "OpenAI": [2, 0, 0, 0, "0", "1/3"],
    }
    pairs = [[(pair["lost"], pair["made"]) for pair in row] for row in told["dependence"]]
    assert pairs == [[(1, 1), (0, 1)], [(0, 2), (0, 2)]]
    assert "No stake of one of them in another" in small.get(address, headers=HTML).text


@pytest.mark.parametrize("names", ["name=bedrock&name=foundry", "name=openai&name=microsoft"])
def test_number_of_a_comparison_is_the_length_of_the_list_it_leads_to(
    shipped: FlaskClient, names: str
) -> None:
    told = shipped.get(f"/api/compare?{names}&{DAY}").get_json()
    checked = 0
    for row in told[f"{told['kind']}s"]:
        for key, address in row["why"].items():
            path, _, anchor = address.partition("#")
            if path.startswith("/rankings"):
                listed = shipped.get(f"{path}&format=json").get_json()["assets"]
                assert len(listed) == row[key], (row["label"], key)
                checked += 1
            else:
                assert f'id="{anchor}"' in shipped.get(path, headers=HTML).text, address
    assert checked > 1


def test_kind_is_the_first_that_all_names_can_be(small: FlaskClient) -> None:
    """Copilot is an assistant, so that it is a platform too; Bedrock is only that."""
    for names, kind in (
        ("name=codex&name=copilot", "asset"),
        ("name=copilot&name=bedrock", "platform"),
        ("name=copilot&kind=platform", "platform"),
        ("name=microsoft", "organisation"),
    ):
        assert small.get(f"/api/compare?{names}").get_json()["kind"] == kind


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("name=codex&name=microsoft", 400, "codex (asset or platform), microsoft (organisation)"),
        ("name=bedrock&name=microsoft", 400, "platforms with platforms"),
        ("name=ch-codex-bedrock&name=codex", 400, "neither asset, platform nor organisation"),
        ("name=codex&kind=organisation", 400, "or leave kind=organisation out"),
        ("name=codex&kind=thing", 400, "Take one of asset, platform, organisation."),
        ("name=codex&name=nobody", 404, "No entity has the name: nobody"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_what_to_do(
    small: FlaskClient, query: str, status: int, says: str
) -> None:
    answer = small.get(f"/api/compare?{query}")
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert says in answer.get_json()["detail"]


@pytest.mark.parametrize(("slug", "kind"), [("codex", "asset"), ("bedrock", "platform"),
                                            ("microsoft", "organisation")])  # fmt: skip
def test_page_of_a_thing_leads_to_its_comparison(
    shipped: FlaskClient, slug: str, kind: str
) -> None:
    page = shipped.get(f"/id/{slug}?{DAY}", headers=HTML).text
    found = re.search(r'href="(/compare\?[^"]+)"', page)
    assert found
    alone = shipped.get(found[1].replace("&amp;", "&"), headers=HTML).text
    assert f'<option value="{kind}" selected>' in alone
    assert ("on this day.</p>" in alone) == (kind != "asset")
