"""Axioms A2, A5, A7 and A8 on whole markets, through the edits that people write."""

from __future__ import annotations

from fractions import Fraction

from generated_edits import OWNER, openings
from generated_markets import ASSETS, DAY, market_records
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from graph.errors import EditConflict
from graph.market.compile import View, compile_market
from graph.market.market import Market
from graph.market.records import MarketRecords
from graph.metrics.captivity import score_asset
from graph.whatif.edits import Acquire, ChangeRole, CloseChannel, Edit
from graph.whatif.patch import recompile
from graph.whatif.plan import plan_edit

SOME = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
VIEWS = st.sampled_from(list(View))


def heights(market: Market) -> list[Fraction]:
    """Captivity of every asset; an asset without a road is worse off than any other."""
    found = [score_asset(market, asset).captivity for asset in ASSETS]
    return [Fraction(2) if captivity is None else captivity for captivity in found]


def apply(market: Market, edit: Edit) -> Market:
    try:
        patch = plan_edit(edit, market)
    except EditConflict:
        assume(False)
        raise
    return recompile(market, patch.apply(market.records))


@SOME
@given(records=market_records(), owner=OWNER, organisation=OWNER)
def test_buying_an_independent_organisation_never_lowers_captivity(
    records: MarketRecords, owner: str, organisation: str
) -> None:
    market = compile_market(records, DAY)
    assume(market.ownership.controllers(organisation) == {organisation})
    after = apply(market, Acquire(owner, organisation))
    assert all(new >= old for new, old in zip(heights(after), heights(market), strict=True))


@SOME
@given(records=market_records(), edit=openings(), view=VIEWS)
def test_a_new_road_never_raises_captivity(records: MarketRecords, edit: Edit, view: View) -> None:
    market = compile_market(records, DAY, view=view)
    after = apply(market, edit)
    assert all(new <= old for new, old in zip(heights(after), heights(market), strict=True))


@SOME
@given(data=st.data(), records=market_records(), view=VIEWS)
def test_a_road_that_closes_never_lowers_captivity(
    data: st.DataObject, records: MarketRecords, view: View
) -> None:
    assume(records.channels)
    market = compile_market(records, DAY, view=view)
    live = sorted(c.iri for c in records.channels.values() if c.is_live(DAY))
    assume(live)
    after = apply(market, CloseChannel(data.draw(st.sampled_from(live))))
    assert all(new >= old for new, old in zip(heights(after), heights(market), strict=True))


@SOME
@given(data=st.data(), records=market_records(), owner=OWNER)
def test_one_more_host_surface_or_need_on_a_road_never_lowers_captivity(
    data: st.DataObject, records: MarketRecords, owner: str
) -> None:
    assume(records.channels)
    market = compile_market(records, DAY)
    channel = data.draw(st.sampled_from(sorted(records.channels)))
    role, things = data.draw(
        st.sampled_from((("biller", [owner]), ("host", ["k", "l", "m"]), ("surface", ["p", "q"])))
    )
    after = apply(market, ChangeRole(role, channel, data.draw(st.sampled_from(things))))
    assert all(new >= old for new, old in zip(heights(after), heights(market), strict=True))
