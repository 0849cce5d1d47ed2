"""Control by votes and by statement, closed over holdings; the arithmetic is in the docstrings."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.market.ownership import close_ownership
from graph.market.records import Stake

DAY = date(2026, 6, 2)


def owners(book, organisation, day=DAY):
    return close_ownership(book.stakes.values(), day).ultimate_owners(organisation)


def test_an_organisation_nobody_holds_is_its_own_owner(new_book) -> None:
    assert owners(new_book(), "a") == {"a"}


def test_a_majority_controls_and_exactly_half_does_not(new_book) -> None:
    """0.51 > 1/2; 0.5 is not more than 1/2."""
    assert owners(new_book().stake("a", "x", "0.51"), "x") == {"a"}
    assert owners(new_book().stake("a", "x", "0.5"), "x") == {"x"}


def test_two_holdings_together_make_a_majority(new_book) -> None:
    """a holds all of p and q; p holds 0.3 and q 0.3 of x: together 0.6 > 1/2, all through a."""
    book = new_book().stake("a", "p", "1").stake("a", "q", "1")
    book.stake("p", "x", "0.3").stake("q", "x", "0.3")
    assert owners(book, "x") == {"a"}


def test_the_chain_names_both_holdings_and_what_lies_above(new_book) -> None:
    book = new_book().stake("a", "p", "1").stake("a", "q", "1")
    book.stake("p", "x", "0.3").stake("q", "x", "0.3")
    chain = close_ownership(book.stakes.values(), DAY).chain("x", "a")
    assert [(s.holder, s.issuer) for s in chain] == [
        ("p", "x"), ("q", "x"), ("a", "p"), ("a", "q"),
    ]  # fmt: skip


def test_a_direct_minority_and_an_indirect_one_add_up(new_book) -> None:
    """a holds 0.2 of x itself and, through p, 0.4: 0.6 > 1/2."""
    book = new_book().stake("a", "p", "0.6").stake("a", "x", "0.2").stake("p", "x", "0.4")
    assert owners(book, "x") == {"a"}


def test_a_chain_of_majorities_ends_at_the_top(new_book) -> None:
    book = new_book().stake("a", "b", "0.6").stake("b", "c", "0.6").stake("c", "x", "0.6")
    assert owners(book, "x") == {"a"}


def test_a_golden_share_controls_whatever_the_votes(new_book) -> None:
    """The state's stake of 0.01 confers control; the majority holder of 0.9 controls as well."""
    book = new_book().stake("state", "x", "0.01", confers_control=True)
    assert owners(book, "x") == {"state"}
    assert owners(book.stake("fund", "x", "0.9"), "x") == {"fund", "state"}


def test_an_economic_share_is_no_vote(new_book) -> None:
    """27 per cent and even 99 per cent of the economics leave the votes where they were."""
    book = new_book().stake("microsoft", "openai", None, economic_min=0.99, economic_max=0.99)
    assert owners(book, "openai") == {"openai"}


def test_halves_of_each_other_control_nothing(new_book) -> None:
    """Two firms that own half of each other: 1/2 is no majority, so each stands alone."""
    book = new_book().stake("a", "b", "0.5").stake("b", "a", "0.5")
    assert owners(book, "a") == {"a"}
    assert owners(book, "b") == {"b"}


def test_organisations_that_control_each_other_are_one_group(new_book) -> None:
    """b and a hold majorities of each other; the group is named by its first member, a."""
    book = new_book().stake("b", "a", "0.6").stake("a", "b", "0.6").stake("b", "x", "0.6")
    ownership = close_ownership(book.stakes.values(), DAY)
    assert ownership.ultimate_owners("x") == {"a"}
    assert ownership.ultimate_owners("b") == {"a"}
    assert ownership.group_of("a") == ("a", "b")


def test_a_majority_holder_above_a_cycle_owns_the_group(new_book) -> None:
    """p and q hold 0.3 of each other's votes, h 0.3 of each: h is no majority in either alone."""
    book = new_book().stake("p", "q", "0.3").stake("q", "p", "0.3")
    book.stake("h", "p", "0.3").stake("h", "q", "0.3")
    assert owners(book, "p") == {"p"}
    assert owners(book.stake("h", "q", "0.51"), "p") == {"h"}


def test_two_statements_of_one_holding_are_not_added(new_book) -> None:
    """The same 0.3 from two sources is 0.3, not a majority of 0.6."""
    assert owners(new_book().stake("a", "x", "0.3").stake("a", "x", "0.3"), "x") == {"x"}


def test_own_shares_carry_no_vote(new_book) -> None:
    assert owners(new_book().stake("x", "x", "0.9").stake("a", "x", "0.1"), "x") == {"x"}


def test_stakes_hold_from_their_first_day_up_to_their_last(new_book) -> None:
    book = new_book().stake("a", "x", "1", valid_from=date(2025, 7, 14), valid_to=date(2026, 1, 1))
    assert owners(book, "x", date(2025, 7, 13)) == {"x"}
    assert owners(book, "x", date(2025, 7, 14)) == {"a"}
    assert owners(book, "x", date(2026, 1, 1)) == {"x"}


def test_a_lower_bound_counts_and_a_lone_upper_bound_is_taken_as_given() -> None:
    from decimal import Decimal

    wide = Stake("s", "a", "x", voting_min=Decimal("0.4"), voting_max=Decimal("0.6"))
    upper = Stake("t", "a", "y", voting_max=Decimal("0.6"))
    ownership = close_ownership([wide, upper], DAY)
    assert ownership.ultimate_owners("x") == {"x"}
    assert ownership.ultimate_owners("y") == {"a"}


HOLDINGS = st.lists(
    st.tuples(
        st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.sampled_from(("0.2", "0.4", "0.6"))
    ),
    max_size=12,
)


@given(holdings=HOLDINGS, order=st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_order_of_stakes_does_not_matter_and_control_is_transitive(
    new_book, holdings, order
) -> None:
    book = new_book()
    for holder, issuer, votes in holdings:
        book.stake(holder, issuer, votes)
    stakes = list(book.stakes.values())
    first = close_ownership(stakes, DAY)
    order.shuffle(stakes)
    second = close_ownership(stakes, DAY)
    for x in "abcdef":
        assert first.ultimate_owners(x) == second.ultimate_owners(x) != frozenset()
        for y in "abcdef":
            assert first.controls(x, y) == second.controls(x, y)
            assert not first.controls(x, y) or all(
                first.controls(x, z) for z in "abcdef" if first.controls(y, z)
            )
