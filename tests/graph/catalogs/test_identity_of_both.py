"""Identity on both big catalogs: the hand-checked rows, price rows, and what must always hold."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.catalogs.identity import Identity, Resolver, canonicalise
from graph.catalogs.listing import CatalogReading, Listing
from graph.catalogs.litellm import read_catalog


@pytest.fixture(scope="module")
def price_rows(catalogs: Path) -> tuple[Listing, ...]:
    """Every row of LiteLLM's price map that is a model."""
    found = read_catalog((catalogs / "litellm.json").read_bytes())
    return tuple(listing for listing in found.listings if listing.is_model)


@pytest.fixture(scope="module")
def both(
    reading: CatalogReading, price_rows: tuple[Listing, ...], resolver: Resolver
) -> dict[Listing, Identity]:
    """Every listing of both catalogs with its identity."""
    return {listing: resolver.resolve(listing) for listing in (*reading.listings, *price_rows)}


#: Provider, id and model: one row for each way in which LiteLLM writes a key.
PRICE_ROWS = (
    ("azure", "azure/eu/gpt-5.1-codex-mini", "openai/gpt-5.1-codex-mini"),
    ("azure", "azure/global-standard/gpt-4o-mini", "openai/gpt-4o-mini"),
    ("azure", "azure/hd/1024-x-1024/dall-e-3", "openai/dall-e-3"),
    ("azure_ai", "azure_ai/FW-GLM-5.2-Fast", "zhipuai/glm-5.2"),
    ("azure_ai", "azure_ai/embed-v-4-0", "cohere/embed-v4"),
    ("bedrock", "bedrock/*/1-month-commitment/cohere.command-text-v14", "cohere/command"),
    (
        "bedrock",
        "bedrock/ap-northeast-1/6-month-commitment/anthropic.claude-v2:1",
        "anthropic/claude-2.1",
    ),
    ("bedrock", "anthropic.claude-instant-v1", "anthropic/claude-instant-1"),
    (
        "bedrock",
        "bedrock/eu-west-3/mistral.mistral-7b-instruct-v0:2",
        "mistral/mistral-7b-instruct-v0.2",
    ),
    ("bedrock", "bedrock/us-east-1/zai.glm-5", "zhipuai/glm-5"),
    ("bedrock", "1024-x-1024/50-steps/bedrock/amazon.nova-canvas-v1:0", "amazon/nova-canvas"),
    ("bedrock", "us.twelvelabs.pegasus-1-2-v1:0", "twelvelabs/pegasus-1.2"),
    ("bedrock_converse", "in.moonshotai.kimi-k3", "moonshotai/kimi-k3"),
    ("bedrock_converse", "deepseek.v3-v1:0", "deepseek/deepseek-v3.1"),
    ("databricks", "databricks/databricks-gpt-6-1-sol", "openai/gpt-6.1-sol"),
    ("databricks", "databricks/system.ai.kimi-k3", "moonshotai/kimi-k3"),
    ("deepinfra", "deepinfra/openai/gpt-oss-120b-Turbo", "openai/gpt-oss-120b"),
    (
        "fal_ai",
        "fal_ai/low/2560-x-1440/openai/gpt-image-2.5/sunburst/edit",
        "openai/gpt-image-2.5-sunburst",
    ),
    ("fal_ai", "fal_ai/fal-ai/imagen4/preview/ultra", "google/imagen-4-ultra"),
    ("fal_ai", "fal_ai/fal-ai/flux/dev", "black-forest-labs/flux.1-dev"),
    ("fal_ai", "fal_ai/minimax/h3/text-to-video", "minimax/minimax-h3"),
    (
        "fireworks_ai",
        "fireworks_ai/accounts/fireworks/models/llama-v3p1-8b-instruct",
        "meta/llama-3.1-8b-instruct",
    ),
    (
        "fireworks_ai",
        "fireworks_ai/accounts/fireworks/routers/glm-5p2-fast-us",
        "zhipuai/glm-5.2",
    ),
    (
        "fireworks_ai",
        "fireworks_ai/accounts/fireworks/models/nous-hermes-llama2-13b",
        "nousresearch/nous-hermes-llama2-13b",
    ),
    ("ollama", "ollama/gpt-oss:120b-cloud", "openai/gpt-oss-120b"),
    ("openai", "ft:o4-mini-2025-04-16", "openai/o4-mini"),
    ("openai", "low/1536-x-1024/gpt-image-1.5-2025-12-16", "openai/gpt-image-1.5"),
    ("perplexity", "perplexity/perplexity/glm-5.3-flash", "zhipuai/glm-5.3-flash"),
    ("runwayml", "runwayml/seedance2_5", "bytedance/seedance-2.5"),
    ("sagemaker", "sagemaker/meta-textgeneration-llama-2-7b-f", "meta/llama-2-7b-chat"),
    ("snowflake", "snowflake/llama3.1-405b", "meta/llama-3.1-405b-instruct"),
    ("tencent", "tencent/kimi-k2.7-code-highspeed", "moonshotai/kimi-k2.7-code"),
    ("tensormesh", "tensormesh/lukealonso/GLM-5.1-NVFP4-MTP", "zhipuai/glm-5.1"),
    ("vertex_ai-anthropic_models", "vertex_ai/claude-3-opus@20240229", "anthropic/claude-3-opus"),
    ("vertex_ai-mistral_models", "vertex_ai/mistral-large@2411-001", "mistral/mistral-large-2.1"),
    ("vertex_ai-video-models", "vertex_ai/veo-3.0-fast-generate-001", "google/veo-3-fast"),
    ("watsonx", "watsonx/ibm/granite-3-3-8b-instruct", "ibm/granite-3.3-8b-instruct"),
    ("xai", "xai/grok-4.20-beta-latest-non-reasoning", "xai/grok-4.20"),
    ("refuseless", "refuseless/glm-5.3-abliterated", "refuseless/glm-5.3-abliterated"),
    ("cloudflare", "cloudflare/@cf/cloudflare/clef-omni", "cloudflare/clef-omni"),
)


