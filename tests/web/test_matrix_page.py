from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

HTML = {"Accept": "text/html"}
DAY = "as_of=2026-06-02"


@pytest.mark.parametrize("by", ["models", "vendors"])
@pytest.mark.parametrize("against", ["platforms", "owners"])
def test_page_csv_and_json_hold_the_same_cells(shipped: FlaskClient, by: str, against: str) -> None:
    address = f"/matrix?{DAY}&by={by}&against={against}&top=4&wide=3"
    told = shipped.get(f"{address}&format=json").get_json()
    rows = list(csv.reader(io.StringIO(shipped.get(f"{address}&format=csv").text)))
    page = shipped.get(address, headers=HTML).text
    assert len(told["rows"]) == 4
    assert len(told["columns"]) == 3
    assert [
        [(cell and str(cell["count"])) or "" for cell in row["cells"]] for row in told["rows"]
    ] == [row[4:] for row in rows[1:]]
    assert told["population"]["definition"] in page
    assert page.count("<tbody") == 1
    assert f"{told['row_count']:,} {by}" in page


def test_cell_leads_to_the_models_that_it_counts(shipped: FlaskClient) -> None:
    for against, name in (("platforms", "platform"), ("owners", "gate")):
        told = shipped.get(f"/matrix?{DAY}&against={against}&format=json").get_json()
        row, column, cell = next(
            (row, column, cell)
            for row in told["rows"]
            for column, cell in zip(told["columns"], row["cells"], strict=True)
            if cell
        )
        query = {"vendor": row["iri"], name: column["iri"], "population": "core", "format": "json"}
        found = shipped.get("/rankings", query_string={**query, "as_of": "2026-06-02"})
        assert len(found.get_json()["assets"]) == cell["count"]


def test_sorting_by_a_column_that_is_out_of_sight_brings_it_in(shipped: FlaskClient) -> None:
    told = shipped.get(f"/matrix?{DAY}&wide=1&sort=bedrock&format=json").get_json()
    assert [column["slug"] for column in told["columns"]][1:] == ["bedrock"]
    counts = [row["cells"][1]["count"] if row["cells"][1] else 0 for row in told["rows"]]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 0


def test_api_gives_the_rows_part_by_part(shipped: FlaskClient) -> None:
    whole = shipped.get(f"/api/matrix?{DAY}&limit=1000").get_json()
    first = shipped.get(f"/api/matrix?{DAY}&limit=5")
    assert whole["rows"][:5] == first.get_json()["rows"]
    assert first.get_json()["total"] == len(whole["rows"])
    assert 'offset=5>; rel="next"' in first.headers["Link"]
    second = shipped.get(f"/api/matrix?{DAY}&limit=5&offset=5")
    assert second.get_json()["rows"] == whole["rows"][5:10]
    assert 'rel="prev"' in second.headers["Link"]


def test_store_without_a_registry_shows_every_asset(small: FlaskClient) -> None:
    told = small.get(f"/matrix?{DAY}&format=json").get_json()
    assert told["population"]["name"] == "none"
    assert told["rows"]


@pytest.mark.parametrize("bad", ["by=x", "against=x", "top=0", "wide=many", "population=kore"])
def test_what_there_is_not_is_refused(shipped: FlaskClient, bad: str) -> None:
    assert shipped.get(f"/matrix?{bad}").status_code == 400


def test_unknown_vendor_is_not_found(shipped: FlaskClient) -> None:
    assert shipped.get("/matrix?vendor=nobody-has-this-name").status_code == 404
