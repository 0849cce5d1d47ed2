"""``captivity score``: the captivity of some or all assets as a table, JSON or CSV."""

from __future__ import annotations

from typing import Any

import click

from graph.commands.options import Viewpoint, read_market_records, viewpoint_options
from graph.output import emit, format_option
from graph.settings import Settings

TABLE = ("label", "captivity", "type", "veto_labels", "channel_count", "platform_count",
         "owner_count")  # fmt: skip
CSV = ("name", "label", "as_of", "view", "captivity", "escape", "type", "veto", "owners",
       "channel_count", "platform_count", "owner_count")  # fmt: skip


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@viewpoint_options
@click.option("--limit", type=click.IntRange(min=1), help="Show only the first so many.")
@format_option
@click.pass_obj
def score(
    settings: Settings, /, names: tuple[str, ...], form: str, limit: int | None, **options: Any
) -> None:
    """Show how captive models and assistants are, most captive first.

    NAME is a slug (codex), a label ("GitHub Copilot") or the last part of a slug. Named assets
    come in the order given; without a name every asset comes. Captivity is 1 where one owner can
    close every road, 1/n where n independent owners each hold one, 0 where a road has no gate, and
    empty (null) where no live channel is known.
    """
    rows = score_rows(settings, names, Viewpoint(**options))
    columns = CSV if form == "csv" else TABLE
    title = f"Captivity on {options['as_of']}, {options['view']} view"
    emit(rows[:limit], columns, form, title)


def score_rows(
    settings: Settings, /, names: tuple[str, ...], viewpoint: Viewpoint
) -> list[dict[str, Any]]:
    """One row of plain values per asset named, or per asset of the market."""
    from graph.market.names import NameIndex
    from graph.metrics.captivity import score_asset, score_market

    records = read_market_records(settings, viewpoint.files)
    market = viewpoint.compile(records)
    if not names:
        return [found.to_row(market) for found in score_market(market)]
    index = NameIndex(records)
    assets = [index.resolve(name, kind="Asset") for name in names]
    return [score_asset(market, asset).to_row(market) for asset in assets]
