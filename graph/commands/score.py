"""``captivity score``: the captivity of some or all assets as a table, JSON or CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from graph.commands.options import (
    Viewpoint,
    population_option,
    read_market_records,
    viewpoint_options,
)
from graph.output import emit, format_option
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.market.market import Market

TABLE = ("label", "captivity", "type", "veto_labels", "cut", "routes", "channel_count",
         "platform_count", "owner_count")  # fmt: skip
CSV = ("name", "label", "as_of", "view", "captivity", "escape", "type", "veto", "cut", "routes",
       "owners", "channel_count", "platform_count", "owner_count", "hhi",
       "effective_number")  # fmt: skip


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@viewpoint_options
@population_option
@click.option("--limit", type=click.IntRange(min=1), help="Show only the first so many.")
@format_option
@click.pass_obj
def score(
    settings: Settings,
    /,
    names: tuple[str, ...],
    form: str,
    limit: int | None,
    population: str | None,
    **options: Any,
) -> None:
    """Show how captive models and assistants are, most captive first.

    NAME is a slug (codex), a label ("GitHub Copilot") or the last part of a slug. Named assets
    come in the order given; without a name every asset comes. Captivity is 1 where one owner can
    close every road, 1/n where n independent owners each hold one, 0 where a road has no gate, and
    empty (null) where no live channel is known. The cut is how many owners must act together to
    close all roads, the routes how many roads share no owner.
    """
    rows = score_rows(settings, names, Viewpoint(**options), population)
    columns = CSV if form == "csv" else TABLE
    title = f"Captivity on {options['as_of']}, {options['view']} view"
    if population:
        title += f", population {population}"
    emit(rows[:limit], columns, form, title)


def score_rows(
    settings: Settings,
    /,
    names: tuple[str, ...],
    viewpoint: Viewpoint,
    population: str | None = None,
) -> list[dict[str, Any]]:
    """One row of plain values per asset named, or per asset of the market or population.

    Raises
    ------
    UnknownEntity
        No asset or population has the name, or an asset named is no member of the population.
    """
    from graph.market.populations import find_population
    from graph.metrics.captivity import score_asset, score_market
    from graph.metrics.uncertainty import interval_row

    wanted = find_population(population).name if population else None
    market = viewpoint.compile(read_market_records(settings, viewpoint.files))
    assets = find_assets(market, names, wanted)
    if names:
        scores = [score_asset(market, asset) for asset in assets]
    else:
        members = frozenset(assets)
        scores = [found for found in score_market(market) if found.asset in members]
        if wanted and not scores:
            click.echo(f"note: The population {wanted} has no member in the data.", err=True)
    return [
        found.to_row(market) | interval_row(market, found.asset) | {"population": wanted}
        for found in scores
    ]


def find_assets(market: Market, names: tuple[str, ...], population: str | None) -> list[str]:
    """The assets named, in that order; without names all of the population, or of the market.

    Raises
    ------
    UnknownEntity
        No asset has the name, or it is no member of the population.
    """
    from graph.market.names import NameIndex
    from graph.market.populations import find_members

    members = find_members(market, population) if population else market.assets
    if not names:
        return list(members)
    index = NameIndex(market.records)
    assets = [index.resolve_asset(name) for name in names]
    if population:
        require_members(assets, frozenset(members), population)
    return assets


def require_members(assets: list[str], members: frozenset[str], population: str) -> None:
    """Check that the assets are in the population.

    Raises
    ------
    UnknownEntity
        One of them is not.
    """
    from graph.errors import UnknownEntity
    from graph.market.columns import slug_of

    for asset in assets:
        if asset not in members:
            raise UnknownEntity(
                f"The population {population} does not hold",
                slug_of(asset),
                f"`captivity population {population} --members` lists what it holds.",
            )
