"""A result as charts: bars for names, lines for days; or the reason why it has none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from graph.market.columns import parse_day, parse_number
from web.charts.given import About, Bar, Group, Reading, Series

if TYPE_CHECKING:
    from datetime import date

    from web.charts.geometry import Figure
    from web.results import Cell, ResultTable, Row

#: Bars and groups that a page has room for, series that can be told apart, days that are joined.
MOST_BARS, MOST_GROUPS, MOST_SERIES, MOST_DAYS = 40, 20, 8, 2000
#: Numbers of one row that stand side by side.
MOST_NUMBERS = 4

#: Kinds of numbers, each on an axis of its own, and what is said of them.
SHARE, COUNT, OTHER = "share", "count", "other"
UNITS = {SHARE: "shares, 0 to 1", COUNT: "whole numbers", OTHER: "numbers"}
#: Names of what is a share even where all its values are 0 and 1.
SAYS_SHARE = re.compile(r"\b(captivity|index|share)\b")

Key = TypeVar("Key", int, str)
#: IRI -> its label and its address.
Describe = Callable[[str], tuple[str, str | None]]


def draw_charts(table: ResultTable, title: str, describe: Describe) -> list[Figure] | str:
    """The charts of a result, one for each kind of number, or in words why it has none.

    Shares and counts never stand on one axis, on which the shares would lie flat.
    """
    numbers = [n for n, _ in enumerate(table.columns) if _all(table.rows, n, _is_number)]
    days = [n for n, _ in enumerate(table.columns) if _all(table.rows, n, _is_day)]
    names = [n for n, _ in enumerate(table.columns) if n not in numbers and n not in days]
    if not numbers or not (days or names):
        return "A chart needs a column of numbers beside one of names or of days."
    if days and len({_day(row[days[0]]) for row in table.rows}) > 1:
        return _draw_days(table, title, days[0], numbers, names, describe)
    return _draw_names(table, title, (names or days)[0], numbers, describe)


def has_chart(table: ResultTable) -> bool:
    """Whether a column of numbers stands beside one of something else."""
    numbers = [n for n, _ in enumerate(table.columns) if _all(table.rows, n, _is_number)]
    return 0 < len(numbers) < len(table.columns)


def _draw_names(
    table: ResultTable, title: str, name: int, numbers: Sequence[int], describe: Describe
) -> list[Figure]:
    kinds = _sort_kinds((n, _say(table, n), [row[n] for row in table.rows]) for n in numbers)
    return [
        _draw_bars(table, title, name, kind, columns, describe) for kind, columns in kinds.items()
    ]


def _draw_bars(
    table: ResultTable, title: str, name: int, kind: str, numbers: Sequence[int], describe: Describe
) -> Figure:
    from web.charts.bars import draw_bars, draw_groups

    shown = numbers[:MOST_NUMBERS]
    most = MOST_BARS if len(shown) == 1 else MOST_GROUPS
    told = [_say(table, n) for n in shown]
    first = f"The first {most} of {table.total:,} rows. " if table.total > most else ""
    about = About(
        title,
        told[0] if len(told) == 1 else UNITS[kind],
        _population(table),
        note=f"{first}{_say_left_out(table, numbers[MOST_NUMBERS:])}".strip(),
        is_count=kind == COUNT,
    )
    rows = [(*_name(row[name], describe), row) for row in table.rows[:most]]
    if len(shown) == 1:
        bars = [Bar(label, read_number(row[shown[0]]), href) for label, href, row in rows]
        return draw_bars(about, bars)
    groups = [Group(label, [read_number(row[n]) for n in shown], href) for label, href, row in rows]
    return draw_groups(about, told, groups)


def _draw_days(
    table: ResultTable,
    title: str,
    day: int,
    numbers: Sequence[int],
    names: Sequence[int],
    describe: Describe,
) -> list[Figure] | str:
    from web.charts.lines import draw_lines

    # One column of names tells series apart; without one, each column of numbers is a series.
    by_name = bool(names) and len({_text(row[names[0]]) for row in table.rows}) > 1
    shown = numbers[:1] if by_name else numbers[:MOST_NUMBERS]
    found: dict[str, dict[date, Cell | None]] = {}
    for row in table.rows:
        for number in shown:
            name = _name(row[names[0]], describe)[0] if by_name else _say(table, number)
            when = _day(row[day])
            if when is not None:
                found.setdefault(name, {})[when] = row[number]
    if len(found) > MOST_SERIES or any(len(one) > MOST_DAYS for one in found.values()):
        return (
            f"The result has {len(found):,} series over days, and a chart tells {MOST_SERIES} "
            "apart. Narrow the query, or look at the table."
        )
    kinds = _sort_kinds((name, name, list(cells.values())) for name, cells in found.items())
    figures = []
    for kind, inside in kinds.items():
        series = [
            Series(name, [Reading(d, read_number(found[name][d])) for d in sorted(found[name])])
            for name in inside
        ]
        unit = _say(table, shown[0]) if by_name and len(kinds) == 1 else UNITS[kind]
        about = About(
            title,
            inside[0] if len(inside) == 1 else unit,
            _population(table),
            note=_say_left_out(table, numbers[len(shown) :]),
            is_count=kind == COUNT,
        )
        figures.append(draw_lines(about, series, high=1 if kind == SHARE else None))
    return figures


def _sort_kinds(columns: Iterable[tuple[Key, str, Sequence[Cell | None]]]) -> dict[str, list[Key]]:
    """Kind of number -> the columns or series of it, the kind that is met first before others."""
    found: dict[str, list[Key]] = {}
    for key, name, cells in columns:
        found.setdefault(_kind_of(name, cells), []).append(key)
    return found


def _kind_of(name: str, cells: Sequence[Cell | None]) -> str:
    """Shares, whole or neither; 0 and 1 alone are shares where the name says so."""
    values = [value for cell in cells if (value := read_number(cell)) is not None]
    is_whole = all(value.denominator == 1 for value in values)
    if all(0 <= value <= 1 for value in values) and (not is_whole or SAYS_SHARE.search(name)):
        return SHARE
    return COUNT if is_whole else OTHER


def _population(table: ResultTable) -> str:
    """The population that all rows name; empty where they name none or several."""
    if "population" not in table.columns:
        return ""
    place = list(table.columns).index("population")
    named = {_text(row[place]) for row in table.rows}
    return named.pop() if len(named) == 1 else ""


def _say_left_out(table: ResultTable, numbers: Sequence[int]) -> str:
    names = ", ".join(_say(table, n) for n in numbers)
    return f"Not drawn, but in the table: {names}." if names else ""


def _all(rows: Sequence[Row], column: int, fits: Callable[[Cell], bool]) -> bool:
    cells = [cell for row in rows if (cell := row[column]) is not None]
    return bool(cells) and all(map(fits, cells))


def _is_number(cell: Cell) -> bool:
    return cell.is_number and read_number(cell) is not None


def _is_day(cell: Cell) -> bool:
    return not cell.iri and not cell.is_number and parse_day(cell.text) is not None


def read_number(cell: Cell | None) -> Fraction | None:
    """The number that a cell holds, fractions exact; None for any other text.

    >>> from web.results import Cell
    >>> read_number(Cell("1/3"))
    Fraction(1, 3)
    """
    if cell is None:
        return None
    top, _, bottom = cell.text.partition("/")
    numbers = (parse_number(top), parse_number(bottom or "1"))
    if numbers[0] is None or not numbers[1]:
        return None
    return Fraction(numbers[0]) / Fraction(numbers[1])


def _day(cell: Cell | None) -> date | None:
    return parse_day(cell.text) if cell is not None else None


def _text(cell: Cell | None) -> str:
    return cell.text if cell is not None else ""


def _name(cell: Cell | None, describe: Describe) -> tuple[str, str]:
    if cell is None:
        return "–", ""
    if not cell.iri:
        return cell.text, ""
    label, url = describe(cell.iri)
    return label, url or ""


def _say(table: ResultTable, column: int) -> str:
    return table.columns[column].replace("_", " ")
