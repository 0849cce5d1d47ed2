from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from graph.errors import InvalidDate, MisconfiguredSettings
from graph.settings import Settings
from graph.store.embedded import EmbeddedStore
from web.app import create_app
from web.export import render_export, write_page
from web.market.address import read_address
from web.viewpoint import read_viewpoint


@pytest.fixture
def page(small_store: EmbeddedStore) -> str:
    app = create_app(Settings(store=":memory:"), small_store)
    return render_export(app, read_address({"as_of": "2026-06-02"}))


def test_page_holds_everything_and_fetches_nothing(page: str) -> None:
    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", page)
    assert "vis-network" in page
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert html.unescape(policy[1]).startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy[1]
    assert "GitHub Copilot" in page


def test_page_has_no_address_of_the_server(page: str) -> None:
    assert 'href="/' not in page
    assert '"url": "/' not in page


def test_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(MisconfiguredSettings, match="Cannot write the page"):
        write_page(tmp_path / "missing" / "x.html", "x")


def test_day_is_checked() -> None:
    with pytest.raises(InvalidDate):
        read_viewpoint({"as_of": "2026-6-2"})
