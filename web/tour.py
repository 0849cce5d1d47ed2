"""The guided first visit: the two moves of June 2026 in five steps, every figure worked out now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from graph.market.compile import compile_market
from graph.market.records import Hypothesis
from graph.metrics.captivity import fraction_text, score_asset
from graph.metrics.closure import find_live, measure_closure
from graph.metrics.measures import MEASURES
from graph.metrics.series import Window, follow_assets
from graph.metrics.thesis import describe_verdict
from graph.metrics.verdict import judge_hypothesis
from graph.terms import ID_BASE
from web.entity.rows import score_row
from web.populations import first_population, name_population
from web.state import State
from web.viewpoint import Viewpoint

#: The two moves: a model kept inside one product, and an agent that got a second road.
KEPT, OPENED = f"{ID_BASE}mai-code-1-flash", f"{ID_BASE}codex"
STEPS = ("Inside one product", "A second road", "The bet", "What came of it", "The whole market")


def find_story(state: State) -> Hypothesis | None:
    """The hypothesis about both moves; None when the store does not hold the article."""
    found = state.records().hypotheses.values()
    return next((h for h in found if {KEPT, OPENED} <= {*h.watches} and h.made_on), None)


def tell_step(state: State, today: Viewpoint, story: Hypothesis, number: int) -> dict[str, Any]:
    """The figures of one step, 1 to 5, as plain JSON values; ``day`` is the day they are of."""
    told = _TELLERS[number - 1](state, today, story)
    return {"step": number, "of": len(STEPS), "title": STEPS[number - 1]} | told


def _tell_kept(state: State, today: Viewpoint, story: Hypothesis) -> dict[str, Any]:
    """The model that is kept inside one product, on the day of the article."""
    return _asset(state, story.made_on or today.as_of, KEPT)


def _tell_opened(state: State, today: Viewpoint, story: Hypothesis) -> dict[str, Any]:
    """The agent when its captivity first fell, on the day before, and on that of the article."""
    day = find_fall(state, OPENED, today.as_of) or story.made_on or today.as_of
    eve = day - timedelta(1)
    then = _asset(state, story.made_on or today.as_of, OPENED)
    return _asset(state, day, OPENED) | {"before": _asset(state, eve, OPENED), "then": then}


def find_fall(state: State, asset: str, until: date) -> date | None:
    """The first day on which the captivity of the asset was lower than before."""
    window = Window(until + timedelta(1), every="change")
    points = follow_assets(
        state.records(), [asset], [MEASURES["captivity"]], window, compile_market
    )
    values = [(point.day, point.value) for point in points if point.value is not None]
    steps = pairwise(values)
    return next((day for (_, old), (day, new) in steps if new < old), None)


def _tell_bet(state: State, today: Viewpoint, story: Hypothesis) -> dict[str, Any]:
    """What the article predicts, and how that stood on its day."""
    day = story.made_on or today.as_of
    return {"day": day.isoformat(), "verdict": _judge(state, story, day)}


def _tell_outcome(state: State, today: Viewpoint, story: Hypothesis) -> dict[str, Any]:
    """How the prediction stands now, and the asset of the first channel that denied it."""
    verdict = _judge(state, story, today.as_of)
    day = today.as_of.isoformat()
    found: dict[str, Any] = {"day": day, "judged_on": day, "verdict": verdict}
    if verdict["evidence"]:
        first = verdict["evidence"][0]
        asset = state.records().channels[first["iri"]].asset
        found |= _asset(state, date.fromisoformat(first["measured_on"]), asset)
    return found


def _tell_market(state: State, today: Viewpoint, story: Hypothesis) -> dict[str, Any]:
    """How closed the market was on the day of the article, and is now."""
    name = first_population(state, today)
    days = dict.fromkeys((story.made_on or today.as_of, today.as_of))
    return {
        "day": today.as_of.isoformat(),
        "population": name_population(state, today, name),
        "closure": [_closure(state, day, name) for day in days],
    }


def _closure(state: State, day: date, population: str) -> dict[str, Any]:
    market = state.market(Viewpoint(day))
    found = measure_closure(market, find_live(market, population or None))
    return {
        "day": day.isoformat(),
        "index": fraction_text(found.index),
        "closed": len(found.closed),
        "live": len(found.population.assets),
    }


def _asset(state: State, day: date, asset: str) -> dict[str, Any]:
    """An asset on a day, as a row of the rankings."""
    score = score_asset(state.market(Viewpoint(day)), asset)
    return {"day": day.isoformat(), "asset": score_row(state, score)}


def _judge(state: State, story: Hypothesis, day: date) -> dict[str, Any]:
    found = judge_hypothesis(state.records(), story, day)
    return describe_verdict(state.records(), found)


Teller = Callable[[State, Viewpoint, Hypothesis], dict[str, Any]]
_TELLERS: tuple[Teller, ...] = (
    _tell_kept, _tell_opened, _tell_bet, _tell_outcome, _tell_market,
)  # fmt: skip
