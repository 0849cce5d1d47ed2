"""Who is behind a thing, by which stakes, and what a lower threshold of votes changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from graph.errors import UnknownEntity
from graph.metrics.control import find_control, say_chain
from graph.metrics.sensitivity import compare_thresholds

QUARTER = Decimal("0.25")


@pytest.fixture
def book(new_book):
    """The shop is sub's, sub is wholly mid's, and mid is 60 per cent top's and 30 large's."""
    book = new_book().asset("x").asset("y").platform("shop", "sub", "cloud").cloud("cloud", "host")
    book.stake("mid", "sub", "1").stake("top", "mid", "0.6").stake("large", "mid", "0.3")
    return book.channel("c", "x", "shop").gates("d", "y", ["other"])


def owners(market, thing) -> list[tuple[str, str, bool]]:
    return [(c.party, c.owner, c.is_controller) for c in find_control(market, thing)]


def test_a_platform_leads_to_its_operator_the_cloud_below_and_whoever_is_behind(book) -> None:
    market = book.market()
    assert owners(market, "shop") == [("sub", "top", True), ("host", "host", True)]
    first, second = find_control(market, "shop")
    assert [(stake.holder, stake.issuer) for stake in first.chain] == [
        ("mid", "sub"), ("top", "mid"),
    ]  # fmt: skip
    assert say_chain(market, first) == (
        "mid holds sub (100 % of the votes); top holds mid (60 % of the votes)"
    )
    assert say_chain(market, second) == "nobody is recorded above it"


def test_from_a_quarter_of_the_votes_on_a_holder_has_a_say_too(book) -> None:
    market = book.market(threshold=QUARTER)
    assert owners(market, "sub") == [("sub", "top", True), ("sub", "large", False)]


def test_an_economic_interest_is_told_and_gives_no_say(book) -> None:
    book.stake("rich", "host", economic_min=Decimal("0.27"), economic_max=Decimal("0.27"))
    market = book.market(threshold=QUARTER)
    (found,) = find_control(market, "host")
    assert found.owner == "host"
    assert say_chain(market, found) == (
        "nobody controls it; rich holds host (27 % of the economic interest, no votes stated), "
        "which is not enough"
    )


def test_stakes_of_other_days_are_not_told(book) -> None:
    book.stake("late", "host", "0.2", valid_from=date(2027, 1, 1))
    (found,) = find_control(book.market(), "host")
    assert found.others == ()


def test_a_platform_of_unknown_operator_is_said_to_be_one(book) -> None:
    market = book.platform("mystery", None).market()
    (found,) = find_control(market, "mystery")
    assert (found.owner, found.is_known) == ("mystery", False)
    assert "stands for whoever it is" in say_chain(market, found)


def test_a_model_leads_to_whoever_is_behind_its_developers(book) -> None:
    market = book.asset("z", "sub").market()
    assert owners(market, "z") == [("sub", "top", True)]


def test_a_circle_of_holders_is_one_owner_named_with_its_members(new_book) -> None:
    book = new_book().stake("a", "b", "0.6").stake("b", "a", "0.6").platform("shop", "b")
    (found,) = find_control(book.market(), "shop")
    assert (found.owner, found.group) == ("a", ("a", "b"))


def test_a_lower_threshold_joins_what_a_majority_keeps_apart(new_book) -> None:
    """x stands on p or q; large holds 30 per cent of both: 1/2 by majority, 1 from a quarter on."""
    book = new_book().asset("x").asset("y").gates("c1", "x", ["p"]).gates("c2", "x", ["q"])
    book.gates("c3", "y", ["r"]).stake("large", "p", "0.3").stake("large", "q", "0.3")
    found = compare_thresholds(book.market(), book.market(threshold=QUARTER))
    (moved,) = found.moved
    assert (moved.asset, moved.before, moved.after) == ("x", Fraction(1, 2), 1)
    assert moved.veto == ("large",)
    assert (found.closed_before.index, found.closed_after.index) == (Fraction(1, 2), 1)
    assert found.to_dict()["closure_index"] == ["1/2", "1"]
    assert "1 of 2 live assets get other gates and 1 another captivity" in found.to_text()


def test_other_gates_need_not_be_another_captivity(book) -> None:
    found = compare_thresholds(book.market(), book.market(threshold=QUARTER))
    assert (found.regated, found.moved) == (("x",), ())


def test_an_unknown_population_is_refused(book) -> None:
    with pytest.raises(UnknownEntity):
        compare_thresholds(book.market(), book.market(), "nowhere")
