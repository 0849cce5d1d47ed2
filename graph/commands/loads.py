"""``captivity loads``, ``undo`` and ``redo``: what was added, out again, and in again."""

from __future__ import annotations

from pathlib import Path

import click

from graph.commands.inputs import current_user, print_findings
from graph.output import emit, format_option
from graph.settings import Settings

COLUMNS = ("load_id", "name", "triples", "added_at", "who")


@click.command(short_help="List what was added, when and by whom.")
@click.option(
    "--export",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write every load added by hand, its original bytes and a manifest, to a new folder; "
    "`captivity add --manifest DIR` takes them in elsewhere.",
)
@format_option
@click.pass_obj
def loads(settings: Settings, folder: Path | None, form: str) -> None:
    """List the files in the store, oldest first, with when and by whom they were added.

    \b
    Examples:
      captivity loads
      captivity loads --export my-loads
    """  # noqa: D301
    from graph.ingest.loads import list_loads
    from graph.ingest.parcels import added_by_hand, export_loads
    from graph.seed import open_market

    with open_market(settings, write=False) as store:
        if folder is None:
            found = list_loads(store)
        else:
            found = added_by_hand(store)
            export_loads(store, found, folder)
            click.echo(f"Wrote {len(found)} loads to {folder}.", err=True)
        emit([load.to_dict() for load in found], COLUMNS, form)


@click.command(short_help="Take one load out again.")
@click.argument("load", metavar="LOAD")
@format_option
@click.pass_obj
def undo(settings: Settings, load: str, form: str) -> None:
    """Take one load out of the store, its data and its ledger entry at once.

    LOAD is an id of `captivity loads`, or the beginning of one. The file's original bytes stay in
    the folder of the store: `captivity redo` brings it back.

    \b
    Example:
      captivity undo news-3e39d547
    """  # noqa: D301
    from graph.ingest.loads import undo_load
    from graph.seed import open_market

    with open_market(settings, write=True) as store:
        taken = undo_load(store, load, current_user())
    emit([{"status": "undone", **taken.to_dict()}], ("status", *COLUMNS), form)


@click.command(short_help="Bring a load back that was taken out.")
@click.argument("load", metavar="LOAD")
@format_option
@click.pass_obj
def redo(settings: Settings, load: str, form: str) -> None:
    """Add a load again that was undone or replaced: from its kept bytes, under the same id.

    LOAD is an id of `captivity log`, or the beginning of one.

    \b
    Example:
      captivity redo news-3e39d547
    """  # noqa: D301
    from graph.ingest.history import redo_load
    from graph.seed import open_market

    with open_market(settings, write=True) as store:
        report = redo_load(store, load, current_user())
    print_findings(report.name, report.warnings)
    emit([report.to_dict()], ("status", *COLUMNS[:3]), form)
