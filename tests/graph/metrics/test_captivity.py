"""Captivity on markets small enough to work by hand, and the axioms on generated ones."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.market.compile import View
from graph.metrics.captivity import CaptivityType, score_asset, score_market

HALF = Fraction(1, 2)
OWNERS = "abcde"
FAMILIES = st.lists(
    st.frozensets(st.sampled_from(OWNERS), min_size=1, max_size=3), min_size=1, max_size=6
)


def score(book, **options):
    return score_asset(book.market(**options), "x")


def test_no_live_channel_leaves_captivity_undefined(gate_book) -> None:
    found = score(gate_book([]))
    assert (found.captivity, found.escape, found.type) == (None, 0, CaptivityType.NO_CHANNEL)
    assert found.bounds is None


def test_two_platforms_of_one_landlord_are_one_road(gate_book) -> None:
    """Counting platforms says 2; aws and amazon are one owner, so E = 1 and K = 1."""
    found = score(gate_book(["p", "q"]).stake("amazon", "p", "1").stake("amazon", "q", "1"))
    assert (found.platform_count, found.owner_count) == (2, 1)
    assert (found.captivity, found.veto) == (1, ("amazon",))


def test_a_triangle_of_gate_sets_is_two_thirds_captive(gate_book) -> None:
    """{ab, bc, ca}: half on each, E = 3/2, K = 2/3, and nobody has a veto."""
    found = score(gate_book(["ab", "bc", "ca"]))
    assert (found.escape, found.captivity, found.veto) == (Fraction(3, 2), Fraction(2, 3), ())
    assert found.type is CaptivityType.MULTI_HOMED


def test_an_aggregator_on_the_cloud_it_replaces_is_no_exit(gate_book) -> None:
    """Naive: two sellers, 1/2. The second needs the first: {amazon} and {broker, amazon}, K = 1."""
    book = gate_book([]).gates("cloud", "x", ["amazon"])
    book.gates("router", "x", ["broker"], upstream=("cloud",))
    assert score(book).captivity == 1


def test_open_weights_set_captivity_to_zero(gate_book) -> None:
    book = gate_book(["a"]).platform("hub", "b")
    found = score(book.channel("open", "x", "hub", access_mode="OpenWeights"))
    assert (found.captivity, found.escape, found.type) == (0, None, CaptivityType.UNGATED)


@pytest.mark.parametrize(
    ("families", "expected"),
    [
        (["v"], CaptivityType.SELF_CAPTIVE),
        (["a"], CaptivityType.THIRD_PARTY_CAPTIVE),
        (["av", "av"], CaptivityType.JOINTLY_CAPTIVE),
        (["av", "v"], CaptivityType.SELF_CAPTIVE),
        (["a", "v"], CaptivityType.MULTI_HOMED),
    ],
)
def test_the_type_compares_veto_owners_with_the_vendors_group(
    gate_book, families, expected
) -> None:
    """The vendor of x is the lab, which v holds wholly."""
    assert score(gate_book(families, ("lab",)).stake("v", "lab", "1")).type is expected


def test_a_vendor_of_unknown_group_is_held_by_third_parties(gate_book) -> None:
    assert score(gate_book(["a"])).type is CaptivityType.THIRD_PARTY_CAPTIVE


def test_brand_names_are_not_owners(gate_book) -> None:
    """Before the purchase two owners, 1/2; after it one, 1."""
    from datetime import date

    book = gate_book([["codeium"], ["cognition"]])
    book.stake("cognition", "codeium", "1", valid_from=date(2025, 7, 14))
    assert score(book, day=date(2025, 7, 13)).captivity == HALF
    assert score(book, day=date(2025, 7, 14)).captivity == 1


def test_a_minority_of_votes_and_all_economics_change_nothing(gate_book) -> None:
    book = gate_book(["a", "b"]).stake("a", "b", "0.5", economic_min=1, economic_max=1)
    assert score(book).captivity == HALF


def test_the_vendor_view_of_the_azure_rails(gate_book) -> None:
    """Own service on Azure: {openai, microsoft}, vendor's view {microsoft}: 1.

    With Bedrock {amazon} beside it: two independent holders, 1/2. Without the Azure rails the own
    service has no gate in the vendor's view: 0, with Bedrock or without.
    """
    railed = gate_book([["openai", "microsoft"]], ("openai",))
    assert score(railed, view=View.VENDOR).captivity == 1
    assert score(railed.gates("b", "x", ["amazon"]), view=View.VENDOR).captivity == HALF
    free = gate_book([["openai"]], ("openai",))
    assert score(free, view=View.VENDOR).captivity == 0
    assert score(free.gates("b", "x", ["amazon"]), view=View.VENDOR).captivity == 0


def test_the_procurement_view_counts_billers_only(new_book) -> None:
    """Both roads run on one cloud (K = 1), yet two parties bill for them (1/2)."""
    book = new_book().asset("x").cloud("aws", "amazon").platform("p", "a").platform("q", "b")
    book.channel("c1", "x", "p", hosts=("aws",)).channel("c2", "x", "q", hosts=("aws",))
    assert score(book).captivity == 1
    assert score(book, view=View.PROCUREMENT).captivity == HALF


def test_the_whole_market_comes_most_captive_first_and_undefined_last(new_book) -> None:
    book = new_book().asset("none").asset("half").asset("one").asset("also")
    book.gates("c1", "half", ["a"]).gates("c2", "half", ["b"]).gates("c3", "one", ["a"])
    book.gates("c4", "also", ["b"])
    assert [(s.label, s.captivity) for s in score_market(book.market())] == [
        ("also", 1), ("one", 1), ("half", HALF), ("none", None),
    ]  # fmt: skip


def test_a_row_is_plain_json(gate_book) -> None:
    import json

    row = score(gate_book(["ab", "bc", "ca"])).to_row(gate_book(["ab", "bc", "ca"]).market())
    assert json.loads(json.dumps(row)) == row
    assert (row["captivity"], row["escape"], row["name"]) == ("2/3", "3/2", "x")
    empty = score(gate_book([])).to_row(gate_book([]).market())
    assert (empty["captivity"], empty["escape"], empty["bounds"]) == (None, "0", None)


# The axioms, by their numbers in the definition of the metrics.


@given(families=FAMILIES, added=st.frozensets(st.sampled_from(OWNERS), min_size=1))
@settings(max_examples=200, deadline=None)
def test_a1_a2_a8_a9_a_new_channel_never_binds_tighter(gate_book, families, added) -> None:
    before = score(gate_book(families))
    after = score(gate_book([*families, added]))
    assert 0 < after.captivity <= before.captivity <= 1
    assert before.captivity == 1 / before.escape
    assert set(after.veto) <= set(before.veto)
    assert (before.captivity == 1) == bool(before.veto)


@given(FAMILIES)
@settings(max_examples=200, deadline=None)
def test_a3_an_unrelated_owner_adds_exactly_one_route(gate_book, families) -> None:
    assert score(gate_book([*families, "z"])).escape == score(gate_book(families)).escape + 1


@given(families=FAMILIES, extra=st.sampled_from((*OWNERS, "z")), data=st.data())
@settings(max_examples=200, deadline=None)
def test_a4_clones_and_wider_gate_sets_change_nothing(gate_book, families, extra, data) -> None:
    copied = data.draw(st.sampled_from(families))
    before = score(gate_book(families))
    for clone in (copied, copied | {extra}):
        after = score(gate_book([*families, clone]))
        assert (after.captivity, after.veto, after.type) == (
            before.captivity, before.veto, before.type,
        )  # fmt: skip


@given(families=FAMILIES, pair=st.permutations(OWNERS))
@settings(max_examples=200, deadline=None)
def test_a5_a6_a_merger_never_frees_and_a_divestiture_never_binds(
    gate_book, families, pair
) -> None:
    apart = score(gate_book(families))
    merged = score(gate_book(families).stake(pair[0], pair[1], "1"))
    assert merged.captivity >= apart.captivity
    assert merged.owner_count <= apart.owner_count


@given(families=FAMILIES, extra=st.sampled_from((*OWNERS, "z")), data=st.data())
@settings(max_examples=200, deadline=None)
def test_a7_a_further_gate_never_frees(gate_book, families, extra, data) -> None:
    at = data.draw(st.integers(0, len(families) - 1))
    gated = [*families[:at], families[at] | {extra}, *families[at + 1 :]]
    assert score(gate_book(gated)).captivity >= score(gate_book(families)).captivity


@given(families=FAMILIES, vendor=st.sampled_from(OWNERS))
@settings(max_examples=200, deadline=None)
def test_a11_the_vendor_is_never_held_tighter_than_developers(gate_book, families, vendor) -> None:
    book = gate_book(families, (vendor,))
    assert score(book, view=View.VENDOR).captivity <= score(book).captivity


@given(families=FAMILIES, names=st.permutations(OWNERS), order=st.permutations(range(6)))
@settings(max_examples=200, deadline=None)
def test_a13_names_and_order_do_not_matter(gate_book, families, names, order) -> None:
    renamed = str.maketrans(OWNERS, "".join(names))
    shuffled = [families[at] for at in order if at < len(families)]
    before = score(gate_book(families))
    after = score(gate_book(["".join(gates).translate(renamed) for gates in shuffled]))
    assert after.captivity == before.captivity
    assert set(after.veto) == {owner.translate(renamed) for owner in before.veto}


@given(families=FAMILIES)
@settings(max_examples=50, deadline=None)
def test_a15_an_ungated_route_frees_everybody(gate_book, families) -> None:
    book = gate_book(families).platform("hub", "a")
    found = score(book.channel("open", "x", "hub", access_mode="OpenWeights"))
    assert (found.captivity, found.veto) == (0, ())


@given(families=FAMILIES, days=st.lists(st.integers(1, 28), min_size=6, max_size=6))
@settings(max_examples=100, deadline=None)
def test_a18_dates_are_half_open(gate_book, families, days) -> None:
    """Channels that end on D and channels that start on D never count on the same day."""
    from datetime import date

    turn = date(2026, 6, 15)
    book = gate_book(families)
    for number, (name, channel) in enumerate(list(book.channels.items())):
        dates = {"valid_from": turn} if days[number] % 2 else {"valid_to": turn}
        book.channels[name] = replace(channel, **dates)
    starting = sum(day % 2 for day in days[: len(families)])
    assert score(book, day=turn).channel_count == starting
    assert score(book, day=date(2026, 6, 14)).channel_count == len(families) - starting
