"""``captivity import``: load the listings of a public catalog as one load."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.days import parse_date, today
from graph.output import emit, format_option

if TYPE_CHECKING:
    from graph.catalogs.importing import CatalogImport
    from graph.settings import Settings

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group("import")
def import_catalog() -> None:
    """Load the listings of a public catalog."""


@import_catalog.command("models-dev")
@click.argument("file", type=FILE)
@click.option("--base-models", type=FILE, help="Which model each listing is, as the tree states.")
@click.option("--models", type=FILE, help="The registry of models, with open weights.")
@click.option("--history", type=FILE, help="Listing intervals as CSV, for the dates.")
@click.option("--platforms", type=FILE, help="A platform table in Turtle instead of ours.")
@click.option("--snapshot", metavar="DATE", help="The day of the file.  [default: today]")
@click.option("--keep-going", is_flag=True, help="Load the good entries of a broken catalog.")
@click.option("--dry-run", is_flag=True, help="Say what would be loaded and load nothing.")
@click.option("--output", type=FILE, help="Write Turtle to this file instead of loading.")
@format_option
@click.pass_obj
def models_dev(
    settings: Settings,
    file: Path,
    base_models: Path | None,
    models: Path | None,
    history: Path | None,
    platforms: Path | None,
    snapshot: str | None,
    keep_going: bool,
    dry_run: bool,
    output: Path | None,
    form: str,
) -> None:
    """Load FILE, an api.json of models.dev.

    Listings that the store has stay as they are; new ones are added, with what they need.
    """
    from graph.catalogs.build import read_input
    from graph.catalogs.importing import CatalogFiles, import_models_dev
    from graph.catalogs.platforms import read_platform_turtle
    from ontology import DATA

    files = CatalogFiles(
        read_input(file),
        file.name,
        *(read_input(path) if path else None for path in (base_models, models, history)),
    )
    table = read_platform_turtle(read_input(platforms or DATA / "platforms.ttl"))
    day = parse_snapshot(snapshot)
    found = import_models_dev(files, table, day, keep_going=keep_going)
    for finding in found.findings:
        click.echo(f"{finding.severity}: {finding}", err=True)
    counts = found.market.count()
    if output is not None:
        output.write_bytes(found.to_turtle(found.triples))
    elif not dry_run:
        counts |= load_import(settings, found)
    emit(
        [{"what": what, "count": count} for what, count in counts.items()], ["what", "count"], form
    )


def parse_snapshot(text: str | None) -> date:
    """The day that the user gave, else today.

    Raises
    ------
    InvalidDate
        It is no day of the form YYYY-MM-DD.
    """
    return today() if text is None else parse_date(text)


def load_import(settings: Settings, found: CatalogImport) -> dict[str, int]:
    """Load what the store does not know yet, as one load; say how much that was."""
    from graph.ingest.add import add_document
    from graph.seed import open_market

    with open_market(settings, write=True) as store:
        triples = found.without(lambda node: next(store.match(subject=node), None) is not None)
        if triples:
            report = add_document(store, found.name, found.to_turtle(triples))
            click.echo(f"Loaded as {report.load_id}.", err=True)
        else:
            click.echo("Nothing new: the store has all of it.", err=True)
    return {"triples loaded": len(triples)}
