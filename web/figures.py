"""One page in several forms: HTML, its JSON, or one of its figures as SVG or CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Request, Response
from werkzeug.wrappers import Response as AnyResponse

from web import negotiation
from web.answers import as_json
from web.charts.files import as_chart_csv, as_svg
from web.charts.geometry import Figure
from web.choices import one_of

OFFERS = {"html": negotiation.HTML, "json": negotiation.JSON, "csv": "text/csv",
          "svg": "image/svg+xml"}  # fmt: skip


def answer_with(
    request: Request,
    view: Mapping[str, Any],
    figures: Mapping[str, Figure],
    name: str,
    render: Callable[[], str] | None = None,
    status: int = 200,
) -> AnyResponse:
    """The view in the form that the request wants; as a page where something renders it.

    ``figure=`` chooses which of the figures comes as SVG or CSV: the first unless it is named.

    Raises
    ------
    InvalidInput
        There is no such figure.
    UnknownFormat
        There is no such form.
    """
    left_out = {"html"} if render is None else set[str]()
    left_out |= set() if figures else {"csv", "svg"}
    form = negotiation.choose(request, {k: v for k, v in OFFERS.items() if k not in left_out})
    if form == negotiation.JSON:
        answer: AnyResponse = as_json(view)
    elif form == negotiation.HTML and render is not None:
        answer = Response(render())
        answer.vary.add("Accept")
    else:
        wanted = request.args.get("figure", "") or next(iter(figures))
        figure = figures[one_of("figure", wanted, tuple(figures))]
        make = as_svg if form == OFFERS["svg"] else as_chart_csv
        answer = make(figure, f"captivity-{name}-{wanted}")
    answer.status_code = status
    return answer
