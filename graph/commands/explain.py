"""``captivity explain``: why an asset is as captive as it is, in words or as data."""

from __future__ import annotations

from typing import Any

import click

from graph.commands.options import Viewpoint, read_market_records, viewpoint_options
from graph.output import emit, format_option
from graph.settings import Settings

CSV = ("asset", "channel", "channel_label", "role", "party", "owner", "is_known", "through")


@click.command(short_help="Explain one number: roads, gatekeepers and evidence.")
@click.argument("name")
@viewpoint_options
@click.option("--all", "show_all", is_flag=True, help="Every listing and claim in the report.")
@format_option
@click.pass_obj
def explain(settings: Settings, /, name: str, form: str, *, show_all: bool, **options: Any) -> None:
    """Explain the captivity of one asset: its roads, who can close them, and the evidence.

    The table form is a report to read: the roads under the owners who can close them, with the
    surest evidence. JSON holds everything; CSV has one line per role on a channel and owner
    behind it.
    """
    from graph.market.names import NameIndex
    from graph.metrics.explain import explain_asset

    viewpoint = Viewpoint(**options)
    records = read_market_records(settings, viewpoint.files)
    asset = NameIndex(records).resolve_asset(name)
    explanation = explain_asset(viewpoint.compile(records), asset)
    if form == "json":
        import json

        click.echo(json.dumps(explanation.to_dict(), indent=2, ensure_ascii=False))
    elif form == "csv":
        emit(gate_rows(explanation.to_dict()), CSV, form)
    else:
        click.echo(explanation.to_text(show_all=show_all))


def gate_rows(explanation: dict[str, Any]) -> list[dict[str, Any]]:
    """One flat row per channel, role and owner of an explanation."""
    return [
        {
            "asset": explanation["name"],
            "channel": channel["name"],
            "channel_label": channel["label"],
            "role": gate["role"],
            "party": gate["party"]["name"],
            "owner": owner["name"],
            "is_known": gate["is_known"],
            "through": gate["through"] and gate["through"]["name"],
        }
        for channel in explanation["channels"]
        for gate in channel["gates"]
        for owner in gate["owners"]
    ]
