"""``captivity validate``: what the rules say about files, with nothing written."""

from __future__ import annotations

from dataclasses import asdict

import click

from graph.commands.inputs import input_format_option, read_inputs
from graph.errors import ShapesViolated
from graph.output import emit, format_option
from graph.settings import Settings

COLUMNS = ("file", "line", "severity", "node", "rule", "value", "fix")


@click.command(short_help="Check files without adding them.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@input_format_option
@format_option
@click.pass_obj
def validate(
    settings: Settings, files: tuple[str, ...], input_format: str | None, form: str
) -> None:
    """Check files against the shapes, together with what they refer to in the store.

    A violation would keep the file out (exit code 4); a warning is advice. - reads stdin.

    \b
    Example:
      captivity validate --format json news.ttl
    """  # noqa: D301
    from graph.ingest.add import validate_file
    from graph.ingest.limits import FileLimits
    from graph.seed import open_market

    rows, limits = [], FileLimits.from_settings(settings)
    with open_market(settings, write=False) as store:
        for item in read_inputs(files, limits.max_mb):
            findings = validate_file(
                store,
                item.name,
                item.content,
                format=input_format,
                limits=limits,
            )
            rows += [{"file": item.name, **asdict(finding)} for finding in findings]
    emit(rows, COLUMNS, form)
    broken = sum(row["severity"] == "violation" for row in rows)
    if broken:
        raise ShapesViolated(
            f"{broken} rule{'s are' if broken > 1 else ' is'} broken",
            ", ".join(sorted({row["file"] for row in rows if row["severity"] == "violation"})),
            "See the list above.",
        )
