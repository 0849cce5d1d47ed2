"""The page /compare and its data: two to four assets side by side."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import UnknownEntity
from web import negotiation
from web.answers import as_csv, as_json
from web.compare import MOST, compare_assets, read_compared
from web.entity.columns import Sketch
from web.operation import VIEWPOINT, Parameter, describe
from web.state import state
from web.table_shapes import CompareAnswer
from web.viewpoint import read_viewpoint

compare_page = Blueprint("compare", __name__)

OFFERS = {"html": negotiation.HTML, "json": negotiation.JSON, "csv": "text/csv"}
CSV_COLUMNS = ("label", "iri", "captivity", "escape", "cut", "routes", "type", "veto", "owners",
               "platforms", "channels", "summary")  # fmt: skip


@compare_page.get("/compare")
def compare() -> AnyResponse:
    """The assets that the address names, in the form that is asked for."""
    form = negotiation.choose(request, OFFERS)
    at = read_viewpoint(request.args)
    assets = read_compared(state(), request.args.getlist("name"))
    found = compare_assets(state(), at, assets)
    if form == negotiation.JSON:
        return as_json(found)
    if form == "text/csv":
        rows = [row | {"veto": [o["label"] for o in row["veto"]]} for row in found["assets"]]
        return as_csv(rows, CSV_COLUMNS, "captivity-compare.csv")
    sketches = [draw_small(row) for row in found["assets"]]
    return Response(
        render_template(
            "compare.html", at=at, found=found, sketches=sketches, most=MOST, forms=OFFERS,
            names=request.args.getlist("name"),
        )
    )  # fmt: skip


@compare_page.get("/api/compare")
@describe(
    Parameter("name", "Name, slug or IRI of an asset; up to four.", many=True, example="codex"),
    *VIEWPOINT,
    answer=CompareAnswer,
    raises=[UnknownEntity],
    topic="Tables",
    tries="/api/compare?name=codex&name=mai-code-1-flash",
)
def compare_data() -> Response:
    """Up to four assets side by side, and which owner can close how many channels of each."""
    at = read_viewpoint(request.args)
    return as_json(
        compare_assets(state(), at, read_compared(state(), request.args.getlist("name")))
    )


def draw_small(row: dict[str, Any]) -> Any:
    """The picture of the platforms of an asset and of who can close them; None without a road."""
    if not row["channels"]:
        return None
    at = read_viewpoint(request.args)
    return Sketch(state(), at, row["iri"]).asset({"veto_owners": row["veto"]}).pairs[-1]