@pytest.mark.parametrize(("provider", "model_id", "canonical"), PRICE_ROWS)
def test_a_price_row_is_the_model_under_it(
    provider: str, model_id: str, canonical: str, resolver: Resolver
) -> None:
    assert resolver.resolve(Listing("litellm", provider, model_id)).canonical == canonical


#: Spellings that models.dev had at some time: provider, id and model.
OLD_SPELLINGS = (
    ("openrouter", "anthropic%2Fclaude-opus-4", "anthropic/claude-opus-4"),
    ("nano-gpt", "NousResearch 2/hermes-4-405b:thinking", "nousresearch/hermes-4-405b"),
    ("venice", "e2ee-gpt-oss-120b-p", "openai/gpt-oss-120b"),
    ("venice", "claude-opus-45", "anthropic/claude-opus-4.5"),
    ("opencode", "alpha-kimi-k2-thinking", "moonshotai/kimi-k2-thinking"),
    ("gitlab", "duo-chat-fable-5", "anthropic/claude-fable-5"),
    ("cloudflare-ai-gateway", "google-ai-studio/gemini-2.5-pro", "google/gemini-2.5-pro"),
    ("firmware", "cerebras-zai-glm-4.7", "zhipuai/glm-4.7"),
    ("groq", "llama3-70b-8192", "meta/llama-3-70b-instruct"),
    ("crof", "kimi-k2.6-precision", "moonshotai/kimi-k2.6"),
    ("ollama-cloud", "qwen3-coder-480b-cloud", "alibaba/qwen3-coder-480b-a35b-instruct"),
    ("openrouter", "z-ai/glm-45-air:free", "zhipuai/glm-4.5-air"),
    ("nano-gpt", "x-ai/grok-4-07-09", "xai/grok-4"),
    ("chutes", "tngtech/DeepSeek-TNG-R1T2-Chimera-TEE", "tngtech/deepseek-r1t2-chimera"),
    ("nano-gpt", "Llama-3.3-70B-Aurora-Borealis", "nano-gpt/llama-3.3-70b-aurora-borealis"),
    ("nvidia", "nvidia/llama3-chatqa-1.5-70b", "nvidia/llama3-chatqa-1.5-70b"),
)


@pytest.mark.parametrize(("provider", "model_id", "canonical"), OLD_SPELLINGS)
def test_a_spelling_that_was_once_listed_resolves(
    provider: str, model_id: str, canonical: str, resolver: Resolver
) -> None:
    assert resolver.resolve(Listing("models.dev", provider, model_id)).canonical == canonical


#: Rows that look like one model and are two.
APART = (
    ("fireworks_ai", "models/llama-v3p2-1b", "models/llama-v3p2-1b-instruct"),
    ("openai", "gpt-5.6-luna", "gpt-5.6-sol"),
    ("deepgram", "deepgram/whisper-medium", "deepgram/whisper-large"),
    ("databricks", "databricks-deepseek-v4-pro", "databricks-deepseek-v4-pro-0813"),
    ("cohere", "rerank-v4.0-fast", "rerank-v4.0-pro"),
    ("bedrock", "anthropic.claude-v2:1", "anthropic.claude-v1"),
    ("volcengine", "doubao-seedance-2-0-260128", "doubao-seedance-2-0-fast-260128"),
)


