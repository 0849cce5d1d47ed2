"""The axioms on whole markets of records: dates, views, stakes and channels instead of sets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from generated_markets import ASSETS, DAY, OWNERS, PLATFORMS, market_records
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.market.compile import View, compile_market
from graph.market.records import Channel, Entity, MarketRecords, Stake
from graph.metrics.captivity import Score, score_asset
from graph.metrics.end_to_end import trace_assistant

many = settings(max_examples=200, deadline=None)
DAYS = st.integers(-45, 65).map(lambda number: DAY + timedelta(number))


def scores(records: MarketRecords, **options) -> dict[str, Score]:
    market = compile_market(records, options.pop("day", DAY), **options)
    return {asset: score_asset(market, asset) for asset in ASSETS}


def with_channel(records: MarketRecords, channel: Channel, *entities: Entity) -> MarketRecords:
    return replace(
        records,
        channels={**records.channels, channel.iri: channel},
        entities={**records.entities, **{entity.iri: entity for entity in entities}},
    )


def never_more_captive(before: Score, after: Score) -> bool:
    """Whether captivity did not rise; from none known to any is no rise."""
    return before.captivity is None or after.captivity <= before.captivity


@given(market_records(), st.sampled_from(ASSETS), st.sampled_from(PLATFORMS), st.booleans())
@many
def test_a2_a_new_live_channel_never_raises_captivity(records, asset, platform, is_open) -> None:
    mode = "OpenWeights" if is_open else "RawAPI"
    opened = with_channel(records, Channel("new", "new", asset, platform, access_mode=mode))
    before, after = scores(records)[asset], scores(opened)[asset]
    assert never_more_captive(before, after)
    assert before.captivity is None or {*after.veto} <= {*before.veto}
    if after.cut is not None:
        assert after.cut >= before.cut
        assert after.routes >= before.routes


@given(market_records(), st.sampled_from(ASSETS))
@many
def test_a3_a_channel_of_an_unrelated_owner_adds_exactly_one(records, asset) -> None:
    platform = Entity("island", "island", frozenset({"Platform"}), operators=("hermit",))
    opened = with_channel(records, Channel("new", "new", asset, "island"), platform)
    before, after = scores(records)[asset], scores(opened)[asset]
    if before.escape is None:
        assert (after.captivity, after.escape) == (0, None)
    else:
        assert after.escape == before.escape + 1
        assert after.cut == before.cut + 1
        assert after.routes == before.routes + 1


@given(market_records())
@many
def test_a4_clones_of_every_channel_change_nothing_but_the_count(records) -> None:
    twins = {f"twin {iri}": replace(c, iri=f"twin {iri}") for iri, c in records.channels.items()}
    doubled = replace(records, channels={**records.channels, **twins})
    after = scores(doubled)
    for asset, before in scores(records).items():
        assert after[asset].channel_count == 2 * before.channel_count
        assert replace(after[asset], channel_count=before.channel_count) == before


@given(market_records(), st.sampled_from(OWNERS), st.sampled_from(OWNERS))
@many
def test_a5_and_a6_an_acquisition_never_lowers_captivity(records, buyer, bought) -> None:
    """Whatever stakes there are already, circles too; read backwards it is the divestiture."""
    stake = Stake("deal", buyer, bought, voting_min=Decimal(1), confers_control=True)
    merged = replace(records, stakes={**records.stakes, "deal": stake})
    before, after = scores(records), scores(merged)
    for asset in ASSETS:
        assert never_more_captive(after[asset], before[asset])
        if before[asset].cut is not None:
            assert after[asset].cut <= before[asset].cut
            assert after[asset].routes <= before[asset].routes


@given(market_records(), st.data())
@many
def test_a7_naming_one_more_biller_never_lowers_captivity(records, data) -> None:
    """Also an unrelated one; open weights have no gate to add to."""
    if not records.channels:
        return
    iri = data.draw(st.sampled_from(sorted(records.channels)))
    channel = records.channels[iri]
    billers = (*channel.billers, data.draw(st.sampled_from((*OWNERS, "stranger"))))
    gated = with_channel(records, replace(channel, billers=billers))
    before, after = scores(records), scores(gated)
    for asset in ASSETS:
        assert never_more_captive(after[asset], before[asset])


@given(market_records(upstream=False), st.data())
@many
def test_a8_closing_a_channel_never_lowers_captivity_or_leaves_none(records, data) -> None:
    if not records.channels:
        return
    iri = data.draw(st.sampled_from(sorted(records.channels)))
    closed = with_channel(records, replace(records.channels[iri], valid_from=None, valid_to=DAY))
    before, after = scores(records), scores(closed)
    for asset in ASSETS:
        if after[asset].captivity is None:
            assert (after[asset].escape, after[asset].channel_count) == (0, 0)
        else:
            assert never_more_captive(after[asset], before[asset])


@given(market_records())
@many
def test_a11_the_vendor_never_sees_more_captivity_than_a_developer(records) -> None:
    developer, vendor = scores(records), scores(records, view=View.VENDOR)
    for asset in ASSETS:
        if developer[asset].captivity is None:
            assert vendor[asset].captivity is None
        else:
            assert vendor[asset].captivity <= developer[asset].captivity


@given(market_records(), st.sampled_from(list(View)))
@many
def test_a12_end_to_end_is_never_below_a_side(records, view) -> None:
    """The platform ``p`` is sold as an asset too, through the channels of ``x``."""
    sold = {
        iri: replace(c, asset="p") if c.asset == "x" and c.platform != "p" else c
        for iri, c in records.channels.items()
    }
    market = compile_market(replace(records, channels=sold), DAY, view=view)
    found = trace_assistant(market, "p")
    sides = (found.supply_game.captivity, found.distribution_game.captivity)
    if None in sides:
        assert found.game.captivity is None
    else:
        assert found.game.captivity >= max(sides)


@given(market_records(), st.randoms())
@many
def test_a13_the_order_of_the_records_does_not_matter(records, random) -> None:
    channels, stakes = list(records.channels.items()), list(records.stakes.items())
    random.shuffle(channels)
    random.shuffle(stakes)
    shuffled = replace(records, channels=dict(channels), stakes=dict(stakes))
    assert scores(shuffled) == scores(records)


@given(market_records(upstream=False), DAYS)
@many
def test_a18_a_channel_is_live_on_its_first_day_and_not_on_its_last(records, day) -> None:
    """Counted by the rule, on any day around those on which something opens or closes."""
    market = compile_market(records, day, floor=0, count_set_aside=True)
    for asset in ASSETS:
        expected = {
            channel.iri
            for channel in records.channels.values()
            if channel.asset == asset
            and channel.stage in ("GA", "Preview", "Deprecated", "StageUnstated")
            and (channel.valid_from is None or channel.valid_from <= day)
            and (channel.valid_to is None or day < channel.valid_to)
            and channel.asserted >= channel.denied
        }
        assert {route.channel.iri for route in market.routes.get(asset, ())} == expected


@given(st.integers(1, 400))
@many
def test_a18_two_periods_that_meet_leave_no_gap_and_do_not_overlap(length) -> None:
    """On the day on which a channel of a ends and one of b begins, only b's is live."""
    start, change = DAY - timedelta(length), DAY
    entities = {
        name: Entity(name, name, frozenset({"Platform"}), operators=(name,)) for name in "ab"
    }
    channels = {
        "1": Channel("1", "1", "x", "a", valid_from=start, valid_to=change),
        "2": Channel("2", "2", "x", "b", valid_from=change),
    }
    records = MarketRecords(1, entities, channels, {}, {}, {})
    for day, owner in ((start, "a"), (change - timedelta(1), "a"), (change, "b")):
        assert score_asset(compile_market(records, day), "x").veto == (owner,)
    early = compile_market(records, start - timedelta(1))
    assert score_asset(early, "x").captivity is None
