"""``captivity exposure``: what a vendor, an assistant or a buyer loses if one owner refuses."""

from __future__ import annotations

import json
from typing import Any

import click

from graph.commands.options import Viewpoint, read_market_records, viewpoint_options
from graph.output import emit, format_option, print_table
from graph.settings import Settings

TABLE = ("label", "own", "lost_count", "share_lost", "kept_count", "share_touched")
CSV = ("owner", "label", "own", "lost_count", "share_lost", "kept_count", "share_touched", "lost",
       "kept")  # fmt: skip
SHOWN = 6


@click.command(short_help="Show what is lost if an owner refuses, for every owner.")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@viewpoint_options
@click.option("--limit", type=click.IntRange(min=1), help="Show only the first so many owners.")
@format_option
@click.pass_obj
def exposure(
    settings: Settings, /, names: tuple[str, ...], limit: int | None, form: str, **options: Any
) -> None:
    """Show, for every owner who could refuse, which assets are lost and which keep another road.

    NAME is a vendor (then its own assets are meant), an assistant (what can be had through it), or
    one or more assets that a buyer uses. With --view vendor the vendor's own group is no gate.
    """
    from graph.market.names import NameIndex
    from graph.whatif.exposure import find_exposure, tell_exposure

    viewpoint = Viewpoint(**options)
    records = read_market_records(settings, viewpoint.files)
    market = viewpoint.compile(records)
    told = tell_exposure(market, find_exposure(market, NameIndex(records), names))
    told["owners"] = told["owners"][:limit]
    if form == "json":
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    elif form == "csv":
        emit(told["owners"], CSV, form)
    else:
        click.echo(told["summary"])
        if told["owners"]:
            print_table(told["owners"], TABLE)
        if told["no_channel"]:
            count = len(told["no_channel"])
            more = f" and {count - SHOWN} more" if count > SHOWN else ""
            shown = ", ".join(told["no_channel"][:SHOWN])
            click.echo(f"Not counted, without a live road: {shown}{more}.")
