"""The page /matrix and its data: who offers what where, as one table."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import UnknownEntity
from graph.market.populations import POPULATIONS
from graph.metrics.matrix import Columns, Rows
from web import negotiation
from web.answers import as_csv, as_json
from web.matrix import (
    WIDE,
    csv_table,
    find_matrix,
    read_matrix_choice,
    sort_rows,
    view_matrix,
)
from web.operation import PAGING, POPULATION, VIEWPOINT, Parameter, describe
from web.paging import as_page, read_part
from web.ranking import list_vendors
from web.state import state
from web.table_shapes import MatrixAnswer
from web.viewpoint import read_viewpoint

matrix_page = Blueprint("matrix", __name__)

OFFERS = {"html": negotiation.HTML, "json": negotiation.JSON, "csv": "text/csv"}


@matrix_page.get("/matrix")
def matrix() -> AnyResponse:
    """Models or vendors against platforms or owners, in the form that is asked for."""
    form = negotiation.choose(request, OFFERS)
    at = read_viewpoint(request.args)
    choice = read_matrix_choice(state(), at, request.args)
    whole = find_matrix(state(), at, choice)
    rows = sort_rows(whole, choice.sort)[: choice.top]
    shown = view_matrix(state(), at, choice, rows, whole)
    if form == negotiation.JSON:
        return as_json(shown)
    if form == "text/csv":
        return as_csv(*csv_table(shown), "captivity-matrix.csv")
    vendors = list_vendors(state(), state().market(at).families)
    return Response(
        render_template(
            "matrix.html", at=at, choice=choice, shown=shown, populations=POPULATIONS,
            vendors=vendors, forms=OFFERS,
        )
    )  # fmt: skip


@matrix_page.get("/api/matrix")
@describe(
    Parameter("by", "What the rows are.", enum=tuple(map(str, Rows)), default="vendors"),
    Parameter("against", "What the columns are.", enum=tuple(map(str, Columns)),
              default="platforms"),
    Parameter("sort", "total, name, captive, or the slug of a column.", default="total"),
    Parameter("vendor", "Models of this vendor alone: its slug or IRI.", example="openai"),
    WIDE, POPULATION, *VIEWPOINT, *PAGING,
    answer=MatrixAnswer,
    raises=[UnknownEntity],
    topic="Tables",
    tries="/api/matrix?by=models&against=owners&limit=10",
)  # fmt: skip
def matrix_data() -> Response:
    """Models or vendors against platforms or owners: live channels or models in each cell.

    A cell is null where row and column never meet. The rows come in parts, the columns by weight.
    """
    at = read_viewpoint(request.args)
    choice = read_matrix_choice(state(), at, request.args)
    whole = find_matrix(state(), at, choice)
    rows = sort_rows(whole, choice.sort)
    shown = view_matrix(state(), at, choice, read_part(request.args).of(rows), whole)
    return as_page(request, shown["rows"], "rows", shown, len(rows))
