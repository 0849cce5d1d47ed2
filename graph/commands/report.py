"""``captivity report``: the market in figures, each with its date and its population."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.commands.options import as_of_option, data_option, floor_option, read_market_records
from graph.output import cell_text, print_table
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.metrics.reporting import MarketReport, Section


@click.command()
@as_of_option
@floor_option
@data_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
    help="How to print the result.",
)
@click.pass_obj
def report(
    settings: Settings, as_of: date, floor: Decimal, files: tuple[Path, ...], form: str
) -> None:
    """Report the market on a day: sizes, one-owner shares, gatekeepers, firsts, trends.

    Every figure names its date and its population; `captivity population` says what each
    population is. What the figures rest on, and what is weak about it, is in docs/data.md.
    """
    from graph.metrics.reporting import report_market

    found = report_market(read_market_records(settings, files), as_of, floor)
    if form == "json":
        click.echo(json.dumps(found.to_dict(), indent=2, ensure_ascii=False))
        return
    if form == "markdown":
        click.echo("\n".join(markdown_lines(found)))
        return
    click.echo(heading(found))
    for section in found.sections:
        print_section(section)


def heading(found: MarketReport) -> str:
    """The line above the tables: the day, and how old the newest catalog is."""
    newest = found.newest_snapshot
    rests = f"newest catalog of {newest}" if newest else "no catalog listing is live"
    return f"The market on {found.as_of} ({rests})"


def print_section(section: Section) -> None:
    """Print one table with what it counts."""
    click.echo()
    print_table(section.rows, section.columns, section.title)
    click.echo(section.note)


def markdown_lines(found: MarketReport) -> Iterator[str]:
    """The report as Markdown, a table under a heading for each section."""
    yield f"# {heading(found)}"
    for section in found.sections:
        yield from ("", f"## {section.title}", "", section.note, "")
        if not section.rows:
            yield "Nothing to show."
            continue
        yield markdown_row(name.replace("_", " ") for name in section.columns)
        yield markdown_row("---" for _ in section.columns)
        for row in section.rows:
            yield markdown_row(cell_text(row.get(name)) for name in section.columns)


def markdown_row(cells: Iterator[str]) -> str:
    r"""One line of a Markdown table; bars inside a cell are escaped.

    >>> print(markdown_row(iter(["a|b", "c"])))
    | a\|b | c |
    """
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
