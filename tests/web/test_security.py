from __future__ import annotations

import dataclasses
import re

import pytest
from flask.testing import FlaskClient

from graph.settings import Settings
from graph.store.embedded import EmbeddedStore
from web.app import create_app

ADDRESSES = [
    "/", "/id/codex", "/id/codex?format=turtle", "/id/nope", "/rankings?format=csv", "/nope",
    "/sparql", "/api/counts", "/static/base.css", "/static/vis-network.min.js", "/ns", "/add",
    "/changes", "/changes.atom", "/review",
]  # fmt: skip
HTML = {"Accept": "text/html"}


def token_of(client: FlaskClient) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', client.get("/add", headers=HTML).text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_policy_and_the_guards(shipped: FlaskClient, address: str) -> None:
    headers = shipped.get(address, headers=HTML).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_require_trusted_types_and_data_may_do_nothing(shipped: FlaskClient) -> None:
    page = shipped.get("/", headers=HTML).headers["Content-Security-Policy"]
    assert "require-trusted-types-for 'script'" in page
    assert "script-src" not in shipped.get("/api/counts").headers["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8765", "127.0.0.1", "[::1]:8765", "::1"])
def test_loopback_names_are_ours(shipped: FlaskClient, host: str) -> None:
    allowed = 200 if host != "::1" else 403
    assert shipped.get("/api/counts", headers={"Host": host}).status_code == allowed


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "192.168.1.5", ""])
def test_any_other_host_is_refused(shipped: FlaskClient, host: str) -> None:
    answer = shipped.get("/", headers={"Host": host})
    assert answer.status_code == 403
    assert answer.json["code"] == "not-allowed"


def test_public_host_is_ours_when_it_is_set(shipped_store: EmbeddedStore) -> None:
    client = create_app(
        Settings(store=":memory:", public_host="captivity.example"), shipped_store
    ).test_client()
    assert client.get("/api/counts", headers={"Host": "captivity.example"}).status_code == 200


def test_server_open_to_all_is_reached_by_address_but_not_by_foreign_name(
    shipped_store: EmbeddedStore,
) -> None:
    client = create_app(Settings(store=":memory:", host="0.0.0.0"), shipped_store).test_client()  # noqa: S104
    assert client.get("/api/counts", headers={"Host": "192.168.1.5:8765"}).status_code == 200
    assert client.get("/api/counts", headers={"Host": "evil.example"}).status_code == 403


@pytest.mark.parametrize(
    "address", ["/add", "/add/confirm", "/loads/x/undo", "/loads/x/redo", "/review"]
)
def test_form_without_its_token_changes_nothing(small: FlaskClient, address: str) -> None:
    answer = small.post(address, data={"text": "x", "csrf": "0" * 64})
    assert answer.status_code == 403
    assert "token" in answer.json["title"]


def test_form_from_another_site_is_refused_even_with_the_token(small: FlaskClient) -> None:
    form = {"text": "x", "csrf": token_of(small)}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        assert small.post("/add", data=form, headers=headers).status_code == 403
    same = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert small.post("/add", data=form, headers=same).status_code != 403


@pytest.mark.parametrize("media_type", ["text/plain", "", "application/x-unknown"])
def test_body_that_a_foreign_page_can_send_unasked_is_not_taken(
    small: FlaskClient, new_channel: str, media_type: str
) -> None:
    before = small.get("/api/counts").json
    answer = small.post("/add?name=x.ttl", data=new_channel, content_type=media_type)
    assert answer.status_code in (403, 406, 415)
    assert small.get("/api/counts").json == before


def test_cookie_is_strict_and_out_of_reach_of_scripts(small: FlaskClient) -> None:
    cookie = small.get("/add", headers=HTML).headers["Set-Cookie"]
    assert "SameSite=Strict" in cookie
    assert "HttpOnly" in cookie


@pytest.mark.parametrize(
    ("token", "sent", "status"),
    [("", "", 403), ("s3", "", 403), ("s3", "no", 403), ("s3", "s3", 201)],
)
def test_public_server_takes_writes_only_with_the_token(
    small_store: EmbeddedStore, new_channel: str, token: str, sent: str, status: int
) -> None:
    settings = dataclasses.replace(
        Settings(store=":memory:"), public_host="captivity.example", token=token
    )
    client = create_app(settings, small_store).test_client()
    headers = {"Authorization": f"Bearer {sent}"} if sent else {}
    answer = client.post(
        "/add?name=x.ttl", data=new_channel, content_type="text/turtle", headers=headers
    )
    assert answer.status_code == status


def test_writer_from_another_machine_needs_the_token(small: FlaskClient, new_channel: str) -> None:
    answer = small.post(
        "/add?name=x.ttl",
        data=new_channel,
        content_type="text/turtle",
        environ_base={"REMOTE_ADDR": "192.168.1.9"},
    )
    assert answer.status_code == 403


def test_body_beyond_the_limit_is_refused_before_it_is_read(small_store: EmbeddedStore) -> None:
    client = create_app(Settings(store=":memory:", max_upload_mb=1), small_store).test_client()
    answer = client.post("/add?name=x.ttl", data=b"x" * 2_000_000, content_type="text/turtle")
    assert answer.status_code == 413
    assert answer.mimetype == "application/problem+json"
