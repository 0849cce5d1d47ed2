"""``captivity network``: the market as a network file for NetworkX, Gephi and the like."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from graph.commands.options import Viewpoint, read_market_records, viewpoint_options
from graph.errors import FileMissing
from graph.settings import Settings

FORMATS = ("graphml", "gexf", "node-link")


@click.command(short_help="Write the market as GraphML, GEXF or node-link JSON.")
@viewpoint_options
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="graphml",
    show_default=True,
    help="The form of the file; node-link is JSON.",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to a file.")
@click.pass_obj
def network(settings: Settings, /, form: str, output: Path | None, **options: Any) -> None:
    """Write everything in use on a day as a network: nodes with their kind, edges with their IRI.

    Nodes are assets, channels, platforms, clouds, surfaces and organisations. Edges say in
    `relation` what they mean and in `iri` which channel, stake or entity they come from.

    \b
    Examples:
      captivity network --as-of 2026-06-02 -o market.graphml
      captivity network --format node-link | python3 -m json.tool
    """  # noqa: D301
    from graph.network_export import export_network

    viewpoint = Viewpoint(**options)
    market = viewpoint.compile(read_market_records(settings, viewpoint.files))
    content = export_network(market.to_networkx(), form)
    if output is None:
        click.echo(content, nl=False)
        return
    try:
        output.write_text(content, encoding="utf-8", newline="\n")
    except OSError as error:
        raise FileMissing(
            "The file cannot be written", f"{output} ({error.strerror})", "Check the path."
        ) from error
