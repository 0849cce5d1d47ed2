"""``captivity template``: a Turtle file that teaches the form, to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from ontology import TEMPLATE


@click.command(short_help="Print a commented Turtle file to fill in.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write it to a new file instead of printing it.",
)
def template(output: Path | None) -> None:
    """Print a commented Turtle file: a channel, a stake, a claim and a source to change.

    It is valid as it stands; its names are invented.

    \b
    Example:
      captivity template --output news.ttl
    """  # noqa: D301
    from graph.commands.new import write_new_file

    text = TEMPLATE.read_text(encoding="utf-8")
    if output is None:
        click.echo(text, nl=False)
    else:
        write_new_file(output, text)
        click.echo(f"Wrote {output}. Change it, then: captivity add --dry-run {output}", err=True)
