"""``captivity backup`` and ``captivity restore``: a copy of the store, and a store from a copy."""

from __future__ import annotations

from pathlib import Path

import click

from graph.output import emit, format_option
from graph.settings import Settings

COLUMNS = ("status", "folder", "revision", "made_at", "files", "bytes")


@click.command(short_help="Copy the store to a folder, with checksums.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@format_option
@click.pass_obj
def backup(settings: Settings, folder: Path, form: str) -> None:
    """Copy the store as it is now to a new folder, beside a running server too.

    The copy holds the database, the original bytes of every load, the journal, and a list of
    checksums.

    \b
    Example:
      captivity backup /backups/2026-11-22
    """  # noqa: D301
    from graph.store.backup import make_backup, require_folder

    made = make_backup(require_folder(settings.store_path), folder)
    emit([{"status": "copied", **made.to_dict()}], COLUMNS, form)


@click.command(short_help="Make a store from a backup.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the store that is there.")
@format_option
@click.pass_obj
def restore(settings: Settings, folder: Path, force: bool, form: str) -> None:
    """Make the store from a backup; every checksum is verified first.

    With --force a store that is there is replaced; it stays until the new one is whole. Stop the
    server first.

    \b
    Example:
      captivity --store ~/captivity restore /backups/2026-11-22
    """  # noqa: D301
    from graph.store.backup import require_folder
    from graph.store.restore import restore_backup

    found = restore_backup(folder, require_folder(settings.store_path), force=force)
    emit([{"status": "restored", **found.to_dict()}], COLUMNS, form)
