"""The numbers of a chart as a table, and the chart that has none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from web.charts.geometry import PHONE, WIDE, Drawing, Figure, Sheet, Table, Text
from web.charts.given import About, Series, exact

EMPTY = "Nothing to draw: there is no value."


def tabulate_series(series: Sequence[Series]) -> Table:
    """A row for each day, and why where a reading says so."""
    days = sorted({reading.day for one in series for reading in one.readings})
    whys: dict[date, list[str]] = {day: [] for day in days}
    links = dict.fromkeys(days, "")
    cells: list[dict[date, str]] = []
    for one in series:
        cells.append({reading.day: exact(reading.value) for reading in one.readings})
        for reading in one.readings:
            links[reading.day] = links[reading.day] or reading.href
            if reading.why and reading.why not in whys[reading.day]:
                whys[reading.day].append(reading.why)
    has_whys = any(whys.values())
    columns = ("Day", *(one.name for one in series), *(("Why",) if has_whys else ()))
    rows = tuple(
        (
            day.isoformat(),
            *(column.get(day, "") for column in cells),
            *(("; ".join(whys[day]),) if has_whys else ()),
        )
        for day in days
    )
    return Table(columns, rows, tuple(links[day] for day in days))


def blank(about: About, table: Table) -> Figure:
    """The figure of no value at all, which says so."""
    return Figure(
        about,
        _blank(WIDE),
        _blank(PHONE),
        table,
        f"{about.title}: {EMPTY[0].lower()}{EMPTY[1:]}",
        is_empty=True,
    )


def _blank(sheet: Sheet) -> Drawing:
    said = Text(sheet.width / 2, 44, EMPTY, "said", "middle")
    return Drawing(sheet.width, 76, texts=(said,))
