from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from graph.settings import Settings
from graph.store.embedded import EmbeddedStore
from ontology import TEMPLATE
from web.app import create_app

HTML = {"Accept": "text/html"}
CHANNEL = {
    "write": "1",
    "asset": "codex",
    "platform": "Google Cloud (AI)",
    "stage": "GA",
    "access": "RawAPI",
    "confidence": "0.8",
    "valid_from": "2026-07-01",
    "recorded_on": "2026-07-01",
    "source": "src-seed",
}


def made(text: str) -> str:
    """The Turtle on the page."""
    found = re.search(r'<textarea id="text".*?>\n(.*?)</textarea>', text, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


def test_form_is_there_for_each_and_the_first_is_the_channel(small: FlaskClient) -> None:
    assert small.get("/new", headers=HTML).location == "/new/channel"
    for form, words in (("channel", "Platform"), ("stake", "Share of votes"), ("claim", "About")):
        answer = small.get(f"/new/{form}", headers=HTML)
        assert answer.status_code == 200
        assert words in answer.text
        assert 'role="alert"' not in answer.text
    assert small.get("/new/nonsense", headers=HTML).status_code == 404


def test_turtle_is_shown_and_goes_through_preview_into_the_graph(
    small: FlaskClient, small_store: EmbeddedStore
) -> None:
    before = small_store.dump()
    page = small.get("/new/channel", query_string=CHANNEL, headers=HTML).text
    turtle = made(page)
    assert ":ch-codex-google-ai a ctv:Channel ;" in turtle
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf is not None
    fields = {"csrf": csrf[1], "name": "ch-codex-google-ai.ttl", "format": "turtle", "text": turtle}
    preview = small.post("/add", data=fields, headers=HTML).text
    assert "nothing is written yet" in preview
    assert "ch-codex-google-ai.ttl" in preview
    assert small_store.dump() == before
    key = re.search(r'name="key" value="([^"]+)"', preview)
    assert key is not None
    done = small.post("/add/confirm", data={"csrf": csrf[1], "key": key[1]}, headers=HTML)
    assert done.location.startswith("/loads/ch-codex-google-ai-")
    score = small.get("/api/score?name=codex&as_of=2026-07-01").json
    assert score[0]["captivity"] == "1/3"


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(small: FlaskClient) -> None:
    wrong = CHANNEL | {"asset": "codx", "confidence": "2", "upstream": "nope; nor this"}
    answer = small.get("/new/channel", query_string=wrong, headers=HTML)
    assert answer.status_code == 400
    assert "3 fields are not right" in answer.text
    assert re.search(r'<input id="asset"[^>]*value="codx"[^>]*aria-invalid="true"', answer.text)
    assert 'id="e-asset"' in answer.text
    assert "Did you mean" in answer.text
    assert 'value="nope; nor this"' in answer.text
    assert '<textarea id="text"' not in answer.text


def test_several_names_stand_with_semicolons_between(small: FlaskClient) -> None:
    several = CHANNEL | {"contract": "pv-aws; existing Azure contract;"}
    turtle = made(small.get("/new/channel", query_string=several, headers=HTML).text)
    assert "ctv:procuredUnder :pv-aws , :pv-azure" in turtle


def test_new_things_are_declared_in_rows(small: FlaskClient) -> None:
    rows = CHANNEL | {
        "asset": "Bot 2",
        "new_kind": ["Vendor", "Model", ""],
        "new_label": ["Newco", "Bot 2", ""],
        "new_by": ["", "Newco", ""],
    }
    turtle = made(small.get("/new/channel", query_string=rows, headers=HTML).text)
    assert ":newco a ctv:Vendor ;" in turtle
    assert "ctv:asset :newco\\/bot-2 ;" in turtle


def test_typed_markup_is_text(small: FlaskClient) -> None:
    nasty = CHANNEL | {"statement": "</textarea><script>alert(1)</script>", "asset": '"><b>'}
    for asset in ("codex", '"><b>'):
        page = small.get("/new/channel", query_string=nasty | {"asset": asset}, headers=HTML).text
        assert "<script>alert" not in page
        assert "<b>" not in page


def test_names_of_one_kind_are_suggested(small: FlaskClient) -> None:
    found = small.get("/api/names?kind=Platform&q=bedr").json
    assert found == [{"value": "bedrock", "label": "Amazon Bedrock", "kind": "model platform"}]
    assert small.get("/api/names?kind=Cloud&q=bedr").json == []
    assert small.get("/api/names").json == []


def test_template_is_for_download(small: FlaskClient) -> None:
    answer = small.get("/add/template.ttl")
    assert answer.data == TEMPLATE.read_bytes()
    assert answer.mimetype == "text/turtle"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_page_of_adding_leads_here_and_to_the_template(small: FlaskClient) -> None:
    page = small.get("/add", headers=HTML).text
    assert 'href="/new/channel"' in page
    assert 'href="/add/template.ttl"' in page


@pytest.mark.parametrize("host", ["captivity.example"])
def test_closed_server_shows_the_turtle_without_a_form_to_add_it(
    small_store: EmbeddedStore, host: str
) -> None:
    client = create_app(Settings(store=":memory:", public_host=host), small_store).test_client()
    page = client.get(
        "/new/channel", query_string=CHANNEL, headers=HTML, base_url=f"http://{host}"
    ).text
    assert "Writing is closed" in page
    assert 'action="/add"' not in page
    assert ":ch-codex-google-ai a ctv:Channel ;" in page
