"""Reading LiteLLM's price map, whole, broken and installed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.catalogs.listing import Listing
from graph.catalogs.litellm import read_catalog
from graph.errors import CatalogRejected


def price_map(**rows: Any) -> bytes:
    """A price map of these rows."""
    return json.dumps(rows).encode()


def read_one(row: Any, key: str = "m") -> Listing:
    """The one listing of a map with this one row."""
    (listing,) = read_catalog(price_map(**{key: row})).listings
    return listing


def fault(row: Any, key: str = "m") -> str:
    """The one finding that a map of this one row gives."""
    (finding,) = read_catalog(price_map(**{key: row})).findings
    return str(finding)


def test_the_real_file_has_every_row_and_nothing_wrong(shared: Path) -> None:
    """4,553 keys, less the specification of a row and the rules for missing ones."""
    reading = read_catalog((shared / "catalogs" / "litellm.json").read_bytes())
    assert len(reading.listings) == 4551
    assert reading.findings == ()


def test_the_real_file_has_its_searches_and_price_tiers_marked_as_no_models(shared: Path) -> None:
    reading = read_catalog((shared / "catalogs" / "litellm.json").read_bytes())
    none = {listing.model_id for listing in reading.listings if not listing.is_model}
    assert {"tavily/search", "bedrock/guardrails", "fireworks-ai-default"} <= none
    assert "mistral/mistral-ocr-3" not in none


def test_the_description_of_a_row_is_no_row() -> None:
    content = price_map(sample_spec={"mode": "one of"}, a={"litellm_provider": "openai"})
    assert [listing.model_id for listing in read_catalog(content).listings] == ["a"]


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("chat", "text"),
        ("embedding", "embedding"),
        ("image_edit", "image"),
        ("audio_speech", "audio"),
        ("search", "none"),
    ],
)
def test_a_mode_says_what_the_model_makes(mode: str, kind: str) -> None:
    assert read_one({"litellm_provider": "x", "mode": mode}).kind == kind


def test_a_mode_that_is_new_counts_as_text_with_a_warning() -> None:
    row = {"litellm_provider": "x", "mode": "telepathy"}
    assert read_one(row).kind == "text"
    assert fault(row).startswith("m: mode is not one that we know (found telepathy)")


def test_a_deprecation_date_is_the_day_on_which_the_listing_ends() -> None:
    row = {"litellm_provider": "x", "deprecation_date": "2026-09-30", "source": "https://a.example"}
    listing = read_one(row)
    assert (listing.retires, listing.source_url) == (date(2026, 9, 30), "https://a.example")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (7, "m: a row must be an object (found int)"),
        ({}, "m: litellm_provider must name the provider (found None)"),
        ({"litellm_provider": ["a"]}, "m: litellm_provider must name the provider (found ['a'])"),
        ({"litellm_provider": "x", "mode": 3}, "m: mode must be text (found 3)"),
    ],
)
def test_a_broken_row_is_left_out_and_named(row: Any, words: str) -> None:
    assert fault(row) == words
    assert read_catalog(price_map(m=row)).listings == ()


def test_an_impossible_date_is_named_and_its_row_kept_without_it() -> None:
    row = {"litellm_provider": "x", "deprecation_date": "2025-25-11"}
    assert "x m: deprecation_date must be a date YYYY-MM-DD (found 2025-25-11)" in fault(row)
    assert read_one(row).retires is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"a": \xff}'])
def test_what_is_no_price_map_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(CatalogRejected):
        read_catalog(content)
