"""``captivity log``: every acknowledged change of the store."""

from __future__ import annotations

import click

from graph.output import emit, format_option
from graph.settings import Settings

COLUMNS = ("revision", "at", "event", "load", "name", "who", "replaced")


@click.command(short_help="Every change of the store: when, what, which load, by whom.")
@format_option
@click.pass_obj
def log(settings: Settings, form: str) -> None:
    """List every acknowledged change, oldest first, undone loads with it.

    Events: add, undo, redo, replace, compact, restored, and recovered, where a process was killed
    and what it had written whole was kept.

    \b
    Example:
      captivity log --format json
    """  # noqa: D301
    from graph.ingest.history import read_log
    from graph.seed import open_market

    with open_market(settings, write=False) as store:
        emit([change.to_dict() for change in read_log(store)], COLUMNS, form)
