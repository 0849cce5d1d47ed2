"""Content negotiation: the form that a request wants most, of those we can give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Request

from graph.errors import UnknownFormat

HTML = "text/html"
JSON = "application/json"

#: Short name in an address (``?format=ttl``) -> media type, for everything that is RDF.
RDF_FORMATS: Mapping[str, str] = {
    "turtle": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "xml": "application/rdf+xml",
}
#: The same for the graph that a query makes or a graph store holds.
GRAPH_FORMATS: Mapping[str, str] = {
    **RDF_FORMATS,
    "trig": "application/trig",
    "nquads": "application/n-quads",
}
#: The same for the solutions of SELECT and ASK.
RESULT_FORMATS: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
#: Plainer media types that clients ask for -> the short name of what they then get.
RESULT_ALIASES: Mapping[str, str] = {
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
GRAPH_ALIASES: Mapping[str, str] = {
    "application/x-turtle": "turtle",
    "application/json": "jsonld",
    "application/xml": "xml",
    "text/plain": "nt",
}
#: What clients call the formats of graphs in ``?format=``.
GRAPH_NAMES: Mapping[str, str] = {
    "json": "jsonld",
    "json-ld": "jsonld",
    "n-quads": "nquads",
    "n-triples": "nt",
    "n3": "turtle",
    "ntriples": "nt",
    "rdf": "xml",
    "rdf+xml": "xml",
    "rdfxml": "xml",
    "ttl": "turtle",
}


@dataclass(frozen=True, slots=True)
class Range:
    """One member of an Accept header: a media range, its precision (0 to 2) and its quality."""

    media_type: str
    precision: int
    quality: float


def parse_accept(header: str) -> list[Range]:
    """The media ranges of an Accept header; parameters other than q are set aside.

    >>> parse_accept("text/turtle;q=0.5, */*")[0]
    Range(media_type='text/turtle', precision=2, quality=0.5)
    """
    ranges = []
    for member in filter(None, (part.strip() for part in header.split(","))):
        media_type, *parameters = (part.strip().lower() for part in member.split(";"))
        quality = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        precision = 0 if media_type == "*/*" else 1 if media_type.endswith("/*") else 2
        ranges.append(Range(media_type, precision, _quality(quality)))
    return ranges


def best_match(header: str, offers: list[str]) -> str | None:
    """The offered media type that the header wants most; None for none.

    Of equals the one that is named most exactly, then the earliest offered. No header at all means
    that anything is welcome.

    >>> best_match("text/html;q=0.8, text/turtle", ["text/html", "text/turtle"])
    'text/turtle'
    >>> best_match("image/png", ["text/html"])
    """
    ranges = parse_accept(header or "*/*")
    wanted = [(*quality_of(offer, ranges), -place) for place, offer in enumerate(offers)]
    quality, _, place = max(wanted)
    return offers[-place] if quality > 0 else None


def quality_of(offer: str, ranges: list[Range]) -> tuple[float, int]:
    """How much the header wants this media type, 0 to 1, and how exactly it names it, 0 to 2.

    The most precise range decides.
    """
    fitting = [r for r in ranges if _covers(r.media_type, offer)]
    best = max(fitting, key=lambda r: r.precision, default=None)
    return (best.quality, best.precision) if best else (0.0, 0)


def accepts_gzip(request: Request) -> bool:
    """Whether the reader asked for gzip by name, and not with a quality of 0."""
    return takes_gzip(request.headers.get("Accept-Encoding", ""))


def takes_gzip(header: str) -> bool:
    """The same from the header Accept-Encoding.

    >>> takes_gzip("br, gzip;q=0.5"), takes_gzip("gzip;q=0")
    (True, False)
    """
    return "gzip" in header.lower() and any(
        r.media_type in ("gzip", "x-gzip") and r.quality > 0 for r in parse_accept(header)
    )


def match_format(header: str, offers: Mapping[str, str], aliases: Mapping[str, str]) -> str | None:
    """The media type to answer with, when plainer names for it may be asked for as well.

    >>> match_format("application/json", RESULT_FORMATS, RESULT_ALIASES)
    'application/sparql-results+json'
    """
    found = best_match(header, [*offers.values(), *aliases])
    return offers[aliases[found]] if found is not None and found in aliases else found


def choose(request: Request, offers: Mapping[str, str]) -> str:
    """The media type to answer with: ``?format=NAME`` beats the Accept header.

    ``offers`` maps short names to media types, in our order of preference.

    Raises
    ------
    UnknownFormat
        A name that is not offered, or a header that none of the offers satisfies.
    """
    if name := request.args.get("format", ""):
        if name not in offers:
            raise _unknown(name, offers)
        return offers[name]
    chosen = best_match(request.headers.get("Accept", ""), list(offers.values()))
    if chosen is None:
        raise _unknown(request.headers["Accept"], offers)
    return chosen


def is_api(path: str) -> bool:
    """Whether a path is for programs only, whoever opens it.

    >>> is_api("/api/counts"), is_api("/api")
    (True, False)
    """
    return path.startswith("/api/")


def wants_html(request: Request) -> bool:
    """Whether a person is reading: HTML is asked for by name, and before JSON."""
    header = request.headers.get("Accept", "")
    named = any(r.media_type in (HTML, "application/xhtml+xml") for r in parse_accept(header))
    return named and best_match(header, [HTML, JSON]) == HTML


def _unknown(wanted: str, offers: Mapping[str, str]) -> UnknownFormat:
    forms = ", ".join(f"{name} ({media_type})" for name, media_type in offers.items())
    return UnknownFormat("This cannot be given in the form asked for", wanted, f"Ask for: {forms}.")


def _covers(media_range: str, offer: str) -> bool:
    if media_range == "*/*":
        return True
    if media_range.endswith("/*"):
        return offer.startswith(media_range[:-1])
    return media_range == offer


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
