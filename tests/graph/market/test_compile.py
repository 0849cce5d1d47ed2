"""Which channels count on a day, and why the others do not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

BEFORE, FIRST, LAST = date(2026, 6, 1), date(2026, 6, 2), date(2026, 7, 1)


def reasons(market) -> list[str]:
    return [left.code for left in market.left_out.get("x", ())]


def test_a_channel_is_live_on_its_first_day_and_not_on_its_last(gate_book) -> None:
    book = gate_book([])
    book.gates("c", "x", ["a"], valid_from=FIRST, valid_to=LAST)
    assert reasons(book.market(BEFORE)) == ["not-yet-open"]
    assert len(book.market(FIRST).routes["x"]) == 1
    assert reasons(book.market(LAST)) == ["closed"]


@pytest.mark.parametrize(
    ("stage", "live"),
    [("GA", True), ("Preview", True), ("Deprecated", True), ("StageUnstated", True),
     ("Rumoured", False), ("Announced", False), ("Withdrawn", False)],
)  # fmt: skip
def test_only_some_stages_are_open_to_developers(gate_book, stage: str, live: bool) -> None:
    market = gate_book([]).gates("c", "x", ["a"], stage=stage).market()
    assert ("x" in market.routes) is live
    assert reasons(market) == ([] if live else ["stage"])


def test_a_channel_below_the_floor_is_left_out_and_said_so(gate_book) -> None:
    book = gate_book([]).gates("c", "x", ["a"], asserted=Decimal("0.3"))
    assert reasons(book.market()) == ["below-floor"]
    assert reasons(book.market(floor=Decimal("0.3"))) == []


def test_a_denial_of_higher_confidence_wins_and_of_equal_does_not(gate_book) -> None:
    book = gate_book([])
    book.gates("c1", "x", ["a"], asserted=Decimal("0.6"), denied=Decimal("0.7"))
    book.gates("c2", "x", ["b"], asserted=Decimal("0.6"), denied=Decimal("0.6"))
    market = book.market()
    assert reasons(market) == ["denied"]
    assert [route.channel.iri for route in market.routes["x"]] == ["c2"]


def test_what_a_catalog_sets_aside_counts_only_when_asked(gate_book) -> None:
    book = gate_book([]).gates("c", "x", ["a"], set_aside="Resale")
    assert reasons(book.market()) == ["set-aside"]
    assert len(book.market(count_set_aside=True).routes["x"]) == 1


def test_a_channel_ends_with_the_one_it_needs(gate_book) -> None:
    book = gate_book([]).gates("c1", "x", ["a"], valid_to=LAST)
    book.gates("c2", "x", ["b"], upstream=("c1",))
    assert reasons(book.market(FIRST)) == []
    assert reasons(book.market(LAST)) == ["closed", "upstream-closed"]


def test_open_weights_outlive_the_channel_they_came_through(gate_book) -> None:
    book = gate_book([]).gates("c1", "x", ["a"], valid_to=LAST)
    book.gates("c2", "x", ["b"], upstream=("c1",), access_mode="OpenWeights")
    assert [route.channel.iri for route in book.market(LAST).routes["x"]] == ["c2"]


def test_a_denied_stake_gives_no_control(gate_book) -> None:
    book = gate_book(["b"]).stake("a", "b", "1")
    (stake,) = book.stakes
    assert book.market().routes["x"][0].owners == {"a"}
    book.claim(stake, "0.6").claim(stake, "0.8", "Denies")
    assert book.market().routes["x"][0].owners == {"b"}


def test_an_empty_store_is_an_empty_market(new_book) -> None:
    market = new_book().market()
    assert (market.assets, market.routes) == ((), {})
