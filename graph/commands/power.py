"""``captivity power``: how much of the reach each owner decides, of assets or a population."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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

ASSETS = ("asset_label", "owner_label", "shapley", "banzhaf", "banzhaf_absolute", "is_veto")
OWNERS = ("owner_label", "shapley", "banzhaf", "banzhaf_absolute", "gatekeeper_share",
          "captive_count")  # fmt: skip
KEYS = ("as_of", "view", "population", "asset", "owner", "owner_label", "shapley", "banzhaf",
        "banzhaf_absolute")  # fmt: skip
EXTENT = ("sampled", "error")
ASSETS_CSV = (*KEYS, "is_veto", *EXTENT)
OWNERS_CSV = (*KEYS, "gatekeeper_share", "captive_count", "live_count", *EXTENT)


@click.command(short_help="Show how much of the reach each owner decides.")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@viewpoint_options
@population_option
@click.option("--limit", type=click.IntRange(min=1), help="Show only the first so many.")
@format_option
@click.pass_obj
def power(
    settings: Settings,
    /,
    names: tuple[str, ...],
    form: str,
    limit: int | None,
    population: str | None,
    **options: Any,
) -> None:
    """Show the a-priori power of owners over the reach of models and assistants.

    With NAMEs the power of each owner in each of these assets; without, over all assets with a
    live channel, or those of a population, each counted once: Shapley-Shubik (adds up to the gated
    share), Banzhaf (normalised, and absolute: the share of coalitions that the owner decides), the
    share of assets that the owner can take away alone, and their number. Tables show per cent;
    JSON and CSV hold exact fractions, or estimates with their error where too many owners are
    entangled.
    """
    rows = power_rows(settings, names, Viewpoint(**options), population)[:limit]
    title = f"Power on {options['as_of']}, {options['view']} view"
    if population:
        title += f", population {population}"
    if form == "csv":
        emit(rows, ASSETS_CSV if names else OWNERS_CSV, form)
    elif form == "table":
        emit([_as_percent(row) for row in rows], ASSETS if names else OWNERS, form, title)
    else:
        emit(rows, (), form)


def power_rows(
    settings: Settings,
    /,
    names: tuple[str, ...],
    viewpoint: Viewpoint,
    population: str | None = None,
) -> list[dict[str, Any]]:
    """One row per asset named and owner of its gates, or per owner of the market or population.

    Raises
    ------
    UnknownEntity
        No asset or population has the name, or an asset named is no member of the population.
    """
    from graph.commands.score import find_assets
    from graph.market.populations import find_population
    from graph.metrics.power_rows import asset_rows, owner_rows

    wanted = find_population(population).name if population else None
    market = viewpoint.compile(read_market_records(settings, viewpoint.files))
    assets = find_assets(market, names, wanted)
    if not names:
        rows = owner_rows(market, assets, wanted)
        if not rows:
            click.echo(f"No live channel is known on {market.as_of}: nobody has power.", err=True)
        return rows
    note_powerless(market, assets)
    return [row for asset in assets for row in asset_rows(market, asset, wanted)]


def note_powerless(market: Market, assets: Iterable[str]) -> None:
    """Say on stderr of which assets no owner decides anything, and why."""
    for asset in assets:
        family = market.families.get(asset, frozenset())
        if not family:
            reason = f"no live channel is known on {market.as_of}"
        elif frozenset() in family:
            reason = "a road has no gate"
        else:
            continue
        click.echo(f"{market.label(asset)}: {reason}, so no owner has power over it.", err=True)


def _as_percent(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its shares as people read them."""
    from fractions import Fraction

    shares = ("shapley", "banzhaf", "banzhaf_absolute", "gatekeeper_share")
    shown = {key: f"{float(Fraction(row[key])):.1%}" for key in shares if key in row}
    return {**row, **shown}
