from __future__ import annotations

import html
import io
import re

from flask.testing import FlaskClient

from graph.store.embedded import EmbeddedStore

HTML = {"Accept": "text/html"}


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', text)
    assert found is not None, name
    return found[1]


def offer(client: FlaskClient, **fields: object) -> str:
    csrf = hidden(client.get("/add", headers=HTML).text, "csrf")
    return client.post("/add", data={"csrf": csrf, **fields}, headers=HTML).text


def test_file_is_previewed_confirmed_shown_and_undone(
    small: FlaskClient, small_store: EmbeddedStore, new_channel: str
) -> None:
    before = small_store.dump()
    preview = offer(small, file=(io.BytesIO(new_channel.encode()), "C:\\tmp\\new.ttl"))
    assert "nothing is written yet" in preview
    assert "Codex through Google Cloud, for a test" in preview
    assert small_store.dump() == before

    form = {"csrf": hidden(preview, "csrf"), "key": hidden(preview, "key")}
    done = small.post("/add/confirm", data=form, headers=HTML)
    assert done.status_code == 303
    report = small.get(done.location, headers=HTML).text
    assert "new.ttl" in report
    # Two owners held a road to Codex; Alphabet is the third.
    assert "<td>1/2</td><td><strong>1/3</strong></td>" in report
    assert "for a test" in small.get("/id/codex?as_of=2026-06-02", headers=HTML).text

    undo = done.location.split("?")[0] + "/undo"
    gone = small.post(undo, data={"csrf": hidden(report, "csrf")}, headers=HTML)
    assert gone.status_code == 303
    assert "Taken out" in small.get(gone.location, headers=HTML).text
    assert "for a test" not in small.get("/id/codex?as_of=2026-06-02", headers=HTML).text
    assert small_store.dump() == before


def test_preview_can_be_confirmed_only_once(small: FlaskClient, new_channel: str) -> None:
    preview = offer(small, text=new_channel)
    form = {"csrf": hidden(preview, "csrf"), "key": hidden(preview, "key")}
    assert small.post("/add/confirm", data=form).status_code == 303
    assert small.post("/add/confirm", data=form).status_code == 404


def test_same_bytes_again_are_said_to_be_there(small: FlaskClient, new_channel: str) -> None:
    address = "/add?name=new.ttl"
    first = small.post(address, data=new_channel, content_type="text/turtle")
    again = small.post(address, data=new_channel, content_type="text/turtle")
    assert (first.status_code, first.json["status"]) == (201, "added")
    assert (again.status_code, again.json["status"]) == (200, "already-loaded")
    assert {"label": "Codex", "before": "1/2", "after": "1/3"}.items() <= first.json["moved"][
        0
    ].items()


def test_broken_file_is_refused_with_line_and_kept_in_the_form(
    small: FlaskClient, small_store: EmbeddedStore
) -> None:
    before = small_store.dump()
    broken = "@prefix : <https://w3id.org/captivity/id/> .\n:a :b <unclosed .\n"
    page = offer(small, text=broken)
    assert "line 2" in page
    assert "&lt;unclosed" in page
    assert small_store.dump() == before


def test_broken_rule_names_the_node_and_the_rule(small: FlaskClient) -> None:
    bad = """@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
:ch-lonely a ctv:Channel ; ctv:asset :codex .
"""
    page = offer(small, text=bad)
    assert "violation" in page
    assert "ch-lonely" in page


def test_nothing_offered_is_said(small: FlaskClient) -> None:
    assert "There is nothing to add" in offer(small, text="  \n")


def test_unknown_load_is_not_found(small: FlaskClient) -> None:
    assert small.get("/loads/nope", headers=HTML).status_code == 404


def test_statements_of_a_node_stand_in_the_form_and_change_nothing_as_they_are(
    small: FlaskClient,
) -> None:
    text = small.get("/add?from=codex", headers=HTML).text
    found = re.search(r'<textarea id="text"[^>]*>\n(.*?)</textarea>', text, re.DOTALL)
    assert found is not None
    draft = html.unescape(found[1])
    assert ":codex a ctv:Assistant , ctv:Model ;" in draft
    preview = offer(small, text=draft, format="turtle")
    assert "nothing is written yet" in preview
    assert "<dt>new</dt><dd>0</dd>" in preview


def test_change_of_a_draft_is_previewed_with_what_it_moves(small: FlaskClient) -> None:
    text = small.get("/add?from=ch-codex-bedrock", headers=HTML).text
    found = re.search(r'<textarea id="text"[^>]*>\n(.*?)</textarea>', text, re.DOTALL)
    assert found is not None
    draft = html.unescape(found[1])
    ended = draft.replace(
        ":ch-codex-bedrock a ctv:Channel ;",
        ':ch-codex-bedrock a ctv:Channel ; ctv:validTo "2026-06-03"^^xsd:date ;',
    )
    assert ended != draft
    preview = offer(small, text=ended, format="turtle")
    assert "Codex" in preview
    assert "1/2" in preview


def test_node_to_edit_that_there_is_not_is_not_found(small: FlaskClient) -> None:
    answer = small.get("/add?from=nothing-here", headers=HTML)
    assert answer.status_code == 404
    assert "nothing-here" in answer.text
