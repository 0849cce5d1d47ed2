"""The page ``/review``: what a curator should look at, and the forms that decide about it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from graph.catalogs.identity import CONFIDENCE, UNRESOLVED
from graph.errors import CaptivityError, InvalidInput
from web import negotiation
from web.answers import as_csv, as_json
from web.review_queue import (
    Wish,
    decide_entry,
    find_made,
    list_made,
    queue_of,
    read_wish,
    select_entries,
)
from web.security import require_writer, writes_freely
from web.state import state

review_page = Blueprint("review", __name__)

PAGE_ROWS = 20
NOTE_CHARACTERS, NAME_CHARACTERS = 300, 120
OFFERS = {"html": negotiation.HTML, "json": negotiation.JSON, "csv": "text/csv"}
CSV_COLUMNS = ("kind", "catalog", "provider", "model_id", "display_name", "current", "method",
               "others", "suggestions", "note")  # fmt: skip
#: Why a listing is in the queue, in words.
REASONS = {
    "disagreement": "the steps disagree",
    "unresolved": "no step knows it",
    "upstream-error": "an error of the catalog",
}


@review_page.get("/review")
def review() -> AnyResponse:
    """The queue, in the form that is asked for."""
    form = negotiation.choose(request, OFFERS)
    wish = read_wish(request.args)
    if form == negotiation.HTML:
        answer = Response(show_queue(wish))
        answer.vary.add("Accept")
        return answer
    rows = [entry.to_row() for entry in select_entries(queue_of(state()), wish)]
    if form == negotiation.JSON:
        return as_json({"listings": rows})
    return as_csv(rows, CSV_COLUMNS, "captivity-review.csv")


@review_page.post("/review")
def decide() -> AnyResponse:
    """Write one decision, and go back to where the reader was in the queue."""
    require_writer(state().settings)
    wish, form = read_wish(request.args), request.form
    try:
        decision = decide_entry(
            state(),
            (form.get("catalog", ""), form.get("provider", ""), form.get("model_id", "")),
            form.get("verdict", ""),
            read_text("canonical") or None,
            who=read_text("who") or "web page",
            note=read_text("note", NOTE_CHARACTERS),
        )
    except CaptivityError as error:
        if not negotiation.wants_html(request):
            raise
        return Response(show_queue(wish, error), error.status)
    if not negotiation.wants_html(request):
        return as_json({name: getattr(decision, name) for name in decision.__slots__})
    pairs = wish.args() | {"page": str(wish.page), "done": decision.model_id}
    return redirect(f"/review?{urlencode(pairs)}", 303)


def read_text(name: str, longest: int = NAME_CHARACTERS) -> str:
    """A field of the form on one line; what is too long for its column is cut off.

    Raises
    ------
    InvalidInput
        It holds a character that no table should.
    """
    text = " ".join(request.form.get(name, "").split())
    if not text.isprintable():
        raise InvalidInput("A field holds a character that cannot be kept", name, "Retype it.")
    return text[:longest]


def show_queue(wish: Wish, error: CaptivityError | None = None) -> str:
    """The page of the queue, with the error and what was typed when a decision was refused."""
    settings = state().settings
    queue = queue_of(state())
    entries = select_entries(queue, wish)
    pages = max(1, -(-len(entries) // PAGE_ROWS))
    # The last decision of the last page leaves that page empty.
    page = min(wish.page, pages)
    return render_template(
        "review.html",
        wish=wish,
        page=page,
        pages=pages,
        total=len(queue),
        found=len(entries),
        entries=entries[(page - 1) * PAGE_ROWS :][:PAGE_ROWS],
        catalogs=sorted({entry.catalog for entry in queue} | ({wish.catalog} - {""})),
        reasons=REASONS,
        confidence=CONFIDENCE,
        unresolved=UNRESOLVED,
        error=error,
        kept=request.form,
        done=find_made(settings, request.args.get("done", "")),
        made=list_made(settings),
        **_writer(),
    )


def _writer() -> dict[str, Any]:
    """What the forms need to know of who may decide here, and whether there is a place for it."""
    settings = state().settings
    free = writes_freely(settings)
    has_place = settings.store_path is not None
    return {
        "has_place": has_place,
        "is_open": has_place and (free or bool(settings.token)),
        "asks_token": not free,
    }
