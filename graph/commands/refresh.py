"""``captivity refresh``: what newer copies of the catalogs would change, then load it if wanted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from graph.commands.import_catalog import load_plans, make_plan
from graph.commands.inputs import print_findings
from graph.commands.options import day_or_today
from graph.errors import CatalogUnreachable, InvalidInput
from graph.output import emit, format_option, print_table

if TYPE_CHECKING:
    from graph.catalogs.importing import ImportPlan
    from graph.catalogs.opening import Place
    from graph.market.overlay import Overlay
    from graph.metrics.moves import Move
    from graph.settings import Settings
    from graph.store.port import OpenedStore

MOVES = ("label", "captivity_before", "captivity_after", "veto_before", "veto_after")
SHOWN = 20


@click.command()
@click.option(
    "--from",
    "files",
    multiple=True,
    metavar="[CATALOG=]FILE",
    help="Take this file or address for a catalog, and only those named; may be repeated.",
)
@click.option(
    "--snapshot",
    metavar="YYYY-MM-DD",
    callback=day_or_today,
    help="The day of the copies.  [default: today]",
)
@click.option("--keep-going", is_flag=True, help="Load the good entries of broken catalogs.")
@click.option("--close-many", is_flag=True, help="Close even most of a catalog at once.")
@click.option("--dry-run", is_flag=True, help="Show what would change and load nothing.")
@click.option("--yes", is_flag=True, help="Load without asking.")
@format_option
@click.pass_obj
def refresh(
    settings: Settings,
    /,
    files: tuple[str, ...],
    snapshot: date,
    dry_run: bool,
    yes: bool,
    form: str,
    **options: Any,
) -> None:
    """Fetch newer copies of the catalogs and show what they would change before loading it.

    Shows the listings that open and close and the captivities that move, asks, and then loads
    all of it as one load, which `captivity undo` takes out again.

    \b
    Example:
      captivity refresh --from models.dev=api.json --from litellm=prices.json
    """  # noqa: D301
    from graph.market.overlay import Overlay
    from graph.seed import open_market

    options |= {"partial": False}
    with open_market(settings, write=not dry_run) as store:
        overlay = Overlay(store)
        plans = plan_all(settings, overlay, make_places(files, snapshot), options)
        rows = [row_of(plan) for plan in plans]
        emit(rows, list(rows[0]), form, f"What would change on {snapshot}")
        if not any(plan.triples for plan in plans):
            click.echo("Nothing new: the store has all of it.", err=True)
            return
        show_moves(find_moves(store, overlay, snapshot), form)
        if not dry_run and (yes or click.confirm("Load this?", err=True)):
            load_plans(store, f"refresh-{snapshot.isoformat()}.ttl", plans)


def make_places(files: tuple[str, ...], snapshot: date) -> list[Place]:
    """The places that the user names, else the public address of every catalog."""
    from graph.catalogs.opening import Place, guess_catalog
    from graph.catalogs.readers import CATALOGS

    if not files:
        return [Place(catalog, snapshot=snapshot) for catalog in CATALOGS]
    places = []
    for text in files:
        catalog, mark, where = text.partition("=")
        if not (mark and catalog in CATALOGS):
            catalog, where = guess_catalog(text), text
        places.append(Place(catalog, where, snapshot=snapshot))
    if len({place.catalog for place in places}) < len(places):
        raise InvalidInput("A catalog is given twice", " ".join(files), "Give one file for each.")
    return places


def plan_all(
    settings: Settings, overlay: Overlay, places: list[Place], options: dict[str, Any]
) -> list[ImportPlan]:
    """What each catalog would change, one after the other; those out of reach are named.

    Raises
    ------
    CatalogUnreachable
        None of them can be reached.
    """
    plans: list[ImportPlan] = []
    missed: list[CatalogUnreachable] = []
    for place in places:
        try:
            plan = make_plan(settings, overlay, place, options)
        except CatalogUnreachable as error:
            click.echo(f"{place.catalog}: {error.message}", err=True)
            missed.append(error)
            continue
        print_findings(place.catalog, plan.snapshot.findings)
        overlay.add(plan.triples)
        plans.append(plan)
    if missed and not plans:
        raise CatalogUnreachable(
            "None of the catalogs can be fetched",
            ", ".join(place.catalog for place in places),
            "Download them by other means and name the files: --from CATALOG=FILE.",
        ) from missed[0]
    return plans


def row_of(plan: ImportPlan) -> dict[str, Any]:
    """One line of the summary."""
    counts = {what.replace(" ", "_"): count for what, count in plan.diff.count().items()}
    return {"catalog": plan.snapshot.catalog, "entries": len(plan.snapshot.listings), **counts}


def find_moves(store: OpenedStore, overlay: Overlay, day: date) -> list[Move]:
    """The captivities that would be others on that day."""
    from graph.market.compile import compile_market
    from graph.market.kept import load_records
    from graph.metrics.moves import find_moves as compare

    click.echo("Working out which captivities move ...", err=True)
    return compare(
        compile_market(load_records(store), day), compile_market(load_records(overlay), day)
    )


def show_moves(moves: list[Move], form: str) -> None:
    """Show the captivities that would move: on stderr where stdout is for machines."""
    if form == "table" and moves:
        print_table([move.to_row() for move in moves[:SHOWN]], MOVES, "Captivities that would move")
    elif form != "table":
        for move in moves[:SHOWN]:
            row = move.to_row()
            click.echo(
                f"{row['label']}: captivity {row['captivity_before']} -> {row['captivity_after']}",
                err=True,
            )
    more = f", {SHOWN} of them shown" if len(moves) > SHOWN else ""
    click.echo(f"{len(moves):,} captivities would move{more}.", err=True)
