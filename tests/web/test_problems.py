from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from graph.settings import Settings
from graph.store import open_store
from web.app import create_app


def test_machine_gets_a_problem_document(shipped: FlaskClient) -> None:
    answer = shipped.get("/id/codx")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    problem = answer.json
    assert problem["code"] == "unknown-entity"
    assert problem["status"] == 404
    assert problem["type"] == "https://w3id.org/captivity/problems#unknown-entity"
    assert "codx" in problem["detail"]


def test_person_gets_the_same_words_on_a_page(shipped: FlaskClient) -> None:
    words = shipped.get("/id/codx").json["title"]
    page = shipped.get("/id/codx", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.mimetype == "text/html"
    assert words in page.text


def test_store_that_cannot_answer_is_said_on_a_page() -> None:
    settings = Settings(store=":memory:")
    store = open_store(settings, write=True)
    client = create_app(settings, store).test_client()
    store.close()
    page = client.get("/", headers={"Accept": "text/html"})
    assert page.status_code == 503
    assert "The store is closed" in page.text


def test_empty_store_has_pages_that_say_so() -> None:
    settings = Settings(store=":memory:")
    with open_store(settings, write=True) as store:
        client = create_app(settings, store).test_client()
        for address in (
            "/",
            "/?show=columns",
            "/rankings",
            "/changes",
            "/review",
            "/loads",
            "/about",
            "/sparql",
        ):
            assert client.get(address, headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("GET", "/nope", 404), ("DELETE", "/", 405), ("POST", "/rankings", 405)],
)
def test_errors_of_the_framework_have_the_same_form(
    shipped: FlaskClient, method: str, address: str, status: int
) -> None:
    answer = shipped.open(address, method=method)
    assert answer.status_code == status
    assert answer.json["status"] == status
    assert ("Allow" in answer.headers) == (status == 405)
