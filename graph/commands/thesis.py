"""``captivity thesis``: whether the watched hypothesis is denied, and how closed the market is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
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
    from graph.market.records import MarketRecords

CSV = ("hypothesis", "as_of", "view", "literal", "owner_closed", "horizon", "days_left",
       "population", "closure_index", "stacks", "billing_stacks", "threshold_index", "max_stacks",
       "prediction_met")  # fmt: skip


def parse_share(_ctx: click.Context, _param: click.Parameter, text: str) -> Fraction:
    """The share in [0, 1] that the text names."""
    from graph.metrics.thesis import read_share

    return read_share(text)


@click.command()
@click.argument("name", required=False)
@viewpoint_options
@population_option
@click.option(
    "--threshold-index",
    "threshold_index",
    metavar="SHARE",
    default="3/4",
    show_default=True,
    callback=parse_share,
    help="Closure index from which on the market counts as closed; our choice, not the source's.",
)
@click.option(
    "--max-stacks",
    type=click.IntRange(min=0),
    help="The most billing stacks that still count as a few.  [default: as predicted, else 4]",
)
@format_option
@click.pass_obj
def thesis(
    settings: Settings,
    /,
    name: str | None,
    population: str | None,
    threshold_index: Fraction,
    max_stacks: int | None,
    form: str,
    **options: Any,
) -> None:
    """Judge the watched hypothesis on a day, and say how closed the market is.

    Literal: a watched asset could be had as a raw API or open weights through a platform outside
    its captive set. Owner-closed: that channel also lowered its captivity. NAME is the slug or
    label of the hypothesis; it may be left out where the data holds one.

    \b
    Example:
      captivity thesis --as-of 2026-07-01
    """  # noqa: D301
    from graph.market.hypotheses import find_hypothesis
    from graph.metrics.thesis import assess_thesis
    from graph.metrics.thesis_words import write_thesis

    viewpoint = Viewpoint(**options)
    records = read_market_records(settings, viewpoint.files)

    def compile_on(others: MarketRecords, day: date) -> Market:
        return replace(viewpoint, as_of=day).compile(others)

    found = assess_thesis(
        viewpoint.compile(records),
        find_hypothesis(records, name),
        compile_on,
        population=population,
        threshold=threshold_index,
        max_stacks=max_stacks,
    ).to_dict()
    if form == "json":
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    elif form == "csv":
        emit([found], CSV, form)
    else:
        click.echo(write_thesis(found))
