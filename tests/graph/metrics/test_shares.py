"""One-owner and captive shares on the hand-made market of the fixtures."""

from __future__ import annotations

from datetime import date

import pytest

from graph.market.compile import compile_market
from graph.market.market import Market
from graph.market.populations import find_members
from graph.market.records import MarketRecords
from graph.metrics.shares import (
    Held,
    Roads,
    Share,
    captives_of,
    find_illusory,
    hold_members,
    share_captive,
    share_on_two_platforms,
    share_one_owner,
)


@pytest.fixture(scope="module")
def market(listed_records: MarketRecords) -> Market:
    return compile_market(listed_records, date(2026, 6, 2), count_set_aside=True)


def hold(market: Market, roads: Roads) -> list[Held]:
    return hold_members(market, find_members(market, "core"), roads)


@pytest.mark.parametrize(
    ("roads", "one_owner", "captive"),
    [
        (Roads(), Share(2, 4), Share(1, 4)),
        (Roads(deprecated=False), Share(3, 4), Share(2, 4)),
        (Roads(resale=True), Share(1, 4), Share(0, 4)),
        (Roads(resale=True, deprecated=False), Share(2, 4), Share(1, 4)),
    ],
    ids=["default", "without deprecated", "with resale", "with resale, without deprecated"],
)
def test_shares_of_the_core_are_those_counted_by_hand(
    market: Market, roads: Roads, one_owner: Share, captive: Share
) -> None:
    """Of aging, both, free, twice: twice has one owner on two platforms, free one listing.

    Free is nobody's captive, its weights are open. Without its deprecated listing, aging is left
    with Zed. With resale, twice gets Rco as a second owner.
    """
    held = hold(market, roads)
    assert share_one_owner(held) == one_owner
    assert share_captive(held) == captive


def test_two_platforms_of_one_owner_are_illusory_diversity(market: Market) -> None:
    """Both and aging have two owners, free is open, so only twice is left."""
    held = hold(market, Roads())
    assert share_on_two_platforms(held) == Share(3, 4)
    assert [(one.asset, one.owners) for one in find_illusory(held)] == [("twice", ("Xco",))]


def test_captives_are_listed_under_whoever_can_shut_them_out(market: Market) -> None:
    assert captives_of(hold(market, Roads())) == {"Xco": ["twice"]}
    without = captives_of(hold(market, Roads(deprecated=False)))
    assert without == {"Zed": ["aging"], "Xco": ["twice"]}


def test_a_share_of_nothing_is_no_number() -> None:
    assert Share(0, 0).value is None


def test_an_upstream_owner_makes_a_model_captive_that_two_storefronts_list(
    new_book: type,
) -> None:
    """Two owners list it, but the second passes calls on to the first: K = 1, held by A."""
    book = new_book().asset("m").platform("p", "A").platform("q", "B")
    book.channel("c", "m", "p").channel("d", "m", "q", upstream=("c",))
    (held,) = hold_members(book.market(count_set_aside=True), ["m"], Roads())
    assert (held.owners, held.veto) == (("A", "B"), ("A",))
