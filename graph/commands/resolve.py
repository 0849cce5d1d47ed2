"""``captivity resolve``: say which model each of these listings is."""

from __future__ import annotations

import csv
import io
import sys
from typing import TYPE_CHECKING

import click

from graph.errors import InvalidInput
from graph.output import emit, format_option
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.catalogs.identity import Identity
    from graph.catalogs.listing import Listing

COLUMNS = ("catalog", "provider", "model_id", "lab", "canonical_model", "method", "confidence")
WITH_NAME = (*COLUMNS[:3], "display_name", *COLUMNS[3:])


@click.command()
@click.option("--catalog", metavar="NAME", help="The catalog, where no column says it.")
@format_option
@click.pass_obj
def resolve(settings: Settings, catalog: str | None, form: str) -> None:
    """Say which model each listing is; the listings come as CSV on stdin.

    Columns in: provider, model_id, and where known catalog, display_name, base_model. Columns out:
    those plus lab, canonical_model, method and confidence, in the order of the input. JSON says
    besides whether the id is a floating alias.
    """
    from graph.catalogs.decisions import user_decisions_path
    from graph.catalogs.identity import load_resolver

    listings = read_listings(read_stdin(), catalog)
    resolver = load_resolver(user_decisions_path(settings))
    rows = [make_row(listing, resolver.resolve(listing)) for listing in listings]
    columns = WITH_NAME if any(listing.name for listing in listings) else COLUMNS
    if form == "csv":
        click.echo(write_plain_csv(rows, columns), nl=False)
    else:
        emit(rows, columns, form, f"{len(rows)} listings")


def read_stdin() -> str:
    """The text on stdin.

    Raises
    ------
    InvalidInput
        It is not UTF-8.
    """
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput("The listings are not UTF-8", "stdin", "Save them as UTF-8.") from error


def read_listings(text: str, catalog: str | None) -> list[Listing]:
    """The listings of the CSV, in its order.

    Raises
    ------
    InvalidInput
        A column is missing, a line has another number of cells or an empty one that must be
        filled, or the text is no CSV; the line is given.
    """
    from graph.catalogs.listing import Listing

    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    listings = []
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        require_columns(header, catalog)
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header):
                raise InvalidInput(
                    f"A line has {len(cells)} cells and the header {len(header)}",
                    "stdin",
                    "Put cells with commas in quotes.",
                    line=reader.line_num,
                )
            row = dict(zip(header, cells, strict=True))
            listings.append(
                Listing(
                    row.get("catalog") or catalog or "",
                    row["provider"],
                    require_cell(row["model_id"], "model_id", reader.line_num),
                    name=row.get("display_name", ""),
                    base_model=row.get("base_model") or None,
                )
            )
    except csv.Error as error:
        raise InvalidInput(
            "The listings are no CSV", "stdin", f"{error}.", line=reader.line_num
        ) from error
    return listings


def require_columns(header: list[str], catalog: str | None) -> None:
    """Refuse a header that lacks a column or has one twice."""
    wanted = ["provider", "model_id", *(() if catalog else ("catalog",))]
    if missing := [name for name in wanted if name not in header]:
        raise InvalidInput(
            "The listings lack a column",
            ", ".join(missing),
            "The first line must name provider, model_id, and catalog unless --catalog is given.",
            line=1,
        )
    if len(set(header)) < len(header):
        raise InvalidInput("The listings have a column twice", ", ".join(header), line=1)


def require_cell(cell: str, name: str, line: int) -> str:
    """The cell, which must not be empty."""
    if not cell.strip():
        raise InvalidInput(f"A listing lacks its {name}", "stdin", line=line)
    return cell


def make_row(listing: Listing, found: Identity) -> dict[str, object]:
    """The listing and what it is, as plain values."""
    return {
        "catalog": listing.catalog,
        "provider": listing.provider,
        "model_id": listing.model_id,
        "display_name": listing.name,
        "lab": found.lab,
        "canonical_model": found.canonical,
        "method": found.method,
        "confidence": found.confidence,
        "floating": found.floating,
    }


def write_plain_csv(rows: list[dict[str, object]], columns: tuple[str, ...]) -> str:
    """The rows as CSV with ids exactly as they came in, so that they can be joined again.

    Unlike elsewhere no quote is put before cells like ``@cf/...``: they are keys here.
    """
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()
