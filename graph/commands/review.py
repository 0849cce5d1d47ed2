"""``captivity review``: what a curator should look at, and the decisions about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from graph.commands.inputs import current_user
from graph.commands.options import data_option, open_data
from graph.output import emit, format_option
from graph.settings import Settings

TABLE = ("kind", "catalog", "provider", "model_id", "current", "others", "suggestions")
CSV = ("kind", "catalog", "provider", "model_id", "display_name", "current", "method", "others",
       "suggestions", "note")  # fmt: skip
KINDS = ("disagreement", "unresolved", "upstream-error")


@click.group(invoke_without_command=True)
@click.option("--kind", type=click.Choice(KINDS), help="Only entries of this kind.")
@click.option("--catalog", metavar="NAME", help="Only listings of this catalog.")
@click.option(
    "--file",
    type=click.Path(dir_okay=True, path_type=Path),
    help="Read this file of --catalog instead of the store.",
)
@click.option(
    "--base-models",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --file: which model each listing is, as models.dev's tree states.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Show only the first so many.")
@data_option
@format_option
@click.pass_context
def review(ctx: click.Context, /, **options: Any) -> None:
    """List what a curator should look at, or decide about one listing.

    Listed are listings on which the steps of identification disagree, those that none resolves
    (with similar names, which decide nothing), and errors of a catalog that we know.
    """
    if ctx.invoked_subcommand is None:
        print_queue(ctx.obj, **options)


def print_queue(
    settings: Settings,
    *,
    kind: str | None,
    catalog: str | None,
    file: Path | None,
    base_models: Path | None,
    limit: int | None,
    files: tuple[Path, ...],
    form: str,
) -> None:
    """Print the queue, the first entries only when a limit is given."""
    from graph.catalogs.review import list_file_queue, list_store_queue

    if file is not None:
        entries = list_file_queue(settings, catalog or "models.dev", file, base_models)
    else:
        with open_data(settings, files) as store:
            entries = list_store_queue(settings, store)
    rows = [
        entry.to_row()
        for entry in entries
        if kind in (None, entry.kind) and catalog in (None, entry.catalog)
    ]
    emit(rows[:limit], CSV if form == "csv" else TABLE, form, f"{len(rows)} listings to review")


def decide_command(verdict: str, summary: str) -> click.Command:
    """The command that gives one verdict about one listing."""

    @click.argument("catalog")
    @click.argument("provider")
    @click.argument("model_id")
    @click.argument("canonical", required=verdict == "edit", default=None)
    @click.option("--who", help="Who decides.  [default: the user of this computer]")
    @click.option("--note", default="", help="Why.")
    @click.pass_obj
    def command(
        settings: Settings,
        catalog: str,
        provider: str,
        model_id: str,
        canonical: str | None,
        who: str | None,
        note: str,
    ) -> None:
        from graph.catalogs.review import decide, find_listing, read_store_listings

        with open_data(settings, ()) as store:
            listings = read_store_listings(store)
        listing = find_listing(listings.values(), (catalog, provider, model_id))
        decision = decide(
            settings, listing, verdict, canonical, who=who or current_user(), note=note
        )
        click.echo(f"{listing.entry} is {decision.canonical_model}, from the next import on.")

    return click.command(verdict, help=summary, short_help=summary)(command)


review.add_command(
    decide_command("accept", "Take what the listing resolves to, or CANONICAL of another step.")
)
review.add_command(decide_command("reject", "Leave the listing to its seller: it is none of them."))
review.add_command(decide_command("edit", "Say that the listing is the model CANONICAL."))
