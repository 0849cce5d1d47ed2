"""How a command prints: a table for people, JSON and CSV for machines, all from the same rows."""

from __future__ import annotations

import csv
import io
import json
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

Row = Mapping[str, Any]

#: The option that every command with a result takes.
format_option: Callable[[Any], Any] = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to print the result.",
)


def emit(rows: Sequence[Row], columns: Sequence[str], form: str, title: str = "") -> None:
    """Print rows on stdout; a table shows only ``columns``, JSON everything."""
    if form == "json":
        click.echo(json.dumps(list(rows), indent=2, ensure_ascii=False))
    elif form == "csv":
        click.echo(to_csv(rows, columns), nl=False)
    else:
        print_table(rows, columns, title)


def to_csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """The rows as RFC 4180 CSV with a header; cells that a spreadsheet would run are quoted."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([defuse(name) for name in columns])
    writer.writerows([[defuse(cell_text(row.get(name))) for name in columns] for row in rows])
    return buffer.getvalue()


def defuse(cell: str) -> str:
    """The cell with a quote in front where a spreadsheet would take it for a formula.

    >>> defuse("=HYPERLINK(1)")
    "'=HYPERLINK(1)"
    """
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def cell_text(value: Any) -> str:
    """One value as a cell: lists joined by commas, None empty."""
    if value is None:
        return ""
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(
            sorted(map(str, value)) if isinstance(value, set | frozenset) else map(str, value)
        )
    return str(value)


def print_table(rows: Sequence[Row], columns: Sequence[str], title: str = "") -> None:
    """Print rows as a table as wide as the terminal; as wide as needed when piped."""
    if not sys.stdout.isatty():
        # Without colours and folding it needs no library, which takes longer than the table.
        click.echo(plain_table(rows, columns, title))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", show_lines=False)
    for name in columns:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell_text(row.get(name))) for name in columns))
    Console(highlight=False).print(table)


def plain_table(rows: Sequence[Row], columns: Sequence[str], title: str = "") -> str:
    """The rows under each other, each column as wide as its widest cell.

    >>> print(plain_table([{"name": "Codex", "roads": 2}], ["name", "roads"]))
    name   roads
    -----  -----
    Codex  2
    """
    cells = [[" ".join(cell_text(row.get(name)).split("\n")) for name in columns] for row in rows]
    heads = [name.replace("_", " ") for name in columns]
    widths = [max(map(cell_width, column)) for column in zip(heads, *cells, strict=True)]
    lines = [heads, ["-" * width for width in widths], *cells]
    text = [
        "  ".join(c + " " * (w - cell_width(c)) for c, w in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([*([title] if title else []), *text])


def cell_width(text: str) -> int:
    """The places that a text takes on a screen of fixed width.

    >>> cell_width("Qwen"), cell_width("通义")
    (4, 4)
    """
    if text.isascii():
        return len(text)
    marks = sum(1 for c in text if unicodedata.combining(c))
    return len(text) - marks + sum(1 for c in text if unicodedata.east_asian_width(c) in "WF")
