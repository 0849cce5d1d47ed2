"""Adding a file: offer it, see what it would do, confirm, and take it back if wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import CaptivityError, InvalidInput
from graph.ingest.formats import FORMATS
from graph.ingest.loads import find_load, list_loads, undo_load
from graph.ingest.origin import Origin
from graph.terms import ID_BASE
from graph.writing.draft import draft_node
from web.answers import as_csv, as_json
from web.changes import Move, add_upload, preview_upload, things_of_load
from web.describe import is_known
from web.entity.nodes import name_node
from web.negotiation import HTML, JSON, choose, wants_html
from web.security import describe_writer, require_writer
from web.state import state
from web.uploads import Upload, Uploads

add = Blueprint("add", __name__)

PASTED = "pasted.ttl"
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
NAME_CHARACTERS = 120
WEB_PAGE = "web page"
NO_FIELDS: Mapping[str, str] = {}
LOADS_OFFERS = {"html": HTML, "json": JSON, "csv": "text/csv"}
LOADS_COLUMNS = ("name", "load_id", "triples", "added_at", "who", "sha256", "source", "graph")
KEPT_FIELDS = ("text", "who", "format", "as", "source", "confidence", "replace")


@add.get("/add")
def offer() -> str:
    """The form to offer a file."""
    return show_form()


@add.post("/add")
def preview() -> AnyResponse:
    """A form is previewed; a body that is RDF by its media type is added at once."""
    require_writer(state().settings)
    if request.mimetype not in FORM_TYPES:
        name = request.args.get("name", "")
        upload = make_upload(
            name, request.get_data(), request.mimetype, request.remote_addr or "", request.args
        )
        report, moves = add_upload(state(), upload)
        answer = as_json(report.to_dict() | {"moved": [_move(move) for move in moves]})
        answer.status_code = 200 if report.status == "already-loaded" else 201
        return answer
    try:
        upload = read_form()
        found = preview_upload(state(), upload)
    except CaptivityError as error:
        if not wants_html(request):
            raise
        return Response(show_form(error), error.status)
    key = uploads().keep(upload)
    return Response(render_template("preview.html", preview=found, key=key, **_writer()))


@add.post("/add/confirm")
def confirm() -> AnyResponse:
    """Add what was previewed, and show what it brought."""
    require_writer(state().settings)
    report, moves = add_upload(state(), uploads().take(request.form.get("key", "")))
    remember_moves(report.load_id, moves)
    return redirect(f"/loads/{report.load_id}?done={report.status}", 303)


@add.get("/loads")
def loads() -> AnyResponse:
    """Every load with its provenance, newest first, in the form that is asked for."""
    form = choose(request, LOADS_OFFERS)
    newest_first = list_loads(state().store)[::-1]
    rows = [load.to_dict() for load in newest_first]
    if form == JSON:
        return as_json({"loads": rows})
    if form == "text/csv":
        return as_csv(rows, LOADS_COLUMNS, "captivity-loads.csv")
    undone = request.args.get("undone", "")[:NAME_CHARACTERS]
    page = render_template("loads.html", loads=newest_first, undone=undone, **_writer())
    answer = Response(page)
    answer.vary.add("Accept")
    return answer


@add.get("/loads/<load_id>")
def load(load_id: str) -> str:
    """One load: where it comes from, what is in it, and how to take it out."""
    found = find_load(state().store, load_id)
    return render_template(
        "load.html",
        load=found,
        things=things_of_load(state().store, found.graph),
        moves=current_app.extensions["captivity_moves"].get(found.load_id, ()),
        done=request.args.get("done", ""),
        **_writer(),
    )


@add.post("/loads/<load_id>/undo")
def undo(load_id: str) -> AnyResponse:
    """Take a load out, data and provenance together."""
    require_writer(state().settings)
    gone = undo_load(state().store, load_id, request.form.get("who", "").strip() or WEB_PAGE)
    if not wants_html(request):
        return as_json({"undone": gone.to_dict()})
    return redirect(f"/loads?undone={gone.load_id}", 303)


def show_form(error: CaptivityError | None = None) -> str:
    """The form, with the error and what was pasted when it was refused, or a node to edit."""
    kept = {name: request.form.get(name, "") for name in KEPT_FIELDS}
    edited = None if error is not None else find_edited(request.args.get("from", ""))
    if edited is not None:
        kept |= {"text": draft_node(state().store, edited["iri"]), "format": "turtle"}
    return render_template(
        "add.html", error=error, kept=kept, edited=edited, formats=list(FORMATS), **_writer()
    )


def find_edited(name: str) -> dict[str, str] | None:
    """The node that ``/add?from=`` names, to be edited; None when it names none.

    Raises
    ------
    UnknownEntity
        There is no such node.
    """
    if not name:
        return None
    for iri in (ID_BASE + name, name):
        if is_known(state().store, iri):
            return name_node(state(), iri)
    return name_node(state(), state().names().resolve(name))


def read_form() -> Upload:
    """What the form offers: the file if one was chosen, else the pasted text.

    Raises
    ------
    InvalidInput
        Neither was given.
    """
    chosen = request.files.get("file")
    form, who = request.form.get("format") or None, request.form.get("who", "")
    if chosen is not None and chosen.filename:
        return make_upload(chosen.filename, chosen.read(), form, who, request.form)
    text = request.form.get("text", "").replace("\r\n", "\n")
    if not text.strip():
        raise InvalidInput("There is nothing to add", advice="Choose a file or paste some Turtle.")
    name = request.form.get("name", "")
    return make_upload(name, text.encode("utf-8"), form or "turtle", who, request.form)


def make_upload(
    name: str,
    content: bytes,
    form: str | None,
    who: str,
    fields: Mapping[str, str] = NO_FIELDS,
) -> Upload:
    """The upload under a plain file name; the path that a browser may send is dropped.

    ``fields`` may hold ``as``, ``source``, ``confidence`` and ``replace``, as `captivity add` does.

    Raises
    ------
    InvalidInput, InvalidIRI
        One of the fields is not what it should be.
    """
    plain = PurePosixPath(name.replace("\\", "/")).name[-NAME_CHARACTERS:]
    origin = Origin(*(fields.get(key, "") for key in ("as", "source", "confidence"))).checked()
    by = who.strip()[:NAME_CHARACTERS] or WEB_PAGE
    replaces = fields.get("replace", "").strip() or None
    return Upload(plain or PASTED, content, form, by, origin, replaces)


def uploads() -> Uploads:
    """The files that wait for confirmation."""
    found: Uploads = current_app.extensions["captivity_uploads"]
    return found


def remember_moves(load_id: str, moves: Sequence[Move]) -> None:
    """Keep the moves of the last few loads, for the page that follows."""
    kept: dict[str, Sequence[Move]] = current_app.extensions["captivity_moves"]
    kept[load_id] = moves
    while len(kept) > 8:
        kept.pop(next(iter(kept)))


def _move(move: Move) -> dict[str, str]:
    return {"iri": move.iri, "label": move.label, "before": move.before, "after": move.after}


def _writer() -> dict[str, Any]:
    """What the forms need to know of who may write here."""
    return describe_writer(state().settings)
