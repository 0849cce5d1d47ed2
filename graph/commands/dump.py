"""``captivity dump``: everything in the store, in any RDF format."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.errors import FileMissing
from graph.query import GRAPH_FORMATS
from graph.settings import Settings

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

    from graph.store.port import Store

#: Formats that can say which graph a triple is in.
WITH_GRAPHS = frozenset({"nquads", "trig", "jsonld"})


@click.command(short_help="Write out everything in the store, or one load.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(GRAPH_FORMATS)),
    default="nquads",
    show_default=True,
    help="nquads is canonical: sorted lines, equal for equal stores. turtle, ntriples and rdfxml "
    "leave out which graph a triple is in.",
)
@click.option("--load", "load_id", metavar="LOAD", help="Only this load.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to a file.")
@click.pass_obj
def dump(settings: Settings, form: str, load_id: str | None, output: Path | None) -> None:
    """Write everything in the store, or one load, to stdout or a file.

    \b
    Examples:
      captivity dump > market.nq
      captivity dump --format turtle --load article -o article.ttl
    """  # noqa: D301
    from graph.seed import open_market

    with open_market(settings, write=False) as store:
        if load_id is None and form == "nquads":
            content = store.dump()
        else:
            content = _serialize(store, form, load_id)
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise FileMissing(
            "The file cannot be written", f"{output} ({error.strerror})", "Check the path."
        ) from error


def _serialize(store: Store, form: str, load_id: str | None) -> bytes:
    from pyoxigraph import RdfFormat, serialize

    from graph.ingest.loads import find_load
    from graph.terms import PREFIXES

    graph = find_load(store, load_id).graph if load_id else None
    quads = store.match(None, None, None, graph)
    statements: Iterable[Quad] | Iterable[Triple] = quads
    if form not in WITH_GRAPHS:
        statements = dict.fromkeys(quad.triple for quad in quads)
    media_type = RdfFormat.from_media_type(GRAPH_FORMATS[form])
    prefixes = {name: iri for name, iri in PREFIXES.items() if form != "rdfxml" or name}
    return serialize(statements, format=media_type, prefixes=prefixes) or b""
