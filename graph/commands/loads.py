"""``captivity loads`` and ``captivity undo``: what was added, and taking one of them out."""

from __future__ import annotations

import click

from graph.output import emit, format_option
from graph.settings import Settings

COLUMNS = ("load_id", "name", "triples", "added_at", "who")


@click.command(short_help="List what was added, when and by whom.")
@format_option
@click.pass_obj
def loads(settings: Settings, form: str) -> None:
    """List the files in the store, oldest first, with when and by whom they were added."""
    from graph.ingest.loads import list_loads
    from graph.seed import open_market

    with open_market(settings, write=False) as store:
        emit([load.to_dict() for load in list_loads(store)], COLUMNS, form)


@click.command(short_help="Take one load out again.")
@click.argument("load", metavar="LOAD")
@format_option
@click.pass_obj
def undo(settings: Settings, load: str, form: str) -> None:
    """Take one load out of the store, its data and its ledger entry at once.

    LOAD is an id of `captivity loads`, or the beginning of one. The file's original bytes stay in
    the folder of the store, so that it can be added again.

    \b
    Example:
      captivity undo news-3e39d547
    """  # noqa: D301
    from graph.ingest.loads import undo_load
    from graph.seed import open_market

    with open_market(settings, write=True) as store:
        taken = undo_load(store, load)
    emit([{"status": "undone", **taken.to_dict()}], ("status", *COLUMNS), form)
