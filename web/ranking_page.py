"""The page /rankings and its data: assets, owners, vendors and platforms by their numbers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from graph.market.populations import POPULATIONS
from graph.metrics.captivity import CaptivityType
from web import negotiation
from web.answers import as_csv, as_json
from web.operation import PAGING, POPULATION, VIEWPOINT, Parameter, describe, in_path
from web.paging import as_page
from web.populations import first_population, name_population, read_population
from web.ranking import (
    CSV_COLUMNS,
    KINDS,
    SORTS,
    csv_rows,
    make_ranking,
    ranking_rows,
    read_choice,
)
from web.ranking_tables import TABLES, RankingTable, rank
from web.state import state
from web.table_shapes import RankingAnswer, TableAnswer
from web.viewpoint import Viewpoint, read_viewpoint

ranking_page = Blueprint("rankings", __name__)

OFFERS = {"html": negotiation.HTML, "json": negotiation.JSON, "csv": "text/csv"}
ASSETS = "assets"


@ranking_page.get("/rankings")
def rankings() -> AnyResponse:
    """A table of numbers, filtered and sorted by the address."""
    form = negotiation.choose(request, OFFERS)
    at = read_viewpoint(request.args)
    name = request.args.get("table", "") or ASSETS
    return show_assets(at, form) if name == ASSETS else show_table(at, form, name)


def show_assets(at: Viewpoint, form: str) -> AnyResponse:
    """Every asset by captivity."""
    ranking = make_ranking(state(), at, read_choice(state(), at, request.args))
    if form == "text/csv":
        rows = csv_rows(ranking_rows(state(), ranking.scores))
        return as_csv(rows, CSV_COLUMNS, "captivity-rankings.csv")
    if form == negotiation.JSON:
        told = {**at.args(), "population": ranking.population}
        return as_json(told | {"assets": ranking_rows(state(), ranking.scores)})
    rows = ranking_rows(state(), ranking.shown)
    return Response(
        render_template(
            "rankings.html", at=at, ranking=ranking, rows=rows, populations=POPULATIONS,
            tables_known=TABLES, forms=OFFERS,
        )
    )  # fmt: skip


def show_table(at: Viewpoint, form: str, name: str) -> AnyResponse:
    """Owners, vendors or platforms by one of their numbers."""
    population, sort = find_population(at), request.args.get("sort", "")
    rows = rank(state(), at, name, population, sort)
    table, told = TABLES[name], name_population(state(), at, population)
    if form == "text/csv":
        return as_csv(flat_rows(rows), table.keys, f"captivity-{name}.csv")
    if form == negotiation.JSON:
        return as_json({**at.args(), "table": name, "population": told, "rows": rows})
    return Response(
        render_template(
            "ranking_table.html", at=at, table=table, rows=rows, sort=sort, population=told,
            populations=POPULATIONS, tables_known=TABLES, forms=OFFERS,
        )
    )  # fmt: skip


def find_population(at: Viewpoint) -> str:
    """The population of the address, or the first one."""
    name = request.args.get("population", "")
    return read_population(name) if name else first_population(state(), at)


def flat_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with labels in the place of links."""
    return [
        {k: [n["label"] for n in v] if isinstance(v, list) else v for k, v in row.items()}
        for row in rows
    ]


@ranking_page.get("/api/rankings")
@describe(
    Parameter("q", "Text in the name.", example="gpt"),
    Parameter("kind", "Kind of asset.", enum=("", *KINDS), default=""),
    Parameter("type", "Type of captivity; captive for any of the three.",
              enum=("", "captive", *map(str, CaptivityType)), default=""),
    Parameter("vendor", "IRI of a developer."),
    Parameter("owner", "IRI of an owner who can close the asset alone."),
    Parameter("gate", "IRI of an owner who can close one of its roads."),
    Parameter("platform", "IRI of a platform that has it."),
    Parameter("sort", "Order of the rows.", enum=tuple(SORTS), default="captivity"),
    POPULATION, *VIEWPOINT, *PAGING,
    answer=RankingAnswer,
    topic="Tables",
    tries="/api/rankings?population=core&limit=10",
)  # fmt: skip
def assets_data() -> Response:
    """The assets that fit, by captivity or in another order."""
    at = read_viewpoint(request.args)
    ranking = make_ranking(state(), at, read_choice(state(), at, request.args))
    rows = ranking_rows(state(), ranking.scores)
    told = {"as_of": at.as_of.isoformat(), "view": str(at.view), "population": ranking.population}
    return as_page(request, rows, ASSETS, told)


@ranking_page.get("/api/rankings/<table>")
@describe(
    in_path("table", "owners, vendors or platforms.", "owners"),
    Parameter("sort", "name, or the column of numbers to sort by; the usual order without it."),
    POPULATION, *VIEWPOINT, *PAGING,
    answer=TableAnswer,
    topic="Tables",
    tries="/api/rankings/owners?limit=10",
)  # fmt: skip
def table_data(table: str) -> Response:
    """Owners, vendors or platforms with their numbers.

    The columns of each table are described in the answer.
    """
    at = read_viewpoint(request.args)
    population = find_population(at)
    rows = rank(state(), at, table, population, request.args.get("sort", ""))
    told = {
        "table": table,
        "as_of": at.as_of.isoformat(),
        "view": str(at.view),
        "population": name_population(state(), at, population),
        "columns": describe_columns(TABLES[table]),
    }
    return as_page(request, rows, "rows", told)


def describe_columns(table: RankingTable) -> dict[str, str]:
    """Column -> what it means."""
    return {column.key: column.meaning for column in table.columns}
