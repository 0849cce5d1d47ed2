"""A number over time, of assets or of a population, as the API tells it and as a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from werkzeug.datastructures import MultiDict

from graph.days import parse_date
from graph.errors import InvalidDate, InvalidInput
from graph.market.compile import compile_market
from graph.market.market import Market
from graph.market.populations import POPULATIONS
from graph.market.records import MarketRecords
from graph.metrics.closure import LIVE
from graph.metrics.measures import Measure, choose_measures
from graph.metrics.reporting import months_before
from graph.metrics.series import CHANGE, GROWTH_NOTE, MONTH, Window, follow_assets, follow_market
from web.charts.geometry import Figure
from web.charts.given import About, Reading, Series
from web.charts.lines import draw_lines
from web.choices import one_of
from web.state import State
from web.viewpoint import Viewpoint

MOST_NAMES = 20
#: Every month of a period costs a market, and every change of a whole market does.
MOST_YEARS, MOST_DAYS_OF_CHANGES = 10, 100
USUAL_MONTHS = 18
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which numbers of what, over which period; ``assets`` are IRIs, none for a population."""

    at: Viewpoint
    assets: tuple[str, ...]
    population: str
    measures: tuple[str, ...]
    window: Window

    def compile_on(self, records: MarketRecords, day: date) -> Market:
        """The market of some records on a day, seen from here."""
        return compile_market(records, day, view=self.at.view, count_set_aside=self.at.resale)


def read_wanted(state: State, at: Viewpoint, args: MultiDict[str, str]) -> Wanted:
    """Which assets (``name``) or ``population``, which ``metric`` and which period are wanted.

    ``name`` and ``metric`` are repeatable; ``since``, ``until`` and ``every`` give the period.

    Raises
    ------
    UnknownEntity
        There is no such asset or metric.
    InvalidInput
        A metric that does not go with the rest, too many names, or too long a period.
    InvalidDate
        A day that is none, or a period that ends before it begins.
    """
    names = list(dict.fromkeys(args.getlist("name")))
    if len(names) > MOST_NAMES:
        raise InvalidInput("Too many names", f"{len(names)} names", f"At most {MOST_NAMES}.")
    if names and args.get("population", ""):
        raise InvalidInput("A trend is of assets or of a population", "both given",
                           "Leave out name or population.")  # fmt: skip
    measures = choose_measures(tuple(args.getlist("metric")), has_names=bool(names))
    return Wanted(
        at,
        tuple(state.names().resolve_asset(name) for name in names),
        one_of("population", args.get("population", "") or LIVE, (LIVE, *POPULATIONS)),
        tuple(measure.name for measure in measures),
        _read_window(at, args, of_assets=bool(names)),
    )


def _read_window(at: Viewpoint, args: MultiDict[str, str], *, of_assets: bool) -> Window:
    every = one_of("step", args.get("every", ""), ("", CHANGE, MONTH))
    every = every or (CHANGE if of_assets else MONTH)
    given = args.get("until", "")
    end = parse_date(given) if given else min(at.as_of, date.max - DAY) + DAY
    since = parse_date(args["since"]) if args.get("since", "") else None
    if since is not None and end <= since:
        raise InvalidDate("The period ends before it begins", f"{since} to {end}")
    if since is None and not (of_assets and every == CHANGE):
        since = _months_before(end, USUAL_MONTHS)
        if every == CHANGE:
            since = end - min(timedelta(days=MOST_DAYS_OF_CHANGES), end - date.min - DAY)
    if since is not None:
        _check_length((end - since).days, every, of_assets=of_assets)
    return Window(end, since, every)


def _months_before(day: date, months: int) -> date:
    return months_before(day, months).replace(day=1) if day.year > 3 else date.min + DAY


def _check_length(days: int, every: str, *, of_assets: bool) -> None:
    is_costly = every == CHANGE and not of_assets
    most = MOST_DAYS_OF_CHANGES if is_costly else MOST_YEARS * 366
    if days > most:
        advice = f"At most {most} days are followed at once"
        advice += ", or every month of more: every=month." if is_costly else "."
        raise InvalidInput("The period is too long", f"{days:,} days", advice)


def view_trend(state: State, wanted: Wanted) -> dict[str, Any]:
    """``metrics`` with their definitions, and ``rows``: each a value from its date on, and why."""
    return state.kept(("trend", wanted), lambda: _view(state.records(), wanted))


def _view(records: MarketRecords, wanted: Wanted) -> dict[str, Any]:
    measures = choose_measures(wanted.measures, has_names=bool(wanted.assets))
    if wanted.assets:
        points = follow_assets(records, wanted.assets, measures, wanted.window, wanted.compile_on)
    else:
        population = None if wanted.population == LIVE else wanted.population
        points = follow_market(records, population, measures, wanted.window, wanted.compile_on)
    return {
        "as_of": wanted.at.as_of.isoformat(),
        "view": str(wanted.at.view),
        "population": None if wanted.assets else wanted.population,
        "every": wanted.window.every,
        "metrics": [{"name": m.name, "definition": m.definition} for m in measures],
        "rows": [point.to_row(records) for point in points],
        "note": None if wanted.assets else GROWTH_NOTE,
    }


def draw_trend(view: dict[str, Any]) -> dict[str, Figure]:
    """Metric -> the figure of it, a line for each asset or one for the population."""
    measures: Sequence[Measure] = choose_measures(
        tuple(metric["name"] for metric in view["metrics"]), has_names=view["population"] is None
    )
    return {measure.name: _draw(view, measure) for measure in measures}


def _draw(view: dict[str, Any], measure: Measure) -> Figure:
    rows = [row for row in view["rows"] if row["metric"] == measure.name]
    names = dict.fromkeys((row["name"], row["label"] or row["population"]) for row in rows)
    series = [
        Series(
            label,
            [
                Reading(date.fromisoformat(row["date"]), _value(row["value"]), row["why"])
                for row in rows
                if row["name"] == name
            ],
        )
        for name, label in names
    ]
    about = About(
        measure.name.replace("-", " ").capitalize(),
        measure.definition,
        view["population"] or f"{len(series)} named",
        f"{rows[0]['date']} to {rows[-1]['date']}, every {view['every']}",
    )
    return draw_lines(about, series, is_step=True, high=measure.high)


def _value(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
