"""The thesis page: the verdict of the shipped market, its figures, and every state an address."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

HTML = {"Accept": "text/html"}
DAY = "as_of=2026-07-02"


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_verdict_stands_on_top_with_its_evidence(shipped: FlaskClient) -> None:
    page = shipped.get(f"/thesis?{DAY}", headers=HTML).text
    told = words_of(page)
    assert "Literal reading denied since 2026-07-01" in told
    assert "Owner-closed reading holding nothing denies it so far" in told
    assert "The predicted closing not met" in told
    # The breach moved no owner: captivity 1 before and with it.
    assert "No owner moved: captivity 1 by the captive set alone, 1 with it" in told
    assert "MAI-Code-1-Flash as an API on Microsoft Foundry" in told


def test_day_before_it_was_made_says_so(shipped: FlaskClient) -> None:
    told = words_of(shipped.get("/thesis?as_of=2026-06-01", headers=HTML).text)
    assert "Literal reading not yet made" in told
    assert "Nothing: no watched asset has been had" in told


def test_every_figure_states_unit_date_and_population(shipped: FlaskClient) -> None:
    page = shipped.get(f"/thesis?{DAY}", headers=HTML).text
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", page, re.DOTALL)
    assert len(captions) == 5
    for caption in captions:
        assert "2026-07-02" in caption
        assert "population: " in caption
        assert " · " in caption


def test_page_and_api_say_the_same(shipped: FlaskClient) -> None:
    query = f"{DAY}&population=closed-core&threshold=1/10&view=vendor"
    page = shipped.get(f"/thesis?{query}&format=json").get_json()
    assert page == shipped.get(f"/api/thesis?{query}").get_json()
    assert page["population"] == "closed-core"
    assert page["threshold_index"] == "1/10"
    assert page["view"] == "vendor"


def test_last_row_of_the_series_is_the_number_of_the_day(shipped: FlaskClient) -> None:
    told = shipped.get(f"/api/thesis?{DAY}").get_json()
    rows = [row for row in told["series"] if row["metric"] == "closure-index"]
    assert rows[-1]["date"] == "2026-07-02"
    assert rows[-1]["value"] == told["closure_index"]
    assert Fraction(told["closure_index"]) == Fraction(told["closed_count"], told["live_count"])
    billers = [row for row in told["series"] if row["metric"] == "billing-stacks"]
    assert int(billers[-1]["value"]) == told["billing_stacks"]
    last = [row for row in told["billers"] if row["date"] == "2026-07-02"]
    counted = sum(row["assets"] for row in last)
    assert counted == sum(stack["count"] for stack in told["billing_stack_members"])


def test_smaller_billers_are_told_in_words_and_in_the_table(shipped: FlaskClient) -> None:
    """Together they are more than all drawn ones: a line of theirs would press those flat."""
    told = shipped.get(f"/api/thesis?{DAY}").get_json()
    last = [row for row in told["billers"] if row["date"] == "2026-07-02"]
    (others,) = (row for row in last if row["biller"] is None)
    page = shipped.get(f"/thesis?{DAY}", headers=HTML).text
    figure = page[page.index('id="billers"') : page.index('id="owners"')]
    words = f"{others['billers']} smaller billers, at which {others['assets']} more are counted"
    assert words in words_of(figure)
    assert words.split(",", maxsplit=1)[0] in words_of(
        shipped.get(f"/thesis?{DAY}&format=svg&figure=billers").text
    )
    drawn = set(re.findall(r'class="line slot-\d"[^>]*><title>([^<]+)<', figure))
    assert drawn == {row["label"] for row in last if row["biller"]}
    table = shipped.get(f"/thesis?{DAY}&format=csv&figure=billers").text.splitlines()
    assert table[0].endswith(",all others")
    assert table[-1].endswith(f",{others['assets']}")


def test_address_restores_the_controls(shipped: FlaskClient) -> None:
    page = shipped.get(f"/thesis?{DAY}&population=assistants&panel=all&resale=1", headers=HTML).text
    assert '<option value="assistants" selected>' in page
    assert '<option value="all" selected>' in page
    assert '<option value="1" selected>counted</option>' in page
    assert 'value="2026-07-02"' in page


def test_points_of_the_closure_lead_to_what_changed(shipped: FlaskClient) -> None:
    page = shipped.get(f"/thesis?{DAY}", headers=HTML).text
    links = re.findall(r'href="(/changes\?since=[^"]+)"', page)
    assert links
    assert shipped.get(links[-1].replace("&amp;", "&"), headers=HTML).status_code == 200


@pytest.mark.parametrize("figure", ["watched", "closure", "stacks", "billers", "owners"])
def test_each_figure_can_be_had_as_a_file(shipped: FlaskClient, figure: str) -> None:
    svg = shipped.get(f"/thesis?{DAY}&format=svg&figure={figure}")
    assert svg.mimetype == "image/svg+xml"
    ElementTree.fromstring(svg.text)  # noqa: S314 - our own file
    table = shipped.get(f"/thesis?{DAY}&format=csv&figure={figure}")
    assert table.mimetype == "text/csv"
    assert table.text.startswith("Day,")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("population=nobody", 400), ("panel=nobody", 400), ("threshold=2", 400),
        ("as_of=soon", 400), ("figure=nobody&format=svg", 400), ("format=xls", 406),
        ("as_of=0001-01-01", 200), ("as_of=9999-12-31", 200),
    ],
)  # fmt: skip
def test_odd_addresses_answer_with_words(shipped: FlaskClient, query: str, status: int) -> None:
    assert shipped.get(f"/thesis?{query}", headers=HTML).status_code == status


def test_market_without_a_thesis_is_told_all_the_same(shipped: FlaskClient) -> None:
    answer = shipped.get("/thesis?as_of=1990-01-01", headers=HTML)
    assert answer.status_code == 200
    assert "Nothing to draw" in answer.text


def test_trend_is_told_for_assets_and_for_populations(shipped: FlaskClient) -> None:
    told = shipped.get("/api/trend?name=mai-code-1-flash&as_of=2026-07-02").get_json()
    assert told["metrics"][0]["name"] == "captivity"
    assert {row["label"] for row in told["rows"]} == {"MAI-Code-1-Flash"}
    told = shipped.get("/api/trend?population=core&metric=live&since=2026-06-01&until=2026-07-02")
    assert [row["date"] for row in told.get_json()["rows"]][:2] == ["2026-06-01", "2026-07-01"]
    svg = shipped.get("/api/trend?name=codex&as_of=2026-07-02&format=svg")
    assert svg.mimetype == "image/svg+xml"


@pytest.mark.parametrize(
    "query",
    ["since=0001-01-01", "every=change&since=2020-01-01", "name=codex&population=core",
     "metric=captivity", "name=codex&metric=closure-index", "since=2026-01-02&until=2026-01-01",
     "every=day"],
)  # fmt: skip
def test_trend_that_makes_no_sense_is_refused(shipped: FlaskClient, query: str) -> None:
    answer = shipped.get(f"/api/trend?{query}")
    assert answer.status_code == 400
    assert answer.get_json()["detail"]


def test_market_without_a_registry_is_told_of_all_that_is_live(small: FlaskClient) -> None:
    told = small.get("/api/thesis?as_of=2026-07-02").get_json()
    assert told["population"] == "live"
    assert told["live_count"] > 0
    page = small.get("/thesis?as_of=2026-07-02", headers=HTML)
    assert page.status_code == 200
    assert '<option value="" selected>live</option>' in page.text
