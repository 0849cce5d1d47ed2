"""Who has an answer already gets 304, until the data, the day or the address is another one."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    "address", ["/api/counts", "/api/score?name=codex", "/api/openapi.json", "/rankings", "/about"]
)
def test_answer_that_is_known_is_not_sent_again(shipped: FlaskClient, address: str) -> None:
    first = shipped.get(address)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    assert first.headers["Cache-Control"] == "no-cache"
    assert "Accept" in first.headers["Vary"]
    again = shipped.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag


def test_policy_of_a_kept_page_is_not_replaced(shipped: FlaskClient) -> None:
    tag = shipped.get("/about").headers["ETag"]
    again = shipped.get("/about", headers={"If-None-Match": tag})
    assert "Content-Security-Policy" not in again.headers


def test_viewpoint_and_form_are_part_of_the_tag(shipped: FlaskClient) -> None:
    addresses = ("/rankings", "/rankings?as_of=2026-06-02", "/rankings?view=vendor")
    tags = {shipped.get(address).headers["ETag"] for address in addresses}
    tags.add(shipped.get("/rankings", headers={"Accept": "text/csv"}).headers["ETag"])
    assert len(tags) == 4


def test_new_data_makes_another_tag(small: FlaskClient, new_channel: str) -> None:
    before = small.get("/api/counts").headers["ETag"]
    small.post("/add?name=x.ttl", data=new_channel, content_type="text/turtle")
    answer = small.get("/api/counts", headers={"If-None-Match": before})
    assert answer.status_code == 200
    assert answer.headers["ETag"] != before


def test_page_with_the_token_of_a_visit_has_no_tag(shipped: FlaskClient) -> None:
    assert "ETag" not in shipped.get("/add", headers={"Accept": "text/html"}).headers


def test_error_has_no_tag(shipped: FlaskClient) -> None:
    assert "ETag" not in shipped.get("/api/entity/codx").headers


def test_pages_elsewhere_may_read_the_api_and_nothing_else(shipped: FlaskClient) -> None:
    assert shipped.get("/api/counts").headers["Access-Control-Allow-Origin"] == "*"
    asked = shipped.options("/api/counts")
    assert asked.status_code == 200
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Origin" not in shipped.get("/rankings").headers


def test_answer_is_compressed_when_asked(shipped: FlaskClient) -> None:
    plain = shipped.get("/api/score")
    packed = shipped.get("/api/score", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 4
