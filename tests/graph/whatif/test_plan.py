"""What each edit does to the records, and the contradictions that are told."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from graph.errors import EditConflict
from graph.market.market import Market
from graph.metrics.captivity import score_asset
from graph.whatif.edits import (
    Acquire,
    ChangeOperator,
    ChangeRole,
    CloseChannel,
    CloseRoads,
    Divest,
    Edit,
    LoadFile,
    OpenChannel,
    SetShare,
)
from graph.whatif.patch import recompile
from graph.whatif.plan import plan_edit
from graph.whatif.scenario import Scenario, apply_scenario

DAY = date(2026, 6, 2)
LATER = DAY + timedelta(30)


@pytest.fixture
def market(new_book) -> Market:
    """``x`` through ``left`` of Ann's subsidiary and ``right`` of Bob; Cid holds 0.3 of Bob."""
    book = new_book().asset("x", "maker").platform("left", "sub").platform("right", "bob")
    book.platform("spare", "dan").cloud("cloud", "eve")
    book.stake("ann", "sub", "1").stake("cid", "bob", "0.3")
    book.channel("one", "x", "left").channel("two", "x", "right")
    book.channel("old", "x", "spare", valid_to=DAY)
    book.channel("new", "x", "spare", valid_from=LATER)
    book.channel("rumour", "x", "spare", stage="Rumoured")
    return book.market()


def captivity_after(market: Market, *edits: Edit) -> Fraction | None:
    return score_asset(apply_scenario(market, Scenario(edits)).after, "x").captivity


HALF, THIRD, WHOLE = Fraction(1, 2), Fraction(1, 3), Fraction(1)


@pytest.mark.parametrize(
    ("edit", "captivity"),
    [
        (CloseChannel("one"), WHOLE),
        (CloseRoads("x", "left"), WHOLE),
        (CloseChannel("one", LATER), HALF),
        (OpenChannel("x", "spare"), THIRD),
        (OpenChannel("x", "spare", billers=("ann",)), HALF),
        (OpenChannel("x", "spare", day=DAY + timedelta(1)), HALF),
        (OpenChannel("x", "spare", mode="OpenWeights"), Fraction(0)),
        (OpenChannel("x", "spare", upstream=("one",)), HALF),
        (ChangeRole("biller", "one", "bob"), WHOLE),
        (ChangeRole("host", "one", "cloud"), HALF),
        (ChangeOperator("left", "bob"), WHOLE),
        (ChangeOperator("left", "sub", drop=True), HALF),
        (Acquire("ann", "bob"), WHOLE),
        (Acquire("dan", "bob"), HALF),
        (Acquire("ann", "bob", LATER), HALF),
        (SetShare("ann", "bob", Decimal("0.6")), WHOLE),
        (SetShare("ann", "bob", Decimal("0.5")), HALF),
    ],
)
def test_an_edit_moves_captivity_as_worked_out_by_hand(
    market: Market, edit: Edit, captivity: Fraction
) -> None:
    assert score_asset(market, "x").captivity == HALF
    assert captivity_after(market, edit) == captivity


def test_divesting_undoes_an_acquisition_in_captivity(market: Market) -> None:
    assert captivity_after(market, Acquire("ann", "bob")) == WHOLE
    assert captivity_after(market, Acquire("ann", "bob"), Divest("ann", "bob")) == HALF
    divested = plan_edit(Divest("ann", "sub"), market).apply(market.records)
    assert recompile(market, divested).ownership.ultimate_owners("sub") == {"sub"}


def test_an_acquisition_ends_the_stakes_of_all_others(market: Market) -> None:
    outcome = apply_scenario(market, Scenario((Acquire("dan", "bob"),)))
    live = [s for s in outcome.after.records.stakes.values() if s.issuer == "bob"]
    assert {(s.holder, s.valid_to) for s in live} == {("cid", DAY), ("dan", None)}


def test_what_a_subsidiary_holds_goes_with_a_divestiture(new_book) -> None:
    book = new_book().stake("top", "mid", "1").stake("mid", "low", "0.4").stake("top", "low", "0.3")
    market = book.asset("x").market()
    assert market.ownership.ultimate_owners("low") == {"top"}
    after = apply_scenario(market, Scenario((Divest("top", "low"),))).after
    assert after.ownership.ultimate_owners("low") == {"low"}
    assert after.ownership.ultimate_owners("mid") == {"top"}


