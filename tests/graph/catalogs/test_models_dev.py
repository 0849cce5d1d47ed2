"""Reading models.dev files, whole and broken: what is kept, what is refused, and in which words."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from graph.catalogs.listing import CatalogReading
from graph.catalogs.models_dev import (
    read_base_models,
    read_catalog,
    read_history,
    read_registry,
)
from graph.errors import CatalogRejected


def catalog(**models: Any) -> bytes:
    """A catalog of one provider ``acme`` with these models."""
    entry = {"id": "acme", "name": "Acme", "doc": "https://acme.example", "models": models}
    return json.dumps({"acme": entry}).encode()


def fault(model: Any, model_id: str = "m") -> str:
    """The one finding that a catalog of this one model gives."""
    (finding,) = read_catalog(catalog(**{model_id: model})).findings
    return str(finding)


def test_the_real_file_has_every_provider_and_listing(reading: CatalogReading) -> None:
    assert (len(reading.providers), len(reading.listings)) == (147, 5276)


def test_the_real_file_has_one_impossible_date_and_names_its_entry(
    reading: CatalogReading,
) -> None:
    assert [finding.node for finding in reading.violations] == ["scaleway qwen3-embedding-8b"]
    assert reading.violations[0].value == "2025-25-11"


def test_the_small_fixture_reads_without_base_models(catalogs: Any) -> None:
    found = read_catalog((catalogs / "mini.models_dev.api.json").read_bytes())
    assert len(found.listings) == 137
    assert all(listing.base_model is None for listing in found.listings)


def test_a_truncated_file_is_refused_with_line_and_column() -> None:
    with pytest.raises(CatalogRejected, match="not complete JSON") as caught:
        read_catalog(catalog(m={"name": "M"})[:-20], name="api.json")
    assert caught.value.line == 1
    assert caught.value.column is not None


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff\xfe\x00"])
def test_what_is_no_json_is_refused(content: bytes) -> None:
    with pytest.raises(CatalogRejected, match="JSON"):
        read_catalog(content)


def test_json_nested_without_end_is_refused() -> None:
    with pytest.raises(CatalogRejected, match="JSON"):
        read_catalog(b"[" * 200_000)


@pytest.mark.parametrize("content", [b"[]", b'"x"', b"3", b"null"])
def test_a_file_that_is_no_object_is_refused(content: bytes) -> None:
    with pytest.raises(CatalogRejected, match="one JSON object"):
        read_catalog(content)


def test_an_empty_object_holds_no_provider() -> None:
    with pytest.raises(CatalogRejected, match="no provider"):
        read_catalog(b"{}")


def test_a_provider_of_the_wrong_shape_is_named_and_the_others_are_read() -> None:
    content = json.dumps({"bad": 3, "worse": {"models": []}, "good": {"models": {"m": {}}}})
    found = read_catalog(content.encode())
    assert [finding.node for finding in found.violations] == ["bad", "worse"]
    assert [listing.provider for listing in found.listings] == ["good"]


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (7, "acme m: a model must be an object (found int)"),
        ({"name": 7}, "acme m: name must be text (found 7)"),
        ({"open_weights": "yes"}, 'acme m: open_weights must be true or false (found "yes")'),
        ({"release_date": 2025}, "acme m: release_date must be text (found 2025)"),
        (
            {"status": "gone"},
            "acme m: status must be one of alpha, beta, deprecated or missing (found gone)",
        ),
    ],
)
def test_a_value_of_the_wrong_type_is_reported_and_its_listing_left_out(
    model: Any, words: str
) -> None:
    assert fault(model) == words
    assert read_catalog(catalog(m=model)).listings == ()


def test_an_impossible_date_stops_an_import_but_not_the_listing() -> None:
    found = read_catalog(catalog(m={"release_date": "2025-25-11"}))
    assert [finding.severity for finding in found.findings] == ["violation"]
    assert found.listings[0].released is None


def test_a_placeholder_date_is_a_warning_and_no_date() -> None:
    found = read_catalog(catalog(m={"release_date": "1970-01-01"}))
    assert found.violations == ()
    assert [finding.severity for finding in found.findings] == ["warning"]
    assert found.listings[0].released is None


@pytest.mark.parametrize("text", ["2025", "2025-04", "", None])
def test_a_coarse_or_missing_date_is_no_date_and_no_fault(text: str | None) -> None:
    found = read_catalog(catalog(m={"release_date": text}))
    assert found.findings == ()
    assert found.listings[0].released is None


def test_an_empty_model_id_is_reported() -> None:
    assert fault({}, model_id=" ").startswith("acme: a model id must not be empty")


def test_unknown_keys_and_missing_fields_are_tolerated() -> None:
    found = read_catalog(catalog(m={"flavour": {"of": ["the", "month"]}}))
    assert found.findings == ()
    assert found.listings[0].name == "m"
    assert found.listings[0].open_weights is None


def test_the_later_shape_with_canonical_ids_is_read() -> None:
    found = read_catalog(
        catalog(m={"canonical_id": "openai/gpt-5"}), {"acme": {"m": "openai/gpt-4"}}
    )
    assert found.listings[0].base_model == "openai/gpt-5"


def test_base_models_that_are_no_text_are_skipped() -> None:
    content = json.dumps({"acme": {"m": "openai/gpt-5", "n": 3}, "odd": 4}).encode()
    assert read_base_models(content) == {"acme": {"m": "openai/gpt-5"}}


def test_the_registry_gives_open_weights_and_where_they_are(catalogs: Any) -> None:
    registry = read_registry((catalogs / "models_dev.models.json").read_bytes())
    model = registry["stepfun/step-3.5-flash"]
    assert len(registry) == 231
    assert model.open_weights is True
    assert model.released == date(2026, 1, 29)
    assert model.weights_url == "https://huggingface.co/stepfun-ai/Step-3.5-Flash"


def test_a_weights_address_that_is_no_https_address_is_left_out() -> None:
    entry = {"lab/m": {"name": "M", "weights": [{"url": "javascript:alert(1)"}, 3]}}
    assert read_registry(json.dumps(entry).encode())["lab/m"].weights_url is None


def test_the_real_history_has_every_interval(catalogs: Any) -> None:
    """31 more are open than there are listings: their files were broken links at that commit."""
    intervals = read_history((catalogs / "models_dev.history.csv").read_bytes())
    assert len(intervals) == 7624
    assert sum(interval.last_listed is None for interval in intervals) == 5276 + 31


def test_a_history_without_a_column_is_refused_by_name() -> None:
    with pytest.raises(CatalogRejected, match="last_listed"):
        read_history(b"provider,model_id,first_listed\n")


def test_a_history_with_an_impossible_date_is_refused_with_its_line() -> None:
    content = b"provider,model_id,first_listed,last_listed\na,m,2025-06-04,\na,n,2025-25-11,\n"
    with pytest.raises(CatalogRejected) as caught:
        read_history(content)
    assert caught.value.line == 3
