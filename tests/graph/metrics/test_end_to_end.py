"""End-to-end captivity: models into an assistant, shops out of it, and which side is captive."""

from __future__ import annotations

from fractions import Fraction

import pytest
from generated_markets import gated_families
from hypothesis import given, settings

from graph.market.compile import View
from graph.market.records import Entity
from graph.metrics.end_to_end import combine, trace_assistant
from graph.metrics.game import solve_game

HALF = Fraction(1, 2)


def assistant_book(new_book, suppliers: str, shops: str):
    """Assistant ``bot`` of ``maker``: a model from each supplier, a shop of each owner.

    The supply channel of a model is billed by its supplier on the assistant's own platform, which
    nobody else operates, so its gates are the maker and the supplier.
    """
    book = new_book()
    book.entities["bot"] = Entity(
        "bot", "bot", frozenset({"Assistant"}), developers=("maker",), operators=("maker",)
    )
    for supplier in suppliers:
        book.asset(f"model {supplier}", supplier)
        book.channel(f"supply {supplier}", f"model {supplier}", "bot", billers=(supplier,))
    for shop in shops:
        book.platform(f"shop {shop}", shop).channel(f"sale {shop}", "bot", f"shop {shop}")
    return book


def test_a_captive_supply_makes_the_whole_captive(new_book) -> None:
    """Two shops, but the maker stands in each supply: K = 1 where the shops alone say 1/2."""
    market = assistant_book(new_book, "uv", "ab").market()
    found = trace_assistant(market, "bot")
    assert (found.supply_game.captivity, found.distribution_game.captivity) == (1, HALF)
    assert (found.game.captivity, found.game.veto) == (1, ("maker",))
    assert (found.captive_part, found.sole_owners) == ("supply", ())
    assert found.say(market) == "The supply is captive to maker."


def test_a_captive_shop_makes_the_whole_captive(new_book) -> None:
    book = assistant_book(new_book, "", "a").channel(
        "open", "free", "bot", access_mode="OpenWeights"
    )
    market = book.market()
    found = trace_assistant(market, "bot")
    assert (found.supply_game.captivity, found.game.captivity) == (0, 1)
    assert found.captive_part == "distribution"
    assert found.say(market) == "The distribution is captive to a."


def test_one_owner_from_end_to_end(new_book) -> None:
    """The maker sells its assistant itself; the only supplier and it can close the supply."""
    book = assistant_book(new_book, "u", "").platform("own shop", "maker")
    market = book.channel("sale", "bot", "own shop").market()
    found = trace_assistant(market, "bot")
    assert (found.captive_part, found.sole_owners) == ("both", ("maker",))
    assert found.game.veto == ("maker", "u")
    assert found.say(market) == "maker can close the supply and the distribution alone."


def test_both_sides_captive_to_different_owners(new_book) -> None:
    """In the vendor view the maker's gates are gone: u supplies, a sells."""
    market = assistant_book(new_book, "u", "a").market(view=View.VENDOR)
    found = trace_assistant(market, "bot")
    assert (found.supply_game.veto, found.distribution_game.veto) == (("u",), ("a",))
    said = "The supply is captive to u, and the distribution is captive to a."
    assert (found.captive_part, found.say(market)) == ("both", said)


def test_two_independent_suppliers_and_shops_are_half_captive(new_book) -> None:
    market = assistant_book(new_book, "uv", "ab").market(view=View.VENDOR)
    found = trace_assistant(market, "bot")
    assert (found.game.captivity, found.game.cut, found.captive_part) == (HALF, 2, None)
    assert found.say(market) == "Nobody alone can close the supply or the distribution."


@pytest.mark.parametrize(
    ("suppliers", "shops", "missing"),
    [("", "a", "No supply channel"), ("u", "", "No distribution channel"),
     ("", "", "No supply and no distribution channel")],
)  # fmt: skip
def test_a_side_without_a_known_channel_leaves_it_undefined(
    new_book, suppliers, shops, missing
) -> None:
    market = assistant_book(new_book, suppliers, shops).market()
    row = trace_assistant(market, "bot").to_dict(market)
    assert (row["captivity"], row["captive_part"]) == (None, None)
    assert row["reason"].startswith(missing)


def test_everything_is_told_as_plain_values(new_book) -> None:
    market = assistant_book(new_book, "u", "ab").market()
    row = trace_assistant(market, "bot").to_dict(market)
    assert row["supply"]["channels"] == ["supply u"]
    assert (row["distribution"]["captivity"], row["distribution"]["routes"]) == ("1/2", 2)
    assert (row["captivity"], row["veto"], row["cut"]) == ("1", ["maker", "u"], 1)


@given(gated_families(), gated_families())
@settings(max_examples=200, deadline=None)
def test_the_whole_is_never_below_a_side_and_its_veto_owners_are_those_of_both(
    supply, shops
) -> None:
    """A12."""
    whole, one, other = (solve_game(sets) for sets in (combine(supply, shops), supply, shops))
    assert whole.captivity >= max(one.captivity, other.captivity)
    assert {*whole.veto} == {*one.veto, *other.veto}
