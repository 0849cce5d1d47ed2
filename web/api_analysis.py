"""What the thesis and what-if pages show, as JSON under /api: the same dictionaries."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import EditConflict, InvalidDate, InvalidEdit, InvalidInput, UnknownEntity
from graph.market.panels import PANELS
from graph.market.populations import POPULATIONS
from graph.metrics.closure import LIVE
from graph.metrics.measures import MEASURES
from graph.metrics.series import CHANGE, MONTH
from graph.whatif.cover import By
from web.analysis_shapes import (
    CoverTold,
    ExitsTold,
    ExposureTold,
    ThesisTold,
    TrendTold,
    WhatifTold,
)
from web.analysis_views import read_naming, require_names, view_cover, view_exits, view_exposure
from web.answers import as_json
from web.figures import answer_with
from web.operation import CSV, VIEWPOINT, Parameter, describe, in_path
from web.state import state
from web.thesis_view import read_asked as read_thesis
from web.thesis_view import view_thesis
from web.trend_view import draw_trend, read_wanted, view_trend
from web.viewpoint import read_viewpoint
from web.whatif_reading import read_asked as read_scenario
from web.whatif_view import view_whatif

api_analysis = Blueprint("api_analysis", __name__, url_prefix="/api")

TOPIC = "Thesis and what-if"
POPULATION = Parameter(
    "population", "The named set of assets that figures are about; live for every live asset.",
    enum=("", LIVE, *POPULATIONS), default="",
)  # fmt: skip
NAMES = Parameter(
    "names", "Names, slugs or IRIs, with semicolons, commas or line ends between.",
    example="codex; mai-code-1-flash", required=True,
)  # fmt: skip
THESIS = (
    POPULATION,
    Parameter("panel", "Whose listings count for owners per model.", enum=("", *PANELS),
              default=""),
    Parameter("threshold", "Closure index from which on the market counts as closed, 0 to 1.",
              default="3/4"),
)  # fmt: skip
TREND = (
    Parameter("name", "Name of an asset; repeatable. Without any it is a population.", many=True,
              example="codex"),
    Parameter("metric", "What is followed; repeatable.", enum=tuple(MEASURES), many=True),
    POPULATION,
    Parameter("since", "The first day.", format="date"),
    Parameter("until", "The first day after the period.", format="date"),
    Parameter("every", "A row for every change or for every month.", enum=("", CHANGE, MONTH),
              default=""),
    Parameter("figure", "Which metric an SVG or CSV is of; the first by default."),
)  # fmt: skip
SCENARIO = (
    Parameter("edit", "An edit in words; repeatable, in order.", many=True,
              example="close codex on bedrock"),
    Parameter("shared", "The edits as one text, as `captivity whatif --share` prints them."),
    POPULATION,
)  # fmt: skip


@api_analysis.get("/thesis")
@describe(
    *THESIS, *VIEWPOINT, answer=ThesisTold, raises=[InvalidInput], topic=TOPIC,
    tries="/api/thesis?as_of=2026-07-02",
)  # fmt: skip
def thesis() -> Response:
    """The verdict on the thesis, its evidence, and the closing of the market over time."""
    asked = read_thesis(state(), read_viewpoint(request.args), request.args)
    return as_json(view_thesis(state(), asked))


@api_analysis.get("/trend")
@describe(
    *TREND, *VIEWPOINT, answer=TrendTold, raises=[UnknownEntity, InvalidDate],
    forms=[CSV, "image/svg+xml"], topic=TOPIC, tries="/api/trend?name=codex&as_of=2026-07-02",
)  # fmt: skip
def trend() -> AnyResponse:
    """A number of assets (``name``) or of a ``population`` over time, with why it moved."""
    view = view_trend(state(), read_wanted(state(), read_viewpoint(request.args), request.args))
    return answer_with(request, view, draw_trend(view), "trend")


@api_analysis.get("/whatif")
@describe(
    *SCENARIO, *VIEWPOINT, answer=WhatifTold, raises=[InvalidEdit, UnknownEntity, EditConflict],
    topic=TOPIC, tries="/api/whatif?edit=close+codex+on+bedrock&as_of=2026-07-02",
)  # fmt: skip
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
@describe(
    in_path("slug", "Slug or name of the asset.", example="codex"), *VIEWPOINT,
    answer=ExitsTold, raises=[UnknownEntity], topic=TOPIC, tries="/api/exits/codex",
)  # fmt: skip
def exits(slug: str) -> Response:
    """Which single new road would lower the captivity of an asset, and whose would not."""
    return as_json(view_exits(state(), read_viewpoint(request.args), slug))


@api_analysis.get("/exposure")
@describe(
    NAMES, *VIEWPOINT, answer=ExposureTold, raises=[UnknownEntity], topic=TOPIC,
    tries="/api/exposure?names=openai",
)  # fmt: skip
def exposure() -> Response:
    """What the vendor, assistant or assets in ``names`` lose if an owner refuses."""
    naming = require_names(read_naming(read_viewpoint(request.args), request.args))
    return as_json(view_exposure(state(), naming))


@api_analysis.get("/cover")
@describe(
    NAMES,
    Parameter("by", "What is signed.", enum=("", *By), default=""),
    *VIEWPOINT, answer=CoverTold, raises=[UnknownEntity], topic=TOPIC,
    tries="/api/cover?names=codex&as_of=2026-07-02",
)  # fmt: skip
def cover() -> Response:
    """The fewest contracts, billers or owners (``by``) that cover the assets in ``names``."""
    naming = require_names(read_naming(read_viewpoint(request.args), request.args))
    return as_json(view_cover(state(), naming))
