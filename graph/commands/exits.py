"""``captivity exits``: which single new road would lower captivity, and whose would not."""

from __future__ import annotations

import json
from typing import Any

import click

from graph.commands.options import Viewpoint, read_market_records, viewpoint_options
from graph.output import emit, format_option, print_table
from graph.settings import Settings

TABLE = ("platform_labels", "owner_labels", "captivity", "fall", "why")
CSV = ("platforms", "owners", "captivity", "fall", "helps", "behind", "why")
SHOWN = 20


@click.command(short_help="Show which new road would lower captivity, and whose would not.")
@click.argument("name")
@viewpoint_options
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help=f"Show only the first so many groups of platforms.  [default: {SHOWN} in the table]",
)
@format_option
@click.pass_obj
def exits(settings: Settings, /, name: str, limit: int | None, form: str, **options: Any) -> None:
    """Show what one new road through each platform that does not offer NAME would do.

    Platforms with the same owners behind them are one line. Those that would change nothing come
    last, with the owner because of whom: two platforms of one landlord are one road.
    """
    from graph.market.names import NameIndex
    from graph.whatif.exits import find_exits
    from graph.whatif.exits_told import tell_exits

    viewpoint = Viewpoint(**options)
    records = read_market_records(settings, viewpoint.files)
    asset = NameIndex(records).resolve_asset(name)
    market = viewpoint.compile(records)
    told = tell_exits(market, find_exits(market, asset))
    if form == "json":
        told["exits"] = told["exits"][:limit]
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    elif form == "csv":
        emit(told["exits"][:limit], CSV, form)
    else:
        click.echo(told["summary"])
        if told["exits"]:
            print_table(told["exits"][: limit or SHOWN], TABLE)
