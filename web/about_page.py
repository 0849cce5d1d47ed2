"""The page /about."""

from __future__ import annotations

from flask import Blueprint, render_template

from graph.ingest.loads import list_loads
from web.state import state

about_page = Blueprint("about", __name__)


@about_page.get("/about")
def about() -> str:
    """What the numbers mean, what the graph holds, and the forms it can be had in."""
    return render_template(
        "about.html",
        counts=state().counts(),
        settings=state().settings,
        loads=list_loads(state().store),
    )
