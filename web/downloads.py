"""The whole graph as one file: each statement with the graph it is in, written while it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from flask import Blueprint, Response, request
from pyoxigraph import Quad, RdfFormat, serialize

from graph.store.port import Store
from graph.terms import PREFIXES
from web import reading
from web.apart import iter_apart
from web.negotiation import GRAPH_FORMATS, choose
from web.state import state

downloads = Blueprint("downloads", __name__, url_prefix="/download")

#: Short name -> media type of the forms that can say which graph a statement is in.
OFFERS = {name: GRAPH_FORMATS[name] for name in ("nquads", "trig")}
#: Short name -> how the file ends.
ENDINGS = {"nquads": "nq", "trig": "trig"}
QUADS_AT_ONCE = 2000
HEAD = "".join(f"@prefix {name}: <{base}> .\n" for name, base in PREFIXES.items()).encode()
_PREFIXES = re.compile(rb"\A(?:@prefix [^\n]*\n)+")


@downloads.get("/captivity")
def download() -> Response:
    """Every statement in the form that the client wants most."""
    media_type = choose(request, OFFERS)
    answer = answer_whole(next(name for name, media in OFFERS.items() if media == media_type))
    answer.vary.add("Accept")
    return answer


@downloads.get("/captivity.nq")
def download_n_quads() -> Response:
    """Every statement as N-Quads."""
    return answer_whole("nquads")


@downloads.get("/captivity.trig")
def download_trig() -> Response:
    """Every statement as TriG."""
    return answer_whole("trig")


def answer_whole(form: str) -> Response:
    """The whole store as a file to save, compressed where the client takes that."""
    store, write = state().store, WRITERS[form]
    answer = Response(iter_apart(lambda: write(store)), mimetype=OFFERS[form])
    name = f"captivity.{ENDINGS[form]}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return reading.compress(answer)


def iter_n_quads(store: Store) -> Iterator[bytes]:
    """Yield the lines of the whole store, some thousands at once."""
    for quads in _iter_parts(store):
        yield "".join(f"{quad} .\n" for quad in quads).encode()


def iter_trig(store: Store) -> Iterator[bytes]:
    """Yield the whole store as TriG: the prefixes once, then some thousands of quads at once.

    A graph may stand in several blocks (TriG 2.2), so that no part has to know of the one before;
    labels of blank nodes hold for the whole file.
    """
    yield HEAD
    for quads in _iter_parts(store):
        part = serialize(quads, format=RdfFormat.TRIG, prefixes=dict(PREFIXES)) or b""
        yield _PREFIXES.sub(b"", part, count=1)


def _iter_parts(store: Store) -> Iterator[list[Quad]]:
    quads = store.match()
    while part := list(islice(quads, QUADS_AT_ONCE)):
        yield part


WRITERS: Mapping[str, Callable[[Store], Iterator[bytes]]] = {
    "nquads": iter_n_quads,
    "trig": iter_trig,
}
