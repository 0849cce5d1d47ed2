"""The RDF formats that files come in, found by file name, media type or short name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from pyoxigraph import RdfFormat

from graph.errors import UnknownFormat

#: Short name -> format, file endings, media types.
FORMATS: Mapping[str, tuple[RdfFormat, tuple[str, ...], tuple[str, ...]]] = {
    "turtle": (RdfFormat.TURTLE, ("ttl", "turtle"), ("text/turtle", "application/x-turtle")),
    "trig": (RdfFormat.TRIG, ("trig",), ("application/trig",)),
    "ntriples": (RdfFormat.N_TRIPLES, ("nt",), ("application/n-triples",)),
    "nquads": (RdfFormat.N_QUADS, ("nq",), ("application/n-quads",)),
    "jsonld": (RdfFormat.JSON_LD, ("jsonld",), ("application/ld+json",)),
    "rdfxml": (RdfFormat.RDF_XML, ("rdf", "owl"), ("application/rdf+xml",)),
}


def short_name_of(form: RdfFormat) -> str:
    """The short name of a format that is read.

    >>> short_name_of(RdfFormat.TURTLE)
    'turtle'
    """
    return next(short for short, (known, _, _) in FORMATS.items() if known == form)


def find_format(name: str, stated: str | None = None) -> RdfFormat:
    """The format of a file: as stated (short name, ending or media type), else by its ending.

    >>> find_format("market.ttl").name
    'Turtle'
    >>> find_format("upload", "application/ld+json; charset=utf-8").name
    'JSON-LD'

    Raises
    ------
    UnknownFormat
        Neither says a format that is read; the message lists them.
    """
    wanted = (stated or "").partition(";")[0].strip().lower()
    ending = PurePath(name).suffix.lower().removeprefix(".")
    for short, (form, endings, media_types) in FORMATS.items():
        if wanted in (short, *endings, *media_types) or (not wanted and ending in endings):
            return form
    known = ", ".join(f"{short} (.{endings[0]})" for short, (_, endings, _) in FORMATS.items())
    thing = f"{name} as {stated}" if stated else name
    raise UnknownFormat("The format of the file is not known", thing, f"Formats read: {known}.")
