"""Everything the thesis page says, as plain JSON values: the page and the API show the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from graph.market.columns import slug_of
from graph.market.compile import compile_market
from graph.market.hypotheses import find_hypothesis
from graph.market.market import Market
from graph.market.names import NameIndex
from graph.market.panels import PANELS, Panel, count_owners_over_time, find_panel
from graph.market.populations import POPULATIONS, is_registry_missing
from graph.market.records import MarketRecords
from graph.metrics.billers import find_largest, follow_billers
from graph.metrics.captivity import fraction_text
from graph.metrics.closure import LIVE, LIVE_DEFINITION
from graph.metrics.measures import MEASURES
from graph.metrics.reporting import TREND_LABS, months_before
from graph.metrics.series import GROWTH_NOTE, MONTH, Point, Window, follow_assets, follow_market
from graph.metrics.thesis import DEFAULT_THRESHOLD, Thesis, assess_thesis, read_share
from graph.metrics.verdict import Compiler
from graph.terms import ID_BASE
from web.choices import one_of
from web.state import State
from web.viewpoint import Viewpoint

#: What is looked at first; without a registry core has no members, so it is all that is live.
USUAL_POPULATION, USUAL_PANEL = "core", "eight"
MONTHS = 18
BILLERS_SHOWN = 7
FOLLOWED = ("closure-index", "closed", "live", "billing-stacks")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the thesis an address asks for; equal ones give equal pages at one revision.

    ``usual`` is the population that the address need not name.
    """

    at: Viewpoint
    population: str = USUAL_POPULATION
    panel: str = USUAL_PANEL
    threshold: Fraction = DEFAULT_THRESHOLD
    usual: str = USUAL_POPULATION

    def args(self) -> dict[str, str]:
        """The part of an address that restores this; what is usual is left out."""
        args = self.at.args()
        if self.population != self.usual:
            args["population"] = self.population
        if self.panel != USUAL_PANEL:
            args["panel"] = self.panel
        if self.threshold != DEFAULT_THRESHOLD:
            args["threshold"] = str(self.threshold)
        return args

    def compile_on(self, records: MarketRecords, day: date) -> Market:
        """The market of some records on a day, seen from here."""
        return compile_market(records, day, view=self.at.view, count_set_aside=self.at.resale)


def read_asked(state: State, at: Viewpoint, args: Mapping[str, str]) -> Asked:
    """The population, panel and threshold that an address names.

    Raises
    ------
    InvalidInput
        There is no such population or panel, or the threshold is no share.
    """
    usual = LIVE if is_registry_missing(state.market(at)) else USUAL_POPULATION
    panel = args.get("panel", "") or USUAL_PANEL
    return Asked(
        at,
        one_of("population", args.get("population", "") or usual, (LIVE, *POPULATIONS)),
        one_of("panel", panel, tuple(PANELS)),
        read_share(args.get("threshold", "").strip() or str(DEFAULT_THRESHOLD)),
        usual,
    )


def view_thesis(state: State, asked: Asked) -> Row:
    """The verdict with its evidence and the closing of the market, on the day and over time.

    The keys of :meth:`graph.metrics.thesis.Thesis.to_dict`, and besides ``watched`` (captivity of
    the watched assets at every change), ``series`` (closure index and billing stacks by month),
    ``billers`` (assets by ultimate biller and month), ``owners_per_model`` (by lab and month, on
    the panel), ``panel`` and ``period``.
    """
    return state.kept(("thesis", asked), lambda: _view(state.records(), asked))


