"""Gatekeepers: what one refusal takes away, and that removing the owner takes away just that."""

from __future__ import annotations

from fractions import Fraction

from generated_markets import families
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.metrics.gatekeepers import find_gatekeepers


def family(*sets: str) -> frozenset[frozenset[str]]:
    return frozenset(map(frozenset, sets))


MARKET = {
    "one road": family("ab"),
    "shared": family("ac", "a"),
    "two roads": family("a", "b"),
    "open": family("", "a"),
}


def test_veto_owners_take_their_assets_away() -> None:
    """Of four live assets a alone closes two and b one; the first counts for both."""
    found = find_gatekeepers(MARKET, [*MARKET, "without a channel"])
    assert found.whole == 4
    assert found.captives == {"a": ("one road", "shared"), "b": ("one road",)}
    assert found.shares == {"a": Fraction(1, 2), "b": Fraction(1, 4)}


def test_weights_count_assets_by_their_size_and_missing_ones_not_at_all() -> None:
    weights = {"one road": Fraction(3), "two roads": Fraction(1)}
    found = find_gatekeepers(MARKET, MARKET, weights)
    assert (found.whole, found.shares["a"]) == (4, Fraction(3, 4))


def test_nothing_live_has_no_shares() -> None:
    assert find_gatekeepers({}, ["x"]).shares == {}
    assert find_gatekeepers(MARKET, MARKET, {}).shares == {}


@given(st.dictionaries(st.sampled_from("uvwxyz"), families(), max_size=6))
@settings(max_examples=200, deadline=None)
def test_a_share_is_what_is_lost_when_the_owner_is_removed(market) -> None:
    found = find_gatekeepers(market, market)
    live = [sets for sets in market.values() if sets]
    for owner in "abcdefg":
        lost = [sets for sets in live if all(owner in gates for gates in sets)]
        assert found.shares.get(owner, 0) == (Fraction(len(lost), len(live)) if live else 0)
