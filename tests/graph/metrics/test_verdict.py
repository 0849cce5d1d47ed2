"""The verdict of a watched hypothesis in both readings, on markets written down by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from generated_markets import market_records
from hypothesis import given

from graph.market.compile import View, compile_market
from graph.market.records import Hypothesis, MarketRecords
from graph.metrics.verdict import STATED, WHEN_MADE, State, judge_hypothesis

MADE, HORIZON = date(2026, 6, 2), date(2027, 6, 2)
JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)
THESIS = Hypothesis("h", "capture", watches=("x",), made_on=MADE, horizon=HORIZON)


@pytest.fixture
def book(new_book):
    """x is embedded in the home of a; the cloud of a and the shop of b sell other things too."""
    book = new_book().asset("x").platform("home", "a").platform("cloud", "a").platform("shop", "b")
    return book.channel("own", "x", "home", access_mode="Embedded")


def judge(book, day, thesis=THESIS, **options):
    def compile_on(records, on):
        return compile_market(records, on, **options)

    return judge_hypothesis(book.records(), thesis, day, compile_on)


def states(book, *days, **options) -> list[tuple[State, State]]:
    found = [judge(book, day, **options) for day in days]
    return [(one.literal, one.owner_closed) for one in found]


HOLDING = (State.HOLDING, State.HOLDING)


def test_it_holds_from_its_day_and_meets_its_condition_at_the_horizon(book) -> None:
    before, last = date(2026, 6, 1), date(2027, 6, 1)
    assert states(book, before, MADE, last, HORIZON) == [
        (State.NOT_MADE, State.NOT_MADE), HOLDING, HOLDING,
        (State.CONDITION_MET, State.CONDITION_MET),
    ]  # fmt: skip


def test_an_api_on_the_owners_own_cloud_denies_literally_and_moves_no_owner(book) -> None:
    book.channel("api", "x", "cloud", access_mode="RawAPI", valid_from=JULY)
    assert states(book, date(2026, 6, 30), JULY) == [HOLDING, (State.DENIED, State.HOLDING)]
    (breach,) = judge(book, AUGUST).breaches
    assert (breach.channel.iri, breach.day, breach.within, breach.joined) == ("api", JULY, 1, 1)


def test_an_api_at_another_owner_denies_both(book) -> None:
    book.channel("api", "x", "shop", access_mode="RawAPI", valid_from=JULY)
    (breach,) = judge(book, JULY).breaches
    assert states(book, JULY) == [(State.DENIED, State.DENIED)]
    assert (breach.within, breach.joined, breach.lowers) == (1, Fraction(1, 2), True)


def test_open_weights_count_as_an_exit(book) -> None:
    book.channel("weights", "x", "shop", access_mode="OpenWeights", valid_from=JULY)
    (breach,) = judge(book, JULY).breaches
    assert (breach.joined, breach.lowers) == (0, True)


@pytest.mark.parametrize("mode", ["Embedded", "ManagedAgent", "AccessUnstated"])
def test_only_raw_apis_and_open_weights_deny(book, mode) -> None:
    """Naive: any second platform is an exit. Embedded access is no API."""
    book.channel("other", "x", "shop", access_mode=mode, valid_from=JULY)
    found = judge(book, JULY)
    assert (found.literal, found.owner_closed) == HOLDING
    assert [(left.channel.iri, left.code) for left in found.short_of] == [("other", "no-api")]


def test_an_api_within_the_captive_set_denies_nothing(book) -> None:
    book.channel("api", "x", "home", access_mode="RawAPI", valid_from=JULY)
    assert states(book, JULY) == [HOLDING]


@pytest.mark.parametrize("stage", ["GA", "Withdrawn"])
def test_opened_then_withdrawn_still_denies(book, stage) -> None:
    book.channel("api", "x", "shop", access_mode="RawAPI", stage=stage, valid_from=JULY,
                 valid_to=AUGUST)  # fmt: skip
    assert states(book, date(2026, 6, 30), JULY, AUGUST, HORIZON) == [
        HOLDING, *[(State.DENIED, State.DENIED)] * 3,
    ]  # fmt: skip


def test_withdrawn_on_days_that_nobody_gives_proves_nothing(book) -> None:
    book.channel("api", "x", "shop", access_mode="RawAPI", stage="Withdrawn")
    assert states(book, JULY) == [HOLDING]


def test_what_was_closed_before_it_was_made_is_no_part_of_the_test(book) -> None:
    book.channel("api", "x", "shop", access_mode="RawAPI", valid_to=MADE)
    assert states(book, MADE) == [HOLDING]


def test_what_opens_after_the_horizon_comes_too_late(book) -> None:
    day = date(2027, 6, 3)
    book.channel("api", "x", "shop", access_mode="RawAPI", valid_from=day)
    found = judge(book, day)
    assert found.literal is State.CONDITION_MET
    assert [left.code for left in found.short_of] == ["too-late"]
    book.channel("api", "x", "shop", access_mode="RawAPI", valid_from=HORIZON)
    assert judge(book, day).literal is State.DENIED


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"stage": "Announced"}, "stage"),
        ({"valid_from": AUGUST}, "not-yet-open"),
        ({"set_aside": "Resale"}, "set-aside"),
        ({"upstream": ("dead",)}, "upstream-closed"),
    ],
)
def test_a_channel_that_does_not_count_is_told_as_falling_short(book, fields, code) -> None:
    book.channel("dead", "other", "shop", stage="Withdrawn")
    book.channel("api", "x", "shop", access_mode="RawAPI", **fields)
    found = judge(book, JULY)
    assert (found.literal, found.owner_closed) == HOLDING
    assert [left.code for left in found.short_of] == [code]


def test_disputed_evidence_counts_when_the_floor_allows(book) -> None:
    """Asserted with 0.3, and in one case denied with 0.5."""
    book.channel("api", "x", "shop", access_mode="RawAPI", valid_from=JULY)
    book.channels["api"] = replace(book.channels["api"], asserted=Decimal("0.3"))
    low = judge(book, JULY, floor=Decimal("0.25"))
    assert (judge(book, JULY).literal, low.literal) == (State.HOLDING, State.DENIED)
    book.channels["api"] = replace(book.channels["api"], denied=Decimal("0.5"))
    assert judge(book, JULY, floor=Decimal("0.25")).literal is State.HOLDING


def test_the_stated_captive_set_comes_before_the_platforms_of_the_day(book) -> None:
    """An API at b on the very day: inside the set by the rule of the day, outside as stated."""
    book.channel("api", "x", "shop", access_mode="RawAPI", valid_from=MADE)
    (by_day,) = judge(book, JULY).captive_sets
    assert (by_day.platforms, by_day.basis) == (("home", "shop"), WHEN_MADE)
    assert judge(book, JULY).literal is State.HOLDING
    book.entities["x"] = replace(book.entities["x"], captive_platforms=("home",))
    (stated,) = judge(book, JULY).captive_sets
    assert (stated.platforms, stated.basis) == (("home",), STATED)
    assert judge(book, JULY).owner_closed is State.DENIED


def test_owners_move_on_a_later_day_when_the_shop_is_sold(book) -> None:
    """The cloud of a is sold to c in August: from then on its API lowers captivity to 1/2."""
    book.platform("cloud", "sub").stake("a", "sub", "1", valid_to=AUGUST)
    book.stake("c", "sub", "1", valid_from=AUGUST)
    book.channel("api", "x", "cloud", access_mode="RawAPI", valid_from=JULY)
    assert states(book, JULY, AUGUST) == [
        (State.DENIED, State.HOLDING), (State.DENIED, State.DENIED),
    ]  # fmt: skip
    (breach,) = judge(book, AUGUST).breaches
    assert (breach.day, breach.measured_on) == (JULY, AUGUST)


def test_a_closed_captive_set_is_compared_with_the_worst_value(book) -> None:
    """The home closes when the API of b opens: still one owner, so no captivity was lowered."""
    book.channel("own", "x", "home", access_mode="Embedded", valid_to=JULY)
    book.channel("api", "x", "shop", access_mode="RawAPI", valid_from=JULY)
    (breach,) = judge(book, JULY).breaches
    assert (breach.within, breach.joined, breach.lowers) == (None, 1, False)


def test_without_a_day_or_horizon_all_history_is_looked_at(book) -> None:
    book.channel("api", "x", "shop", access_mode="RawAPI", valid_from=MADE, valid_to=JULY)
    bare = Hypothesis("h", "capture", watches=("x",))
    assert judge(book, date(2026, 6, 1), bare).literal is State.HOLDING
    found = judge(book, date(2030, 1, 1), bare)
    assert (found.literal, found.days_left) == (State.DENIED, None)


def test_days_left_end_at_the_horizon(book) -> None:
    assert [judge(book, day).days_left for day in (MADE, HORIZON, date(2028, 1, 1))] == [365, 0, 0]


def test_nothing_watched_is_never_denied(book) -> None:
    found = judge(book, JULY, Hypothesis("h", "empty", made_on=MADE))
    assert (found.literal, found.captive_sets, found.breaches) == (State.HOLDING, (), ())


def test_the_view_decides_who_counts_as_an_owner(book) -> None:
    """Billed by a alone, the API of b's shop lowers nothing for procurement."""
    book.channel("api", "x", "shop", access_mode="RawAPI", billers=("a",), valid_from=JULY)
    assert states(book, JULY, view=View.PROCUREMENT) == [(State.DENIED, State.HOLDING)]


@given(market_records())
def test_a_denial_stays_and_owners_imply_the_letter(records: MarketRecords) -> None:
    thesis = Hypothesis("h", "capture", watches=("x", "y"), made_on=MADE)
    days = [MADE, JULY, AUGUST, HORIZON]
    found = [judge_hypothesis(records, thesis, day) for day in days]
    for reading in ("literal", "owner_closed"):
        denied = [getattr(one, reading) is State.DENIED for one in found]
        assert denied == sorted(denied)
    assert all(one.literal is State.DENIED for one in found if one.owner_closed is State.DENIED)
