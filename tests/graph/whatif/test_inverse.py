"""Axiom A19: a what-if and its inverse restore every number, on random markets and random edits."""

from __future__ import annotations

from dataclasses import replace

from generated_edits import edits
from generated_markets import DAY, market_records
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from graph.errors import EditConflict
from graph.market.compile import View, compile_market
from graph.market.market import Market
from graph.market.names import NameIndex
from graph.market.records import MarketRecords
from graph.metrics.captivity import score_market
from graph.metrics.closure import find_live, measure_closure
from graph.metrics.uncertainty import interval_row
from graph.whatif.compare import compare
from graph.whatif.edits import Edit
from graph.whatif.language import parse_edit, write_edit
from graph.whatif.patch import recompile
from graph.whatif.plan import inverse, plan_edit
from graph.whatif.scenario import Scenario, apply_scenario
from graph.whatif.statements import split_statements

MANY = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
SOME = settings(MANY, max_examples=60)
VIEWS = st.sampled_from(list(View))


def numbers(market: Market) -> object:
    """Every number of the market, with what is told beside it."""
    rows = [score.to_row(market) for score in score_market(market)]
    return rows, measure_closure(market, find_live(market)), dict(market.left_out)


def anew(market: Market) -> Market:
    """The market compiled from nothing but its records: nothing kept, nothing patched."""
    return recompile(market, replace(market.records))


def plans(edit: Edit, market: Market) -> bool:
    """Whether the edit fits the market; where not, the message has its three parts."""
    try:
        plan_edit(edit, market)
    except EditConflict as error:
        return not all((error.what, error.thing, error.advice))
    return True


def draw_edit(data: st.DataObject, market: Market) -> Edit:
    """One of four random edits that fits the market."""
    found = data.draw(st.lists(edits(market.records), min_size=4, max_size=4))
    fitting = [edit for edit in found if plans(edit, market)]
    assume(fitting)
    return fitting[0]


@MANY
@given(data=st.data(), records=market_records(), view=VIEWS)
def test_an_edit_and_its_inverse_restore_every_number(
    data: st.DataObject, records: MarketRecords, view: View
) -> None:
    market = compile_market(records, DAY, view=view)
    edit = draw_edit(data, market)
    before = numbers(market)
    after = recompile(market, plan_edit(edit, market).apply(records))
    back = recompile(market, inverse(edit, market).apply(after.records))
    assert back.records == records
    assert numbers(back) == before
    assert numbers(market) == before


@SOME
@given(data=st.data(), records=market_records(), view=VIEWS)
def test_an_edited_market_is_what_its_records_say_read_anew(
    data: st.DataObject, records: MarketRecords, view: View
) -> None:
    market = compile_market(records, DAY, view=view)
    edit = draw_edit(data, market)
    after = recompile(market, plan_edit(edit, market).apply(records))
    assert numbers(after) == numbers(anew(after))


@SOME
@given(data=st.data(), records=market_records(), view=VIEWS)
def test_every_number_that_moves_is_told_and_no_other(
    data: st.DataObject, records: MarketRecords, view: View
) -> None:
    market = compile_market(records, DAY, view=view)
    chosen: list[Edit] = []
    for edit in data.draw(st.lists(edits(records), min_size=1, max_size=3)):
        try:
            outcome = apply_scenario(market, Scenario((*chosen, edit)))
        except EditConflict:
            continue
        chosen.append(edit)
    assume(chosen)
    outcome = apply_scenario(market, Scenario(tuple(chosen)))
    told = {moved.asset for moved in compare(outcome).assets}
    keys = ("captivity", "escape", "type", "veto", "cut", "coalitions", "routes", "hhi")
    old, new = (
        {
            score.asset: [score.to_row(side)[key] for key in keys]
            + [interval_row(side, score.asset)["interval"]]
            for score in score_market(side)
        }
        for side in (anew(market), anew(outcome.after))
    )
    moved = {asset for asset in new if old[asset] != new[asset]}
    assert told == moved
    for one in compare(outcome).assets:
        assert one.edits or set(one.metrics) <= {"hhi", "effective_number"}


@SOME
@given(data=st.data(), records=market_records())
def test_an_edit_written_down_is_read_as_the_same_edit(
    data: st.DataObject, records: MarketRecords
) -> None:
    edit = data.draw(edits(records))
    (statement,) = split_statements(write_edit(edit))
    assert parse_edit(statement, NameIndex(records)) == edit


@SOME
@given(data=st.data(), records=market_records())
def test_a_scenario_undone_edit_by_edit_restores_the_records(
    data: st.DataObject, records: MarketRecords
) -> None:
    market = compile_market(records, DAY)
    undo = []
    for edit in data.draw(st.lists(edits(records), min_size=2, max_size=5)):
        if plans(edit, market):
            undo.append(inverse(edit, market))
            market = recompile(market, plan_edit(edit, market).apply(market.records))
    assume(undo)
    for patch in reversed(undo):
        market = recompile(market, patch.apply(market.records))
    assert market.records == records
    assert numbers(market) == numbers(compile_market(replace(records), DAY))
