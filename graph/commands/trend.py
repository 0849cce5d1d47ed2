"""``captivity trend``: a number over time, at every change or month by month, with the reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from graph.commands.options import (
    Viewpoint,
    day_or_none,
    population_option,
    read_market_records,
    viewpoint_options,
)
from graph.errors import InvalidDate, InvalidInput
from graph.output import emit, format_option
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.market.market import Market
    from graph.market.records import MarketRecords
    from graph.metrics.measures import Measure
    from graph.metrics.series import Point, Window

CSV = ("date", "until", "metric", "name", "population", "value", "why")


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@viewpoint_options
@population_option
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    metavar="NAME",
    help="captivity, escape, cut, routes, owners, channels (of a NAME); closure-index, closed, "
    "live, stacks, billing-stacks (of the population). May be given several times.",
)
@click.option("--since", metavar="YYYY-MM-DD", callback=day_or_none, help="The first day.  "
              "[default: the day before the first change]")  # fmt: skip
@click.option("--until", metavar="YYYY-MM-DD", callback=day_or_none, help="The first day after "
              "the period.  [default: the day after --as-of]")  # fmt: skip
@click.option(
    "--every",
    type=click.Choice(["change", "month"]),
    help="A row for every change or month.  [default: change; month where there are over 60]",
)
@format_option
@click.pass_obj
def trend(
    settings: Settings,
    /,
    names: tuple[str, ...],
    population: str | None,
    metrics: tuple[str, ...],
    since: date | None,
    until: date | None,
    every: str | None,
    form: str,
    **options: Any,
) -> None:
    """Follow a number over time: of the assets named, or of the population without a name.

    A value holds from its date up to, not including, that of the next row. "Why" tells what
    opened, closed or changed hands since the row before.

    \b
    Examples:
      captivity trend codex mai-code-1-flash
      captivity trend --metric closure-index --population closed-core
    """  # noqa: D301
    from graph.metrics.measures import choose_measures
    from graph.metrics.series import Window

    viewpoint = Viewpoint(**options)
    measures = choose_measures(metrics, has_names=bool(names))
    end = until or min(viewpoint.as_of, date.max - timedelta(days=1)) + timedelta(days=1)
    if since is not None and end <= since:
        raise InvalidDate("The period ends before it begins", f"{since} to {end}")
    if names and population:
        raise InvalidInput("A trend is of assets or of a population", "both given",
                           "Leave out the names or --population.")  # fmt: skip
    records = read_market_records(settings, viewpoint.files)
    window = Window(end, since, every)
    points = find_points(records, names, population, measures, window, viewpoint)
    rows = [point.to_row(records) for point in points]
    subject = "label" if names else "population"
    title = f"Trend before {end}, {viewpoint.view} view"
    table = ("date", "metric", subject, "value", "why")
    emit(rows, CSV if form == "csv" else table, form, title)
    if form == "table":
        print_charts(points, records)


def find_points(
    records: MarketRecords,
    names: tuple[str, ...],
    population: str | None,
    measures: list[Measure],
    window: Window,
    viewpoint: Viewpoint,
) -> list[Point]:
    """The points of every series asked for."""
    from graph.market.names import NameIndex
    from graph.metrics.series import follow_assets, follow_market

    def compile_on(some: MarketRecords, day: date) -> Market:
        return replace(viewpoint, as_of=day).compile(some)

    if not names:
        return follow_market(records, population, measures, window, compile_on)
    index = NameIndex(records)
    assets = list(dict.fromkeys(index.resolve_asset(name) for name in names))
    return follow_assets(records, assets, measures, window, compile_on)


def print_charts(points: list[Point], records: MarketRecords) -> None:
    """Print one line of blocks for each series, and what its number means."""
    from graph.metrics.plain import find_label
    from graph.metrics.series import GROWTH_NOTE
    from graph.sparkline import draw_sparkline

    series: dict[tuple[str, str], list[Point]] = {}
    for point in points:
        series.setdefault((point.measure.name, point.subject), []).append(point)
    for (name, subject), found in series.items():
        measure = found[0].measure
        chart = draw_sparkline([point.value for point in found], measure.high)
        of = subject if measure.of_asset is None else find_label(records, subject)
        click.echo(f"{chart}  {name} of {of}, {found[0].day} to {found[-1].day}")
    for measure in {point.measure.name: point.measure for point in points}.values():
        click.echo(f"{measure.name}: {measure.definition}", err=True)
    if any(point.measure.of_market is not None for point in points):
        click.echo(GROWTH_NOTE, err=True)
