"""The view of the market as files: rows, a drawing, a network, the statements behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flask import render_template
from markupsafe import Markup
from pyoxigraph import NamedNode, Triple

from graph.network_export import export_network, fit_xml
from web.assets import read_asset
from web.market.roads import UNKNOWN_VENDOR
from web.market.view import MarketView, shown_routes
from web.policy import hash_source

if TYPE_CHECKING:
    import networkx as nx

CSV_COLUMNS = ("from", "from_role", "from_iri", "to", "to_role", "to_iri", "models", "captive")


def list_rows(view: MarketView) -> list[dict[str, Any]]:
    """The roads of the view, one row each, as the table shows them."""
    return [
        {
            "from": tie.start.label,
            "from_role": tie.start.role,
            "from_iri": tie.start.iri,
            "to": tie.end.label,
            "to_role": tie.end.role,
            "to_iri": tie.end.iri,
            "models": tie.models,
            "captive": tie.captive,
        }
        for tie in view.picture.ties
    ]


def write_svg(view: MarketView) -> tuple[str, str]:
    """The road map as a drawing that stands alone, and the policy under which it may be shown."""
    style = "\n".join(read_asset(name)[0].decode("utf-8") for name in ("tokens.css", "map.css"))
    policy = (
        f"default-src 'none'; style-src {hash_source(style)}; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
    drawn = render_template(
        "market_file.html",
        drawing=view.drawing,
        summary=view.summary,
        at=view.address.at,
        # Our own files, not anybody's data: they go in as they are.
        style=Markup(style),  # noqa: S704
    )
    return fit_xml(drawn), policy


def write_graphml(view: MarketView) -> str:
    """The boxes and roads of the view as GraphML, with counts as numbers."""
    return export_network(to_network(view), "graphml")


def to_network(view: MarketView) -> nx.MultiDiGraph[str]:
    """The boxes and roads of the view as a NetworkX network of plain attributes."""
    import networkx as nx

    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        as_of=view.address.at.as_of.isoformat(), population=view.population["definition"]
    )
    for knot in view.picture.knots.values():
        iri = None if knot.iri == UNKNOWN_VENDOR else knot.iri
        network.add_node(
            knot.key, role=knot.role, label=knot.label, iri=iri, models=knot.models,
            captive=knot.captive,
        )  # fmt: skip
    for tie in view.picture.ties:
        network.add_edge(
            tie.start.key, tie.end.key, key=tie.key, models=tie.models, captive=tie.captive
        )
    return network


def list_statements(view: MarketView) -> list[Triple]:
    """What the store says of every channel behind the roads drawn, sorted, each once."""
    return sorted(set(_iter_statements(view)), key=str)


def _iter_statements(view: MarketView) -> Iterator[Triple]:
    picture = view.picture
    platforms = {knot.iri for knot in picture.columns[2]}
    drawn = {
        asset
        for tie in picture.ties
        if tie.end.role == "platform"
        for asset in picture.assets[tie.key]
    }
    for asset, routes in shown_routes(view.state, view.address).items():
        for route in routes if asset in drawn else ():
            if route.channel.platform in platforms:
                for quad in view.state.store.match(NamedNode(route.channel.iri)):
                    yield Triple(quad.subject, quad.predicate, quad.object)
