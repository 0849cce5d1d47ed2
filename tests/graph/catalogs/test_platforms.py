"""The platform table: rows merged to platforms, classes, kinds, owners, and the way back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph.catalogs.platform_triples import describe_platforms
from graph.catalogs.platforms import (
    PlatformTable,
    add_evidence,
    read_platform_csv,
    read_platform_turtle,
    table_of,
)
from graph.catalogs.turtle import write_turtle
from graph.errors import CatalogRejected, ParseFailed

HEADER = "catalog,provider,platform,kind,owner,pairs\n"


@pytest.fixture(scope="module")
def table(catalogs: Path) -> PlatformTable:
    """The whole curated table."""
    return table_of(read_platform_csv((catalogs / "platforms.csv").read_bytes()))


@pytest.mark.parametrize(
    ("key", "slug", "kind", "platform_class", "operator", "owner", "runs_on"),
    [
        (
            "models.dev:amazon-bedrock",
            "bedrock",
            "HyperscalerKind",
            "ModelPlatform",
            "aws-org",
            "amazon",
            "aws",
        ),
        (
            "litellm:bedrock_converse",
            "bedrock",
            "HyperscalerKind",
            "ModelPlatform",
            "aws-org",
            "amazon",
            "aws",
        ),
        (
            "models.dev:azure",
            "foundry",
            "HyperscalerKind",
            "ModelPlatform",
            "microsoft",
            "microsoft",
            "azure",
        ),
        (
            "models.dev:github-copilot",
            "copilot",
            "CodingToolKind",
            "Assistant",
            "github",
            "microsoft",
            "",
        ),
        (
            "models.dev:openai",
            "openai-direct",
            "FirstPartyKind",
            "FirstPartyService",
            "openai",
            "openai",
            "",
        ),
        ("models.dev:xai", "xai-api", "FirstPartyKind", "FirstPartyService", "xai", "spacex", ""),
        (
            "models.dev:google-vertex-anthropic",
            "vertex-ai",
            "HyperscalerKind",
            "ModelPlatform",
            "google",
            "google",
            "gcp",
        ),
        (
            "models.dev:openrouter",
            "openrouter",
            "AggregatorKind",
            "Aggregator",
            "openrouter-inc",
            "openrouter-inc",
            "",
        ),
        (
            "models.dev:poolside",
            "poolside",
            "FirstPartyKind",
            "FirstPartyService",
            "poolside-org",
            "poolside-org",
            "",
        ),
    ],
)
def test_a_provider_is_the_platform_it_is(
    table: PlatformTable,
    key: str,
    slug: str,
    kind: str,
    platform_class: str,
    operator: str,
    owner: str,
    runs_on: str,
) -> None:
    platform = table.by_key[key]
    assert platform.operator is not None
    assert platform.owner is not None
    assert (platform.slug, platform.kind, platform.platform_class) == (slug, kind, platform_class)
    assert (platform.operator.slug, platform.owner.slug) == (operator, owner)
    assert platform.runs_on == runs_on


def test_the_plainest_row_of_a_platform_decides_its_kind(table: PlatformTable) -> None:
    """LiteLLM's Perplexity also resells; the platform's own models are not to be set aside."""
    assert table.by_key["litellm:perplexity"].kind == "FirstPartyKind"


def test_only_the_large_owners_count_as_checked(table: PlatformTable) -> None:
    assert table.by_key["models.dev:amazon-bedrock"].checked
    assert not table.by_key["models.dev:crof"].checked


def test_an_unknown_kind_is_refused_with_its_line() -> None:
    content = HEADER + "models.dev,a,A,host,A,1\nmodels.dev,b,B,castle,B,1\n"
    with pytest.raises(CatalogRejected, match="castle") as caught:
        read_platform_csv(content.encode())
    assert caught.value.line == 3


def test_a_table_without_a_column_is_refused() -> None:
    with pytest.raises(CatalogRejected, match="lacks a column"):
        read_platform_csv(b"catalog,provider\nmodels.dev,a\n")


def test_the_turtle_gives_back_what_an_importer_needs(catalogs: Path) -> None:
    platforms = read_platform_csv((catalogs / "platforms.csv").read_bytes())
    content = write_turtle(describe_platforms(platforms, date(2026, 7, 2)), "A table")
    found = read_platform_turtle(content)
    assert found.slugs == {platform.slug for platform in platforms}
    for platform in platforms:
        for key in platform.keys:
            again = found.by_key[key]
            assert (again.slug, again.label, again.kind) == (
                platform.slug,
                platform.label,
                platform.kind,
            )
            assert again.operator is not None
            assert platform.operator is not None
            assert again.operator.slug == platform.operator.slug


def test_a_table_that_is_not_turtle_is_refused_with_its_line() -> None:
    with pytest.raises(ParseFailed) as caught:
        read_platform_turtle(b"@prefix : <http://x/> .\n:a :b\n")
    assert caught.value.line is not None


def test_the_page_that_a_catalog_names_is_evidence_of_the_platform() -> None:
    platforms = read_platform_csv(
        f"{HEADER}c,left,Left,host,Left,1\nd,left,Left,host,Left,1".encode()
    )
    pages = {"c:left": "https://left.example/docs", "d:left": "not a page", "e:other": "https://x"}
    (platform,) = add_evidence(platforms, pages)
    assert platform.evidence == ("https://left.example/docs",)
    written = write_turtle(describe_platforms([platform], date(2026, 7, 2)), "")
    assert b'schema:url "https://left.example/docs"' in written
