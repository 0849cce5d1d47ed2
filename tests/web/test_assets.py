"""Static files: those of others are what their list says; an address changes with its file."""

from __future__ import annotations

import csv
import hashlib

import pytest
from flask.testing import FlaskClient

from web.assets import STYLES, VENDORED, find_asset, join_styles

LISTED = list(csv.DictReader((VENDORED / "vendor.csv").read_text(encoding="utf-8").splitlines()))


def test_every_vendored_file_is_listed() -> None:
    files = {path.name for path in VENDORED.iterdir()} - {"vendor.csv"}
    assert {row["file"] for row in LISTED} == files


@pytest.mark.parametrize("row", LISTED, ids=lambda row: row["file"])
def test_a_vendored_file_is_the_one_that_was_looked_at(row: dict[str, str]) -> None:
    assert hashlib.sha256((VENDORED / row["file"]).read_bytes()).hexdigest() == row["sha256"]
    assert row["version"]
    assert "GPL" not in row["licence"]


def test_the_one_style_sheet_holds_all_of_them() -> None:
    joined = join_styles()
    assert all(find_asset(name).read_bytes() in joined for name in STYLES)


def test_the_list_of_vendored_files_is_no_asset(shipped: FlaskClient) -> None:
    assert shipped.get("/static/vendor.csv").status_code == 404


def test_the_typeface_is_sent_as_it_is(shipped: FlaskClient) -> None:
    answer = shipped.get("/static/inter-latin-wght.woff2", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
    assert answer.content_type == "font/woff2"
