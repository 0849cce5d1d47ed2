"""The page ``/log`` with every change, redo, and what a load was made from."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from graph.ingest.contents import write_turtle
from graph.ingest.history import find_gone, find_original, read_log, redo_load
from graph.ingest.loads import find_load
from web import negotiation
from web.answers import as_json
from web.negotiation import wants_html
from web.security import describe_writer, require_writer
from web.state import state

history_page = Blueprint("history", __name__)

OFFERS = {"html": negotiation.HTML, "json": negotiation.JSON}
SHOWN = 500


@history_page.get("/log")
def log() -> AnyResponse:
    """Every acknowledged change, newest first."""
    changes = read_log(state().store)[::-1]
    if negotiation.choose(request, OFFERS) == negotiation.JSON:
        return as_json({"changes": [change.to_dict() for change in changes]})
    gone = find_gone(state().store)
    # One button for each load that is gone: at the change by which it went last.
    places = {
        change.gone.load_id: change.revision
        for change in reversed(changes)
        if change.gone is not None and change.gone.load_id in gone
    }
    page = render_template(
        "log.html",
        changes=changes[:SHOWN],
        total=len(changes),
        redoable={revision: load_id for load_id, revision in places.items()},
        **describe_writer(state().settings),
    )
    answer = Response(page)
    answer.vary.add("Accept")
    return answer


@history_page.post("/loads/<load_id>/redo")
def redo(load_id: str) -> AnyResponse:
    """Bring a load back that was taken out."""
    require_writer(state().settings)
    report = redo_load(state().store, load_id, "web page")
    if not wants_html(request):
        return as_json(report.to_dict())
    return redirect(f"/loads/{report.load_id}?done={report.status}", 303)


@history_page.get("/loads/<load_id>/original")
def original(load_id: str) -> Response:
    """The bytes of a load as they were added, as a file to save."""
    content = find_original(state().store, load_id)
    return _as_file(content, "application/octet-stream", f"{load_id}.original")


@history_page.get("/loads/<load_id>/turtle")
def turtle(load_id: str) -> Response:
    """The triples of a load as Turtle, as a file to save."""
    load = find_load(state().store, load_id)
    return _as_file(write_turtle(state().store, load), "text/turtle", f"{load.load_id}.ttl")


def _as_file(content: bytes, media_type: str, name: str) -> Response:
    answer = Response(content, content_type=media_type)
    # What strangers wrote is never shown as a page of ours.
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
