"""The pictures of an entity's page, by kind, and the main one as an SVG file of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup, escape

from graph.errors import UnknownFormat
from graph.network_export import fit_xml
from web.assets import read_asset
from web.columns import Drawings
from web.entity.columns import draw_columns_of
from web.entity.gatemap import GateMap, draw_gates
from web.entity.roadrows import make_rows
from web.entity.strip import Strip, draw_strip
from web.state import State
from web.viewpoint import Viewpoint

STYLES = ("tokens.css", "pictures.css", "entity-pictures.css")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a page shows drawn: roads with gates or columns, and how captivity moved."""

    gates: tuple[GateMap, GateMap] | None = None
    columns: Drawings | None = None
    strip: Strip | None = None


def draw_page(state: State, at: Viewpoint, page: Mapping[str, Any]) -> Drawn:
    """The pictures that fit the kind of entity; each None where there is nothing to draw."""
    gates = strip = None
    if "captivity" in page:
        strip = draw_strip(page["history"]["steps"], at.as_of)
        if page["captivity"]["channels"]:
            gates = draw_gates(page, *make_rows(page["captivity"]), at.args())
    columns = None if gates else draw_columns_of(state, at, page)
    return Drawn(gates, columns, strip)


def write_svg(state: State, at: Viewpoint, page: Mapping[str, Any], root: str) -> str:
    """The main picture as a file that needs nothing else: its style is inside.

    ``root`` is the address of this server, to which its links lead.

    Raises
    ------
    UnknownFormat
        There is nothing to draw.
    """
    drawn = draw_page(state, at, page)
    if drawn.gates is None and drawn.columns is None:
        advice = "Nothing goes through it on that day: ask for another day or form."
        raise UnknownFormat("There is no picture of this", str(page["label"]), advice)
    style = "\n".join(read_asset(name)[0].decode("utf-8") for name in STYLES)
    # Our own files, not anybody's data: they go in as they are.
    text = render_template(
        "entity/picture.svg",
        at=at,
        page=page,
        drawn=drawn,
        root=root,
        style=Markup(style),  # noqa: S704
    )
    # A quote in a name is escaped, so that this stands at our own links only.
    return fit_xml(text).replace(' href="/', f' href="{escape(root.rstrip("/"))}/')
