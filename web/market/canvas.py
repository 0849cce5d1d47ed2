"""The picture for vis-network's canvas: what pyvis makes of it, with places from the server."""

from __future__ import annotations

from collections.abc import Mapping

from web.layout import place_columns
from web.market.drawing import GROUPS
from web.market.picture import MarketPicture

COLUMN_GAP, ROW_GAP = 330, 46
#: Smoothing would add a hidden support node to every edge.
NETWORK_OPTIONS: Mapping[str, object] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "edges": {"smooth": False, "arrows": {"to": {"enabled": False}}},
    "interaction": {"hover": True, "keyboard": False, "zoomSpeed": 0.6, "tooltipDelay": 100000},
}


def make_network(picture: MarketPicture, pages: Mapping[str, str]) -> dict[str, object]:
    """The picture as vis-network data: nodes with fixed positions, edges, options; no physics.

    Parameters
    ----------
    picture
        The boxes and roads.
    pages
        Key of a box -> the page about what it stands for; none for a page that stands alone.
    """
    # Imported here: pyvis pulls in IPython, a fifth of a second that no other page should pay.
    from pyvis.network import Network

    net = Network(directed=True, cdn_resources="local")
    places = place_columns([[k.key for k in c] for c in picture.columns], COLUMN_GAP, ROW_GAP)
    most = max((tie.models for tie in picture.ties), default=1)
    for knot in picture.knots.values():
        x, y = places[knot.key]
        net.add_node(
            knot.key,
            label=knot.label,
            shape="dot",
            x=float(x),
            y=float(y),
            size=round(6 + 14 * (knot.models / max(picture.total, 1)) ** 0.5, 1),
            role=knot.role,
            group=GROUPS[knot.role],
            iri=knot.iri,
            models=knot.models,
            captive=knot.captive,
            url=pages.get(knot.key, ""),
        )
    for tie in picture.ties:
        net.add_edge(
            tie.start.key,
            tie.end.key,
            width=round(1 + 7 * (tie.models / most) ** 0.5, 2),
            models=tie.models,
            captive=tie.captive,
            gated=tie.is_captive,
        )
    for edge in net.edges:
        # pyvis writes an arrow on every edge of a directed network, which beats the options.
        edge.pop("arrows", None)
    return {"nodes": net.nodes, "edges": net.edges, "options": NETWORK_OPTIONS}
