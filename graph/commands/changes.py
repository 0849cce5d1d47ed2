"""``captivity changes``: what opened, closed and changed hands in a period, also as a feed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import click

from graph.commands.options import data_option, day_or_none, read_market_records
from graph.days import today
from graph.output import emit
from graph.settings import Settings

COLUMNS = ("day", "change", "title", "detail")


@click.command()
@click.option(
    "--since",
    metavar="YYYY-MM-DD",
    callback=day_or_none,
    required=True,
    help="The first day of the period.",
)
@click.option(
    "--until",
    metavar="YYYY-MM-DD",
    callback=day_or_none,
    help="The first day after the period.  [default: tomorrow]",
)
@click.option("--count-resale", is_flag=True, help="Tell of what catalogs set aside, too.")
@data_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "atom"]),
    default="table",
    show_default=True,
    help="How to print the result; atom is a feed.",
)
@click.pass_obj
def changes(
    settings: Settings,
    since: date,
    until: date | None,
    count_resale: bool,
    files: tuple[Path, ...],
    form: str,
) -> None:
    """Show which channels opened and closed and what changed hands, newest first.

    \b
    Example:
      captivity changes --since 2026-06-01 --until 2026-07-01
    """  # noqa: D301
    from graph.errors import InvalidDate
    from graph.market.changes import find_changes

    end = until or today() + timedelta(days=1)
    if end <= since:
        raise InvalidDate("The period ends before it begins", f"{since} to {end}")
    records = read_market_records(settings, files)
    found = find_changes(records, since, end, count_set_aside=count_resale)
    if found.seen:
        click.echo(f"Left out: {found.seen:,} channels that a first copy of a catalog showed; "
                   "nobody knows when they opened.", err=True)  # fmt: skip
    if found.set_aside:
        click.echo(f"Left out: {found.set_aside:,} changes of resale, consumer apps and local "
                   "runtimes; --count-resale tells them.", err=True)  # fmt: skip
    if form == "atom":
        from graph.market.feed import to_atom

        click.echo(to_atom(found), nl=False)
        return
    title = f"Changes from {since} up to {end}"
    emit([change.to_row() for change in found.changes], COLUMNS, form, title)
