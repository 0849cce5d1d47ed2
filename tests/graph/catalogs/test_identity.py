"""Which model is a listing: single hard cases, the hand-checked sets, and what must always hold."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.catalogs.identity import Identity, Resolver, canonicalise
from graph.catalogs.listing import CatalogReading, Listing

MODELS_DEV = "models.dev"

#: Spellings from many sellers and the one model that each of them is.
CASES = {
    "anthropic/claude-sonnet-4.5": (
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "claude-sonnet-4-5@20250929",
        "anthropic--claude-4.5-sonnet",
        "databricks-claude-sonnet-4-5",
        "duo-chat-sonnet-4-5",
        "claude-sonnet-4-5-20250929-thinking",
    ),
    "anthropic/claude-3.5-sonnet": (
        "claude-3-5-sonnet-20240620",
        "anthropic.claude-3-5-sonnet-20241022-v2:0",
        "anthropic/claude-sonnet-3.5-june",
    ),
    "anthropic/claude-opus-4": ("claude-opus-4-0", "claude-opus-4@20250514"),
    "anthropic/claude-opus-4.8": ("claude-opus-4.8-fast", "claude-opus4-8"),
    "openai/gpt-3.5-turbo": ("gpt-35-turbo-0613", "openai/gpt-3.5-turbo"),
    "openai/gpt-5.4-mini": ("databricks-gpt-5-4-mini", "openai-gpt-54-mini"),
    "openai/gpt-5.2-chat": ("gpt-5.2-chat-latest",),
    "openai/gpt-oss-20b": ("gpt-oss:20b", "openai.gpt-oss-20b-1:0", "@cf/openai/gpt-oss-20b"),
    "google/gemini-3.1-pro": ("gemini-3.1-pro-preview", "google/gemini-3.1-pro-preview-high"),
    "google/gemini-2.5-flash-lite": ("gemini-2.5-flash-lite-preview-09-2025",),
    "google/gemini-embedding-001": ("gemini-embedding-001",),
    "google/gemma-3-27b-it": ("gemma3:27b", "unsloth/gemma-3-27b-it", "TEE/gemma-3-27b-it"),
    "xai/grok-4-fast": ("grok-4-fast-reasoning", "x-ai/grok-4-fast"),
    "xai/grok-4.20": ("grok-4-20-beta-0309-non-reasoning", "grok-4.20-reasoning"),
    "zhipuai/glm-5.2": ("accounts/fireworks/models/glm-5p2", "zai-org/GLM-5.2-FP8"),
    "zhipuai/glm-5-turbo": ("glm-5-turbo",),
    "zhipuai/glm-4.7-flashx": ("z-ai/glm-4.7-flashx",),
    "meta/llama-3.1-8b-instruct": (
        "meta.llama3-1-8b-instruct-v1:0",
        "llama-3.1-8b-instant",
        "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo",
    ),
    "meta/llama-4-scout": ("us.meta.llama4-scout-17b-instruct-v1:0",),
    "mistral/mistral-large-3": ("mistral-large-2512", "mistral-large-3:675b"),
    "mistral/mistral-small-3.1": ("mistral-small-2503", "mistral-small-3.1-24b-instruct"),
    "alibaba/qwen3-235b-a22b-instruct-2507": ("qwen/qwen3-235b-a22b-2507",),
    "alibaba/qwen2.5-vl-7b-instruct": ("qwen2p5-vl-7b-instruct", "qwen2-5-vl-7b-instruct"),
    "moonshotai/kimi-k2.6": ("moonshotai/Kimi-K2.6-Fast", "kimi-k2p6-turbo"),
    "minimax/minimax-m2.7": ("MiniMax-M2.7-highspeed",),
    "deepseek/deepseek-v3.2": ("deepseek-ai/deepseek-v3.2-maas", "nvidia/DeepSeek-V3.2-NVFP4"),
    "deepseek/deepseek-r1-0528": ("deepseek-ai/DeepSeek-R1-0528",),
    "nvidia/nemotron-3-nano-30b-a3b": ("nemotron-3-nano:30b", "nvidia.nemotron-nano-3-30b"),
    "amazon/nova-lite": ("amazon.nova-lite-v1:0", "amazon/nova-lite-v1"),
    "amazon/titan-embed-text-v2": ("amazon.titan-embed-text-v2:0",),
    "huihui-ai/deepseek-r1-distill-qwen-32b-abliterated": (
        "huihui-ai/DeepSeek-R1-Distill-Qwen-32B-abliterated",
    ),
}


@pytest.mark.parametrize(
    ("model_id", "canonical"), [(i, name) for name, ids in CASES.items() for i in ids]
)
def test_a_spelling_resolves_to_the_model_it_is(
    model_id: str, canonical: str, resolver: Resolver
) -> None:
    assert resolver.resolve(Listing(MODELS_DEV, "some-host", model_id)).canonical == canonical


#: Pairs that look alike to string matching and are different models.
DISTINCT = (
    ("gpt-4.5", "gpt-5.4"),
    ("gpt-5-codex", "gpt-5"),
    ("gpt-5.1-codex-mini", "gpt-5.1-codex"),
    ("glm-4.7-flash", "glm-4.7-flashx"),
    ("glm-4.5-air", "glm-4.5-airx"),
    ("glm-5-turbo", "glm-5"),
    ("deepseek-v3-0324", "deepseek-v3"),
    ("qwen3-235b-a22b", "qwen3-235b-a22b-instruct-2507"),
    ("kimi-k2-thinking", "kimi-k2"),
    ("grok-4-fast", "grok-4"),
    ("llama-3.1-nemotron-70b-instruct", "llama-3.1-70b-instruct"),
    ("whisper-large-v3-turbo", "whisper-large-v3"),
    ("claude-sonnet-4", "claude-sonnet-4.5"),
)


@pytest.mark.parametrize(("one", "other"), DISTINCT)
def test_lookalikes_stay_two_models(one: str, other: str, resolver: Resolver) -> None:
    names = {
        resolver.resolve(Listing(MODELS_DEV, "some-host", model_id)).canonical
        for model_id in (one, other)
    }
    assert len(names) == 2


def test_the_display_name_speaks_where_the_id_says_too_little(resolver: Resolver) -> None:
    listing = Listing(MODELS_DEV, "somebody", "deepseek.v3-v1:0", name="DeepSeek-V3.1")
    assert resolver.resolve(listing).canonical == "deepseek/deepseek-v3.1"


def test_a_house_brand_resolves_by_what_the_catalog_states(resolver: Resolver) -> None:
    listing = Listing(MODELS_DEV, "somebody", "house-coder", base_model="moonshotai/kimi-k2.7-code")
    assert resolver.resolve(listing) == Identity("moonshotai", "kimi-k2.7-code", "base-model", 0.95)


def test_a_curated_decision_beats_a_wrong_base_model(resolver: Resolver) -> None:
    listing = Listing(
        MODELS_DEV,
        "databricks",
        "databricks-claude-sonnet-4",
        name="Claude Sonnet 4.5",
        base_model="anthropic/claude-sonnet-4-5",
    )
    found = resolver.resolve(listing)
    assert (found.canonical, found.method) == ("anthropic/claude-sonnet-4", "curated")


def test_an_unknown_name_stays_in_its_sellers_own_name_space(resolver: Resolver) -> None:
    found = resolver.resolve(Listing(MODELS_DEV, "the-grid-ai", "agent-max"))
    assert (found.canonical, found.method) == ("the-grid-ai/agent-max", "unresolved")


def test_a_fine_tune_without_a_publisher_is_not_the_model_it_was_made_from(
    resolver: Resolver,
) -> None:
    found = resolver.resolve(Listing(MODELS_DEV, "nano-gpt", "Qwen3.5-27B-Musica-v1"))
    assert found.canonical == "nano-gpt/qwen3.5-27b-musica-v1"


def test_every_hand_checked_listing_has_its_lab_and_nearly_all_their_model(
    identities: dict[tuple[str, str], Identity], hand_checked: list[Any]
) -> None:
    """164 rows; 98 and 96 per cent are asked for, and all of them are met today."""
    found = [(row, identities[row.provider, row.model_id]) for row in hand_checked]
    wrong = [
        f"{row.provider} {row.model_id}: {i.canonical}, not {row.canonical}"
        for row, i in found
        if i.canonical != row.canonical
    ]
    right_labs = sum(i.lab == row.lab for row, i in found)
    assert right_labs / len(found) >= 0.98, wrong
    assert 1 - len(wrong) / len(found) >= 0.96, wrong


def test_the_hand_checked_listings_resolve_without_what_the_source_tree_states(
    reading: CatalogReading, resolver: Resolver, hand_checked: list[Any]
) -> None:
    """The published file states no base model, so the other steps must do nearly as well."""
    listings = {(item.provider, item.model_id): item for item in reading.listings}
    wrong = [
        f"{row.provider} {row.model_id}: {found.canonical}, not {row.canonical}"
        for row in hand_checked
        if (
            found := resolver.resolve(
                replace(listings[row.provider, row.model_id], base_model=None)
            )
        ).canonical
        != row.canonical
    ]
    assert 1 - len(wrong) / len(hand_checked) >= 0.96, wrong


#: Registry entries that the naming convention makes one model; anything else must stay apart.
MERGED_ON_PURPOSE = {
    "anthropic/claude-haiku-4.5": "dated snapshot",
    "anthropic/claude-opus-4": "dated snapshot, and 4-0 is 4",
    "anthropic/claude-opus-4.1": "dated snapshot",
    "anthropic/claude-opus-4.5": "dated snapshot",
    "anthropic/claude-sonnet-4": "dated snapshot, and 4-0 is 4",
    "anthropic/claude-sonnet-4.5": "dated snapshot",
    "google/gemini-3.1-flash-lite": "preview",
    "minimax/minimax-m2.5": "serving tier highspeed",
    "minimax/minimax-m2.7": "serving tier highspeed",
    "mistral/devstral-medium": "the month code is the only version of this name",
    "moonshotai/kimi-k2-thinking": "serving tier turbo",
    "moonshotai/kimi-k2.7-code": "serving tier highspeed",
    "openai/gpt-4o": "dated snapshots",
    "xai/grok-4.20": "thinking modes",
    "xiaomi/mimo-v2.5-pro": "serving tier ultraspeed",
}


def test_registry_models_merge_only_by_a_convention_written_down(
    registry_names: list[str],
) -> None:
    merged = defaultdict(list)
    for name in registry_names:
        merged[canonicalise(name)].append(name)
    assert {name for name, names in merged.items() if len(names) > 1} == set(MERGED_ON_PURPOSE)


def test_a_canonical_name_gives_itself(identities: dict[tuple[str, str], Identity]) -> None:
    names = {identity.canonical for identity in identities.values()}
    assert {name: canonicalise(name) for name in names} == {name: name for name in names}


def test_a_canonical_name_as_an_id_gives_itself(
    identities: dict[tuple[str, str], Identity], resolver: Resolver
) -> None:
    resolved = {i.canonical for i in identities.values() if i.method in ("id", "base-model")}
    wrong = {
        name: found.canonical
        for name in sorted(resolved)
        if (found := resolver.resolve(Listing(MODELS_DEV, "elsewhere", name))).canonical != name
    }
    assert wrong == {}


WORDS = st.sampled_from(
    "gpt claude gemini qwen3 llama kimi k2 glm 5 4.5 pro mini turbo fast preview latest 2507 "
    "thinking instruct 70b fp8 v1 20250929 opus sonnet free flash 3-1 deepseek mistral".split()
)
LABS = st.sampled_from(["openai", "anthropic", "google", "alibaba", "meta", "zhipuai", "someone"])


@given(lab=LABS, words=st.lists(WORDS, min_size=1, max_size=6))
def test_naming_twice_is_naming_once(lab: str, words: list[str]) -> None:
    once = canonicalise(f"{lab}/{'-'.join(words)}")
    assert once is not None
    assert canonicalise(once) == once


@given(
    words=st.lists(WORDS, min_size=1, max_size=5),
    gateway=st.sampled_from(
        ["openrouter", "workers-ai/@cf", "accounts/fireworks/models", "TEE", "models", "hf:"]
    ),
)
def test_a_gateways_prefix_never_changes_a_known_model(words: list[str], gateway: str) -> None:
    resolver, model_id = Resolver(), "-".join(words)
    bare = resolver.resolve(Listing(MODELS_DEV, "host", model_id))
    if bare.method == "id":
        there = resolver.resolve(Listing(MODELS_DEV, "host", f"{gateway}/{model_id}"))
        assert there.canonical == bare.canonical


def test_identity_does_not_depend_on_the_order_of_the_rows(
    reading: CatalogReading, identities: dict[tuple[str, str], Identity]
) -> None:
    fresh = Resolver({})
    backwards = {
        (item.provider, item.model_id): fresh.resolve(item) for item in reversed(reading.listings)
    }
    forwards = {(item.provider, item.model_id): fresh.resolve(item) for item in reading.listings}
    assert backwards == forwards
    assert identities.keys() == forwards.keys()


def test_the_methods_rank_by_confidence() -> None:
    from graph.catalogs.identity import BY_ID, BY_NAME, CONFIDENCE, CURATED, STATED, UNRESOLVED

    ranked = [CONFIDENCE[m] for m in (CURATED, STATED, BY_ID, BY_NAME, UNRESOLVED)]
    assert all(better > worse for better, worse in pairwise(ranked))
