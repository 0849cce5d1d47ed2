"""The fewest billers, contracts or owners: against search by hand and by brute force."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.market.compile import compile_market
from graph.market.market import Market
from graph.market.read import read_records
from graph.store.memory import read_files
from graph.terms import ID_BASE
from graph.whatif.cover import By, find_cover, tell_cover
from graph.whatif.covering import find_smallest_covers, is_covered
from ontology import DATA

options = st.frozensets(st.sampled_from("abcdef"), min_size=1, max_size=3)
things = st.lists(st.lists(options, min_size=1, max_size=4), min_size=1, max_size=6)


def search(wanted: list[list[frozenset[str]]]) -> set[tuple[str, ...]]:
    """Every smallest cover, found by trying all sets in order of size."""
    for size in range(7):
        found = {
            chosen
            for chosen in combinations("abcdef", size)
            if all(is_covered(one, chosen) for one in wanted)
        }
        if found:
            return found
    raise AssertionError(wanted)


@settings(max_examples=200, deadline=None)
@given(things)
def test_the_smallest_covers_are_those_of_brute_force(wanted: list[list[frozenset[str]]]) -> None:
    found = find_smallest_covers(wanted, limit=1000)
    assert found.complete
    assert set(found.sets) == search(wanted)


@settings(max_examples=50, deadline=None)
@given(things, st.integers(1, 3))
def test_a_limit_leaves_some_of_the_smallest_covers_out_and_says_so(
    wanted: list[list[frozenset[str]]], limit: int
) -> None:
    every = search(wanted)
    found = find_smallest_covers(wanted, limit)
    assert len(found.sets) == min(limit, len(every))
    assert set(found.sets) <= every
    assert found.complete == (len(every) <= limit)


def test_a_greedy_choice_needs_three_where_two_are_enough() -> None:
    # Greedy takes b (four of six things), then needs two more; a and c cover all.
    takes = {"a": {1, 2, 3}, "b": {2, 3, 4, 5}, "c": {4, 5, 6}}
    wanted = [[frozenset({x}) for x in "abc" if n in takes[x]] for n in range(1, 7)]
    assert find_smallest_covers(wanted).sets == (("a", "c"),)


def test_nothing_to_cover_needs_nothing() -> None:
    assert find_smallest_covers([]).sets == ((),)
    assert find_smallest_covers([[frozenset(), frozenset("a")]]).sets == ((),)


@pytest.fixture(scope="module")
def article() -> Market:
    """The market of the article on its day."""
    return compile_market(read_records(read_files([DATA / "article.ttl"])), date(2026, 6, 2))


CODEX, MAI, GCA = (ID_BASE + n for n in ("codex", "mai-code-1-flash", "gemini-code-assist"))


def test_codex_and_mai_need_two_billers_in_two_ways(article: Market) -> None:
    # MAI is billed by GitHub alone; Codex by Amazon Web Services or OpenAI.
    told = tell_cover(article, find_cover(article, [CODEX, MAI], By.BILLER))
    assert (told["size"], told["complete"]) == (2, True)
    assert [one["items"] for one in told["covers"]] == [["aws-org", "github"], ["github", "openai"]]
    assert told["covers"][0]["buys"] == [
        {"name": "aws-org", "label": "Amazon Web Services", "assets": ["codex"]},
        {"name": "github", "label": "GitHub", "assets": ["mai-code-1-flash"]},
    ]
    assert told["summary"] == (
        "Two billers cover two assets on 2026-06-02; fewer are not enough: in two ways."
    )


def test_owners_behind_the_billers_can_be_asked_for(article: Market) -> None:
    found = find_cover(article, [CODEX, MAI], By.OWNER)
    assert found.covers.sets == tuple(
        tuple(sorted((ID_BASE + one, f"{ID_BASE}microsoft"))) for one in ("amazon", "openai")
    )


def test_a_contract_counts_only_where_a_channel_states_it(article: Market) -> None:
    found = find_cover(article, [CODEX, MAI, GCA], By.CONTRACT)
    assert found.covers.sets == ((f"{ID_BASE}pv-aws",), (f"{ID_BASE}pv-openai",))
    assert found.uncoverable == (MAI, GCA)
    assert "see --by biller" in tell_cover(article, found)["summary"]


def test_an_asset_without_a_live_road_is_named(article: Market) -> None:
    told = tell_cover(article, find_cover(article, [GCA], By.BILLER))
    assert (told["size"], [one["name"] for one in told["uncoverable"]]) == (
        0, ["gemini-code-assist"],
    )  # fmt: skip
    assert told["summary"] == (
        "No biller is needed on 2026-06-02. Not covered: Gemini Code Assist; no live road is known."
    )


def test_open_weights_need_nobody_and_two_billers_on_one_road_are_both_needed(new_book) -> None:
    book = new_book().asset("x").asset("y").platform("p", "ann").platform("hub", "hal")
    book.channel("1", "x", "hub", access_mode="OpenWeights")
    book.channel("2", "y", "p", billers=("bob", "cid"))
    market = book.market()
    found = find_cover(market, ["x", "y", "y"], By.BILLER)
    assert (found.free, found.covers.sets) == (("x",), (("bob", "cid"),))
    told = tell_cover(market, found)
    assert [one["assets"] for one in told["covers"][0]["buys"]] == [["y"], ["y"]]


def test_a_platform_of_unknown_operator_stands_for_its_biller(new_book) -> None:
    market = new_book().asset("x").platform("p", None).channel("1", "x", "p").market()
    assert find_cover(market, ["x"], By.BILLER).covers.sets == (("p",),)
