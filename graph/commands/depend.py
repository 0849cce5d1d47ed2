"""``captivity depend``: who depends more on whom, a vendor or an owner of platforms."""

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
    from graph.metrics.dependence import Dependence, DependenceFinder

TABLE = ("vendor_label", "owner_label", "vendor_on_owner", "owner_on_vendor", "asymmetry", "joint",
         "lost_assets", "supplied_assets")  # fmt: skip
CSV = ("vendor", "owner", "as_of", "view", "population", "vendor_on_owner", "owner_on_vendor",
       "asymmetry", "joint", "lost", "supplied", "lost_assets", "supplied_assets")  # fmt: skip


@click.command()
@click.argument("vendor")
@click.argument("owner", required=False)
@viewpoint_options
@population_option
@click.option("--limit", type=click.IntRange(min=1), help="Show only so many counterparts.")
@format_option
@click.pass_obj
def depend(
    settings: Settings,
    /,
    vendor: str,
    owner: str | None,
    population: str | None,
    limit: int | None,
    form: str,
    **options: Any,
) -> None:
    """Show who depends more on whom: a vendor or an owner of platforms.

    "Vendor on owner" is the share of the vendor's live assets lost if the owner refuses, "owner on
    vendor" the share of what is reachable through the owner's platforms that the vendor developed.
    Asymmetry is their difference, above 0 where the vendor needs the owner more; joint is their
    sum. With one name every counterpart comes, in either part, the one with most assets in common
    first.

    \b
    Example:
      captivity depend openai microsoft
    """  # noqa: D301
    from graph.metrics.closure import find_live
    from graph.metrics.dependence import CATALOGUE_NOTE, DependenceFinder

    viewpoint = Viewpoint(**options)
    market = viewpoint.compile(read_market_records(settings, viewpoint.files))
    live = find_live(market, population)
    finder = DependenceFinder(market, live)
    found = find_pairs(market, finder, vendor, owner)[:limit]
    title = f"Dependence on {market.as_of}, {market.view} view, population {live.name}"
    columns = CSV if form == "csv" else TABLE
    emit([pair.to_row(market, live) for pair in found], columns, form, title)
    if form == "table":
        click.echo(CATALOGUE_NOTE, err=True)


def find_pairs(
    market: Market, finder: DependenceFinder, vendor: str, owner: str | None
) -> list[Dependence]:
    """The pair named, or every pair with the one named, most assets in common first.

    A name of an organisation that somebody controls stands, as owner, for whoever controls it.
    """
    from graph.market.names import NameIndex

    index = NameIndex(market.records)
    name = index.resolve(vendor, kind="Organization")
    if owner is not None:
        other = index.resolve(owner, kind="Organization")
        tops = sorted(market.ownership.controllers(other))
        return [finder.find(name, top) for top in tops]
    pairs = {(name, counterpart) for counterpart in finder.find_owners(name)}
    for top in market.ownership.controllers(name):
        pairs.update((counterpart, top) for counterpart in finder.find_vendors(top))
    return sorted((finder.find(v, o) for v, o in pairs), key=_shared)


def _shared(pair: Dependence) -> tuple[int, str, str]:
    return -len({*pair.lost, *pair.supplied}), pair.vendor, pair.owner
