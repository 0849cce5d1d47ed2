"""The what-if pages: a scenario edit by edit, new roads, refusals, and the fewest contracts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import CaptivityError, NotFound
from graph.whatif.cover import By
from web.analysis_views import read_naming, view_cover, view_exits, view_exposure
from web.charts.geometry import Figure
from web.figures import answer_with
from web.state import state
from web.thesis_view import POPULATION_WORDS
from web.viewpoint import Viewpoint, read_viewpoint
from web.whatif_charts import draw_exits, draw_exposure, draw_moves
from web.whatif_examples import list_examples
from web.whatif_forms import FORMS, VERB
from web.whatif_reading import is_canonical, read_asked
from web.whatif_view import REFUSED, view_whatif

whatif_page = Blueprint("whatif_page", __name__, url_prefix="/whatif")

Row = dict[str, Any]
Drawn = Callable[[Row, Mapping[str, str]], dict[str, Figure]]


@whatif_page.get("")
def scenario() -> AnyResponse:
    """What a scenario moves, built edit by edit; the address holds all of it."""
    at = read_viewpoint(request.args)
    asked = read_asked(at, request.args)
    if not is_canonical(request.args, asked):
        return redirect(f"/whatif?{urlencode(asked.args())}")
    found = view_whatif(state(), asked)
    figures = draw_moves(found.view, at.args())

    def render() -> str:
        return render_template(
            "whatif.html", at=at, asked=asked, found=found, view=found.view, figures=figures,
            forms=FORMS, verb=VERB, populations=POPULATION_WORDS,
            examples=list_examples(state(), at),
        )  # fmt: skip

    return answer_with(request, found.view, figures, "whatif", render, found.status)


@whatif_page.get("/exits")
def exits() -> AnyResponse:
    """Which single new road would lower the captivity of the asset ``name``."""
    at = read_viewpoint(request.args)
    name = request.args.get("name", "").strip()
    return _answer("exits", at, name, lambda: view_exits(state(), at, name), draw_exits, name=name)


@whatif_page.get("/exposure")
def exposure() -> AnyResponse:
    """What a vendor, an assistant or a buyer of assets loses if an owner refuses."""
    at = read_viewpoint(request.args)
    naming = read_naming(at, request.args)
    return _answer(
        "exposure", at, "; ".join(naming.names), lambda: view_exposure(state(), naming),
        draw_exposure, naming=naming,
    )  # fmt: skip


@whatif_page.get("/cover")
def cover() -> AnyResponse:
    """The fewest contracts, billers or owners through whom a list of assets can be had."""
    at = read_viewpoint(request.args)
    naming = read_naming(at, request.args)
    return _answer(
        "cover", at, "; ".join(naming.names), lambda: view_cover(state(), naming),
        lambda *_: {}, naming=naming, ways=list(By),
    )  # fmt: skip


def _answer(
    mode: str, at: Viewpoint, given: str, look: Callable[[], Row], draw: Drawn, **more: Any
) -> AnyResponse:
    """The page of a mode: empty without a name, usable when a name fits nothing."""
    view: Row = {}
    error: CaptivityError | None = None
    try:
        view = look() if given else {}
    except NotFound as found:
        error = found
    figures = draw(view, at.args()) if view else {}

    def render() -> str:
        ready = [one for one in list_examples(state(), at) if f"/{mode}?" in one.url]
        return render_template(
            f"{mode}.html", at=at, given=given, view=view, error=error, figures=figures,
            examples=ready, **more,
        )  # fmt: skip

    return answer_with(request, view, figures, mode, render, REFUSED if error else 200)
