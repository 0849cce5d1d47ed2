"""One call for every catalog: what it gives, and what it refuses before reading."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pytest

from graph.catalogs.json_files import parse_object, read_within_limit
from graph.catalogs.models_dev import find_kind
from graph.catalogs.readers import CATALOGS, read_catalog, read_content
from graph.errors import CatalogRejected, FileMissing, InputTooLarge, UnknownEntity

FILES = {
    "models.dev": ("models_dev.api.json", 5276),
    "litellm": ("litellm.json", 4551),
    "github-copilot": ("github_copilot.json", 51),
    "codex": ("codex_models.json", 11),
}


@pytest.mark.parametrize("catalog", CATALOGS)
def test_every_catalog_reads_into_the_same_records(catalog: str, shared: Path) -> None:
    name, count = FILES[catalog]
    found = read_catalog(catalog, shared / "catalogs" / name, snapshot=date(2026, 7, 2))
    assert len(found.listings) == count
    assert {listing.catalog for listing in found.listings} == {catalog}
    assert found.version.startswith("sha256:")
    assert found.license.startswith("https://spdx.org/licenses/")


def test_the_order_of_listings_is_that_of_their_keys(shared: Path) -> None:
    found = read_catalog("litellm", shared / "catalogs" / "litellm.json")
    keys = [listing.model_id for listing in found.listings]
    assert keys == sorted(keys)


def test_the_installed_package_is_read_and_not_imported(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package laid out as pip installs it, which would complain if anybody imported it."""
    package, about = tmp_path / "litellm", tmp_path / "litellm-1.109.1.dist-info"
    package.mkdir()
    about.mkdir()
    (package / "__init__.py").write_text("raise ImportError('read, not imported')")
    prices = (shared / "catalogs" / "litellm.json").read_bytes()
    (package / "model_prices_and_context_window_backup.json").write_bytes(prices)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: litellm\nVersion: 1.109.1\n")
    monkeypatch.syspath_prepend(tmp_path)
    found = read_catalog("litellm")
    assert len(found.listings) == FILES["litellm"][1]
    assert found.version == "1.109.1"
    assert "litellm" not in sys.modules


def test_a_catalog_that_is_only_a_file_needs_one() -> None:
    with pytest.raises(FileMissing, match="Codex model list is read from a file"):
        read_catalog("codex")


def test_a_misspelt_catalog_is_told_which_was_meant(tmp_path: Path) -> None:
    with pytest.raises(UnknownEntity, match="Did you mean litellm"):
        read_catalog("litelm", tmp_path)


def test_a_file_above_the_limit_is_refused_unread(tmp_path: Path) -> None:
    """A sparse file of 500 MB takes no room on the disk and must take none in memory."""
    file = tmp_path / "api.json"
    with file.open("wb") as handle:
        handle.truncate(500_000_000)
    with pytest.raises(InputTooLarge, match="500,000,000 bytes"):
        read_catalog("models.dev", file)


def test_a_file_at_the_limit_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"123")
    assert read_within_limit(file, 3) == b"123"
    with pytest.raises(InputTooLarge):
        read_within_limit(file, 2)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match=r"nowhere\.json"):
        read_catalog("litellm", tmp_path / "nowhere.json")


def test_a_key_that_occurs_twice_is_named_by_its_path() -> None:
    content = b'{"acme": {"name": "A", "models": {"m": {"name": "x", "name": "y"}}}}'
    document, findings = parse_object(content, "api.json")
    assert document["acme"]["models"]["m"]["name"] == "y"
    assert [finding.node for finding in findings] == ["acme m name"]


def test_a_listing_that_occurs_twice_stops_the_import() -> None:
    content = b'{"acme": {"models": {"m": {}, "m": {"name": "later"}}}}'
    found = read_content("models.dev", content, "api.json")
    assert [finding.node for finding in found.violations] == ["acme m"]
    assert [listing.name for listing in found.listings] == ["later"]


def test_the_later_shape_with_canonical_ids_is_read() -> None:
    model = {"name": "House Coder", "canonical_id": "moonshotai/kimi-k2.7-code", "new_key": [1]}
    content = json.dumps(
        {"models": {"a/b": {}}, "providers": {"acme": {"models": {"coder": model}}}}
    ).encode()
    (listing,) = read_content("models.dev", content, "catalog.json").listings
    assert (listing.provider, listing.base_model) == ("acme", "moonshotai/kimi-k2.7-code")


def test_what_a_listing_makes_is_read_from_its_outputs_and_name() -> None:
    assert find_kind("veo-3", {"output": ["video"]}) == "video"
    assert find_kind("gpt-image", {"output": ["text", "image"]}) == "text"
    assert find_kind("text-embedding-3-small", {"output": ["text"]}) == "embedding"
    assert find_kind("rerank-v3.5", None) == "rerank"


@pytest.mark.parametrize("catalog", CATALOGS)
@pytest.mark.parametrize("content", [b"", b'{"a": ', b"\xff\xfe", b"7", b'"text"', b"null"])
def test_no_catalog_takes_what_is_none(catalog: str, content: bytes) -> None:
    with pytest.raises(CatalogRejected):
        read_content(catalog, content, "file.json")


@pytest.mark.parametrize("catalog", CATALOGS)
def test_a_deeply_nested_file_is_refused_and_does_not_crash(catalog: str) -> None:
    with pytest.raises(CatalogRejected):
        read_content(catalog, b"[" * 200_000, "file.json")
