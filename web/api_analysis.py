"""What the thesis and what-if pages show, as JSON under /api: the same dictionaries."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import InvalidEdit
from web.analysis_views import read_naming, require_names, view_cover, view_exits, view_exposure
from web.answers import as_json
from web.figures import answer_with
from web.state import state
from web.thesis_view import read_asked as read_thesis
from web.thesis_view import view_thesis
from web.trend_view import draw_trend, read_wanted, view_trend
from web.viewpoint import read_viewpoint
from web.whatif_reading import read_asked as read_scenario
from web.whatif_view import view_whatif

api_analysis = Blueprint("api_analysis", __name__, url_prefix="/api")


@api_analysis.get("/thesis")
def thesis() -> Response:
    """The verdict on the thesis, its evidence, and the closing of the market over time."""
    return as_json(view_thesis(state(), read_thesis(read_viewpoint(request.args), request.args)))


@api_analysis.get("/trend")
def trend() -> AnyResponse:
    """A number of assets (``name``) or of a ``population`` over time, with why it moved."""
    view = view_trend(state(), read_wanted(state(), read_viewpoint(request.args), request.args))
    return answer_with(request, view, draw_trend(view), "trend")


@api_analysis.get("/whatif")
def whatif() -> Response:
    """What the edits of ``edit`` (repeatable) or ``shared`` would move; nothing is written."""
    asked = read_scenario(read_viewpoint(request.args), request.args)
    if not asked.texts:
        raise InvalidEdit("No edit is given", "", "For example: ?edit=close codex on bedrock.")
    found = view_whatif(state(), asked)
    if found.error is not None:
        raise found.error
    return as_json(found.view)


@api_analysis.get("/exits/<path:slug>")
def exits(slug: str) -> Response:
    """Which single new road would lower the captivity of an asset, and whose would not."""
    return as_json(view_exits(state(), read_viewpoint(request.args), slug))


@api_analysis.get("/exposure")
def exposure() -> Response:
    """What the vendor, assistant or assets in ``names`` lose if an owner refuses."""
    naming = require_names(read_naming(read_viewpoint(request.args), request.args))
    return as_json(view_exposure(state(), naming))


@api_analysis.get("/cover")
def cover() -> Response:
    """The fewest contracts, billers or owners (``by``) that cover the assets in ``names``."""
    naming = require_names(read_naming(read_viewpoint(request.args), request.args))
    return as_json(view_cover(state(), naming))
