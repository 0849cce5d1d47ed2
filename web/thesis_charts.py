"""The figures of the thesis page, drawn from what the page says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from graph.terms import ID_BASE
from web.charts.geometry import Figure
from web.charts.given import About, Level, Moment, Reading, Series
from web.charts.lines import draw_lines
from web.charts.numbers import tabulate_series
from web.links import entity_url

Row = Mapping[str, Any]


def draw_thesis(view: Row) -> dict[str, Figure]:
    """Name -> figure, in the order in which the page shows them."""
    figures = {
        "closure": _draw_closure(view),
        "stacks": _draw_stacks(view),
        "billers": _draw_billers(view),
        "owners": _draw_owners(view),
    }
    return ({"watched": _draw_watched(view)} if view["watched"] else {}) | figures


def _population(view: Row) -> str:
    return f"{view['population']}, {view['live_count']:,} live on {view['as_of']}"


def _period(view: Row) -> str:
    return f"{view['period']['since']} to {view['as_of']}, month by month"


def _draw_watched(view: Row) -> Figure:
    names = dict.fromkeys((row["name"], row["label"]) for row in view["watched"])
    series = [
        Series(
            label,
            [_reading(row) for row in view["watched"] if row["name"] == name],
            _url(view, name),
        )
        for name, label in names
    ]
    about = About(
        "Captivity of the watched models",
        "captivity, 0 to 1; 1: one owner can close every road",
        f"the {len(series)} assets that the thesis watches",
        f"every change up to {view['as_of']}",
    )
    return draw_lines(about, series, is_step=True, high=1, until=_day(view["as_of"]),
                      moments=list(_moments(view)))  # fmt: skip


def _moments(view: Row) -> Iterable[Moment]:
    if view["made_on"]:
        yield Moment(_day(view["made_on"]), "the thesis")
    for breach in view["evidence"]:
        what = "denied by owners" if breach["denies_owner_closed"] else "denied literally"
        yield Moment(_day(breach["denied_from"]), what, _url(view, breach["name"]))


def _draw_closure(view: Row) -> Figure:
    about = About(
        "Closure index",
        "share of live assets that one owner can close, 0 to 1",
        _population(view),
        _period(view),
        definition=view["population_definition"],
    )
    level = Level(Fraction(view["threshold_index"]), f"{view['threshold_index']}: closed, we say")
    return draw_lines(about, [_series(view, "closure-index", view["population"])], is_step=True,
                      high=1, until=_day(view["as_of"]), levels=[level])  # fmt: skip


def _draw_stacks(view: Row) -> Figure:
    about = About(
        "Billing stacks",
        "distinct ultimate billers of live channels",
        _population(view),
        _period(view),
        definition=view["population_definition"],
        is_count=True,
    )
    level = Level(view["max_stacks"], f"{view['max_stacks']}: the most that the thesis predicts")
    return draw_lines(about, [_series(view, "billing-stacks", view["population"])], is_step=True,
                      high=view["max_stacks"] + 2, until=_day(view["as_of"]),
                      levels=[level])  # fmt: skip


def _draw_billers(view: Row) -> Figure:
    """The largest billers as lines: an asset counts at each, so stacked they would add up wrong."""
    names = dict.fromkeys((row["biller"], row["label"]) for row in view["billers"])
    series = [
        Series(
            label,
            [
                Reading(_day(row["date"]), row["assets"])
                for row in view["billers"]
                if row["biller"] == biller
            ],
            _url(view, biller) if biller else "",
        )
        for biller, label in names
    ]
    # All others together would leave no height to those with a name.
    drawn = [one for one, (biller, _) in zip(series, names, strict=True) if biller]
    about = About(
        "Through whose invoices",
        f"assets, counted once at each of the {len(drawn)} largest ultimate billers",
        _population(view),
        _period(view),
        note=_say_others(view),
        definition=view["population_definition"],
        is_count=True,
    )
    figure = draw_lines(about, drawn, is_step=True, until=_day(view["as_of"]))
    return replace(figure, table=tabulate_series(series))


def _say_others(view: Row) -> str:
    """How much the chart of billers leaves out, on its last day."""
    others = [row for row in view["billers"] if not row["biller"] and row["billers"]]
    if not others:
        return ""
    last = others[-1]
    return (
        f"Not drawn, but in the table: {last['billers']:,} smaller billers, at which "
        f"{last['assets']:,} more are counted on {last['date']}. An asset that several bill counts "
        f"at each of them, so that the lines do not add up to the {view['live_count']:,} live ones."
    )


def _draw_owners(view: Row) -> Figure:
    names = dict.fromkeys((row["developer"], row["label"]) for row in view["owners_per_model"])
    series = [
        Series(
            label,
            [
                Reading(
                    _day(row["date"]),
                    _value(row["owners_per_model"]),
                    f"{label}: {row['pairs']} model and owner pairs, {row['models']} models",
                )
                for row in view["owners_per_model"]
                if row["developer"] == developer
            ],
            _url(view, developer),
        )
        for developer, label in names
    ]
    about = About(
        "Owners per model",
        "mean number of ultimate owners through whom a model of the lab is listed",
        f"panel {view['panel']['name']}. {view['panel']['definition']}",
        _period(view),
    )
    return draw_lines(about, series, is_step=True, until=_day(view["as_of"]))


def _series(view: Row, metric: str, name: str) -> Series:
    """One number by month; each reading leads to what changed since the one before."""
    rows = [row for row in view["series"] if row["metric"] == metric]
    before = [None, *rows[:-1]]
    return Series(
        name,
        [
            _reading(row, _changes_url(view, last, row))
            for last, row in zip(before, rows, strict=True)
        ],
    )


def _reading(row: Row, href: str = "") -> Reading:
    return Reading(_day(row["date"]), _value(row["value"]), row["why"], href)


def _changes_url(view: Row, last: Row | None, row: Row) -> str:
    """The changes that made the value of a row another than that of the row before."""
    if last is None or not row["change_count"]:
        return ""
    since, until = (_day(one["date"]) + timedelta(days=1) for one in (last, row))
    resale = {"resale": "1"} if view["resale"] else {}
    return (
        f"/changes?{urlencode({'since': since.isoformat(), 'until': until.isoformat()} | resale)}"
    )


def _url(view: Row, slug: str) -> str:
    return entity_url(ID_BASE + slug, as_of=view["as_of"])


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _value(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
