"""``captivity population``: the named sets of assets that figures are about, and their sizes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.commands.options import as_of_option, data_option, read_market_records
from graph.output import emit, format_option
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.market.market import Market

TABLE = ("population", "as_of", "size", "definition")
MEMBERS = ("population", "as_of", "name", "label")


@click.command()
@click.argument("name", required=False)
@as_of_option
@data_option
@click.option("--members", is_flag=True, help="List the members, one row each.")
@format_option
@click.pass_obj
def population(
    settings: Settings,
    name: str | None,
    as_of: date,
    files: tuple[Path, ...],
    members: bool,
    form: str,
) -> None:
    """Show what population NAME is and how large it is on a day; without NAME, all of them.

    A population is a rule, so its members change with the day. `captivity score --population
    NAME` scores the members of one.
    """
    from graph.market.compile import compile_market
    from graph.market.populations import POPULATIONS, find_population, is_registry_missing

    names = [find_population(name).name] if name else list(POPULATIONS)
    market = compile_market(read_market_records(settings, files), as_of)
    if is_registry_missing(market):
        click.echo("The data holds no registry of models: the core sets are empty.", err=True)
    rows = [row for each in names for row in population_rows(market, each, members)]
    emit(rows, MEMBERS if members else TABLE, form, f"Populations on {as_of}")


def population_rows(market: Market, name: str, list_members: bool) -> list[dict[str, Any]]:
    """One row for the population, or one for each member."""
    from graph.market.columns import slug_of
    from graph.market.populations import POPULATIONS, find_members

    found = find_members(market, name)
    head = {"population": name, "as_of": market.as_of.isoformat()}
    if not list_members:
        return [head | {"size": len(found), "definition": POPULATIONS[name].definition}]
    return [head | {"name": slug_of(one), "label": market.label(one)} for one in found]
