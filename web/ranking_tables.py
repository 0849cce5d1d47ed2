"""The tables of /rankings about owners, vendors and platforms: what their columns say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from graph.metrics.closure import LiveSet, find_live
from graph.metrics.party_rows import platform_rows, vendor_rows
from graph.metrics.power_rows import owner_rows
from web.choices import one_of
from web.entity.nodes import name_node
from web.state import State
from web.viewpoint import Viewpoint

Form = Literal["count", "share", "signed", "nodes"]
Row = dict[str, Any]
Make = Callable[[State, Viewpoint, str], list[Row]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in the row, its head, what it means, and how it is written."""

    key: str
    head: str
    meaning: str
    form: Form = "count"


@dataclass(frozen=True, slots=True)
class RankingTable:
    """One table of things with numbers; ``make`` gives its rows in their usual order."""

    name: str
    title: str
    lead: str
    thing: str
    group: str
    columns: tuple[Column, ...]
    make: Make

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the columns in JSON and CSV."""
        return ("label", "iri", *(column.key for column in self.columns))


def _live(state: State, at: Viewpoint, population: str) -> LiveSet:
    return find_live(state.market(at), population or None)


def _owners(state: State, at: Viewpoint, population: str) -> list[Row]:
    rows = owner_rows(state.market(at), _live(state, at, population).assets, population or None)
    kept = ("gatekeeper_share", "shapley", "banzhaf", "captive_count", "sampled", "error")
    return [
        {"iri": row["owner_iri"], "label": row["owner_label"]} | {key: row[key] for key in kept}
        for row in rows
    ]


def _vendors(state: State, at: Viewpoint, population: str) -> list[Row]:
    return _linked(state, vendor_rows(state.market(at), _live(state, at, population)))


def _platforms(state: State, at: Viewpoint, population: str) -> list[Row]:
    assets = _live(state, at, population).assets
    return _linked(state, platform_rows(state.market(at), assets))


def _linked(state: State, rows: Sequence[Row]) -> list[Row]:
    """The rows with nodes in the place of lists of IRIs."""
    return [
        {k: [name_node(state, i) for i in v] if isinstance(v, list) else v for k, v in row.items()}
        for row in rows
    ]


TABLES: Mapping[str, RankingTable] = {
    table.name: table
    for table in (
        RankingTable(
            "owners",
            "Who can close the most?",
            "An owner controls platforms, clouds or billing. The gatekeeper share is what it could "
            "take away alone; Shapley and Banzhaf divide the power over all roads between owners.",
            "owner",
            "owner",
            (
                Column(
                    "captive_count", "Captive to it", "Models whose every road it can close alone."
                ),
                Column(
                    "gatekeeper_share",
                    "Gatekeeper share",
                    "Share of the live models that are lost if it refuses.",
                    "share",
                ),
                Column(
                    "shapley",
                    "Shapley",
                    "Its share of all power to close, when owners refuse one after the other in "
                    "every order.",
                    "share",
                ),
                Column(
                    "banzhaf",
                    "Banzhaf",
                    "Its share of all swings: how often its refusal alone makes the difference.",
                    "share",
                ),
            ),
            _owners,
        ),
        RankingTable(
            "vendors",
            "Whose models are captive?",
            "A vendor needs an owner as far as the owner can close its models; the owner needs the "
            "vendor as far as its catalogue is made of them.",
            "vendor",
            "organisation",
            (
                Column("models", "Models", "Live models of the population that it developed."),
                Column("captive", "Captive", "Those whose every road one owner can close."),
                Column("own", "To itself", "Captive ones that only its own group can close."),
                Column("platforms", "Platforms", "Platforms with one of its models."),
                Column("outlet", "Main outlet", "The owner outside its group who can close most of "
                       "its models alone, of equals the one who offers most.", "nodes"),
                Column("sold", "Sold there", "Share of its models on platforms of that owner.",
                       "share"),
                Column("needs", "Lost without", "Share of its models that this owner can close "
                       "alone.", "share"),
                Column("needed", "Of its shelf", "Share of the owner’s catalogue that it made.",
                       "share"),
                Column("asymmetry", "Balance", "What is lost without the owner, less its share of "
                       "the shelf: above 0 the vendor needs the owner more.", "signed"),
            ),
            _vendors,
        ),
        RankingTable(
            "platforms",
            "Where can models be had?",
            "A platform that nobody can avoid would hold many models that are nowhere else.",
            "platform",
            "platform",
            (
                Column("models", "Models", "Members of the population with a live channel there."),
                Column("share", "Share", "Those among all live members.", "share"),
                Column("only", "Only there", "Members that no other platform has."),
                Column("vendors", "Vendors", "Vendors with a model there."),
                Column("owners", "Who controls it", "Ultimate owners of its operator.", "nodes"),
            ),
            _platforms,
        ),
    )
}  # fmt: skip


def rank(state: State, at: Viewpoint, name: str, population: str, sort: str) -> list[Row]:
    """The rows of a table, by a column of numbers if one is named, else in their usual order.

    Raises
    ------
    InvalidInput
        There is no such table or column.
    """
    table = TABLES[one_of("table", name, tuple(TABLES))]
    rows = state.kept(("table", at, name, population), lambda: table.make(state, at, population))
    numbers = tuple(column.key for column in table.columns if column.form != "nodes")
    if one_of("order", sort, ("", "name", *numbers)) == "name":
        return sorted(rows, key=lambda row: row["label"].casefold())
    return sorted(rows, key=lambda row: (row[sort] is None, -_number(row[sort]))) if sort else rows


def _number(value: Any) -> Fraction:
    return Fraction(value or 0)


def share_percent(text: str | None) -> str:
    """A fraction as a percentage to read, in steps of a tenth; a dash for none.

    >>> share_percent("1/3"), share_percent("-1/200"), share_percent(None), share_percent("1/9999")
    ('33.3 %', '−0.5 %', '–', '< 0.1 %')
    """
    if text is None:
        return "–"
    share = 100 * Fraction(text)
    if 0 < share < Fraction(1, 20):
        return "< 0.1 %"
    return f"{float(share):.1f} %".replace("-", "−")
