"""The page /about, and the whole graph as one file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from flask import Blueprint, Response, render_template

from graph.ingest.loads import list_loads
from graph.store.port import Store
from web import reading
from web.state import state

about_page = Blueprint("about", __name__)

N_QUADS = "application/n-quads"
LINES_AT_ONCE = 2000


@about_page.get("/about")
def about() -> str:
    """What the numbers mean, what the graph holds, and the forms it can be had in."""
    return render_template(
        "about.html",
        counts=state().counts(),
        settings=state().settings,
        loads=list_loads(state().store),
    )


@about_page.get("/download/captivity.nq")
def download() -> Response:
    """Every statement with the graph it is in, as N-Quads, written while it is read."""
    answer = Response(iter_quads(state().store), mimetype=N_QUADS)
    answer.headers.set("Content-Disposition", "attachment", filename="captivity.nq")
    return reading.compress(answer)


def iter_quads(store: Store) -> Iterator[bytes]:
    """Yield the lines of the whole store, some thousands at once."""
    lines = (f"{quad} .\n" for quad in store.match())
    while chunk := "".join(islice(lines, LINES_AT_ONCE)):
        yield chunk.encode()