def test_a_share_replaces_the_stake_and_control_follows_from_votes(market: Market) -> None:
    after = apply_scenario(market, Scenario((SetShare("ann", "sub", Decimal("0.4")),))).after
    assert after.ownership.ultimate_owners("sub") == {"sub"}
    none = apply_scenario(market, Scenario((SetShare("ann", "sub", Decimal(0)),))).after
    assert [s.valid_to for s in none.records.stakes.values() if s.issuer == "sub"] == [DAY]


def test_a_second_road_through_a_platform_gets_a_name_of_its_own(market: Market) -> None:
    first, second = OpenChannel("x", "spare"), OpenChannel("x", "spare", billers=("eve",))
    after = apply_scenario(market, Scenario((first, second))).after
    base = "https://w3id.org/captivity/id/hypothetical/x--spare"
    assert {base, f"{base}-2"} <= after.records.channels.keys()


@pytest.mark.parametrize(
    ("edit", "what", "advice"),
    [
        (CloseChannel("old"), "not open on 2026-06-02", "closed on 2026-06-02"),
        (CloseChannel("new"), "not open on 2026-06-02", "opens on 2026-07-02"),
        (CloseChannel("rumour"), "not open", "stage is Rumoured"),
        (CloseChannel("nothing"), "no such channel", "Open it first"),
        (CloseRoads("x", "spare"), "No road is open", "open on left, right"),
        (OpenChannel("x", "left"), "open already", "Close it first"),
        (OpenChannel("x", "spare", end=DAY), "end before it begins", "begins on 2026-06-02"),
        (ChangeRole("host", "one", "cloud", drop=True), "no host of", "nobody that is stated"),
        (ChangeOperator("left", "sub"), "operator already", "Leave the edit out"),
        (ChangeOperator("left", "bob", drop=True), "no operator of", "operator is sub"),
        (Acquire("ann", "ann"), "Nobody acquires itself", "another owner"),
        (Acquire("ann", "sub"), "controls it already", "Leave the edit out"),
        (Acquire("sub", "ann"), "controls its buyer", "Divest sub first"),
        (Divest("ann", "ann"), "Nobody divests itself", "what it divests"),
        (Divest("cid", "bob"), "does not control it", "controlled by nobody"),
        (Divest("bob", "sub"), "does not control it", "controlled by ann"),
        (SetShare("ann", "ann", Decimal(1)), "carries no vote", "another holder"),
        (SetShare("ann", "bob", Decimal("0.8")), "More votes than there are", "0.7 is left"),
        (LoadFile("facts.ttl"), "No file can be loaded here", "captivity whatif"),
    ],
)
def test_a_contradiction_is_told(market: Market, edit: Edit, what: str, advice: str) -> None:
    with pytest.raises(EditConflict) as caught:
        apply_scenario(market, Scenario((edit,)))
    assert what in caught.value.message
    assert advice in caught.value.message


def test_a_contradiction_between_edits_names_the_edit(market: Market) -> None:
    with pytest.raises(EditConflict, match="The edit is: close x on left"):
        apply_scenario(market, Scenario((CloseChannel("one"), CloseRoads("x", "left"))))
    with pytest.raises(EditConflict, match="open already"):
        apply_scenario(market, Scenario((OpenChannel("x", "spare"), OpenChannel("x", "spare"))))


def test_what_is_set_aside_or_disbelieved_may_be_opened_by_hypothesis(new_book) -> None:
    book = new_book().asset("x").platform("p", "ann").platform("q", "bob")
    book.channel("a", "x", "p", set_aside="Resale").channel("b", "x", "q", asserted=Decimal("0.3"))
    market = book.market()
    assert captivity_after(market, OpenChannel("x", "p")) == WHOLE
    assert captivity_after(market, OpenChannel("x", "p"), OpenChannel("x", "q")) == HALF


def test_the_market_before_stays_as_it_was(market: Market) -> None:
    kept = market.records.channels["one"], market.records.stakes, market.families["x"]
    apply_scenario(market, Scenario((CloseChannel("one"), Acquire("ann", "bob"))))
    assert kept == (market.records.channels["one"], market.records.stakes, market.families["x"])
    assert market.records.channels["one"].valid_to is None
