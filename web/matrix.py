"""What the page /matrix shows of the market: which rows and columns, in which order, how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, sqrt
from typing import Any

from graph.market.columns import slug_of
from graph.market.gates import OPEN_WEIGHTS
from graph.metrics.matrix import Cell, Columns, Line, Matrix, Rows, cross_market
from web.choices import one_of
from web.kinds import in_words
from web.operation import Parameter
from web.paging import read_number
from web.populations import first_population, name_population, read_population
from web.state import State
from web.viewpoint import Viewpoint

TOP = Parameter(
    "top", "How many rows to show.", type="integer", default=25, at_least=1, at_most=5000
)
WIDE = Parameter(
    "wide", "How many columns to show.", type="integer", default=10, at_least=1, at_most=500
)
#: Shades of a cell, from the least to the most.
SHADES = 5
#: What a cell counts, by what the rows are.
COUNTED = {
    Rows.MODELS: "live channels of the model",
    Rows.VENDORS: "models of the vendor with a live channel",
}
#: What the mark of a captive cell means, by what the columns are.
MARKED = {
    Columns.PLATFORMS: "no other platform has it",
    Columns.OWNERS: "the owner can close every road alone",
}


@dataclass(frozen=True, slots=True)
class MatrixChoice:
    """What the reader wants to see; every field stands in the address."""

    rows: Rows = Rows.VENDORS
    columns: Columns = Columns.PLATFORMS
    population: str = ""
    vendor: str = ""
    sort: str = "total"
    top: int = 25
    wide: int = 10

    def args(self) -> dict[str, str]:
        """The part of an address that restores the choice."""
        pairs = {"by": str(self.rows), "against": str(self.columns),
                 "population": self.population or "none"}  # fmt: skip
        more = {"vendor": self.vendor, "sort": self.sort, "top": str(self.top),
                "wide": str(self.wide)}  # fmt: skip
        usual = {"vendor": "", "sort": "total", "top": str(TOP.default), "wide": str(WIDE.default)}
        return pairs | {name: value for name, value in more.items() if value != usual[name]}


def read_matrix_choice(state: State, at: Viewpoint, args: Mapping[str, str]) -> MatrixChoice:
    """The choice that an address makes; a vendor may be named by slug or IRI.

    Raises
    ------
    InvalidInput
        Rows, columns, a population or a number that there is not.
    UnknownEntity
        There is no such vendor.
    """
    vendor, population = args.get("vendor", ""), args.get("population", "")
    return MatrixChoice(
        Rows(one_of("kind of row", args.get("by", "") or "vendors", tuple(Rows))),
        Columns(
            one_of("kind of column", args.get("against", "") or Columns.PLATFORMS, (*Columns,))
        ),
        read_population(population) if population else first_population(state, at),
        state.names().resolve(vendor, "Organization") if vendor else "",
        args.get("sort", "") or "total",
        read_number(args, TOP),
        read_number(args, WIDE),
    )


def find_matrix(state: State, at: Viewpoint, choice: MatrixChoice) -> Matrix:
    """The whole matrix of the choice, kept for the revision."""
    key = replace(choice, sort="", top=1, wide=1)
    return state.kept(("matrix", at, key), lambda: _cross(state, at, choice))


def _cross(state: State, at: Viewpoint, choice: MatrixChoice) -> Matrix:
    market = state.market(at)
    members = state.members(at, choice.population) if choice.population else market.assets
    if choice.vendor:
        entities = state.records().entities
        members = frozenset(
            asset
            for asset in members
            if asset in entities and choice.vendor in entities[asset].developers
        )
    return cross_market(market, members, choice.rows, choice.columns)


def sort_rows(matrix: Matrix, sort: str) -> list[Line]:
    """The rows by total, name, captivity, or by what they have in a column (slug or IRI)."""
    if sort == "name":
        return sorted(matrix.rows, key=lambda row: (row.label.casefold(), row.iri))
    if sort == "captive":
        return sorted(matrix.rows, key=lambda row: -row.captive)
    column = next((c.iri for c in matrix.columns if sort in (c.iri, slug_of(c.iri))), "")
    nothing = Cell(0, 0)
    # Sorting is stable: equals keep the order of their totals.
    return sorted(matrix.rows, key=lambda row: -matrix.cells.get((row.iri, column), nothing).count)


def view_matrix(
    state: State, at: Viewpoint, choice: MatrixChoice, rows: Sequence[Line], matrix: Matrix
) -> dict[str, Any]:
    """Those rows of the matrix with the widest columns, as the page and the API show them."""
    columns = list(matrix.columns[: choice.wide])
    columns += [c for c in matrix.columns[choice.wide :] if choice.sort in (c.iri, slug_of(c.iri))]
    most = max((cell.count for cell in matrix.cells.values()), default=1)
    return {
        "as_of": at.as_of.isoformat(),
        "view": str(at.view),
        "resale": at.resale,
        "by": str(choice.rows),
        "against": str(choice.columns),
        "sort": choice.sort,
        "counts": COUNTED[choice.rows],
        "marks": MARKED[choice.columns],
        "population": name_population(state, at, choice.population),
        "assets": matrix.assets,
        "channels": matrix.channels,
        "row_count": len(matrix.rows),
        "column_count": len(matrix.columns),
        "columns": [_line(column) for column in columns],
        "rows": [
            _line(row)
            | {"cells": [_cell(state, at, choice, matrix, row, c, most) for c in columns]}
            for row in rows
        ],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "iri": line.iri,
        "slug": slug_of(line.iri),
        "label": line.label,
        "total": line.total,
        "captive": line.captive,
    }


def _cell(
    state: State,
    at: Viewpoint,
    choice: MatrixChoice,
    matrix: Matrix,
    row: Line,
    column: Line,
    most: int,
) -> dict[str, Any] | None:
    """One cell; None where the two never meet."""
    cell = matrix.cells.get((row.iri, column.iri))
    if cell is None:
        return None
    is_model = choice.rows is Rows.MODELS and choice.columns is Columns.PLATFORMS
    return {
        "count": cell.count,
        "captive": cell.captive,
        "shade": ceil(SHADES * sqrt(cell.count / most)),
        "note": describe_access(state, at, row.iri, column.iri) if is_model else "",
    }


def describe_access(state: State, at: Viewpoint, asset: str, platform: str) -> str:
    """What is not usual about the asset's live channels there: their stage, and how they are had.

    Empty where one of them is generally available by an interface of its own.
    """
    market = state.market(at)
    rows = market.table.rows_of(asset)
    live = [market.table.channels[row] for row in rows[market.live.counted[rows]].tolist()]
    found = [channel for channel in live if channel.platform == platform]
    words = []
    for name, usual in (("stage", ("GA", "StageUnstated")), ("access_mode", ())):
        values = {getattr(channel, name) for channel in found}
        if not values & {*usual} and len(values) == 1:
            words.append(SHORT.get(value := values.pop(), in_words(value)))
    return ", ".join(filter(None, words))


#: What stands in a cell for a mode or a stage; nothing for the usual ones.
SHORT = {
    OPEN_WEIGHTS: "weights",
    "RawAPI": "",
    "AccessUnstated": "",
    "EmbeddedUI": "embedded",
    "Preview": "preview",
    "Deprecated": "leaving",
}


def csv_table(shown: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows and the heads of the same table as CSV; two columns of one label keep both."""
    heads = [f"{c['label']} ({c['slug']})" for c in shown["columns"]]
    rows = [
        {"label": row["label"], "iri": row["iri"], "total": row["total"], "captive": row["captive"]}
        | {h: cell and cell["count"] for h, cell in zip(heads, row["cells"], strict=True)}
        for row in shown["rows"]
    ]
    return rows, ["label", "iri", "total", "captive", *heads]
