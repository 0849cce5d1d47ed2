"""Who is a member of a named population, on the hand-made market of the fixtures."""

from __future__ import annotations

from datetime import date

import pytest

from graph.errors import UnknownEntity
from graph.market.compile import compile_market
from graph.market.populations import (
    POPULATIONS,
    find_members,
    find_population,
    is_registry_missing,
)
from graph.market.records import MarketRecords

DAY = date(2026, 6, 2)

#: ``strange`` is not in the registry, ``resold`` has no listing but resale, ``painter`` no text.
EXPECTED = {
    "core": ["aging", "both", "free", "twice"],
    "closed-core": ["aging", "both", "twice"],
    "all-listings": ["aging", "both", "free", "painter", "resold", "strange", "twice"],
    "closed-listings": ["aging", "both", "painter", "resold", "strange", "twice"],
    "assistants": [],
    "article": [],
}


@pytest.mark.parametrize("name", POPULATIONS)
@pytest.mark.parametrize("resale", [False, True], ids=["resale aside", "resale counted"])
def test_members_are_the_same_whether_resale_counts_or_not(
    listed_records: MarketRecords, name: str, resale: bool
) -> None:
    market = compile_market(listed_records, DAY, count_set_aside=resale)
    assert list(find_members(market, name)) == EXPECTED[name]


def test_nothing_is_listed_before_the_first_listing(listed_records: MarketRecords) -> None:
    market = compile_market(listed_records, date(2025, 12, 31))
    assert find_members(market, "all-listings") == ()


def test_without_a_registry_the_core_is_empty_and_it_can_be_told(
    listed_records: MarketRecords, new_book: type
) -> None:
    market = new_book().asset("a").platform("p", "o").channel("c", "a", "p").market()
    assert is_registry_missing(market)
    assert find_members(market, "core") == ()
    assert not is_registry_missing(compile_market(listed_records, DAY))


def test_assets_that_claims_speak_of_are_those_of_the_article(new_book: type) -> None:
    book = new_book().asset("a").asset("b").platform("p", "o")
    book.channel("c", "a", "p").channel("d", "b", "p").claim("c", "0.9")
    assert find_members(book.market(), "article") == ("a",)


def test_a_misspelt_population_is_told_which_was_meant() -> None:
    with pytest.raises(UnknownEntity, match="Did you mean closed-core"):
        find_population("closed-cor")


def test_the_name_of_a_population_may_be_in_capitals() -> None:
    assert find_population("CORE").name == "core"


@pytest.mark.parametrize("population", POPULATIONS.values(), ids=lambda p: p.name)
def test_a_definition_is_a_sentence(population: object) -> None:
    definition = getattr(population, "definition", "")
    assert definition[0].isupper()
    assert definition.endswith(".")
