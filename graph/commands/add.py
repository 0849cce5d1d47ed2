"""``captivity add``: files into the store, each as one load that can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from graph.commands.inputs import (
    Input,
    current_user,
    input_format_option,
    print_findings,
    read_inputs,
)
from graph.output import emit, format_option
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.ingest.report import LoadReport
    from graph.store.port import Store

COLUMNS = ("status", "load_id", "name", "triples", "new", "already_known")


@click.command(short_help="Check files and add each with its provenance.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Check everything and say what it would add.")
@input_format_option
@format_option
@click.pass_obj
def add(
    settings: Settings, files: tuple[str, ...], dry_run: bool, input_format: str | None, form: str
) -> None:
    """Add files to the store: check each, then commit it with its provenance in one step.

    FILE is Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML by its ending; - reads Turtle
    from stdin. A file that breaks a rule is refused whole, and the files after it are not
    begun. A file whose bytes are loaded already is left alone.

    \b
    Examples:
      captivity add news.ttl
      captivity add --dry-run --format json news.ttl
    """  # noqa: D301
    from graph.progress import track
    from graph.seed import open_market

    inputs = read_inputs(files, settings.max_upload_mb)
    reports: list[LoadReport] = []
    try:
        with open_market(settings, write=not dry_run) as store:
            for item in track(inputs, "Adding"):
                report = _add_one(settings, store, item, dry_run, input_format)
                print_findings(report.name, report.warnings)
                reports.append(report)
    finally:
        # What was added before a later file failed is in the store: say so even then.
        if reports or form == "json":
            emit([report.to_dict() for report in reports], COLUMNS, form)


def _add_one(
    settings: Settings, store: Store, item: Input, dry_run: bool, stated: str | None
) -> LoadReport:
    from graph.ingest.add import add_document, preview_document

    name, content, most = item.name, item.content, settings.max_upload_mb
    if dry_run:
        return preview_document(store, name, content, format=stated, max_mb=most)
    return add_document(store, name, content, format=stated, who=current_user(), max_mb=most)
