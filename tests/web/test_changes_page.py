from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from graph.days import today
from graph.market.changes import find_changes
from graph.market.feed import ATOM
from graph.market.kept import load_records
from graph.store.embedded import EmbeddedStore
from ontology import DATA
from web.cli import main

HTML = {"Accept": "text/html"}
JUNE = "since=2026-06-01&until=2026-07-01"
TAG = f"{{{ATOM}}}"


def feed_of(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - our own document


def test_usual_period_is_the_thirty_days_that_end_with_the_newest_change(
    shipped: FlaskClient, shipped_store: EmbeddedStore
) -> None:
    tomorrow = today() + timedelta(days=1)
    every = find_changes(load_records(shipped_store), date(2000, 1, 1), tomorrow).changes
    newest = every[0].day
    told = shipped.get("/changes?format=json").json
    assert told["until"] == (newest + timedelta(days=1)).isoformat()
    assert told["since"] == (newest - timedelta(days=29)).isoformat()
    first = newest - timedelta(days=29)
    assert len(told["changes"]) == sum(change.day >= first for change in every)
    page = shipped.get("/changes", headers=HTML).text
    assert "the 30 days that end with the newest change" in page
    assert f'<time datetime="{newest}">' in page


def test_page_csv_json_and_feed_tell_the_same_changes(shipped: FlaskClient) -> None:
    rows = shipped.get(f"/changes?{JUNE}&format=json").json["changes"]
    table = list(csv.DictReader(io.StringIO(shipped.get(f"/changes?{JUNE}&format=csv").text)))
    feed = feed_of(shipped.get(f"/changes.atom?{JUNE}").text)
    page = shipped.get(f"/changes?{JUNE}", headers=HTML).text
    assert [row["title"] for row in table] == [row["title"] for row in rows]
    titles = [entry.findtext(f"{TAG}title") for entry in feed.findall(f"{TAG}entry")]
    assert titles == [row["title"] for row in rows][:500]
    assert f"<strong>{len(rows):,} changes</strong>" in page
    assert all("2026-06-01" <= row["day"] < "2026-07-01" for row in rows)


def test_grok_on_bedrock_is_found_by_kind_platform_and_vendor(shipped: FlaskClient) -> None:
    # The catalog lists Grok on Bedrock first on 2026-06-28.
    base = "https://w3id.org/captivity/id/"
    address = f"/changes?{JUNE}&kind=opened&platform={base}bedrock&vendor={base}xai"
    rows = shipped.get(f"{address}&format=json").json["changes"]
    assert {row["day"] for row in rows} == {"2026-06-28"}
    assert {row["platform"] for row in rows} == {"bedrock"}
    page = shipped.get(address, headers=HTML).text
    assert '<a href="/id/bedrock">Amazon Bedrock</a>' in page
    assert '<option value="opened" selected>' in page


def test_json_tells_what_the_command_tells(small: FlaskClient) -> None:
    told = small.get("/changes?since=2000-01-01&until=2026-07-01&format=json").json["changes"]
    shell = CliRunner().invoke(
        main,
        ["changes", "--since", "2000-01-01", "--until", "2026-07-01", "--format", "json",
         "--data", str(DATA / "article.ttl")],
    )  # fmt: skip
    assert shell.exit_code == 0
    assert [row["title"] for row in told] == re.findall(r'"title": "(.+)"', shell.stdout)


def test_resale_is_left_out_with_its_number_until_it_is_asked_for(shipped: FlaskClient) -> None:
    without = shipped.get(f"/changes?{JUNE}&format=json").json
    counted = shipped.get(f"/changes?{JUNE}&resale=1&format=json").json
    assert without["set_aside"] > 0
    assert counted["set_aside"] == 0
    assert len(counted["changes"]) > len(without["changes"])
    assert "tell them too" in shipped.get(f"/changes?{JUNE}", headers=HTML).text


def test_pages_hold_every_change_once(shipped: FlaskClient) -> None:
    address = "/changes?since=2026-04-01&until=2026-07-01"
    total = len(shipped.get(f"{address}&format=json").json["changes"])
    first = shipped.get(address, headers=HTML).text
    pages = -(-total // 100)
    assert pages > 1
    assert f"Page 1 of {pages}" in first
    last = shipped.get(f"{address}&page={pages}", headers=HTML).text
    assert last.count('<li><span class="tag') == total - 100 * (pages - 1)
    beyond = shipped.get(f"{address}&page={pages + 1}", headers=HTML)
    assert "To the first" in beyond.text


def test_feed_is_atom_with_its_page_and_the_pages_of_its_entries(shipped: FlaskClient) -> None:
    answer = shipped.get(f"/changes.atom?{JUNE}&kind=opened")
    assert answer.mimetype == "application/atom+xml"
    feed = feed_of(answer.text)
    assert feed.tag == f"{TAG}feed"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{TAG}link")}
    assert links == {
        "self": f"http://localhost/changes.atom?{JUNE}&kind=opened",
        "alternate": f"http://localhost/changes?{JUNE}&kind=opened",
    }
    entry = feed.find(f"{TAG}entry")
    assert entry is not None
    link = entry.find(f"{TAG}link")
    assert link is not None
    path = str(link.get("href")).removeprefix("http://localhost")
    assert shipped.get(path, headers=HTML).status_code == 200
    ids = [found.findtext(f"{TAG}id") for found in feed.iter(f"{TAG}entry")]
    assert len(set(ids)) == len(ids)


def test_feed_that_is_still_the_same_is_not_sent_again(shipped: FlaskClient) -> None:
    tag = shipped.get(f"/changes.atom?{JUNE}").headers["ETag"]
    again = shipped.get(f"/changes.atom?{JUNE}", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_page_names_its_feed_and_gives_it_to_who_asks(shipped: FlaskClient) -> None:
    page = shipped.get("/changes", headers=HTML).text
    assert '<link rel="alternate" type="application/atom+xml"' in page
    asked = shipped.get("/changes", headers={"Accept": "application/atom+xml"})
    assert asked.mimetype == "application/atom+xml"


@pytest.mark.parametrize(
    "query",
    ["since=2026-02-30", "since=2026-07-01&until=2026-06-01", "since=2026-06-01&until=2026-06-01",
     "kind=exploded", "page=0", "since=9999-12-31"],
)  # fmt: skip
def test_address_that_makes_no_sense_is_refused(shipped: FlaskClient, query: str) -> None:
    assert shipped.get(f"/changes?{query}", headers=HTML).status_code == 400
    assert shipped.get(f"/changes.atom?{query}").status_code == 400


@pytest.mark.parametrize("query", ["since=0001-01-01", "until=0001-01-02", "until=9999-12-31"])
def test_first_and_last_day_of_the_calendar_are_days(small: FlaskClient, query: str) -> None:
    assert small.get(f"/changes?{query}", headers=HTML).status_code == 200


def test_period_and_filters_without_a_change_are_said_in_words(shipped: FlaskClient) -> None:
    quiet = shipped.get("/changes?since=1990-01-01&until=1990-02-01", headers=HTML).text
    assert "knows of nothing that happened" in quiet
    nobody = shipped.get(f"/changes?{JUNE}&platform=https://example.org/x", headers=HTML).text
    assert "Nothing that fits these filters" in nobody
