"""The thesis page: the verdict with its evidence, and the closing of the market over time."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from graph.market.panels import PANELS
from web.figures import answer_with
from web.state import state
from web.thesis_charts import draw_thesis
from web.thesis_view import POPULATION_WORDS, read_asked, view_thesis
from web.viewpoint import read_viewpoint

thesis_page = Blueprint("thesis_page", __name__)


@thesis_page.get("/thesis")
def thesis() -> AnyResponse:
    """Whether the thesis is denied, by what, and how closed the market is."""
    asked = read_asked(state(), read_viewpoint(request.args), request.args)
    view = view_thesis(state(), asked)
    figures = state().kept(("thesis figures", asked), lambda: draw_thesis(view))

    def render() -> str:
        return render_template(
            "thesis.html", at=asked.at, asked=asked, view=view, figures=figures,
            populations=POPULATION_WORDS, panels=PANELS,
        )  # fmt: skip

    return answer_with(request, view, figures, "thesis", render)
