"""The figures of the market report on the shipped data, reviewed by hand; docs/data.md explains.

Two kinds. A date or a name is exact. A share moves by a model or two when an identity is
corrected, so it stands between bounds around the figure that was measured on the same catalogs
independently of this program.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import ontology
from graph.market.compile import compile_market
from graph.market.panels import PANELS, count_owners_over_time
from graph.market.populations import find_members
from graph.market.read import read_records
from graph.market.records import MarketRecords
from graph.metrics.captivity import score_asset
from graph.metrics.reporting import report_market
from graph.store.memory import read_files
from graph.terms import ID_BASE

#: The day of the models.dev copy, and a day on which every shipped catalog counts.
MODELS_DEV, ALL_CATALOGS = date(2026, 7, 2), date(2026, 11, 22)
REVIEW = "Look at `captivity report --as-of 2026-07-02`, then correct docs/data.md and this test."


@pytest.fixture(scope="module")
def records() -> MarketRecords:
    return read_records(read_files(ontology.MARKET_FILES))


@pytest.fixture(scope="module")
def report(records: MarketRecords) -> dict[str, Any]:
    return report_market(records, MODELS_DEV).to_dict()


def share_of(report: dict[str, Any], population: str, deprecated: str, figure: str) -> float:
    """One share of the report in per cent, resale left out."""
    (row,) = (
        row
        for row in report["shares"]
        if (row["population"], row["resale"], row["deprecated"])
        == (population, "left out", deprecated)
    )
    return float(row[figure].removesuffix(" %"))


@pytest.mark.parametrize(
    ("population", "deprecated", "figure", "low", "high"),
    [
        ("core", "left out", "one_owner_share", 26, 28),
        ("closed-core", "left out", "one_owner_share", 31, 34),
        ("core", "counted", "one_owner_share", 25, 27),
        ("core", "counted", "captive_share", 18, 21.5),
        ("closed-core", "counted", "captive_share", 35, 39.5),
        ("all-listings", "counted", "one_owner_share", 55, 65),
    ],
    ids=[
        "27 % of the core",
        "33 % of closed",
        "with deprecated",
        "captive",
        "captive of closed",
        "naive",
    ],
)
def test_shares_held_by_one_owner_are_those_measured(
    report: dict[str, Any], population: str, deprecated: str, figure: str, low: float, high: float
) -> None:
    assert low <= share_of(report, population, deprecated, figure) <= high, REVIEW


def test_the_core_has_about_as_many_models_as_were_measured(report: dict[str, Any]) -> None:
    """188 were measured without deprecated listings; docs/data.md says which two differ."""
    sizes = {
        row["models"]
        for row in report["shares"]
        if (row["population"], row["deprecated"], row["resale"]) == ("core", "left out", "left out")
    }
    assert all(183 <= size <= 191 for size in sizes), f"{sizes} {REVIEW}"


def test_every_listing_of_the_copy_is_live_on_its_day(report: dict[str, Any]) -> None:
    sizes = {row["population"]: row for row in report["sizes"]}
    assert sizes["all-listings"]["listings"] == 5276
    assert report["newest_snapshot"] == "2026-07-02"


@pytest.mark.parametrize(
    ("developer", "platform", "first_closed"),
    [
        ("Anthropic", "Microsoft Foundry", "2025-11-19"),
        ("OpenAI", "Amazon Bedrock", "2026-06-04"),
        ("xAI", "Amazon Bedrock", "2026-06-28"),
    ],
)
def test_labs_crossed_over_on_the_day_first_listed(
    report: dict[str, Any], developer: str, platform: str, first_closed: str
) -> None:
    (row,) = (
        row
        for row in report["firsts"]
        if (row["developer"], row["platform"]) == (developer, platform)
    )
    assert row["first_closed"] == first_closed


def test_open_models_of_openai_stood_on_bedrock_before_its_closed_ones(
    report: dict[str, Any],
) -> None:
    (row,) = (
        row
        for row in report["firsts"]
        if (row["developer"], row["platform"]) == ("OpenAI", "Amazon Bedrock")
    )
    assert row["first_listed"] == "2025-12-13"


@pytest.mark.parametrize(("panel", "mean"), [("eight", "2.78"), ("all", "5.33")])
def test_owners_per_claude_model_rise_half_by_the_growth_of_the_catalog(
    records: MarketRecords, panel: str, mean: str
) -> None:
    """Both begin at 2.00, because on that day only members of the panel listed Claude."""
    days = [date(2025, 7, 2), MODELS_DEV]
    first, last = count_owners_over_time(records, PANELS[panel], f"{ID_BASE}anthropic", days)
    assert first.owners_per_model == 2, REVIEW
    assert last.owners_per_model is not None
    assert f"{float(last.owners_per_model):.2f}" == mean, REVIEW


def test_the_nova_models_are_on_two_platforms_of_amazon(report: dict[str, Any]) -> None:
    (row,) = (row for row in report["illusory"] if "amazon/nova-2-lite" in row["names"])
    assert row["owner"] == "Amazon"
    assert row["platforms"] == ["Amazon Nova API", "Amazon Bedrock"]


def test_mai_code_is_on_azure_and_in_copilot_and_nowhere_else(records: MarketRecords) -> None:
    report = report_market(records, ALL_CATALOGS).to_dict()
    (row,) = (row for row in report["illusory"] if "microsoft/mai-code-1.1-flash" in row["names"])
    assert (row["owner"], set(row["platforms"])) == (
        "Microsoft",
        {"GitHub Copilot", "Microsoft Foundry"},
    )


def test_open_weights_are_nobodys_captive(records: MarketRecords) -> None:
    """gpt-oss-120b can be fetched by anybody, however few platforms list it."""
    market = compile_market(records, MODELS_DEV, count_set_aside=True)
    gpt_oss = f"{ID_BASE}openai/gpt-oss-120b"
    assert gpt_oss in find_members(market, "core")
    assert gpt_oss not in find_members(market, "closed-core")
    assert any(not route.owners for route in market.routes[gpt_oss])


def test_claude_through_sap_is_gated_by_the_cloud_that_runs_it(records: MarketRecords) -> None:
    """A storefront on the very cloud that it is meant to replace is no second road."""
    market = compile_market(records, MODELS_DEV)
    routes = market.routes[f"{ID_BASE}anthropic/claude-sonnet-4.5"]
    (sap,) = (route for route in routes if route.channel.platform == f"{ID_BASE}sap-ai-core")
    assert {f"{ID_BASE}sap", f"{ID_BASE}amazon"} <= sap.owners


def test_gemini_is_alphabets_captive_whoever_sells_it(records: MarketRecords) -> None:
    """Gemini 2.5 Flash has five storefronts on that day, and all call the same host."""
    market = compile_market(records, MODELS_DEV)
    score = score_asset(market, f"{ID_BASE}google/gemini-2.5-flash")
    assert score.platform_count > 3
    assert (score.captivity, score.veto) == (1, (f"{ID_BASE}alphabet",))


def test_claude_in_foundry_is_sold_by_anthropic_and_billed_by_microsoft(
    records: MarketRecords,
) -> None:
    roles = {
        (channel.seller, channel.billers)
        for channel in records.channels.values()
        if channel.seller is not None
    }
    assert roles == {(f"{ID_BASE}anthropic", (f"{ID_BASE}microsoft",))}
