"""``captivity check``: whether everything in the store is what it should be."""

from __future__ import annotations

import click

from graph.errors import DataRejected
from graph.output import emit, format_option
from graph.settings import Settings

COLUMNS = ("check", "severity", "node", "rule", "value", "fix")


@click.command(short_help="Check the store against its files, its journal and the shapes.")
@click.option("--quick", is_flag=True, help="Leave out what takes minutes.")
@click.option("--advice", is_flag=True, help="List what the shapes advise, too.")
@format_option
@click.pass_obj
def check(settings: Settings, quick: bool, advice: bool, form: str) -> None:
    """Check the whole store; nothing is changed. Exit code 0: sound, 4: see the findings.

    Every kept file is held against its checksum and against what its graph holds; every quad is
    fetched through each index; the journal is held against the ledger; the shapes judge everything.
    --quick leaves out the statements of the files, the larger part of the indexes, and the shapes.
    """
    from graph.checks.run import check_store
    from graph.seed import open_market

    with open_market(settings, write=False) as store:
        found = check_store(store, quick=quick)
    told = [one for one in found if advice or one.check != "shapes" or _blocks(one.to_dict())]
    emit([one.to_dict() for one in told], COLUMNS, form)
    broken = sum(one.finding.severity == "violation" for one in found)
    if broken:
        raise DataRejected(
            f"{broken:,} finding{'s' if broken > 1 else ''}", "the store", "See the list above."
        )
    left = len(found) - len(told)
    click.echo(
        f"Sound.{f' The shapes have {left:,} pieces of advice: --advice.' if left else ''}",
        err=True,
    )


def _blocks(row: dict[str, str]) -> bool:
    return row["severity"] == "violation"
