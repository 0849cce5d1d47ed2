"""``captivity compact``: the store tidied up."""

from __future__ import annotations

import click

from graph.output import emit, format_option
from graph.settings import Settings

COLUMNS = ("bytes_before", "bytes_after", "forgotten")


@click.command(short_help="Rewrite the data files: quicker look-ups, no old snapshots.")
@click.option(
    "--forget",
    is_flag=True,
    help="Also remove the original bytes of loads that were taken out: no redo after that.",
)
@format_option
@click.pass_obj
def compact(settings: Settings, forget: bool, form: str) -> None:
    """Rewrite the data files, drop old snapshots, and say the bytes before and after.

    A snapshot that a reader has open stays until the next change after its reader is done.
    """
    from graph.errors import NotAllowed
    from graph.ingest.ledger import read_loads
    from graph.seed import open_market
    from graph.store.compaction import compact_store
    from graph.store.embedded import EmbeddedStore

    with open_market(settings, write=True) as store:
        if not isinstance(store, EmbeddedStore):
            raise NotAllowed(
                "A remote store cannot be compacted from here",
                str(settings.store),
                "Use the tools of its own server.",
            )
        needed = {load.sha256 for load in read_loads(store)} if forget else None
        emit([compact_store(store, needed).to_dict()], COLUMNS, form)
