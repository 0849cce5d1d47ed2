"""``captivity show``: what one load holds, by whom it came, and its original bytes."""

from __future__ import annotations

import json
import sys

import click

from graph.output import print_table
from graph.settings import Settings

FACTS = ("load_id", "name", "added_at", "who", "source", "confidence", "replaces", "sha256")


@click.command(short_help="What one load holds, by whom, from where.")
@click.argument("load", metavar="LOAD")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "turtle"]),
    default="table",
    show_default=True,
    help="How to print it; turtle prints its triples.",
)
@click.option("--original", is_flag=True, help="Write the bytes of the file as they were added.")
@click.pass_obj
def show(settings: Settings, load: str, form: str, original: bool) -> None:
    """Show one load: its provenance, what it holds by kind, and its things.

    LOAD is an id of `captivity loads`, or the beginning of one. --original also finds a load that
    was taken out.

    \b
    Examples:
      captivity show article
      captivity show --format turtle news-3e39d547
      captivity show --original news-3e39d547 > news.ttl
    """  # noqa: D301
    from graph.ingest.contents import describe_contents, write_turtle
    from graph.ingest.history import find_original
    from graph.ingest.loads import find_load
    from graph.seed import open_market

    with open_market(settings, write=False) as store:
        if original:
            sys.stdout.buffer.write(find_original(store, load))
            return
        found = find_load(store, load)
        if form == "turtle":
            sys.stdout.buffer.write(write_turtle(store, found))
            return
        contents = describe_contents(store, found)
    if form == "json":
        click.echo(json.dumps(contents.to_dict(), indent=2, ensure_ascii=False))
        return
    values = contents.to_dict()
    print_table([{"fact": name, "value": values[name]} for name in FACTS], ("fact", "value"))
    kinds = [{"kind": kind, "things": count} for kind, count in contents.kinds.items()]
    print_table(kinds, ("kind", "things"), f"{contents.triples:,} triples")
    print_table(values["things"], ("kind", "label", "iri"), "Things")
