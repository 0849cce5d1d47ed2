"""Answers for machines: JSON, CSV and RDF with the right headers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask import Response

from graph.output import to_csv
from web.describe import write_triples

if TYPE_CHECKING:
    from pyoxigraph import Triple


def as_json(value: object) -> Response:
    """The value as a JSON answer."""
    answer = Response(json.dumps(value, ensure_ascii=False), mimetype="application/json")
    answer.vary.add("Accept")
    return answer


def as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], name: str) -> Response:
    """The rows as a CSV file to save; cells that a spreadsheet would run are quoted."""
    return as_file(to_csv(rows, columns), "text/csv", name)


def as_file(text: str, media_type: str, name: str) -> Response:
    """The text as a file to save."""
    answer = Response(text, mimetype=media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.vary.add("Accept")
    return answer


def as_rdf(triples: Iterable[Triple], media_type: str) -> Response:
    """The triples as an answer in an RDF format."""
    answer = Response(write_triples(triples, media_type), mimetype=media_type)
    answer.vary.add("Accept")
    return answer
