"""``captivity structure``: the shape of the market, as description beside captivity."""

from __future__ import annotations

from typing import Any

import click

from graph.commands.options import Viewpoint, read_market_records, viewpoint_options
from graph.output import emit, format_option, print_table
from graph.settings import Settings

CSV = ("measure", "layer", "name", "label", "value", "reason")


@click.command(short_help="Describe the shape: constraint, betweenness, dominators.")
@viewpoint_options
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="Rows of each table; JSON and CSV have all.",
)
@format_option
@click.pass_obj
def structure(settings: Settings, /, form: str, limit: int, **options: Any) -> None:
    """Describe the shape of the market; none of these numbers says who can close a road.

    Burt's constraint and effective size of vendors and owners, betweenness of platforms and of
    owners in their roles, and what every drawn road of an asset leads through (dominators). JSON
    names each measure with its definition and its warning. What does not exist is null, with the
    reason.
    """
    from graph.metrics.structure import describe_structure
    from graph.metrics.structure_rows import to_document, to_flat_rows

    viewpoint = Viewpoint(**options)
    market = viewpoint.compile(read_market_records(settings, viewpoint.files))
    document = to_document(market, describe_structure(market))
    if form == "json":
        import json

        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
    elif form == "csv":
        emit(to_flat_rows(document), CSV, form)
    else:
        _print_tables(document, limit)


def _print_tables(document: dict[str, Any], limit: int) -> None:
    on = f"on {document['as_of']}, {document['view']} view"
    if not document["assets"]:
        click.echo(f"No live channel is known {on}: there is no shape to describe.")
        return
    organisations = [
        {**_rounded(row), "ties": [f"{tie['label']} {tie['assets']}" for tie in row["ties"][:4]]}
        for row in document["organisations"]
    ]
    columns = ("label", "constraint", "effective_size", "ties", "reason")
    print_table(organisations[:limit], columns, f"Vendors and owners {on}; ties in assets")
    places = [_rounded(row) for row in document["places"]]
    title = f"Betweenness {on}: mean share of an asset's drawn roads"
    print_table(places[:limit], ("label", "layer", "betweenness"), title)
    assets = [
        {**row, "dominators": [f"{p['label']} ({p['layer']})" for p in row["dominators"]]}
        for row in document["assets"]
        if row["dominators"]
    ]
    title = f"On every drawn road of the asset {on}, beside its veto owners"
    print_table(assets[:limit], ("label", "dominators", "veto_labels"), title)
    for name, measure in document["measures"].items():
        click.echo(f"{name.replace('_', ' ')}: {measure['warning']}")


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {key: f"{x:.3f}" if isinstance(x, float) else x for key, x in row.items()}
