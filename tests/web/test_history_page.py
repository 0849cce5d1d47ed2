"""The page of all changes, redo on it, and the fields of /add that say where a file is from."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from graph.ingest.loads import find_load, list_loads
from graph.store.embedded import EmbeddedStore

HTML = {"Accept": "text/html"}


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', text)
    assert found is not None, name
    return found[1]


def add_by_form(client: FlaskClient, text: str, **fields: str) -> str:
    csrf = hidden(client.get("/add", headers=HTML).text, "csrf")
    preview = client.post("/add", data={"csrf": csrf, "text": text, **fields}, headers=HTML).text
    form = {"csrf": csrf, "key": hidden(preview, "key")}
    return client.post("/add/confirm", data=form, headers=HTML).location


def test_load_is_undone_and_redone_from_the_log(
    small: FlaskClient, small_store: EmbeddedStore, new_channel: str
) -> None:
    place = add_by_form(small, new_channel)
    load_id = place.split("/")[2].split("?")[0]
    content = small_store.dump()
    page = small.get(place, headers=HTML).text
    small.post(f"/loads/{load_id}/undo", data={"csrf": hidden(page, "csrf")}, headers=HTML)
    log = small.get("/log", headers=HTML).text
    assert log.count(f'action="/loads/{load_id}/redo"') == 1
    done = small.post(f"/loads/{load_id}/redo", data={"csrf": hidden(log, "csrf")}, headers=HTML)
    assert done.location == f"/loads/{load_id}?done=redone"
    assert "Back again, wholly" in small.get(done.location, headers=HTML).text
    assert small_store.dump() == content
    assert "/redo" not in small.get("/log", headers=HTML).text
    again = small.post(f"/loads/{load_id}/redo", data={"csrf": hidden(log, "csrf")})
    assert again.status_code == 400
    events = [change["event"] for change in small.get("/log?format=json").json["changes"]]
    assert events[:3] == ["redo", "undo", "add"]


def test_redo_without_the_token_of_the_form_is_refused(small: FlaskClient) -> None:
    assert small.post("/loads/x/redo", headers=HTML).status_code == 403


def test_fields_of_the_form_name_the_load_and_its_source(
    small: FlaskClient, small_store: EmbeddedStore, new_channel: str
) -> None:
    fields = {"as": "Q3 <b>", "source": "https://example.org/q3", "confidence": "0.7"}
    place = add_by_form(small, new_channel, **fields)
    (load,) = [load for load in list_loads(small_store) if load.name == "Q3 <b>"]
    assert (load.source, load.confidence, load.who) == (
        "https://example.org/q3", "0.7", "web page",
    )  # fmt: skip
    page = small.get(place, headers=HTML).text
    assert 'href="https://example.org/q3"' in page
    assert "Q3 &lt;b&gt;" in page
    newer = add_by_form(small, new_channel + "# newer\n", replace=load.load_id)
    assert "In place of the older load" in small.get(newer, headers=HTML).text
    assert find_load(small_store, "pasted").replaces.endswith(load.load_id)
    assert len(list_loads(small_store)) == 2


def test_field_that_does_not_fit_is_told_and_kept(small: FlaskClient, new_channel: str) -> None:
    csrf = hidden(small.get("/add", headers=HTML).text, "csrf")
    fields = {"csrf": csrf, "text": new_channel, "confidence": "sure"}
    answer = small.post("/add", data=fields, headers=HTML)
    assert answer.status_code == 400
    assert "Not a confidence" in answer.text
    assert 'value="sure"' in answer.text


def test_body_of_its_own_takes_the_same_words_in_the_address(
    small: FlaskClient, small_store: EmbeddedStore, new_channel: str
) -> None:
    first = small.post("/add?name=a.ttl&as=One", data=new_channel, content_type="text/turtle")
    assert (first.status_code, first.json["name"]) == (201, "One")
    address = f"/add?name=a.ttl&replace={first.json['load_id']}"
    second = small.post(address, data=new_channel + "# x\n", content_type="text/turtle")
    assert (second.status_code, second.json["status"]) == (201, "replaced")


def test_original_and_triples_are_files_to_save(small: FlaskClient, new_channel: str) -> None:
    load_id = add_by_form(small, new_channel).split("/")[2].split("?")[0]
    original = small.get(f"/loads/{load_id}/original")
    assert original.data == new_channel.encode()
    assert original.headers["Content-Disposition"].startswith("attachment")
    turtle = small.get(f"/loads/{load_id}/turtle")
    assert turtle.mimetype == "text/turtle"
    assert b"Codex can be had on Google Cloud." in turtle.data
    assert small.get("/loads/none/original", headers=HTML).status_code == 404
