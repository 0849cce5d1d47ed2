"""The pages of the guided first visit, and the figures of each step as data."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, render_template
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import UnknownEntity
from web.answers import as_json
from web.columns import Drawings
from web.conditional import GUIDED_COOKIE
from web.entity.columns import Sketch
from web.operation import Parameter, describe
from web.state import state
from web.table_shapes import TourStep
from web.tour import STEPS, find_story, tell_step
from web.viewpoint import Viewpoint, read_viewpoint

tour_page = Blueprint("tour", __name__)

A_YEAR_S = 365 * 24 * 3600


@tour_page.get("/tour")
def begin() -> AnyResponse:
    """The first step."""
    return redirect("/tour/1")


@tour_page.get("/tour/<int:number>")
def step(number: int) -> AnyResponse:
    """One step; who has seen any of them is not offered the guide again."""
    if not 1 <= number <= len(STEPS):
        raise NotFound
    told, story = None, find_story(state())
    if story is not None:
        told = tell_step(state(), read_viewpoint({}), story, number)
    drawing = draw_step(told) if told and "asset" in told else None
    answer = Response(
        render_template("tour.html", number=number, steps=STEPS, told=told, drawing=drawing)
    )
    answer.set_cookie(GUIDED_COOKIE, "1", max_age=A_YEAR_S, samesite="Lax")
    return answer


@tour_page.get("/api/tour/<int:number>")
@describe(
    Parameter("number", "The step.", type="integer", at_least=1, at_most=len(STEPS),
              required=True, place="path"),
    answer=TourStep,
    raises=[UnknownEntity],
    topic="Market",
    tries="/api/tour/2",
)  # fmt: skip
def step_data(number: int) -> Response:
    """The figures of one step of the guided first visit.

    Raises
    ------
    UnknownEntity
        The store does not hold what the steps are about, or there is no such step.
    """
    story = find_story(state())
    if story is None or not 1 <= number <= len(STEPS):
        raise UnknownEntity("The tour has no such step here", str(number), "Open /tour.")
    return as_json(tell_step(state(), read_viewpoint({}), story, number))


def draw_step(told: dict[str, Any]) -> Drawings | None:
    """The roads of the asset of a step on its day; None when it has none."""
    row, at = told["asset"], Viewpoint(date.fromisoformat(told["day"]))
    if not row["channels"]:
        return None
    return Sketch(state(), at, row["iri"]).asset({"veto_owners": row["veto"]})
