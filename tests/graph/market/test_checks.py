"""Odd data is computed and named: each finding says what was done with it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from generated_markets import DAY

from graph.market.checks import (
    check_circles,
    check_ownership,
    check_repeats,
    check_shares,
    find_day_notes,
    find_empty_notes,
    find_known_days,
)
from graph.store.memory import MemoryStore, read_files

PREFIXES = """
@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
"""
FLOOR = Decimal("0.5")


@pytest.fixture
def read(tmp_path: Path):
    def read_turtle(text: str) -> MemoryStore:
        path = tmp_path / "odd.ttl"
        path.write_text(PREFIXES + text, encoding="utf-8")
        return read_files([path])

    return read_turtle


@pytest.mark.parametrize("share", ["1.2", "-0.1", "51", '"most"'])
def test_a_share_that_is_none_is_left_out_and_the_stake_named(read, share: str) -> None:
    store = read(f":deal ctv:holder :a ; ctv:issuer :b ; ctv:votingShareMin {share} .")
    (finding,) = check_shares(store)
    assert str(finding) == (
        "deal: votingShareMin is not a share from 0 to 1 and is left out "
        f"(found {share.strip(chr(34))}) Write one half as 0.5."
    )


def test_shares_from_nothing_to_all_are_no_finding(read) -> None:
    text = ":s ctv:holder :a ; ctv:issuer :b ; ctv:votingShareMin 0 ; ctv:votingShareMax 1.0 ."
    assert list(check_shares(read(text))) == []


def test_what_can_be_one_thing_only_and_is_two_is_named(read) -> None:
    store = read(":c ctv:asset :x ; ctv:platform :q, :p . :d ctv:asset :x ; ctv:platform :p .")
    (finding,) = check_repeats(store)
    assert (finding.node, finding.value) == ("c", "q")
    assert finding.rule == "states ctv:platform 2 times; p is taken"


def test_more_votes_than_there_are_name_the_issuer_and_the_stakes(new_book) -> None:
    """0.7 and 0.6 of x make 1.3; the two statements of a's holding count once."""
    book = new_book().stake("a", "x", "0.7").stake("b", "x", "0.6").stake("a", "x", "0.5")
    (finding,) = check_ownership(book.records(), DAY, FLOOR)
    assert (finding.node, finding.value) == ("x", "1.3")
    assert "a>x0, b>x1" in finding.rule
    assert list(check_ownership(new_book().stake("a", "x", "1").records(), DAY, FLOOR)) == []


def test_owners_in_a_circle_are_named_with_the_name_that_they_count_under(new_book) -> None:
    book = new_book().stake("b", "a", "0.6").stake("a", "b", "0.6")
    (finding,) = check_ownership(book.records(), DAY, FLOOR)
    assert str(finding).startswith("a: and b control each other on 2026-06-02; they count as one")


def test_a_channel_upstream_of_itself_is_named(gate_book) -> None:
    """c1 and c2 stand upstream of each other; c3 needs c1 and is in no circle; so is c4."""
    book = gate_book([]).gates("c1", "x", ["a"], upstream=("c2",))
    book.gates("c2", "x", ["b"], upstream=("c1",)).gates("c3", "x", ["b"], upstream=("c1",))
    book.gates("c4", "x", ["b"], upstream=("c4",), access_mode="OpenWeights")
    book.gates("c5", "x", ["b"], upstream=("c5",))
    assert [f.node for f in check_circles(book.records())] == ["c1", "c2", "c5"]
    assert book.market().families["x"] >= {frozenset("ab")}


def test_a_day_outside_of_the_data_is_told_with_the_first_and_last_day(gate_book) -> None:
    book = gate_book([]).gates("c", "x", ["a"], valid_from=date(2025, 3, 1))
    book.stake("h", "a", "0.6", valid_from=date(2026, 1, 5))
    records = book.records()
    assert find_known_days(records) == (date(2025, 3, 1), date(2026, 1, 5))
    (early,) = find_day_notes(records, date(2025, 2, 28))
    assert "before the first day that the data knows, 2025-03-01" in early
    (late,) = find_day_notes(records, date(2026, 1, 6))
    assert "after the last day that the data knows, 2026-01-05" in late
    assert list(find_day_notes(records, date(2025, 3, 1))) == []


def test_data_without_days_or_channels_says_only_what_is_true(gate_book, new_book) -> None:
    assert list(find_day_notes(gate_book(["a"]).records(), DAY)) == []
    assert list(find_empty_notes(gate_book(["a"]).records(), DAY)) == []
    assert list(find_day_notes(new_book().records(), DAY)) == []
    (note,) = find_empty_notes(new_book().records(), DAY)
    assert note == "The data holds no channel, so that nothing has a captivity."


def test_a_day_without_a_live_channel_is_told(gate_book) -> None:
    records = gate_book([]).gates("c", "x", ["a"], valid_from=date(2025, 3, 1)).records()
    (note,) = find_empty_notes(records, date(2025, 2, 28))
    assert note == "No channel is live on 2025-02-28, so that nothing has a captivity on that day."
    assert list(find_empty_notes(records, date(2025, 3, 1))) == []