@pytest.mark.parametrize(("provider", "one", "other"), APART)
def test_price_rows_of_two_models_stay_two(
    provider: str, one: str, other: str, resolver: Resolver
) -> None:
    names = {
        resolver.resolve(Listing("litellm", provider, item)).canonical for item in (one, other)
    }
    assert len(names) == 2


def hand_checked_rows(catalogs: Path) -> Iterator[dict[str, str]]:
    """Yield every hand-checked row of both files."""
    for name in ("identity.sample.csv", "mini.expected.csv"):
        with (catalogs / name).open(encoding="utf-8", newline="") as handle:
            yield from csv.DictReader(handle)


@pytest.mark.parametrize("with_base_models", [True, False])
def test_the_hand_checked_listings_of_both_catalogs_resolve(
    with_base_models: bool,
    catalogs: Path,
    both: dict[Listing, Identity],
    resolver: Resolver,
) -> None:
    """204 rows; 98 per cent of labs and 96 of models are asked for. Today all are met."""
    listings = {(item.catalog, item.provider, item.model_id): item for item in both}
    rows, labs, wrong = 0, 0, []
    for row in hand_checked_rows(catalogs):
        listing = listings[row["catalog"], row["provider"], row["model_id"]]
        if not with_base_models:
            listing = replace(listing, base_model=None)
        found = resolver.resolve(listing)
        rows += 1
        labs += found.lab == row["lab"]
        if found.canonical != row["canonical_model"]:
            wrong.append(f"{listing.entry}: {found.canonical}, not {row['canonical_model']}")
    assert rows == 204
    assert labs / rows >= 0.98, wrong
    assert 1 - len(wrong) / rows >= 0.96, wrong


def test_nearly_everything_resolves(both: dict[Listing, Identity]) -> None:
    """What stays unresolved are routers, house brands and nameless fine-tunes."""
    for catalog, least in (("models.dev", 0.97), ("litellm", 0.985)):
        methods = [found.method for item, found in both.items() if item.catalog == catalog]
        assert methods.count("unresolved") <= (1 - least) * len(methods)


def test_canonical_names_of_both_catalogs_give_themselves(both: dict[Listing, Identity]) -> None:
    names = {found.canonical for found in both.values()}
    assert {name: canonicalise(name) for name in names} == {name: name for name in names}


def test_no_canonical_name_carries_what_a_host_added(both: dict[Listing, Identity]) -> None:
    """Regions, quantisations and price keys are never part of a resolved name."""
    marks = ("-fp8", "-gguf", "-maas", "-tee", ":", "@", "/us.", "-x-", "databricks-", "-latest")
    left = {
        found.canonical: item.entry
        for item, found in both.items()
        if found.method != "unresolved" and any(mark in found.canonical for mark in marks)
    }
    assert left == {}


GATEWAYS = ("openrouter", "together_ai", "accounts/fireworks/models", "workers-ai/@cf", "hf:")


def test_a_gateways_prefix_changes_no_listing_of_either_catalog(
    both: dict[Listing, Identity], resolver: Resolver
) -> None:
    changed = {
        (gateway, item.entry): (found.canonical, there.canonical)
        for item, found in both.items()
        if found.method == "id"
        for gateway in GATEWAYS
        if (there := resolver.resolve(replace(item, model_id=f"{gateway}/{item.model_id}")))
        and there.canonical != found.canonical
    }
    assert changed == {}


def test_every_listing_that_points_to_the_newest_is_marked(both: dict[Listing, Identity]) -> None:
    floating = {item.model_id for item, found in both.items() if found.floating}
    assert {"gemini-flash-lite-latest", "xai/grok-4.3-latest", "vertex_ai/codestral@latest"} <= (
        floating
    )
    assert all("latest" in model_id or "~" in model_id for model_id in floating)


@settings(max_examples=300)
@given(data=st.data())
def test_a_region_a_price_or_a_route_changes_no_price_row(
    data: st.DataObject, price_rows: tuple[Listing, ...], resolver: Resolver
) -> None:
    item = data.draw(st.sampled_from(price_rows))
    found = resolver.resolve(item)
    wrapping = data.draw(
        st.lists(
            st.sampled_from(
                ["eu", "us-gov-west-1", "1024-x-1536", "high", "1-month-commitment", "global"]
            ),
            min_size=1,
            max_size=3,
        )
    )
    if found.method == "id":
        there = resolver.resolve(replace(item, model_id="/".join([*wrapping, item.model_id])))
        assert there.canonical == found.canonical


@given(model_id=st.text(min_size=1, max_size=60), provider=st.text(min_size=1, max_size=20))
def test_any_text_as_an_id_resolves_to_something_and_stays_there(
    model_id: str, provider: str
) -> None:
    found = Resolver().resolve(Listing("litellm", provider, model_id))
    assert found.lab
    assert found.model
    assert canonicalise(found.canonical) is not None
