"""The page /compare and its data: two to four things of one kind side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import InvalidInput, UnknownEntity
from web import negotiation
from web.answers import as_csv, as_json
from web.compare import compare
from web.compare_measures import ONLY_HERE, ORGANISATION_MEASURES, PLATFORM_MEASURES, Measure
from web.compare_names import KINDS, MOST, Compared, read_compared
from web.compare_parties import find_peers
from web.entity.columns import Sketch
from web.entity.nodes import name_nodes
from web.entity.sides import ASSET, ORGANISATION, PLATFORM
from web.operation import VIEWPOINT, Parameter, describe
from web.state import state
from web.table_shapes import CompareAnswer, OrganisationsCompared, PlatformsCompared
from web.viewpoint import Viewpoint, read_viewpoint

compare_page = Blueprint("compare", __name__)

OFFERS = {"html": negotiation.HTML, "json": negotiation.JSON, "csv": "text/csv"}
ASSET_COLUMNS = ("label", "iri", "captivity", "escape", "cut", "routes", "type", "veto", "owners",
                 "platforms", "channels", "summary")  # fmt: skip
#: Kind -> where its columns stand in what is told, and the numbers of its rows.
PARTIES: Mapping[str, tuple[str, tuple[Measure, ...]]] = {
    PLATFORM: ("platforms", (*PLATFORM_MEASURES, ONLY_HERE)),
    ORGANISATION: ("organisations", ORGANISATION_MEASURES),
}


@compare_page.get("/compare")
def compare_things() -> AnyResponse:
    """The things that the address names, in the form that is asked for."""
    form = negotiation.choose(request, OFFERS)
    at = read_viewpoint(request.args)
    compared = read_asked(at)
    found = compare(state(), at, compared)
    if form == negotiation.JSON:
        return as_json(found)
    if form == "text/csv":
        return as_csv(*list_table(found), "captivity-compare.csv")
    return Response(render_page(at, compared, found))


@compare_page.get("/api/compare")
@describe(
    Parameter("name", "Name, slug or IRI of an asset, a platform or an organisation; up to four "
              "of one kind.", many=True, example="codex"),
    Parameter("kind", "As what they are compared; left out, as the first of these that all of "
              "them can be.", enum=("", *KINDS), default=""),
    *VIEWPOINT,
    answer=CompareAnswer | PlatformsCompared | OrganisationsCompared,
    raises=[UnknownEntity, InvalidInput],
    topic="Tables",
    tries="/api/compare?name=codex&name=mai-code-1-flash",
)  # fmt: skip
def compare_data() -> Response:
    """Up to four assets, platforms or organisations side by side.

    Of assets which owner can close how many channels of each; of platforms what they share; of
    organisations who could shut whose assets. Things of different kinds are refused.
    """
    at = read_viewpoint(request.args)
    return as_json(compare(state(), at, read_asked(at)))


def read_asked(at: Viewpoint) -> Compared:
    """What the address names."""
    args = request.args
    return read_compared(state(), at, args.getlist("name"), args.get("kind", ""))


def list_table(found: Mapping[str, Any]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """What is compared as rows of a file, with its columns."""
    if found["kind"] == ASSET:
        rows = [row | {"veto": [o["label"] for o in row["veto"]]} for row in found["assets"]]
        return rows, ASSET_COLUMNS
    key, measures = PARTIES[found["kind"]]
    rows = [row | {m.key: flatten(row[m.key], m) for m in measures} for row in found[key]]
    return rows, ("label", "iri", *(measure.key for measure in measures))


def flatten(value: Any, measure: Measure) -> Any:
    """A value as one cell of a file."""
    if measure.form == "nodes":
        return [node["label"] for node in value]
    return (
        [f"{name}: {count}" for name, count in value.items()] if measure.form == "tally" else value
    )


def render_page(at: Viewpoint, compared: Compared, found: Mapping[str, Any]) -> str:
    """The page: the form, the numbers side by side, and what is between them."""
    key, measures = PARTIES.get(compared.kind, ("assets", ()))
    peers = (
        find_peers(state(), at, compared.kind, *compared.iris) if len(compared.iris) == 1 else []
    )
    return render_template(
        "compare.html", at=at, found=found, columns=found[key], measures=measures, most=MOST,
        kinds=KINDS, kind=compared.kind, asked_kind=request.args.get("kind", ""),
        peers=name_nodes(state(), peers), forms=OFFERS,
        sketches=[draw_small(at, row) for row in found.get("assets", ())],
    )  # fmt: skip


def draw_small(at: Viewpoint, row: dict[str, Any]) -> Any:
    """The picture of the platforms of an asset and of who can close them; None without a road."""
    if not row["channels"]:
        return None
    return Sketch(state(), at, row["iri"]).asset({"veto_owners": row["veto"]}).pairs[-1]
