"""``captivity control``: who is behind a platform or organisation, and how much hangs on it."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import click

from graph.commands.options import (
    Viewpoint,
    population_option,
    read_market_records,
    viewpoint_options,
)
from graph.errors import UnknownEntity
from graph.output import emit, format_option
from graph.settings import Settings

TABLE = ("thing_label", "role", "party_label", "owner_label", "is_controller", "why")
CSV = ("thing", "role", "party", "is_known", "owner", "is_controller", "threshold", "as_of",
       "why")  # fmt: skip
MAJORITY, LOW = Decimal("0.5"), Decimal("0.25")


@click.command()
@click.argument("name")
@viewpoint_options
@population_option
@format_option
@click.pass_obj
def control(
    settings: Settings, /, name: str, population: str | None, form: str, **options: Any
) -> None:
    """Show who ultimately controls a platform or organisation on a day, by which stakes.

    With --threshold below 0.5 holders of that share of the votes have a say too. What the lower
    threshold changes in the whole population is said below: at 0.25 unless another is given.

    \b
    Example:
      captivity control github --as-of 2026-06-02 --threshold 0.25
    """  # noqa: D301
    from graph.market.names import NameIndex
    from graph.metrics.control import describe_control, find_control
    from graph.metrics.plain import RecordWriter
    from graph.metrics.sensitivity import compare_thresholds

    viewpoint = Viewpoint(**options)
    records = read_market_records(settings, viewpoint.files)
    market = viewpoint.compile(records)
    iri = NameIndex(records).resolve(name)
    if iri not in records.entities:
        raise UnknownEntity("No platform or organisation has the name", name)
    writer = RecordWriter(records)
    rows = [describe_control(market, found, writer) for found in find_control(market, iri)]
    low = viewpoint.threshold if viewpoint.threshold < MAJORITY else LOW
    compared = compare_thresholds(
        replace(viewpoint, threshold=MAJORITY).compile(records),
        replace(viewpoint, threshold=low).compile(records),
        population,
    )
    if form == "json":
        found = {"name": name, "as_of": market.as_of.isoformat(), "control": rows,
                 "sensitivity": compared.to_dict()}  # fmt: skip
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    title = f"Control of {market.label(iri)} on {market.as_of}, threshold {market.threshold}"
    emit(rows, CSV if form == "csv" else TABLE, form, title)
    if form == "table":
        click.echo(compared.to_text())
