"""``captivity cover``: the fewest contracts, billers or owners for a list of assets."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import click

from graph.commands.options import (
    Viewpoint,
    day_or_none,
    read_market_records,
    viewpoint_options,
)
from graph.output import emit, format_option, print_table
from graph.settings import Settings

COLUMNS = ("item_labels", "buys")
CSV = ("way", "name", "label", "assets")


@click.command(short_help="Show the fewest contracts or billers that cover some assets.")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@viewpoint_options
@click.option(
    "--date", "day", metavar="YYYY-MM-DD", callback=day_or_none, help="The same as --as-of."
)
@click.option(
    "--by",
    type=click.Choice(["biller", "contract", "owner"]),
    default="biller",
    show_default=True,
    help="What is signed: with each biller, under a contract that a channel states, or with the "
    "owner behind the biller.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1, max=1000),
    default=20,
    show_default=True,
    help="The most optimal sets to list.",
)
@format_option
@click.pass_obj
def cover(
    settings: Settings,
    /,
    names: tuple[str, ...],
    day: date | None,
    by: str,
    limit: int,
    form: str,
    **options: Any,
) -> None:
    """Find every smallest set of billers or contracts with which all the assets can be had.

    That no smaller set is enough is proved. Assets that cannot be had at all are named.

    \b
    Example:
      captivity cover codex mai-code-1-flash --as-of 2026-06-02
    """  # noqa: D301
    from graph.market.names import NameIndex
    from graph.whatif.cover import By, find_cover, tell_cover

    viewpoint = Viewpoint(**options)
    if day is not None:
        viewpoint = replace(viewpoint, as_of=day)
    records = read_market_records(settings, viewpoint.files)
    index = NameIndex(records)
    assets = [index.resolve_asset(name) for name in names]
    market = viewpoint.compile(records)
    told = tell_cover(market, find_cover(market, assets, By(by), limit))
    if form == "json":
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    elif form == "csv":
        emit(list_rows(told), CSV, form)
    else:
        click.echo(told["summary"])
        if told["size"]:
            print_table([table_row(found) for found in told["covers"]], COLUMNS)


def table_row(found: dict[str, Any]) -> dict[str, Any]:
    """One smallest set as a row to read."""
    buys = [f"{one['label']}: {', '.join(one['assets'])}" for one in found["buys"]]
    return {"item_labels": found["item_labels"], "buys": "; ".join(buys)}


def list_rows(told: dict[str, Any]) -> list[dict[str, Any]]:
    """One flat row per item of each smallest set; ``way`` counts the sets from 1."""
    return [
        {"way": way} | one
        for way, found in enumerate(told["covers"], start=1)
        for one in found["buys"]
    ]
