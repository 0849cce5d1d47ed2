"""A figure as a file: an SVG that needs nothing else, and its numbers as rows."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from flask import Response, render_template
from markupsafe import Markup

from web.answers import as_csv, as_file
from web.assets import read_asset
from web.charts.geometry import Figure
from web.labels import wrap

SVG = "image/svg+xml"
#: Characters of a line of the words above the drawing.
ROOM = 118
#: What XML 1.0 does not take, even escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_svg(figure: Figure) -> str:
    """The wide drawing as an SVG file: its facts and its note above it, styles inside."""
    about = figure.about
    words = [about.facts().rstrip("."), *(w.rstrip(". ") for w in (about.definition, about.note))]
    lines = wrap(". ".join(filter(None, words)), ROOM, 6)
    # Our own rules, not anybody's data: they go in as they are.
    style = Markup(_style())  # noqa: S704
    text = render_template("chart.svg", figure=figure, lines=lines, style=style)
    return _NOT_XML.sub("\ufffd", text)


@lru_cache(maxsize=1)
def _style() -> str:
    """The rules of charts.css for SVG, with the light values of the tokens in place."""
    tokens = read_asset("tokens.css")[0].decode().partition("@media")[0]
    values = dict(re.findall(r"(--[\w-]+): ([^;]+);", tokens))
    rules = read_asset("charts.css")[0].decode()
    hues = re.findall(r"\.chart-svg \.slot-(\d)[^{]*\{ --hue: ([^;]+);", rules)
    found = "\n".join(re.findall(r"^\.chart-svg[^{]*\{[^}]*\}", rules, re.MULTILINE))
    for slot, hue in hues:
        found += "".join(
            f"\n.slot-{slot}{part}"
            for part in (
                f".line,.slot-{slot}.leader{{stroke:{hue}}}",
                f".beam:not(.captive){{fill:{hue}}}",
                f" .mark>*{{fill:{hue}}}",
            )
        )
    return re.sub(r"var\((--[\w-]+)\)", lambda m: values.get(m[1], "currentColor"), found)


def figure_rows(figure: Figure) -> list[dict[str, Any]]:
    """The numbers of the figure as rows, column by column, for CSV."""
    return [dict(zip(figure.table.columns, row, strict=True)) for row in figure.table.rows]


def as_svg(figure: Figure, name: str) -> Response:
    """The figure as an answer to save under this name."""
    return as_file(write_svg(figure), SVG, f"{name}.svg")


def as_chart_csv(figure: Figure, name: str) -> Response:
    """The numbers of the figure as a CSV file to save; formula cells are quoted."""
    return as_csv(figure_rows(figure), figure.table.columns, f"{name}.csv")
