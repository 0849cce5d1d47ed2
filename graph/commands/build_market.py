"""``captivity build-market``: write the shipped market files from the curated tables."""

from __future__ import annotations

from pathlib import Path

import click

from graph.output import emit, format_option


@click.command("build-market", short_help="Rebuild the shipped market, the same bytes every time.")
@click.option(
    "--catalogs",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder that holds the catalog files and curated tables.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder to write the Turtle files to.",
)
@format_option
def build_market(catalogs: Path, output: Path, form: str) -> None:
    """Write the shipped market from its inputs, the same bytes every time."""
    from graph.catalogs.build import build_market as build

    built = build(catalogs)
    output.mkdir(parents=True, exist_ok=True)
    for name, content in built.files.items():
        (output / name).write_bytes(content)
    for finding in built.findings:
        click.echo(f"{finding.severity}: {finding}", err=True)
    rows = [{"what": what, "count": count} for what, count in built.counts.items()]
    emit(rows, ["what", "count"], form)
