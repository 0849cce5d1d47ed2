"""Frames for other pages: they may be framed, and nothing else may."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

HTML = {"Accept": "text/html"}
FRAMES = ["/embed/market", "/embed/id/codex", "/embed/matrix?by=models", "/embed/thesis",
          "/embed/thesis?figure=closure", "/embed/thesis?figure=stacks"]  # fmt: skip


@pytest.mark.parametrize("address", FRAMES)
def test_frame_may_be_shown_by_any_page(shipped: FlaskClient, address: str) -> None:
    answer = shipped.get(address, headers=HTML)
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "form-action 'none'" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    again = shipped.get(address, headers={**HTML, "If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert "X-Frame-Options" not in again.headers


@pytest.mark.parametrize("address", FRAMES)
def test_frame_has_title_day_and_source_and_opens_tabs(shipped: FlaskClient, address: str) -> None:
    page = shipped.get(
        f"{address}{'&' if '?' in address else '?'}as_of=2026-07-01", headers=HTML
    ).text
    assert "<header" not in page
    assert "<footer" not in page
    assert "<form" not in page
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert title
    assert f"<h1>{title[1]}</h1>" in page
    assert "On 2026-07-01" in page
    assert "the full page with its sources</a>" in page
    links = re.findall(r"<a\b[^>]*>", page)
    assert links
    assert all('target="_blank"' in link for link in links)


@pytest.mark.parametrize("address", ["/", "/matrix", "/embed/id/nobody", "/id/codex", "/add"])
def test_nothing_else_may_be_framed(shipped: FlaskClient, address: str) -> None:
    answer = shipped.get(address, headers=HTML)
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/", "/matrix?by=models", "/id/codex"])
def test_snippet_of_a_page_makes_its_frame(shipped: FlaskClient, address: str) -> None:
    page = shipped.get(address, headers=HTML).text
    box = re.search(r"<textarea id=\"snippet\"[^>]*>(.*?)</textarea>", page)
    assert box
    frame = html.unescape(box[1])
    source = re.search(r'^<iframe src="http://localhost(/embed/[^"]*)" title="[^"<>]+"', frame)
    assert source
    assert shipped.get(html.unescape(source[1]), headers=HTML).status_code == 200


def test_table_that_is_not_in_the_frame_is_that_of_the_full_page(shipped: FlaskClient) -> None:
    page = shipped.get("/embed/id/openai/gpt-5.5?as_of=2026-11-20", headers=HTML).text
    assert 'href="/id/openai/gpt-5.5?as_of=2026-11-20#channels">in the table</a> only' in page
    assert 'href="#' not in page
    full = shipped.get("/id/openai/gpt-5.5?as_of=2026-11-20", headers=HTML).text
    assert 'href="#channels">in the table</a> only' in full
    assert 'id="channels"' in full


def test_thesis_has_two_figures(shipped: FlaskClient) -> None:
    assert shipped.get("/embed/thesis?figure=none", headers=HTML).status_code == 400


def test_full_page_of_a_matrix_shows_the_same_choice(shipped: FlaskClient) -> None:
    page = shipped.get("/embed/matrix?by=models&against=owners&top=3", headers=HTML).text
    links = [html.unescape(link) for link in re.findall(r'href="(/matrix[^"]*)"', page)]
    assert "by=models&against=owners" in links[-1]
    assert "top=3" in links[-1]
