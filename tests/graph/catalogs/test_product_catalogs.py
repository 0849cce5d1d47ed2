"""Reading what two products offer: GitHub Copilot's tables and Codex's list of models."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.catalogs import codex, copilot
from graph.catalogs.derivations import load_derivations
from graph.catalogs.identity import canonicalise, load_resolver
from graph.catalogs.listing import Listing


@pytest.fixture(scope="module")
def offers(shared: Path) -> dict[str, Listing]:
    """Copilot's listings by name."""
    content = (shared / "catalogs" / "github_copilot.json").read_bytes()
    return {listing.model_id: listing for listing in copilot.read_catalog(content).listings}


@pytest.fixture(scope="module")
def models(shared: Path) -> dict[str, Listing]:
    """Codex's listings by slug."""
    content = (shared / "catalogs" / "codex_models.json").read_bytes()
    return {listing.model_id: listing for listing in codex.read_catalog(content).listings}


def test_a_model_in_copilot_has_its_clients_and_who_hosts_it(offers: dict[str, Listing]) -> None:
    haiku = offers["Claude Haiku 4.5"]
    assert "vscode" in haiku.surfaces
    assert "auto-chat" in haiku.surfaces
    assert haiku.hosts == ("Amazon Web Services", "Anthropic", "Google Cloud")


def test_what_microsoft_tuned_is_hosted_on_azure_alone(offers: dict[str, Listing]) -> None:
    assert offers["Raptor mini"].hosts == ("Microsoft Azure",)
    assert offers["GPT-5 mini"].hosts == ("OpenAI", "Microsoft Azure")


def test_a_retired_model_ends_on_its_day(offers: dict[str, Listing]) -> None:
    assert offers["Claude Opus 4.1"].retires == date(2026, 2, 17)
    assert offers["Claude Opus 4.1"].status == "deprecated"
    assert offers["Gemini 3.1 Pro"].status == "beta"


def test_nothing_in_copilot_is_an_api(offers: dict[str, Listing]) -> None:
    assert {listing.in_api for listing in offers.values()} == {False}


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("Claude Opus 4.8 (fast mode) (preview)", "anthropic/claude-opus-4.8"),
        ("Claude Sonnet 3.7 Thinking", "anthropic/claude-3.7-sonnet"),
        ("GPT-5.3-Codex", "openai/gpt-5.3-codex"),
        ("MAI-Code-1.1-Flash", "microsoft/mai-code-1.1-flash"),
        ("Raptor mini", "github/raptor-mini"),
    ],
)
def test_copilots_names_resolve(name: str, canonical: str, offers: dict[str, Listing]) -> None:
    assert load_resolver().resolve(offers[name]).canonical == canonical


def test_codex_shows_some_models_and_hides_others(models: dict[str, Listing]) -> None:
    assert models["codex-auto-review"].hidden
    assert not models["gpt-6-astra"].hidden
    assert models["gpt-6-astra"].in_api is True
    assert "business" in models["gpt-6-astra"].plans


def test_a_floating_alias_is_marked_as_one(models: dict[str, Listing]) -> None:
    found = load_resolver().resolve(models["gpt-daybreak-blue-latest"])
    assert (found.canonical, found.floating) == ("openai/gpt-daybreak-blue", True)
    assert not load_resolver().resolve(models["gpt-5.5"]).floating


def test_a_fine_tune_is_derived_from_a_model_and_never_the_same() -> None:
    derived = {item.model: item.derived_from for item in load_derivations()}
    assert derived["github/raptor-mini"] == "openai/gpt-5-mini"
    assert derived["cursor/composer-2.5"] == "moonshotai/kimi-k2.5"
    for model, origin in derived.items():
        assert model != origin
        assert (canonicalise(model), canonicalise(origin)) == (model, origin)


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({"retired": []}, "retired: a table must be an object with a list of rows"),
        ({"supported_clients": {"rows": [7]}}, "supported_clients row 1: a row must have text"),
        ({"supported_clients": {"rows": [{"name": ""}]}}, "supported_clients row 1: a row must"),
        (
            {"models_and_pricing": {"rows": [{"model": "X", "release_status": "Maybe"}]}},
            "X: release_status must be one of GA, Public preview, Closing down (found Maybe)",
        ),
        (
            {"retired": {"rows": [{"name": "X", "retirement_date": "2025-25-11"}]}},
            "X: retirement_date must be a date YYYY-MM-DD (found 2025-25-11)",
        ),
    ],
)
def test_a_broken_row_of_copilots_tables_is_named(tables: dict[str, Any], words: str) -> None:
    (finding,) = copilot.read_catalog(json.dumps(tables).encode()).findings
    assert str(finding).startswith(words)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([7], "row 1: a model must be an object with a slug"),
        ([{"slug": ""}], "row 1: a model must be an object with a slug"),
        ([{"slug": "a", "visibility": "loud"}], "a: visibility must be one of list, hide, none"),
        ([{"slug": "a", "supported_in_api": "yes"}], "a: supported_in_api must be true or false"),
        ([{"slug": "a", "available_in_plans": "free"}], "a: available_in_plans must be a list"),
        ([{"slug": "a"}, {"slug": "a"}], "a: a slug must occur once (found row 2)"),
    ],
)
def test_a_broken_row_of_codexs_list_is_named(rows: list[Any], words: str) -> None:
    (finding,) = codex.read_catalog(json.dumps(rows).encode()).findings
    assert str(finding).startswith(words)
