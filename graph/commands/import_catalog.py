"""``captivity import``: load what a copy of a public catalog changes, as one load."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.commands.inputs import current_user, print_findings
from graph.commands.options import day_or_none
from graph.output import emit, format_option

if TYPE_CHECKING:
    from graph.catalogs.importing import ImportPlan
    from graph.catalogs.opening import Place
    from graph.market.columns import Readable
    from graph.settings import Settings
    from graph.store.port import OpenedStore

FILE = click.Path(dir_okay=False, path_type=Path)
WHERE = click.argument("where", metavar="[FILE|URL|DIR]", required=False)


_COMMON: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--snapshot",
        metavar="YYYY-MM-DD",
        callback=day_or_none,
        help="The day of the copy.  [default: today]",
    ),
    click.option("--version-id", metavar="ID", help="The commit or release of the copy."),
    click.option("--platforms", type=FILE, help="A platform table in Turtle, not the store's."),
    click.option("--keep-going", is_flag=True, help="Load the good entries of a broken catalog."),
    click.option("--partial", is_flag=True, help="The file is a part: close nothing for absence."),
    click.option("--close-many", is_flag=True, help="Close even most of the catalog at once."),
    click.option("--dry-run", is_flag=True, help="Say what would change and load nothing."),
    click.option("--output", type=FILE, help="Write the load as Turtle to this file instead."),
    format_option,
)


def common_options(command: Any) -> Any:
    """The options that every catalog takes."""
    for option in reversed(_COMMON):
        command = option(command)
    return click.pass_obj(command)


@click.group("import")
def import_catalog() -> None:
    """Load what a public catalog lists: what is new opens, what is gone closes, as one load.

    Importing the same copy again changes nothing, and `captivity undo` takes a load out again.
    """


@import_catalog.command("models-dev")
@WHERE
@click.option("--base-models", type=FILE, help="Which model each listing is, as the tree states.")
@click.option("--models", "registry", type=FILE, help="The registry of models, with open weights.")
@click.option("--history", type=FILE, help="Listing intervals as CSV, for the dates.")
@common_options
def models_dev(settings: Settings, where: str | None, **options: Any) -> None:
    """Load models.dev: an api.json, its address, or a git checkout with its history.

    \b
    Example:
      captivity import models-dev api.json --snapshot 2026-07-02
    """  # noqa: D301
    run_import(settings, "models.dev", where, **options)


@import_catalog.command("litellm")
@WHERE
@click.option("--installed", is_flag=True, help="Read the price map of the installed package.")
@common_options
def litellm(settings: Settings, where: str | None, **options: Any) -> None:
    """Load LiteLLM's price map: a file, its address, or the one of the installed package."""
    run_import(settings, "litellm", where, **options)


@import_catalog.command("copilot")
@WHERE
@common_options
def copilot(settings: Settings, where: str | None, **options: Any) -> None:
    """Load the model tables of GitHub Copilot: a file, a folder of tables, or their address."""
    run_import(settings, "github-copilot", where, **options)


@import_catalog.command("codex")
@WHERE
@common_options
def codex(settings: Settings, where: str | None, **options: Any) -> None:
    """Load the model list of Codex: a file or its address."""
    run_import(settings, "codex", where, **options)


def run_import(
    settings: Settings, catalog: str, where: str | None, *, form: str, **options: Any
) -> None:
    """Plan an import against the store, then load it, or say or write what it would load."""
    from graph.catalogs.importing import to_turtle
    from graph.seed import open_market

    place = make_place(catalog, where, options)
    is_writing = not (options["dry_run"] or options["output"])
    with open_market(settings, write=is_writing) as store:
        plan = make_plan(settings, store, place, options)
        if options["output"] is not None:
            options["output"].write_bytes(to_turtle(plan.triples, [plan.snapshot]))
        elif is_writing:
            load_plans(store, plan.name, [plan])
    print_findings(catalog, plan.snapshot.findings)
    counts = {"entries": len(plan.snapshot.listings), **plan.diff.count()}
    counts["triples"] = len(plan.triples)
    rows = [{"what": what, "count": count} for what, count in counts.items()]
    emit(rows, ["what", "count"], form)


def make_place(catalog: str, where: str | None, options: dict[str, Any]) -> Place:
    """Where the catalog is, from the options."""
    from graph.catalogs.opening import Place

    return Place(
        catalog,
        where,
        snapshot=options["snapshot"],
        version=options["version_id"],
        base_models=options.get("base_models"),
        registry=options.get("registry"),
        history=options.get("history"),
        is_installed=options.get("installed", False),
    )


def make_plan(
    settings: Settings, store: Readable, place: Place, options: dict[str, Any]
) -> ImportPlan:
    """What the import would change, with progress on stderr.

    Listings are identified by the shipped tables and by what the user decided in review.
    """
    from graph.catalogs.decisions import user_decisions_path
    from graph.catalogs.identity import load_resolver
    from graph.catalogs.importing import plan_import
    from graph.catalogs.json_files import read_within_limit
    from graph.catalogs.opening import open_catalog
    from graph.catalogs.platforms import read_platform_turtle
    from graph.catalogs.store_table import read_store_table

    click.echo(f"Reading {place.catalog} from {place.where or 'its public address'} ...", err=True)
    snapshot = open_catalog(place)
    click.echo(f"Comparing {len(snapshot.listings):,} entries with the store ...", err=True)
    platforms: Path | None = options.get("platforms")
    if platforms is None:
        table = read_store_table(store)
    else:
        table = read_platform_turtle(read_within_limit(platforms), platforms.name)
    return plan_import(
        store,
        snapshot,
        load_resolver(user_decisions_path(settings)),
        table,
        keep_going=options["keep_going"],
        is_partial=options["partial"],
        close_many=options["close_many"],
    )


def load_plans(store: OpenedStore, name: str, plans: list[ImportPlan]) -> str | None:
    """Load what the plans change as one load, and say its id; None when nothing changes."""
    from graph.catalogs.importing import to_turtle
    from graph.ingest.add import add_document

    triples = [triple for plan in plans for triple in plan.triples]
    if not triples:
        click.echo("Nothing new: the store has all of it.", err=True)
        return None
    content = to_turtle(triples, [plan.snapshot for plan in plans if plan.triples])
    click.echo(f"Loading {len(triples):,} triples ...", err=True)
    # No shapes here: a program wrote these triples, and its tests validate what it writes.
    report = add_document(store, name, content, who=current_user(), check=False)
    click.echo(f"Loaded as {report.load_id}; `captivity undo {report.load_id}` takes it out.",
               err=True)  # fmt: skip
    return report.load_id
