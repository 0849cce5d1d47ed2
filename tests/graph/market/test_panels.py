"""Owners per model on a fixed panel, worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from graph.errors import UnknownEntity
from graph.market.panels import PANELS, Panel, count_owners_over_time, find_panel, provider_of
from graph.market.records import Channel, MarketRecords

BASE = "https://w3id.org/captivity/id/listing"
BEFORE, AFTER = date(2026, 1, 1), date(2026, 7, 1)
PANEL = Panel("two", "Left and right.", ("models.dev/left", "models.dev/right"))
ALL = PANELS["all"]


@pytest.fixture
def grown(new_book: Callable[[], Any]) -> MarketRecords:
    """One model on ``left``, from March also on ``right``; ``late`` joins the catalog in May."""
    book = new_book().asset("m", "lab").stake("Left", "Late", "0.6", valid_from=date(2026, 6, 1))
    for provider, operator, since in (
        ("left", "Left", date(2025, 6, 5)),
        ("right", "Right", date(2026, 3, 1)),
        ("late", "Late", date(2026, 5, 1)),
    ):
        book.platform(provider, operator)
        iri = f"{BASE}/models.dev/{provider}/m"
        book.channel(iri, "m", provider, stage="GA", valid_from=since)
    records: MarketRecords = book.records()
    return records


def test_a_panel_counts_only_its_providers(grown: MarketRecords) -> None:
    """Left alone is 1; with right 2. The late one is no member, so it adds nothing."""
    points = count_owners_over_time(grown, PANEL, "lab", [BEFORE, AFTER])
    assert [point.owners_per_model for point in points] == [1, 2]


def test_without_a_panel_the_growth_of_the_catalog_looks_like_a_trend(
    grown: MarketRecords,
) -> None:
    """In May three owners; from June Late belongs to Left, so two are left."""
    points = count_owners_over_time(grown, ALL, "lab", [BEFORE, date(2026, 5, 2), AFTER])
    assert [point.owners_per_model for point in points] == [1, 3, 2]


def test_before_the_first_listing_there_is_no_mean(grown: MarketRecords) -> None:
    (point,) = count_owners_over_time(grown, PANEL, "lab", [date(2025, 6, 4)])
    assert point.owners_per_model is None


def test_resale_is_on_no_panel() -> None:
    channel = Channel(f"{BASE}/models.dev/left/m", "c", "m", "left", set_aside="Resale")
    assert not PANEL.holds(channel)
    assert not ALL.holds(channel)


def test_the_mean_is_over_models(listed_records: MarketRecords) -> None:
    """twice 1, both 2, free 1, aging 2, strange 1, painter 1: 8 pairs over 6 models."""
    (point,) = count_owners_over_time(listed_records, ALL, "lab", [AFTER])
    assert (point.pairs, point.models) == (8, 6)
    assert point.owners_per_model == Fraction(4, 3)


@pytest.mark.parametrize(
    ("iri", "provider"),
    [
        (f"{BASE}/models.dev/openai/gpt-5.5@2026-05-01", "models.dev/openai"),
        (f"{BASE}/litellm/azure_ai/azure_ai/claude", "litellm/azure_ai"),
        ("https://w3id.org/captivity/id/ch-codex-bedrock", None),
    ],
)
def test_the_provider_is_read_from_the_name_of_a_listing(iri: str, provider: str | None) -> None:
    assert provider_of(iri) == provider


def test_a_misspelt_panel_is_told_which_was_meant() -> None:
    with pytest.raises(UnknownEntity, match="Did you mean eight"):
        find_panel("eigth")


def test_the_panel_of_eight_has_eight_members() -> None:
    assert len(set(PANELS["eight"].providers)) == 8