def _view(records: MarketRecords, asked: Asked) -> Row:
    compile_on = _keep_markets(records, asked)
    market = compile_on(records, asked.at.as_of)
    hypothesis = find_hypothesis(records, None)
    thesis = assess_thesis(
        market,
        hypothesis,
        compile_on,
        population=asked.population,
        threshold=asked.threshold,
    )
    window = Window(_day_after(asked.at.as_of), _first_day(asked.at.as_of), MONTH)
    points = follow_market(
        records, asked.population, [MEASURES[name] for name in FOLLOWED], window, compile_on
    )
    points = _drop_empty(points)
    days = sorted({point.day for point in points})
    panel = find_panel(asked.panel)
    return {
        **thesis.to_dict(),
        "resale": asked.at.resale,
        "period": {"since": days[0].isoformat(), "until": days[-1].isoformat(), "every": MONTH},
        "watched": _watched(records, thesis, asked),
        "series": [_row(records, point) for point in points],
        "billers": _billers(records, asked, days, compile_on),
        "panel": {"name": panel.name, "definition": panel.definition},
        "owners_per_model": _owners(records, panel, days),
        "growth_note": GROWTH_NOTE,
    }


def _keep_markets(records: MarketRecords, asked: Asked) -> Compiler:
    """Compiles each day of the whole market once, although several series ask for it."""
    kept: dict[date, Market] = {}

    def compile_on(some: MarketRecords, day: date) -> Market:
        if some is not records:
            return asked.compile_on(some, day)
        if day not in kept:
            kept[day] = asked.compile_on(records, day)
        return kept[day]

    return compile_on


def _first_day(as_of: date) -> date:
    """The first of the month so many months before, or the first day that has one before it."""
    if as_of.year <= 1 + MONTHS // 12 + 1:
        return date.min + timedelta(days=1)
    return months_before(as_of, MONTHS).replace(day=1)


def _drop_empty(points: Sequence[Point]) -> list[Point]:
    """The points from the first day on on which anything is live; all where nothing ever is."""
    live = [point.day for point in points if point.measure.name == "live" and point.value]
    return [point for point in points if point.day >= min(live, default=date.min)]


def _day_after(day: date) -> date:
    return min(day, date.max - timedelta(days=1)) + timedelta(days=1)


def _row(records: MarketRecords, point: Point) -> Row:
    row = point.to_row(records)
    del row["definition"], row["changes"]
    return row


def _watched(records: MarketRecords, thesis: Thesis, asked: Asked) -> list[Row]:
    """The captivity of every watched asset from the day before its first road on."""
    if thesis.verdict is None:
        return []
    watches = thesis.verdict.hypothesis.watches
    window = Window(_day_after(asked.at.as_of), None, "change")
    points = follow_assets(records, watches, [MEASURES["captivity"]], window, asked.compile_on)
    return [_row(records, point) for point in points]


def _billers(
    records: MarketRecords, asked: Asked, days: Sequence[date], compile_on: Compiler
) -> list[Row]:
    """Rows of day, biller and assets; those of the smaller billers are added up without a name."""
    points = follow_billers(records, asked.population, days, compile_on)
    largest = find_largest(points, BILLERS_SHOWN)
    label = NameIndex(records).label
    rows: list[Row] = []
    for point in points:
        day = point.day.isoformat()
        rows += [
            {"date": day, "biller": slug_of(iri), "label": label(iri),
             "assets": point.assets.get(iri, 0)}
            for iri in largest
        ]  # fmt: skip
        others = {iri: count for iri, count in point.assets.items() if iri not in largest}
        rows.append({"date": day, "biller": None, "label": "all others", "billers": len(others),
                     "assets": sum(others.values())})  # fmt: skip
    return rows


def _owners(records: MarketRecords, panel: Panel, days: Sequence[date]) -> list[Row]:
    label = NameIndex(records).label
    return [
        {
            "date": point.day.isoformat(),
            "panel": panel.name,
            "developer": lab,
            "label": label(ID_BASE + lab),
            "models": point.models,
            "pairs": point.pairs,
            "owners_per_model": fraction_text(point.owners_per_model),
        }
        for lab in TREND_LABS
        for point in count_owners_over_time(records, panel, ID_BASE + lab, days)
    ]


#: What there is to choose from, with the sentence that says what it is.
POPULATION_WORDS: Mapping[str, str] = {
    LIVE: LIVE_DEFINITION,
    **{name: population.definition for name, population in POPULATIONS.items()},
}
