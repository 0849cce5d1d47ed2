"""The market page: as a page for people, and the same view as a file."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from web import negotiation
from web.answers import as_csv, as_file, as_json, as_rdf
from web.export import render_export
from web.market.address import Address, read_address
from web.market.choices import list_choices
from web.market.files import CSV_COLUMNS, list_rows, list_statements, write_graphml, write_svg
from web.market.view import MarketView, view_market
from web.reading import compress
from web.state import state

market_page = Blueprint("market_page", __name__)
market_page.after_request(compress)

SVG, GRAPHML, TURTLE = "image/svg+xml", "application/graphml+xml", "text/turtle"
OFFERS = {
    "html": negotiation.HTML,
    "json": negotiation.JSON,
    "csv": "text/csv",
    "svg": SVG,
    "graphml": GRAPHML,
    "turtle": TURTLE,
}
#: The forms of the view that can be taken along, with their names.
FILES = {"svg": "SVG", "csv": "CSV", "json": "JSON", "graphml": "GraphML", "turtle": "Turtle",
         "html": "One HTML file"}  # fmt: skip


@market_page.get("/")
def market() -> AnyResponse:
    """The market as a road map, a canvas or a table, and the same view as a file."""
    address = read_address(request.args)
    form = negotiation.choose(request, OFFERS)
    view = view_market(state(), address)
    if form == negotiation.HTML and "format" in request.args:
        return as_file(
            render_export(current_app, address), negotiation.HTML, f"{_name(address)}.html"
        )
    if form == negotiation.HTML:
        return _page(view)
    return _file(view, form)


def _page(view: MarketView) -> Response:
    choices = list_choices(state(), view.address)
    page = render_template(
        "market.html", view=view, at=view.address.at, choices=choices, files=FILES,
        counts=state().counts(),
    )  # fmt: skip
    answer = Response(page)
    answer.vary.add("Accept")
    return answer


def _file(view: MarketView, form: str) -> Response:
    if form == negotiation.JSON:
        return as_json(view.to_dict())
    if form == "text/csv":
        return as_csv(list_rows(view), CSV_COLUMNS, f"{_name(view.address)}.csv")
    if form == TURTLE:
        return as_rdf(list_statements(view), TURTLE)
    if form == GRAPHML:
        return as_file(write_graphml(view), GRAPHML, f"{_name(view.address)}.graphml")
    drawn, policy = write_svg(view)
    answer = Response(drawn, mimetype=SVG)
    answer.headers["Content-Security-Policy"] = policy
    answer.vary.add("Accept")
    return answer


def _name(address: Address) -> str:
    return f"captivity-market-{address.at.as_of.isoformat()}"
